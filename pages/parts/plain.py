"""Text from documents, models and people, made safe to stand in Streamlit's Markdown. Knows nothing else."""

import re

TURNING = re.compile(  # what becomes a link, icon, emoji or arrow although every character of it is escaped
    r"(https?:(?=//)|www(?=\.)|(?<=\S)@(?=[\w-])|:(?=material/|[\w+-]+:)|[-<>~](?=[-=>]))", re.IGNORECASE
)
JOINER = "\u2060"  # seen by nobody; it keeps such pairs apart
LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")  # Arabic, Hebrew and their neighbours
ISOLATED = "\u2068{}\u2069"  # seen by nobody; what stands around it keeps its place
SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&=^])")


def plain(text: str) -> str:
    """The text as it is: no links, images, icons, colours or formulas, on one line."""
    safe = SPECIAL.sub(r"\\\1", TURNING.sub(rf"\1{JOINER}", " ".join(text.split())))
    return ISOLATED.format(safe) if LEFTWARDS.search(safe) else safe


def number(count: int) -> str:
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """“1 document”, “600 documents”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
