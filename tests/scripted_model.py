"""A stand-in for a language model: it reads our prompts and answers them by simple rules, the same each time.

It finds themes by their words: those of the sample corpora from a table, any other corpus's from its frequent words.
It is no good as a teacher, but its taxonomies and verdicts look honest and follow from the documents it is shown.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

STOP_WORDS = (
    "a about after again all also am an and any are as at be because been before being both but by can cannot "
    "could did do does doing done down each even every few for from get getting give go going got had has have "
    "having he hello help her here hi him his how however i if in into is it its just keep know like make many "
    "may me more most much must my need new no nor not now of off on once one only or other our out over own "
    "please put said same say see she should since so some still such take tell than thank thanks that the their "
    "them then there these they thing think this those three through to too two under until up use used using "
    "very want was way we well went were what when where which while who why will with without work would yes yet "
    "you your "
)
STOP = frozenset(STOP_WORDS.split())


class Theme(NamedTuple):
    """Something documents may be about, and the words that show it; a star stands for any ending."""

    name: str
    description: str
    words: tuple[str, ...]

    def found(self, text: str) -> list[str]:
        """The passages of a text that speak of this theme."""
        return [match.group() for match in _pattern(self.words).finditer(text)]


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    either = (rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else rf"{re.escape(word)}s?" for word in words)
    return re.compile(rf"\b(?:{'|'.join(either) or '(?!)'})\b", re.IGNORECASE)


def _table() -> tuple[tuple[Theme, ...], ...]:
    """The known themes, a group for each of the sample corpora."""
    groups = Path(__file__).with_name("scripted_themes.txt").read_text(encoding="utf-8").split("\n\n")
    return tuple(tuple(_theme(line) for line in group.strip().splitlines()[1:]) for group in groups)


def _theme(line: str) -> Theme:
    name, description, words = (cell.strip() for cell in line.split("|"))
    return Theme(name, description, tuple(word.strip() for word in words.split(",")))


KNOWN = _table()


def kind(request: dict) -> str:
    """Which of our prompts a request asks: by its schema's name, or by the form told in words."""
    name = request.get("response_format", {}).get("json_schema", {}).get("name")
    told = re.search(r"of the form “(\w+)”", request["messages"][0]["content"])
    return name or (told.group(1) if told else "unknown")


def answer(request: dict) -> dict:
    """The object this model replies with."""
    system = request["messages"][0]["content"]
    question = request["messages"][1]["content"] if len(request["messages"]) > 1 else ""
    asked = kind(request)
    if asked in ANSWERS:
        return ANSWERS[asked](system, question)
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema", {"type": "object"})
    return filled(schema, theme_of_all(documents(question) or [question]))


def documents(question: str) -> list[str]:
    return [text.strip() for text in re.findall(r"<document[^>]*>(.*?)</document>", question, re.DOTALL)]


def labels(prompt: str) -> dict[str, Theme]:
    """The labels a prompt shows, by id, with the words by which this model knows them."""
    found = re.findall(r'<label id="([^"]+)"[^>]*>\s*Name: (.*?)\n(?:Description: (.*?)\n)?', prompt)
    return {label_id: _remembered(name, description) for label_id, name, description in found}


def summarise(system: str, question: str) -> dict:
    words = int(_number(r"about (\d+) words", system, 20))
    start = " ".join(documents(question)[0].split()[:words])
    return {"summary": start if start.isascii() else start[: 2 * words]}


def create(system: str, question: str) -> dict:
    texts = documents(question)
    themes = _themes(texts, int(_number(r"At most (\d+) labels", system, 25)), _group(texts))
    reason = f"The {len(texts)} documents fall into {len(themes)} themes that share words."
    return {"reason": reason, "labels": [_row(theme, texts, system) for theme in themes]}


def update(system: str, question: str) -> dict:
    """Keep what there is, and add themes for documents that no label of it fits."""
    texts, old = documents(question), labels(question)
    group = _group(texts)
    lost = [text for text in texts if best(text, [*old.values()]) is None]
    room = int(_number(r"At most (\d+) labels", system, 25)) - len(old)
    names = {theme.name for theme in old.values()}
    added = [theme for theme in _themes(lost, max(room, 0), group) if theme.name not in names] if len(lost) > 1 else []
    kept = [{**_row(theme, texts, system), "name": theme.name, "replaces": [id_]} for id_, theme in old.items()]
    return {
        "score": round(100 * (1 - len(lost) / len(texts))) if texts else 80,
        "explanation": f"{len(texts) - len(lost)} of {len(texts)} documents find a label.",
        "suggestions": f"Add {', '.join(theme.name for theme in added)}." if added else "none",
        "labels": [*kept, *({**_row(theme, texts, system), "replaces": []} for theme in added)],
    }


def assign(system: str, question: str) -> dict:
    text, known = documents(question)[0], labels(system)
    scores = Counter({id_: len(theme.found(text)) for id_, theme in known.items()})
    ranked = [(id_, score) for id_, score in scores.most_common() if score]
    if not ranked:
        nothing = {"primary_id": None, "primary_name": None, "applicable_ids": [], "confidence": 0.6, "quote": ""}
        return {"reasoning": "No label shares a word with the document.", **nothing}
    first, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    evidence = known[first].found(text)[0]
    return {
        "reasoning": f"The document speaks of “{evidence}”.",
        "primary_id": first,
        "primary_name": known[first].name,
        "applicable_ids": [id_ for id_, other in ranked if other == score][:3],
        "confidence": round(0.5 + 0.45 * (score - second) / score, 2),
        "quote": sentence(text, known[first]),
    }


def sentence(text: str, theme: Theme) -> str:
    """The sentence of a text that first speaks of a theme it speaks of."""
    evidence = theme.found(text)[0]
    return next(part for part in re.split(r"(?<=[.!?])\s+|\n", text) if evidence in part)


def fit(system: str, question: str) -> dict:
    known = labels(system)
    rows = []
    for number, text in enumerate(documents(question), start=1):
        found = best(text, [*known.values()])
        rows.append({"number": number, "label": next((id_ for id_, theme in known.items() if theme is found), None)})
    return {"documents": rows}


def choose(system: str, question: str) -> dict:
    """The candidate under which most documents find a label; of several such the shortest, then the first."""
    texts = documents(question)
    tables = re.findall(r'<taxonomy id="\d+">(.*?)</taxonomy>', question, re.DOTALL)
    marks = []
    for place, table in enumerate(tables):
        rows = re.findall(r"^- (.*?)(?: \(a part of .*?\))?(?:: (.*))?$", table, re.MULTILINE)
        themes = [_remembered(name, description) for name, description in rows]
        marks.append((sum(best(text, themes) is not None for text in texts), -len(themes), -place))
    covered, _, place = max(marks)
    return {"reason": f"{covered} of {len(texts)} documents find a label there.", "best": 1 - place}


def name(system: str, question: str) -> dict:
    """One label for texts that belong together: the theme they share, told from what stands beside it as a contrast."""
    theme = theme_of_all(documents(question) or [question])
    return {"name": _words(theme.name, system, "name"), "description": _words(theme.description, system, "description")}


def wording(system: str, question: str) -> dict:
    """The theme that most of a label's documents share is what it should be called."""
    label, *_ = labels(question).values()
    texts = documents(question)
    theme = theme_of_all(texts)
    row = _row(theme, texts, system + "its quote")
    keep = theme.name == label.name
    said = f"{len([text for text in texts if best(text, [theme])])} of {len(texts)} documents are about {theme.name}."
    told = {"name": "", "description": ""} if keep else {key: row[key] for key in ("name", "description")}
    return {"reason": said, "keep": keep, **told, "includes": [], "excludes": [], "evidence": row["examples"]}


def overlaps(system: str, question: str) -> dict:
    """Two labels whose documents share their first theme are one; ones with a document of the other's need a rule."""
    sides = [documents(part) for part in re.split(r"(?=<label id)", question)[1:]]
    one, two = (theme_of_all(side) for side in sides)
    crossing = [text for text in sides[0] if best(text, [one, two]) is two]
    choice = "merge" if one == two else "tell apart" if crossing else "leave"
    told = {"name": one.name, "description": one.description} if choice == "merge" else {"name": "", "description": ""}
    shown = [{"number": 1, "quote": ""}, {"number": len(sides[0]) + 1, "quote": ""}]
    return {"reason": f"They are about {one.name} and {two.name}.", "choice": choice, **told, "evidence": shown}


def split(system: str, question: str) -> dict:
    texts = documents(question)
    themes = _themes(texts, int(_number(r"At most (\d+) topics", system, 3)), _group(texts))
    borne = [theme for theme in themes if sum(best(text, themes) is theme for text in texts) > 2]
    told = [{**_row(theme, texts, f"{system} its quote")} for theme in borne]
    return {"reason": f"{len(borne)} themes share words.", "topics": told if len(told) > 1 else []}


def uncovered(system: str, question: str) -> dict:
    texts, known = documents(question), {theme.name for theme in labels(question).values()}
    themes = [theme for theme in _themes(texts, 8, _group(texts)) if theme.name not in known]
    return {
        "reason": "These themes come up again and again.",
        "labels": [_row(theme, texts, f"{system} its quote") for theme in themes],
    }


def tie_break(system: str, question: str) -> dict:
    (first, one), (_, two) = [*labels(question).items()][:2]
    return {
        "reason": "Both speak of the same things.",
        "rule": f"What comes first in the document decides between {one.name} and {two.name}.",
        "cases": [{"case": "Both are named", "label": first}],
        "first_excludes": [f"what only mentions it: {two.name}"],
        "second_excludes": [],
        "evidence": [{"number": 1, "quote": ""}],
    }


ANSWERS = {
    "summarise": summarise,
    "create": create,
    "update": update,
    "review": update,
    "assign": assign,
    "fit": fit,
    "choose": choose,
    "name": name,
    "wording": wording,
    "overlaps": overlaps,
    "split": split,
    "uncovered": uncovered,
    "tie_break": tie_break,
}


def filled(schema: dict, theme: Theme) -> object:
    """Something that fits a schema this model has no rule for."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], theme)
    if schema.get("type") == "object":
        told = {"name": theme.name, "description": theme.description}
        return {key: told.get(key) or filled(part, theme) for key, part in schema.get("properties", {}).items()}
    return {"array": [], "string": theme.description, "integer": 1, "number": 0.5, "boolean": True}.get(schema["type"])


def best(text: str, themes: list[Theme]) -> Theme | None:
    found = max(themes, key=lambda theme: len(theme.found(text)), default=None)
    return found if found is not None and found.found(text) else None


def theme_of_all(texts: list[str]) -> Theme:
    return (_themes(texts, 1, _group(texts)) or [Theme("Unnamed texts", "Texts without a word in common.", ())])[0]


def _group(texts: list[str]) -> tuple[Theme, ...]:
    """The group of known themes that some texts speak of most; none where that is less than a third of them."""
    reach = {group: sum(best(text, [*group]) is not None for text in texts) for group in KNOWN}
    group = max(reach, key=lambda group: reach[group])
    return group if reach[group] > len(texts) / 3 else ()


def _themes(texts: list[str], most: int, group: tuple[Theme, ...]) -> list[Theme]:
    """The themes of some texts, the most frequent first: those of a group, or of frequent words."""
    chosen = Counter(theme for text in texts if (theme := best(text, [*group])) is not None)
    enough = max(2, len(texts) / 100) if len(texts) > 10 else 1
    known = [theme for theme, count in chosen.most_common() if count >= enough]
    return (known if group else _frequent(texts))[:most]


def _frequent(texts: list[str]) -> list[Theme]:
    """Pairs of words that go together, each taken for a theme."""
    bags = [{word.casefold() for word in re.findall(r"[^\W\d_]{4,}", text)} - STOP for text in texts]
    themes = []
    while bags and len(themes) < 30:
        (word, count), *_ = Counter(word for bag in bags for word in sorted(bag)).most_common(1) or [("", 0)]
        if not word or (count < 2 and themes):
            break
        beside = Counter(other for bag in bags if word in bag for other in sorted(bag - {word})).most_common(1)
        pair = (word, *(other for other, _ in beside))
        themes.append(Theme(" and ".join(pair).capitalize(), f"Texts that speak of {' or '.join(pair)}.", pair))
        bags = [bag for bag in bags if not bag & {*pair}]
    return themes


def _remembered(name: str, description: str) -> Theme:
    """A label as a theme: the one of this name, or the words it consists of."""
    words = {word.removesuffix("s")[:6].casefold() for word in re.findall(r"[^\W\d_]{3,}", f"{name} {description}")}
    own = Theme(name, description, tuple(f"{word}*" for word in sorted(words - STOP)))
    known = (theme for group in KNOWN for theme in group if theme.name == name)
    return next((Theme(name, description, theme.words) for theme in known), own)


def _row(theme: Theme, texts: list[str], system: str) -> dict:
    numbers = [number for number, text in enumerate(texts, start=1) if best(text, [theme])][:3]
    shown = (
        [{"number": n, "quote": sentence(texts[n - 1], theme)} for n in numbers] if "its quote" in system else numbers
    )
    told = {"name": _words(theme.name, system, "name"), "description": _words(theme.description, system, "description")}
    return {**told, "includes": [], "excludes": [], "examples": shown}


def _words(text: str, system: str, what: str) -> str:
    """As much of a text as the prompt allows for a label's name or description."""
    most = _number(rf"{what} has at most (\d+) words", system, 6 if what == "name" else 30)
    return " ".join(text.split()[: int(most)])


def _number(pattern: str, text: str, otherwise: int) -> str | int:
    found = re.search(pattern, text)
    return found.group(1) if found else otherwise
