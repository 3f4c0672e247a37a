"""A language model is asked for the rule that decides between two labels."""

from collections.abc import Sequence

from core.corpus.document import Document
from core.errors import BadReply
from core.taxonomy.label import LabelId
from core.teachers import guards, prompts
from core.teachers.advising import answers, remedies
from core.teachers.advising.advice import Remedy
from core.teachers.advising.answers import RULE_WORDS, TieBreakForm
from core.teachers.advising.own_words import disputed_evidence
from core.teachers.advising.showing import READ_OF_TWO, Asked, contract, numbered
from core.teachers.forms import strict_schema

DISPUTED = 8  # documents on which people or teacher differ
SHOWN = 4  # documents beside the rule


async def ask_tie_break(asked: Asked, first: LabelId, second: LabelId) -> Remedy | None:
    """None where neither label may be touched or has documents. Raises TeacherError."""
    matter = asked.matter
    pair = (first, second)
    prompt = prompts.load("tie_break")
    of_each = [asked.typical(label_id, READ_OF_TWO) for label_id in pair]
    if not all(of_each) or all(matter.untouchable(label_id) for label_id in pair):
        return None
    mistaken = matter.mistaken(first, second)
    disputed = [each.document for each in mistaken[:DISPUTED]]
    documents: Sequence[Document] = [*of_each[0], *of_each[1], *disputed]
    owners = [*[first] * len(of_each[0]), *[second] * len(of_each[1]), *[None] * len(disputed)]
    starts = (1, 1 + len(of_each[0]))
    values = {
        "brief": matter.brief,
        "sides": [
            {**contract(matter, matter.taxonomy[label_id]), "documents": numbered(some, prompt, start)}
            for label_id, some, start in zip(pair, of_each, starts, strict=True)
        ],
        "disputed": numbered(disputed, prompt, starts[1] + len(of_each[1])),
    }

    def meaning(form: TieBreakForm) -> Remedy | None:
        if guards.words(form.rule) > RULE_WORDS:
            raise BadReply(f"The rule is longer than {RULE_WORDS // 2} words.")
        lines: dict[LabelId, list[str]] = {label_id: [form.rule] for label_id in pair}
        for case in form.cases:
            label_id = _meant(asked, pair, case.label)
            lines[label_id].append(f"{case.case.rstrip('.')}: {matter.taxonomy[label_id].name}")
        excludes = {first: form.first_excludes, second: form.second_excludes}
        shown = [
            *disputed_evidence(matter.taxonomy, mistaken),
            *answers.evidence(form.evidence, documents, owners),
        ]
        reason = form.reason or "These two are mistaken for one another."
        return remedies.tell_apart(matter.taxonomy, pair, lines, excludes, reason, shown[:SHOWN])

    schema = strict_schema(TieBreakForm, pair, quotes=True)
    return await asked.asking.ask(asked.line, prompt, values, TieBreakForm, schema, meaning)


def _meant(asked: Asked, pair: Sequence[LabelId], said: str) -> LabelId:
    """Which of two labels a model names, by id or name. Raises BadReply."""
    wanted = guards.same(said)
    for label_id in pair:
        if wanted in (guards.same(label_id), guards.same(asked.matter.taxonomy[label_id].name)):
            return label_id
    raise BadReply(f"“{said}” is neither “{pair[0]}” nor “{pair[1]}”. Name one of these two ids.")
