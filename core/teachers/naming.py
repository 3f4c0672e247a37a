"""Names and descriptions for groups of texts, made from what sets each group apart."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.edits import new_id
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.lexicon import telling_keys
from core.teachers.terms import DESCRIBES, MAY_NAME, NAMES, Term, Terms

MENTIONED = 5  # terms in a description, the name's own aside
FEWEST = 2
TELLING = 3  # terms are given even if they add little
MERE = 2  # terms of the texts' own are enough; with fewer, general topics help
PARTNER = 0.5  # of the best term's score: enough to stand beside it in a name
RELATED = (0.3, 0.7)  # cosine of two such: less is a list, more says the same twice
FAINT = 0.04  # score of a term that adds nothing to a description of several
REPEATS = 0.75  # cosine of two terms from which one of them is enough for a description
HOLDS = 0.33  # of what could be said now: wording that says as much stays
OPENING = "Texts that mention"  # tells this teacher's descriptions from people's


class Theme(NamedTuple):
    """What a group of texts is called, and what else they mention, the most telling first."""

    name: str
    terms: tuple[str, ...]


def themes(
    texts: Sequence[str], groups: Sequence[Collection[int]], labels: Sequence[Label | None], vectors: StaticVectors
) -> list[Theme]:
    """A theme for each group of texts (positions in `texts`), no two with one name.

    A group that a label stands for keeps the label's name and terms for as long as they say about as much as new ones
    would; a name that a person gave it stays. The name is empty where the texts of a new group have nothing telling in
    common.
    """
    terms = Terms(texts, groups, vectors)
    taken: set[str] = set()
    names: dict[int, str] = {}
    for place, label in enumerate(labels):
        if label is not None and not (named_here(label) and _fades(label, groups[place], terms, place)):
            names[place] = label.name
            taken |= telling_keys(label.name)
    open_places = [place for place in range(len(groups)) if place not in names]
    old = {label.name.casefold() for label in labels if label}
    for place in sorted(open_places, key=lambda place: -_best(terms.ranked[place])):
        known = {name.casefold() for name in names.values()} | old
        found = (name for name in _names(terms.ranked[place], taken) if name.casefold() not in known)
        label = labels[place]
        names[place] = next(found, label.name if label else "")
        taken |= telling_keys(names[place])
    return [
        Theme(names[place], _mentioned(names[place], label, groups[place], terms, place))
        for place, label in enumerate(labels)
    ]


def described(theme: Theme, words: int) -> str:
    """One sentence within a number of words: what else a theme's texts mention, or its name where that is all."""
    inside = telling_keys(theme.name)
    terms = [term for term in theme.terms if not telling_keys(term) <= inside][:MENTIONED]
    for count in range(len(terms), FEWEST - 1, -1):
        sentence = f"{OPENING} {', '.join(terms[: count - 1])} or {terms[count - 1]}."
        if len(sentence.split()) <= words:
            return sentence
    alone = terms[0] if terms else theme.name if theme.name[1:2].isupper() else theme.name[:1].lower() + theme.name[1:]
    return f"{OPENING} {alone}."


def described_here(label: Label) -> bool:
    """Whether a description stands as it was made here, so that no person's words would be lost."""
    return label.description.startswith(f"{OPENING} ")


def named_here(label: Label) -> bool:
    """Whether both name and description stand as the offline teacher first gave them."""
    return described_here(label) and named_at_first(label)


def named_at_first(label: Label) -> bool:
    """Whether a label has the name that it began with: its id was made from that."""
    stem = new_id(Taxonomy(), label.name)
    return re.fullmatch(rf"{re.escape(stem)}(-\d+)?", label.id) is not None


def _fades(label: Label, group: Collection[int], terms: Terms, place: int) -> bool:
    """Whether a label's name says clearly less of its texts than another would."""
    if not group:
        return False
    scores = {term.name.casefold(): term.score for term in reversed(terms.ranked[place])}
    parts = (label.name[:1].lower() + label.name[1:]).split(" and ")
    standing = max(scores.get(part.casefold(), terms.standing(group, part)) for part in parts)
    return standing < HOLDS * _best(terms.ranked[place])


def _mentioned(name: str, label: Label | None, group: Collection[int], terms: Terms, place: int) -> tuple[str, ...]:
    said = _distinct(terms.ranked[place], telling_keys(name))
    fresh = [term for rank, term in enumerate(said) if rank < TELLING or term.score >= FAINT][:MENTIONED]
    if label is None or not described_here(label) or not group:
        return tuple(term.text for term in fresh)
    old = tuple(re.split(r", | or ", label.description.removeprefix(OPENING).strip(" .")))
    standing = sum(terms.standing(group, term) for term in old) / len(old)
    best = sum(terms.standing(group, term.text) for term in fresh) / max(len(fresh), 1)
    return tuple(term.text for term in fresh) if standing < HOLDS * best else old


def _best(ranked: Sequence[Term]) -> float:
    return max((term.score for term in ranked if term.use == NAMES), default=0.0)


def _names(ranked: Sequence[Term], taken: Collection[str]) -> Iterator[str]:
    """Candidates for a name, the best first: the best term with one close to it, alone, then the others."""
    fresh = [term for term in ranked if not telling_keys(term.text) & set(taken)]
    naming = [term for term in fresh if term.use == NAMES]
    for term in naming:
        partner = _partner(term, naming)
        if partner:
            yield _written(f"{term.name} and {partner.name}")
        yield _written(term.name)
    yield from (_written(term.name) for term in fresh if term.use == MAY_NAME)
    yield from (_written(term.name) for term in ranked if term.use != DESCRIBES)


def _partner(term: Term, others: Sequence[Term]) -> Term | None:
    least, most = RELATED
    same_kind_first = sorted(others, key=lambda other: other.topic != term.topic)
    return next(
        (
            other
            for other in same_kind_first
            if term.score >= other.score >= PARTNER * term.score
            and " " not in other.text
            and not (other.text in term.text or term.text in other.text)
            and not telling_keys(other.text) & telling_keys(term.text)
            and least <= float(term.row @ other.row) <= most
        ),
        None,
    )


def _distinct(ranked: Sequence[Term], said: set[str]) -> Iterator[Term]:
    """Terms that the texts mention, then topics if need be, the best first, none that repeats one before."""
    chosen: list[Term] = []
    for term in sorted(ranked, key=lambda term: term.topic):
        keys = telling_keys(term.text)
        if keys & said or any(float(term.row @ other.row) > REPEATS for other in chosen):
            continue
        if term.topic and len(chosen) >= MERE:
            continue
        said = said | keys
        chosen.append(term)
        yield term


def _written(name: str) -> str:
    return name[:1].upper() + name[1:]
