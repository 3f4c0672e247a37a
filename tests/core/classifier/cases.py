"""Small labelled corpora that the classifier's tests share."""

import csv
from pathlib import Path

from core.classifier.examples import Example, Source

ROOT = Path(__file__).parents[3]

HOSTILE = [
    "",
    " ",
    "\t\r\n",
    "a",
    "a b",
    "🔥🔥 emoji 👩‍👩‍👧‍👦 e\u0301",
    "İSTANBUL ß ﬁ ΣΊΣΥΦΟΣ",
    "\x00\x01\x7f\ufeff\u200b\u2028\u2029",
    "\ud800 alone",
    "=cmd|' /C calc'!A0",
    "日本語のテキスト",
    "foo_bar __init__ v2.0.1 10,5 C++ don't",
    "x" * 5000,
]


def tickets(count: int, source: Source = "teacher") -> list[Example]:
    """The first of the sample tickets with the labels that people settled on."""
    with (ROOT / "data" / "samples" / "support_tickets.csv").open(encoding="utf-8") as stream:
        texts = {row["id"]: row["text"] for row in csv.DictReader(stream)}
    with (ROOT / "tests" / "gold" / "support_tickets_gold.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))[:count]
    return [Example(texts[row["id"]], row["primary"], tuple(row["all"].split("|")), 1.0, source) for row in rows]


def colours(each: int = 6) -> list[Example]:
    """Three labels that anything can tell apart."""
    words = {"red": "rose ruby cherry", "green": "leaf moss emerald", "blue": "sky ocean sapphire"}
    return [
        Example(f"{word} number {number}", label, (label,))
        for label, line in words.items()
        for number, word in enumerate((line.split() * each)[:each])
    ]
