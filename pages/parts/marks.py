"""The two marks that tell what a teacher did from what people did, the same on every page."""

from pages.parts.plain import plain

TEACHER = ":material/smart_toy:"
PERSON = ":material/person:"
CLASSIFIER = ":material/category:"

OFFLINE = "the offline teacher"


def mark(author: str) -> str:
    """The icon for the author of a change or judgement: “human:Ana”, “llm:MODEL”, “offline”."""
    return PERSON if author.startswith("human:") else TEACHER


def author_name(author: str) -> str:
    """Who it was, as people say it; not yet safe for Markdown."""
    if author == "offline":
        return OFFLINE
    return author.removeprefix("human:").removeprefix("llm:")


def signed(author: str) -> str:
    """Mark and name, ready for Markdown."""
    return f"{mark(author)} {plain(author_name(author))}"
