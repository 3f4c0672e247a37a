"""The forms in which a language model advises, and what its words have to keep. Pure; prompts tell what is meant."""

from collections.abc import Collection, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from core.corpus.document import Document
from core.errors import BadReply
from core.taxonomy.brief import Brief
from core.taxonomy.label import LabelId, Quote
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards, judging
from core.teachers.advising.advice import Evidence
from core.teachers.forms import Examples, MaybeWords, Name, NewLabel, Phrase, Phrases, Sentence, SomeLabelId
from core.teachers.protocol import Proposal, Suggestion
from core.teachers.wording import is_among

RULE_WORDS = 60  # twice what the prompt asks for: a rule that nobody can keep in mind decides nothing

MaybeName = Annotated[MaybeWords, WithJsonSchema({"type": "string", "maxLength": 100})]
MaybeDescription = Annotated[MaybeWords, WithJsonSchema({"type": "string", "maxLength": 1000})]


class WordingForm(BaseModel, frozen=True):
    """A label's words as they should be: the reason first, so that it comes before the choice."""

    reason: Sentence
    keep: bool
    name: MaybeName = ""
    description: MaybeDescription = ""
    includes: Phrases = ()
    excludes: Phrases = ()
    evidence: Examples = ()


class OverlapForm(BaseModel, frozen=True):
    """What should become of two labels."""

    reason: Sentence
    choice: Literal["merge", "tell apart", "leave"]
    name: MaybeName = ""
    description: MaybeDescription = ""
    evidence: Examples = ()


class SplitForm(BaseModel, frozen=True):
    """The topics that a label hides; none or one where it hides none."""

    reason: Sentence
    topics: tuple[NewLabel, ...] = ()


class UncoveredForm(BaseModel, frozen=True):
    """The labels that are missing; often none."""

    reason: Sentence
    labels: tuple[NewLabel, ...] = ()


class CaseForm(BaseModel, frozen=True):
    """A kind of doubtful document, and where it belongs."""

    case: Phrase
    label: SomeLabelId


class TieBreakForm(BaseModel, frozen=True):
    """What decides between two labels."""

    reason: Sentence
    rule: Annotated[Name, WithJsonSchema({"type": "string", "maxLength": 400})]
    cases: Annotated[tuple[CaseForm, ...], Field(json_schema_extra={"maxItems": 3})] = ()
    first_excludes: Phrases = ()
    second_excludes: Phrases = ()
    evidence: Examples = ()


def well_worded(brief: Brief, words: Sequence[Suggestion], taken: Collection[str], spoken: str) -> None:
    """Raises BadReply, telling every fault, where names or descriptions break what all labels have to keep.

    `taken` are names of other labels; `spoken` is the documents' language, for a brief that names none.
    """
    clashes = [each.name for each in words if is_among(each.name, taken)]
    faults = [f"Another label is called “{name}”. Find a name that tells this one from it." for name in clashes]
    try:
        roomy = brief.model_copy(update={"max_labels": max(len(words), brief.max_labels)})
        # a label for leftovers would be left out of a table; here it is the whole answer, so it is sent back
        leftovers = [each.name for each in words if guards.is_leftover(each.name)]
        faults += [f"“{name}” is a label for leftovers. Name what its documents are about." for name in leftovers]
        guards.check(Proposal(labels=tuple(words)), roomy, Taxonomy(), spoken)
    except BadReply as fault:
        faults.append(str(fault))
    if faults:
        raise BadReply(" ".join(faults))


def suggestion(label: NewLabel) -> Suggestion:
    return Suggestion(
        name=label.name.rstrip(" ."), description=label.description, includes=label.includes, excludes=label.excludes
    )


def evidence(examples: Examples, documents: Sequence[Document], owners: Sequence[LabelId | None]) -> list[Evidence]:
    """The documents a model names, by their numbers from 1, with what they do say. Wrong numbers are left out."""
    return [
        Evidence(
            document=documents[each.number - 1].id,
            quote=judging.verbatim(each.quote, documents[each.number - 1].text),
            label=owners[each.number - 1],
        )
        for each in examples
        if 1 <= each.number <= len(documents)
    ]


def quotes(label: NewLabel, documents: Sequence[Document]) -> tuple[Quote, ...]:
    """The examples that a model names for a label, with what it quotes from them; an empty quote is none."""
    named = {documents[each.number - 1].id: each for each in label.examples if 1 <= each.number <= len(documents)}
    texts = {document.id: document.text for document in documents}
    return tuple(Quote(document=one, text=judging.verbatim(each.quote, texts[one])) for one, each in named.items())
