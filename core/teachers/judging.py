"""From what a model says about a document to a verdict: which label it means, and whether its quote is real. Pure.

Never guesses: what cannot be understood is a BadReply, and a verdict that a person should look at when it stays so.
"""

import re

from core.corpus.document import Document
from core.errors import BadReply
from core.taxonomy.label import Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.forms import FAULTS_TOLD, FitForm, JudgementForm
from core.teachers.guards import same
from core.teachers.protocol import Verdict

_NOTHING = frozenset({"", "null", "none"})  # how models write an empty field
_QUOTES = "\"'“”‘’„«» "


def verdict(judgement: JudgementForm, taxonomy: Taxonomy, document: Document) -> Verdict:
    """What the model said, in the taxonomy's terms. Raises BadReply where its label is not one of them."""
    primary = _primary(judgement, taxonomy)
    # an unknown label among the further ones is left out: the primary one is what has to be certain
    applicable = [label.id for text in judgement.applicable_ids if (label := meant(text, taxonomy)) is not None]
    if primary is None and applicable:
        raise BadReply(f"No primary label was chosen, and yet “{applicable[0]}” is said to apply.")
    return Verdict(
        document=document.id,
        primary=primary,
        applicable=tuple(dict.fromkeys([primary, *applicable])) if primary is not None else (),
        confidence=judgement.confidence,
        reason=judgement.reasoning,
        quote=verbatim(judgement.quote, document.text),
    )


def not_understood(document: Document, reason: str) -> Verdict:
    """The verdict on a document whose judgement stayed unusable."""
    return Verdict(document=document.id, primary=None, confidence=0, reason=reason, needs_review=True)


def placed(form: FitForm, taxonomy: Taxonomy, count: int) -> list[LabelId | None]:
    """The label of each of `count` documents, by their numbers from 1.

    A number that no document has is left out. Raises BadReply, telling every fault, where a document is missing, has
    two labels, or one that is none of the taxonomy's.
    """
    found: dict[int, set[LabelId | None]] = {}
    unknown: dict[str, None] = {}
    for row in form.documents:
        text = row.label or ""
        label = None if text.casefold() in _NOTHING else meant(text, taxonomy)
        if label is None and text.casefold() not in _NOTHING:
            unknown[text] = None
        found.setdefault(row.number, set()).add(label.id if label else None)
    numbers = range(1, count + 1)
    missing = [number for number in numbers if number not in found]
    faults = [
        *([f"{_documents(missing)} missing."] if missing else []),
        *(f"Document {number} is given more than one label." for number in numbers if len(found.get(number, ())) > 1),
        *(f"“{text}” is not a label of this taxonomy." for text in unknown),
    ]
    if faults:
        ids = f" Choose from these ids, or nothing if none fits: {valid(taxonomy)}." if unknown else ""
        raise BadReply(" ".join(faults[:FAULTS_TOLD]) + ids)
    return [next(iter(found[number])) for number in numbers]


def valid(taxonomy: Taxonomy) -> str:
    """The labels a model may choose from, for one that has chosen another."""
    return "; ".join(f"{label.id} = {label.name}" for label in taxonomy.live)


def meant(text: str, taxonomy: Taxonomy) -> Label | None:
    """The label in force that a text names: by its exact id, its name, or its id with nothing else of weight."""
    live = taxonomy.live
    if exact := next((label for label in live if label.id == text), None):
        return exact
    named = [label for label in live if same(text) in (same(label.name), same(label.id))]
    found = named or [label for label in live if _is_id_of(label, text)]
    return found[0] if len(found) == 1 else None


def _documents(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Document {numbers[0]} is"
    return f"Documents {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} are"


def _is_id_of(label: Label, text: str) -> bool:
    """Whether a text is a label's id in dress: “id: fees”, “[fees] Fees”; but not “neither fees nor limits”."""
    bare, found = re.subn(rf"(?<![\w-]){re.escape(label.id)}(?![\w-])", " ", text, count=1)
    rest = [word for word in same(bare).split() if word not in ("id", "label")]
    return found == 1 and " ".join(rest) in ("", same(label.name))


def verbatim(quote: str, text: str) -> str:
    """The passage of a text that a quote repeats, spacing aside; nothing if the text does not say so."""
    wanted = quote if quote in text else quote.strip(_QUOTES)
    parts = [re.escape(part) for part in wanted.split()]
    found = re.search(r"\s+".join(parts), text) if parts else None
    return found.group() if found else ""


def _primary(judgement: JudgementForm, taxonomy: Taxonomy) -> LabelId | None:
    said = [text for text in (judgement.primary_id, judgement.primary_name) if (text or "").casefold() not in _NOTHING]
    if not said:
        return None
    understood = {label.id for text in said if text is not None and (label := meant(text, taxonomy)) is not None}
    if not understood:
        raise BadReply(f"“{said[0]}” is not a label of this taxonomy.")
    if len(understood) > 1:
        first, second = said
        raise BadReply(f"The id “{first}” and the name “{second}” belong to different labels.")
    return understood.pop()
