"""A language model is asked what should become of two labels that may be one."""

from core.teachers import prompts
from core.teachers.advising import answers, remedies
from core.teachers.advising.advice import Remedy
from core.teachers.advising.answers import OverlapForm
from core.teachers.advising.ask_tie_break import ask_tie_break
from core.teachers.advising.closeness import Near
from core.teachers.advising.showing import READ_OF_TWO, Asked, contract, numbered, spoken
from core.teachers.forms import strict_schema
from core.teachers.protocol import Suggestion

TELL_APART = "tell apart"


async def ask_overlaps(asked: Asked, near: Near) -> Remedy | None:
    """A merge, or the rule that tells them apart, a second question; None to leave them. Raises TeacherError."""
    matter, pair = asked.matter, (near.first, near.second)
    prompt = prompts.load("overlaps")
    of_each = [asked.typical(label.id, READ_OF_TWO) for label in pair]
    documents = [*of_each[0], *of_each[1]]
    owners = [*[near.first.id] * len(of_each[0]), *[near.second.id] * len(of_each[1])]
    starts = (1, 1 + len(of_each[0]))
    values = {
        "brief": matter.brief,
        "sides": [
            {
                **contract(matter, label),
                "count": matter.counts.get(label.id, 0),
                "documents": numbered(some, prompt, start),
            }
            for label, some, start in zip(pair, of_each, starts, strict=True)
        ],
        "mistaken": near.mistaken,
        "taken": asked.taken(near.first.id, near.second.id),
    }

    def meaning(form: OverlapForm) -> Remedy | str | None:
        if form.choice != "merge":
            return TELL_APART if form.choice == TELL_APART else None
        name = form.name.rstrip(" .") or near.first.name
        given = Suggestion(name=name, description=form.description or near.first.description)
        answers.well_worded(
            matter.brief, [given], matter.names_besides(near.first.id, near.second.id), spoken(documents)
        )
        surviving = near.first.model_copy(update={"name": given.name, "description": given.description})
        shown = answers.evidence(form.evidence, documents, owners)
        reason = form.reason or "Both mean the same."
        return remedies.merge(matter.taxonomy, near.first.id, near.second.id, reason, shown, surviving)

    schema = strict_schema(OverlapForm, quotes=True)
    said = await asked.asking.ask(asked.line, prompt, values, OverlapForm, schema, meaning)
    if isinstance(said, str):
        return await ask_tie_break(asked, near.first.id, near.second.id)
    return said
