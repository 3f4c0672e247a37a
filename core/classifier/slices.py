"""Where a classifier does worse than elsewhere: by a column's value, by script, by length of the text.

With many slices some look bad by chance, so what is said of each is corrected for how many were looked at. Knows
outcomes and which slice each document is in. What language a text is in it cannot tell, only the script.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel

from core.agreement.comparing import SURE, difference, fisher, holm
from core.agreement.estimates import Estimate, share, unknown
from core.agreement.words import percent, points
from core.classifier.outcomes import Outcome
from core.taxonomy.label import DocumentId

FEWEST = 10  # documents in a slice, below which it is pooled with the other small ones
SMALL = "the smaller ones together"
_LOOKED_AT = 500  # characters, to tell a text's script
_HAN_AND_KANA = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"})

Standing = Literal["worse", "better", "undecided"]


class Slice(BaseModel, frozen=True):
    """One slice beside all the others. `p` is Fisher's exact one, `corrected` Holm's for all slices looked at."""

    name: str
    n: int
    accuracy: Estimate
    rest: Estimate
    difference: Estimate  # the slice less the rest, -1 to 1
    p: float | None
    corrected: float | None
    standing: Standing


class Slices(BaseModel, frozen=True):
    """Slices with enough documents, the least accurate first. `pooled` are the smaller ones taken together,
    None where there are none or even then too few."""

    n: int
    slices: tuple[Slice, ...]
    pooled: Slice | None
    too_few: tuple[str, ...]  # the names of those that were pooled
    without: int  # outcomes whose document is in no slice


def sliced(found: Sequence[Outcome], slice_of: Mapping[DocumentId, str]) -> Slices:
    """How often the primary label is told in each slice, beside all documents that are in another one."""
    hits: dict[str, list[bool]] = {}
    for each in found:
        if (name := slice_of.get(each.document)) is not None:
            hits.setdefault(name, []).append(each.right)
    everything = [said for each in hits.values() for said in each]
    small = sorted(name for name, said in hits.items() if len(said) < FEWEST)
    together = [said for name in small for said in hits[name]]
    tested = [(name, hits[name]) for name in sorted(hits) if len(hits[name]) >= FEWEST]
    if len(together) >= FEWEST:
        tested.append((SMALL, together))
    chances = [_chance(said, everything) for _, said in tested]
    halves = len(tested) == 2 and sum(len(said) for _, said in tested) == len(everything)
    corrected = chances if halves else holm(chances)  # halves are each other's rest: one test, not two
    looked_at = [
        _slice(name, said, everything, p, sure)
        for (name, said), p, sure in zip(tested, chances, corrected, strict=True)
    ]
    pooled = looked_at.pop() if len(together) >= FEWEST else None
    return Slices(
        n=len(everything),
        slices=tuple(sorted(looked_at, key=lambda each: (each.accuracy.value or 0.0, each.name))),
        pooled=pooled,
        too_few=tuple(small),
        without=len(found) - len(everything),
    )


def by_length(texts: Mapping[DocumentId, str], parts: int = 3) -> dict[DocumentId, str]:
    """Each text's slice among so many of about as many texts, by characters: "up to 80 characters"."""
    lengths = sorted(map(len, texts.values()))
    ends = sorted({lengths[round(number * len(lengths) / parts) - 1] for number in range(1, parts)}) if lengths else []
    return {document: _span(len(text), ends) for document, text in texts.items()}


def by_script(texts: Mapping[DocumentId, str]) -> dict[DocumentId, str]:
    """The script that most letters of a text are in: "Latin", "Cyrillic"; "no letters" where there are none."""
    return {document: _script(text) for document, text in texts.items()}


def in_words(found: Slices) -> list[str]:
    """A sentence for each slice that is clearly worse than the others, or one that there is none."""
    worse = [each for each in found.slices if each.standing == "worse"]
    if not found.slices:
        return [f"No slice has {FEWEST} documents that people judged."]
    if not worse:
        return [f"No slice of {len(found.slices)} is clearly worse than the others, on {found.n} documents."]
    return [
        f"“{each.name}” is right on {percent(each.accuracy.value or 0.0)} of {each.n} documents, the others on "
        f"{percent(each.rest.value or 0.0)}: {points(each.difference)}."
        for each in worse
    ]


def _chance(said: Sequence[bool], everything: Sequence[bool]) -> float:
    """1 where there is nothing besides it."""
    return fisher(sum(said), len(said), sum(everything) - sum(said), len(everything) - len(said))


def _slice(name: str, said: Sequence[bool], everything: Sequence[bool], p: float, corrected: float) -> Slice:
    own = share(sum(said), len(said))
    others = len(everything) - len(said)
    rest = share(sum(everything) - sum(said), others) if others else unknown("There are no others.")
    gap = difference(own, rest)
    return Slice(
        name=name,
        n=len(said),
        accuracy=own,
        rest=rest,
        difference=gap,
        p=p if others else None,
        corrected=corrected if others else None,
        standing=_standing(gap, corrected),
    )


def _standing(gap: Estimate, corrected: float) -> Standing:
    if gap.value is None or corrected >= SURE:
        return "undecided"
    return "worse" if gap.value < 0 else "better"


def _span(length: int, ends: Sequence[int]) -> str:
    below = next((place for place, end in enumerate(ends) if length <= end), len(ends))
    if below == len(ends):
        return f"over {ends[-1]:,} characters" if ends else "any length"
    return f"{ends[below - 1] + 1:,} to {ends[below]:,} characters" if below else f"up to {ends[0]:,} characters"


def _script(text: str) -> str:
    letters = [character for character in text[:_LOOKED_AT] if character.isalpha()]
    names = Counter(unicodedata.name(letter, "OTHER").split()[0] for letter in letters)
    scripts = Counter[str]()
    for name, count in names.items():
        scripts["Chinese or Japanese" if name in _HAN_AND_KANA else name.capitalize()] += count
    return max(sorted(scripts), key=scripts.__getitem__) if scripts else "no letters"
