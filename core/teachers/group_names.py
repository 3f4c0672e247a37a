"""A language model is asked what groups of documents are called: several times each, and again where names clash.

Knows nothing of how the groups came about.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.classifier.portable.vectors import StaticVectors
from core.errors import BadReply
from core.side_by_side import side_by_side
from core.taxonomy.brief import Brief
from core.teachers import languages, prompts
from core.teachers.asking import Asking
from core.teachers.connection import Line
from core.teachers.contrast import contrast
from core.teachers.forms import strict_schema
from core.teachers.grouping import Grouping
from core.teachers.groups import Group
from core.teachers.naming import described_here, named_at_first
from core.teachers.wording import NameForm, Wording, checked, is_among, middle_first

TAKES = 3  # answers to the same question, of which the middle one is kept
TAKEN = "All names that the model gave it are those of other labels."


class Naming(NamedTuple):
    """What groups, by their places, came to be called; and why some got no name."""

    given: Mapping[int, Wording]
    faults: Mapping[int, str]


class Answers(NamedTuple):
    """What a model calls one group, the middle one first; where it is nothing usable, why."""

    wordings: Sequence[Wording]
    fault: str


async def name_groups(asking: Asking, line: Line, brief: Brief, found: Grouping, vectors: StaticVectors) -> Naming:
    """Names and descriptions for new groups, for labels that mean something else now, and for those without words.

    Of several answers the middle one counts. Where two groups would be called the same, the larger has the name; the
    other is asked about once more, and gets its next best answer failing that. Raises TeacherBusy and TeacherError.
    """
    groups = found.groups
    wanting = [place for place, group in enumerate(groups) if wants_words(found, group)]
    wanting.sort(key=lambda place: -len(groups[place].members))
    standing = {
        place: group.labels[0].name
        for place, group in enumerate(groups)
        if group.labels and (place not in wanting or not group.labels[0].description)
    }
    namer = _Namer(asking, line, brief, found, vectors)
    asked = await side_by_side(namer.answers(place, standing) for place in wanting)
    taken = [*standing.values()]
    given: dict[int, Wording] = {}
    faults: dict[int, str] = {}
    clashing: dict[int, Sequence[Wording]] = {}
    for place, answers in zip(wanting, asked, strict=True):
        if not answers.wordings:
            faults[place] = answers.fault
        elif place in standing:
            given[place] = answers.wordings[0]._replace(name=standing[place])
        elif is_among(answers.wordings[0].name, taken):
            clashing[place] = answers.wordings
        else:
            given[place] = answers.wordings[0]
            taken.append(given[place].name)
    again = await side_by_side(namer.answer(place, taken, take=1) for place in clashing)
    for (place, others), answer in zip(clashing.items(), again, strict=True):
        candidates = [answer, *others] if isinstance(answer, Wording) else others
        free = [each for each in candidates if not is_among(each.name, taken)]
        if not free:
            faults[place] = TAKEN
            continue
        given[place] = free[0]
        taken.append(free[0].name)
    return Naming(given, faults)


def wants_words(found: Grouping, group: Group) -> bool:
    """Whether a group is new, or its label undescribed, in the offline teacher's words, or changed in meaning.

    A label that no longer has the name it began with was named by someone for a reason, and keeps its words.
    """
    if not group.labels:
        return True
    label = group.labels[0]
    if group.locked or not group.members:
        return False
    return not label.description or (named_at_first(label) and (described_here(label) or found.changed(group)))


class _Namer(NamedTuple):
    """The questions about one grouping."""

    asking: Asking
    line: Line
    brief: Brief
    found: Grouping
    vectors: StaticVectors

    async def answers(self, place: int, standing: Mapping[int, str]) -> Answers:
        """All usable answers of several; `standing` are the names that stay, by place."""
        others = [name for other, name in standing.items() if other != place]
        some = await side_by_side(self.answer(place, others, take) for take in range(1, TAKES + 1))
        fault = next((each for each in some if isinstance(each, str)), "")
        return Answers(middle_first([each for each in some if isinstance(each, Wording)], self.vectors), fault)

    async def answer(self, place: int, taken: Sequence[str], take: int) -> Wording | str:
        """One answer, or why there is none. Each take is shown another selection of the group's documents."""
        prompt = prompts.load("name")
        texts = self.found.texts
        shown = contrast(self.found.pool, self.found.groups, place, take)
        spoken = languages.spoken([texts[member] for member in shown.inside])
        labels = self.found.groups[place].labels
        values = {
            "brief": self.brief,
            "documents": [_passage(texts[member], prompt) for member in shown.inside],
            "beside": [_passage(texts[member], prompt) for member in shown.beside],
            "present": labels[0] if labels and not described_here(labels[0]) else None,
            "taken": taken,
            "take": take,
            "takes": TAKES,
        }
        try:
            return await self.asking.ask(
                self.line,
                prompt,
                values,
                NameForm,
                strict_schema(NameForm),
                lambda form: checked(form, self.brief, taken, spoken),
                second_chances=1,
            )
        except BadReply as fault:  # one answer of several, and one group of many: the proposal says what is missing
            return str(fault)


def _passage(text: str, prompt: prompts.Prompt) -> str:
    return " ".join(prompts.shorten(text, prompt.header.document_words).split())
