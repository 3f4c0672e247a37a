"""The offline teacher as an adviser: likeness, clusters and the documents' own words. In doubt it says nothing."""

import asyncio
from collections.abc import Sequence

from core.classifier.portable.vectors import StaticVectors
from core.taxonomy.label import LabelId
from core.teachers.advising import filing, own_words, remedies
from core.teachers.advising.advice import Answer, Evidence, Question, Remedy
from core.teachers.advising.closeness import Near, near_pairs
from core.teachers.advising.matter import Matter, gathered, group_of
from core.teachers.advising.parts import beside, divisions, uncovered
from core.teachers.grouping import Grouping
from core.teachers.suggesting import counted, typical

RULES = 5  # pairs that are told apart at once
MERGES = 10


class OfflineAdviser:
    """Answers every question by embeddings, in seconds."""

    name = "offline"

    def __init__(self, vectors: StaticVectors) -> None:
        self._vectors = vectors

    async def advise(self, question: Question, matter: Matter, about: Sequence[LabelId], parts: int) -> Answer:
        """Remedies for some labels, or all where none are named; `parts` bounds into how many a label is split."""
        return await asyncio.to_thread(self._answer, question, matter, tuple(about), parts)

    def _answer(self, question: Question, matter: Matter, about: tuple[LabelId, ...], parts: int) -> Answer:
        found = gathered(matter, self._vectors)
        everyone = about or tuple(label.id for label in matter.taxonomy.live)
        match question:
            case "wording":
                return Answer(tuple(own_words.reworded(matter, found, self._vectors, everyone)))
            case "overlaps":
                return Answer(tuple(self._overlaps(matter, found, about)))
            case "hidden topics":
                return self._hidden(matter, found, everyone, parts)
            case "uncovered":
                return self._uncovered(matter, found)
            case "tie-break":
                return Answer(tuple(self._rules(matter, found, about)))

    def _overlaps(self, matter: Matter, found: Grouping, about: tuple[LabelId, ...]) -> list[Remedy]:
        """Merges of labels that are one, and rules for those that people and teacher mistake for one another."""
        near = near_pairs(matter, found, self._vectors, about)
        merges = [_merged(matter, found, each) for each in [each for each in near if each.one][:MERGES]]
        confused = [each for each in near if each.confused and not each.one][:RULES]
        rules = [own_words.rule(matter, found, self._vectors, (each.first.id, each.second.id)) for each in confused]
        return [each for each in (*merges, *rules) if each is not None]

    def _rules(self, matter: Matter, found: Grouping, about: tuple[LabelId, ...]) -> list[Remedy]:
        pairs = [(about[0], about[1])] if len(about) > 1 else matter.most_mistaken(RULES, about)
        rules = (own_words.rule(matter, found, self._vectors, pair) for pair in pairs)
        return [each for each in rules if each is not None]

    def _hidden(self, matter: Matter, found: Grouping, about: tuple[LabelId, ...], most: int) -> Answer:
        divided = list(divisions(matter, found, about, most))
        groups = [group for each in divided for group in each.groups]
        standing = beside(found, {each.label.id for each in divided})
        named = own_words.named(matter, found, [*groups, *standing], self._vectors)
        return filing.splits(matter, found, divided, named[: len(groups)], self._vectors)

    def _uncovered(self, matter: Matter, found: Grouping) -> Answer:
        groups = uncovered(matter, found)
        named = own_words.named(matter, found, [*groups, *beside(found, ())], self._vectors)
        return filing.additions(matter, found, groups, named[: len(groups)], self._vectors)


def _merged(matter: Matter, found: Grouping, near: Near) -> Remedy | None:
    evidence = [
        Evidence(document=found.documents[member].id, label=label.id)
        for label in (near.first, near.second)
        for member in typical(found.pool, group_of(found, label.id))[:2]
    ]
    return remedies.merge(matter.taxonomy, near.first.id, near.second.id, _said(near), evidence, None)


def _said(near: Near) -> str:
    """Why two labels are taken for one."""
    signs = [
        *(["Their names are the same words."] if near.same_name else []),
        *(
            []
            if near.apart is None
            else [f"Their documents are told apart in {near.apart:.0%} of cases; 50% is chance."]
        ),
        *([f"Both labels fit {near.together:.0%} of the smaller one's documents."] if near.together else []),
        *([f"Those who judged differ on {counted(near.mistaken, 'document')}."] if near.mistaken else []),
    ]
    return " ".join(signs).replace("%", " %")
