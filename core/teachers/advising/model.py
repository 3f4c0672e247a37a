"""A language model as an adviser, and the hybrid one: groups by likeness, words by the model.

Which labels are asked about together, and how the answers come together, is decided here; each question has a file of
its own. An answer that stays unusable costs only its own label's remedy, and a note says so.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence

from core.classifier.portable.vectors import StaticVectors
from core.errors import BadReply
from core.side_by_side import side_by_side
from core.taxonomy.label import LabelId
from core.teachers.advising import filing, own_words
from core.teachers.advising.advice import Answer, Question, Remedy
from core.teachers.advising.ask_overlaps import ask_overlaps
from core.teachers.advising.ask_tie_break import ask_tie_break
from core.teachers.advising.ask_topics import ask_hidden_topics, ask_uncovered
from core.teachers.advising.ask_wording import ask_wording
from core.teachers.advising.closeness import near_pairs
from core.teachers.advising.matter import Matter, gathered
from core.teachers.advising.offline import RULES
from core.teachers.advising.parts import beside, divisions, uncovered
from core.teachers.advising.showing import Asked
from core.teachers.asking import Asking
from core.teachers.group_names import name_groups
from core.teachers.groups import Group
from core.teachers.wording import Wording, is_among

OWN_WORDS = "“{}” is named by its documents' own words: the model had no usable name."
PAIRS = 10  # labels that may overlap, asked about at once


class ModelAdviser:
    """Asks a language model; `groups_by_likeness` leaves it only the words, a few short calls a group."""

    def __init__(self, asking: Asking, vectors: StaticVectors, groups_by_likeness: bool) -> None:
        self.name = f"{'hybrid' if groups_by_likeness else 'llm'}:{asking.settings.model}"
        self._asking = asking
        self._vectors = vectors
        self._groups_by_likeness = groups_by_likeness

    async def advise(self, question: Question, matter: Matter, about: Sequence[LabelId], parts: int) -> Answer:
        """Remedies for some labels, or all where none are named. Raises TeacherBusy, BudgetSpent and TeacherError."""
        found = await asyncio.to_thread(gathered, matter, self._vectors)
        everyone = tuple(about) or tuple(label.id for label in matter.taxonomy.live)
        async with self._asking.open() as line:
            asked = Asked(self._asking, line, matter, found, self._vectors)
            match question:
                case "wording":
                    return await _all(matter, (((each,), ask_wording(asked, each)) for each in everyone))
                case "overlaps":
                    return await self._overlaps(asked, tuple(about))
                case "hidden topics" if self._groups_by_likeness:
                    return await self._hidden(asked, everyone, parts)
                case "hidden topics":
                    return await _all(matter, (((each,), ask_hidden_topics(asked, each, parts)) for each in everyone))
                case "uncovered" if self._groups_by_likeness:
                    return await self._uncovered(asked)
                case "uncovered":
                    return await _uncovered_by_model(asked)
                case "tie-break":
                    pairs = [(about[0], about[1])] if len(about) > 1 else matter.most_mistaken(RULES, about)
                    return await _all(matter, ((pair, ask_tie_break(asked, *pair)) for pair in pairs))

    async def _overlaps(self, asked: Asked, about: tuple[LabelId, ...]) -> Answer:
        near = await asyncio.to_thread(near_pairs, asked.matter, asked.found, self._vectors, about)
        questions = (((each.first.id, each.second.id), ask_overlaps(asked, each)) for each in near[:PAIRS])
        return await _all(asked.matter, questions)

    async def _hidden(self, asked: Asked, about: Sequence[LabelId], most: int) -> Answer:
        divided = await asyncio.to_thread(lambda: list(divisions(asked.matter, asked.found, about, most)))
        groups = [group for each in divided for group in each.groups]
        named, notes = await self._named(asked, groups, beside(asked.found, {each.label.id for each in divided}))
        answer = filing.splits(asked.matter, asked.found, divided, named, self._vectors)
        return answer._replace(notes=(*answer.notes, *notes))

    async def _uncovered(self, asked: Asked) -> Answer:
        groups = await asyncio.to_thread(uncovered, asked.matter, asked.found)
        named, notes = await self._named(asked, groups, beside(asked.found, ()))
        answer = filing.additions(asked.matter, asked.found, groups, named, self._vectors)
        return answer._replace(notes=(*answer.notes, *notes))

    async def _named(
        self, asked: Asked, groups: Sequence[Group], others: Sequence[Group]
    ) -> tuple[list[Wording | None], list[str]]:
        """What the model calls groups, beside labels that stay; where it has no usable name, their own words do."""
        if not groups:
            return [], []
        found = asked.found._replace(groups=[*groups, *others])
        naming = await name_groups(self._asking, asked.line, asked.matter.brief, found, self._vectors)
        own = await asyncio.to_thread(own_words.named, asked.matter, found, found.groups, self._vectors)
        taken = [each.name for each in naming.given.values()]
        named = [naming.given.get(place) or _unless_taken(own[place], taken) for place in range(len(groups))]
        lacking = [each.name for place, each in enumerate(named) if each is not None and place not in naming.given]
        return named, [OWN_WORDS.format(name) for name in lacking]


def _unless_taken(words: Wording | None, taken: Sequence[str]) -> Wording | None:
    return None if words is None or is_among(words.name, taken) else words


async def _uncovered_by_model(asked: Asked) -> Answer:
    try:
        return await ask_uncovered(asked)
    except BadReply as fault:
        return Answer((), (str(fault),))


async def _all(matter: Matter, questions: Iterable[tuple[Sequence[LabelId], Awaitable[Remedy | None]]]) -> Answer:
    """The answers to several questions asked at once, each about some labels."""
    said = await side_by_side(_one(matter, about, answer) for about, answer in questions)
    return Answer(
        tuple(each for each in said if isinstance(each, Remedy)), tuple(each for each in said if isinstance(each, str))
    )


async def _one(matter: Matter, about: Sequence[LabelId], answer: Awaitable[Remedy | None]) -> Remedy | str | None:
    try:
        return await answer
    except BadReply as fault:
        names = " and ".join(f"“{matter.taxonomy[label_id].name}”" for label_id in about)
        return f"About {names}: {fault}"
