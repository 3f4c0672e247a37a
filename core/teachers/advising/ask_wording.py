"""A language model is asked for better words for one label."""

from core.taxonomy.label import LabelId
from core.teachers import prompts
from core.teachers.advising import answers, remedies
from core.teachers.advising.advice import Remedy
from core.teachers.advising.answers import WordingForm
from core.teachers.advising.showing import READ, Asked, contract, numbered, spoken
from core.teachers.forms import strict_schema
from core.teachers.protocol import Suggestion

FEWEST = 3  # documents, below which there is nothing to go by


async def ask_wording(asked: Asked, label_id: LabelId) -> Remedy | None:
    """None where the words are to stay, or too few documents tell. Raises TeacherError."""
    matter = asked.matter
    label = matter.taxonomy[label_id]
    documents = asked.typical(label_id, READ)
    if label.locked or len(documents) < FEWEST:
        return None
    prompt = prompts.load("wording")
    values = {
        "brief": matter.brief,
        "label": contract(matter, label),
        "settled": label_id in matter.theirs,
        "documents": numbered(documents, prompt),
        "neighbours": asked.neighbours(label_id, prompt),
        "taken": asked.taken(label_id),
    }

    def meaning(form: WordingForm) -> Remedy | None:
        if form.keep:
            return None
        given = Suggestion(
            name=form.name.rstrip(" .") or label.name,
            description=form.description or label.description,
            includes=form.includes,
            excludes=form.excludes,
        )
        answers.well_worded(matter.brief, [given], matter.names_besides(label_id), spoken(documents))
        fields = {"name", "description", "includes", "excludes"}
        written = label.model_copy(update={field: getattr(given, field) for field in sorted(fields)})
        shown = answers.evidence(form.evidence, documents, [label_id] * len(documents))
        return remedies.reword(matter.taxonomy, written, form.reason or "Other words would fit better.", shown)

    return await asked.asking.ask(
        asked.line, prompt, values, WordingForm, strict_schema(WordingForm, quotes=True), meaning
    )
