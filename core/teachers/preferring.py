"""The language model as a judge between taxonomies: the paper's selection prompt (section 3.1, model selection).

One opinion in one order. Whoever wants the order's effect taken out asks again in others.
"""

from collections.abc import Sequence

from core.errors import BadReply, TeacherError
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.asking import Asking
from core.teachers.connection import Line
from core.teachers.forms import ChoiceForm, strict_schema
from core.teachers.prompts import Prompt
from core.teachers.protocol import Preference
from core.teachers.showing import numbered, outlined

DOCUMENTS_SHOWN = 50


async def prefer(
    asking: Asking, line: Line, prompt: Prompt, brief: Brief, candidates: Sequence[Taxonomy], texts: Sequence[str]
) -> Preference:
    """The place of the best candidate in the order given, from 0, and why. Raises BadReply."""
    if not candidates:
        raise TeacherError("There is nothing to choose between.")

    def meaning(form: ChoiceForm) -> Preference:
        if not 1 <= form.best <= len(candidates):
            raise BadReply(f"There is no taxonomy {form.best}; they are numbered from 1 to {len(candidates)}.")
        return Preference(best=form.best - 1, reason=form.reason)

    tables = [
        {"number": number, "labels": [outlined(label, candidate) for label in candidate.live]}
        for number, candidate in enumerate(candidates, start=1)
    ]
    values = {"brief": brief, "candidates": tables, "documents": numbered(texts)}
    return await asking.ask(line, prompt, values, ChoiceForm, strict_schema(ChoiceForm), meaning)
