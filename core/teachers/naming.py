"""Names and descriptions for groups of texts, made from the words that set each group apart."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.label import Label
from core.teachers.lexicon import Lexicon, Term, telling_keys

SHOWN = 8  # terms a description may draw on
MENTIONED = 5  # of them are, the name's own aside
STRONG = 0.4  # of the best term's score: enough to name a group


class Theme(NamedTuple):
    """What a group of texts is called, and the terms that speak for it, the best first."""

    name: str
    terms: tuple[str, ...]


def themes(
    texts: Sequence[str], groups: Sequence[Collection[int]], vectors: StaticVectors, taken: Collection[str] = ()
) -> list[Theme]:
    """A name for each group of texts (positions in `texts`), no two alike and none of those `taken`.

    The name is empty where the texts of a group have no telling word in common.
    """
    lexicon = Lexicon(texts)
    ranked = [lexicon.ranked(group, vectors) for group in groups]
    used = {key for name in taken for key in telling_keys(name)}
    names = {name.casefold() for name in taken}
    found: dict[int, Theme] = {}
    for number in sorted(range(len(groups)), key=lambda place: -ranked[place][0].score if ranked[place] else 0.0):
        written = (lexicon.written(name) for name in _names(ranked[number], used))
        name = next((one for one in written if one.casefold() not in names), "")
        names.add(name.casefold())
        used |= telling_keys(name)
        terms = _distinct([term.key for term in ranked[number]], SHOWN)
        found[number] = Theme(name, tuple(lexicon.inside(term) for term in terms))
    return [found[number] for number in range(len(groups))]


def described(theme: Theme, words: int) -> str:
    """One sentence within a number of words: a theme's name and what else its texts mention."""
    inside = telling_keys(theme.name)
    terms = [term for term in theme.terms if not telling_keys(term) <= inside]
    for count in range(min(len(terms), MENTIONED), 1, -1):
        sentence = f"{_opening(theme.name)}, often with {', '.join(terms[: count - 1])} or {terms[count - 1]}."
        if len(sentence.split()) <= words:
            return sentence
    return f"{_opening(theme.name)}."


def still_named(label: Label, theme: Theme) -> bool:
    """Whether a label's name holds: a person has worded it, or its words are still among the theme's first."""
    return not worded_here(label) or telling_keys(label.name) <= {
        key for term in theme.terms for key in telling_keys(term)
    }


def worded_here(label: Label) -> bool:
    """Whether both name and description stand as they were made here, so that no person's words would be lost."""
    return label.description.startswith((f"{_opening(label.name)},", f"{_opening(label.name)}."))


def _opening(name: str) -> str:
    return f"Texts about {name if name[1:2].isupper() else name[:1].lower() + name[1:]}"


def _names(ranked: Sequence[Term], used: Collection[str]) -> Iterator[str]:
    """Candidates for a name, the best first: a phrase, then two words, then one."""
    naming = [term for term in ranked if term.names]
    fresh = [term for term in naming if not _parts(term.key) & set(used)] or naming
    if not fresh:
        return
    top = fresh[0].score
    phrases = [term.key for term in fresh if " " in term.key and term.score >= STRONG * top]
    words = [term for term in fresh if " " not in term.key]
    strong = [term.key for term in words if term.score >= STRONG * top]
    yield from phrases[:1]
    yield from (f"{one} + {other}" for one, other in pairwise(strong[:2]))
    yield from (term.key for term in words[:1])
    yield from phrases
    yield from (f"{one.key} + {other.key}" for one, other in pairwise(words))
    yield from (term.key for term in words)


def _distinct(terms: Sequence[str], most: int) -> list[str]:
    """The first terms, without those that repeat a word of one before."""
    chosen: list[str] = []
    seen: set[str] = set()
    for term in terms:
        if len(chosen) < most and not _parts(term) & seen:
            chosen.append(term)
            seen |= _parts(term)
    return chosen


def _parts(term: str) -> set[str]:
    return set(term.replace(" + ", " ").split())
