"""The language model as a teacher: the paper's two phases as questions to a model.

Which prompt goes with which moment, what the model is shown, and what its answers mean as proposals and verdicts.
Knows nothing of servers (connection.py) and of how an answer is got and kept (asking.py).
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

from core.corpus.document import Document
from core.errors import BadReply, TeacherError
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards, judging, prompts
from core.teachers.asking import Asking
from core.teachers.connection import Line
from core.teachers.forms import (
    CreateForm,
    JudgementForm,
    NewLabel,
    NextLabel,
    Schema,
    SummaryForm,
    UpdateForm,
    strict_schema,
)
from core.teachers.protocol import Memory, Proposal, Suggestion, Verdict
from core.teachers.settings import ModelSettings

SUMMARY_WORDS = 20  # the paper's
SHORT = 40  # median words of a batch that is read as it is: at twice a summary's length a summary saves nothing
EXAMPLES_SHOWN = 2  # a label; one example helps small models most (measured), a second shows the label's breadth
EXAMPLES_KEPT = 5  # a label

Result = TypeVar("Result")


class Read(NamedTuple):
    """What the model is shown of a batch: a text for each document, and for how many a summary failed."""

    texts: tuple[str, ...]
    failed: int


class LLMTeacher:
    """A language model behind an OpenAI-compatible server. Replies are kept in `memory`, and found there again."""

    def __init__(self, settings: ModelSettings, memory: Memory) -> None:
        self.name = f"llm:{settings.model}"
        self._asking = Asking(settings, memory)

    async def propose(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> Proposal:
        """Start, update or review a taxonomy; which of the three, the taxonomy and the batch say.

        Raises BadReply when the model's answer stays unusable: the taxonomy found then still holds.
        """
        if not batch and not taxonomy.live:
            raise TeacherError(
                "There is nothing to review yet: the taxonomy has no labels, and no documents are given."
            )
        async with self._asking.open() as line:
            name = "review" if not batch else "update" if taxonomy.live else "create"
            prompt = prompts.load(name)
            read = await self._read(line, brief, batch, prompt.header.document_words)
            most = guards.limit(brief, taxonomy)
            values = {
                "brief": brief,
                "max_labels": most,
                "labels": shown(taxonomy, examples, prompt.header.example_words),
                "documents": [{"number": n, "text": text} for n, text in enumerate(read.texts, start=1)],
            }
            if name == "create":
                return await self._asking.ask(
                    line,
                    prompt,
                    values,
                    CreateForm,
                    strict_schema(CreateForm, most_labels=most),
                    lambda form: guards.check(_created(form, batch, read), brief, taxonomy),
                )
            return await self._asking.ask(
                line,
                prompt,
                values,
                UpdateForm,
                strict_schema(UpdateForm, [label.id for label in taxonomy.live], most_labels=most),
                lambda form: guards.check(_updated(form, taxonomy, batch, read), brief, taxonomy),
            )

    async def assign(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[Verdict]:
        """Judge each document, many at a time, one call each.

        A document whose judgement stays unusable gets a verdict that asks for a person's look; it never costs the
        others theirs. Raises TeacherBusy and TeacherError; what has been answered by then is remembered.
        """
        if not taxonomy.live:
            raise TeacherError("There are no labels to assign yet. Grow the taxonomy first.")
        prompt = prompts.load("assign")
        labels = shown(taxonomy, examples, prompt.header.example_words)
        schema = strict_schema(JudgementForm, [label.id for label in taxonomy.live])
        async with self._asking.open() as line:
            return await _side_by_side(
                self._judge(line, prompt, brief, taxonomy, labels, schema, document) for document in batch
            )

    async def _judge(
        self,
        line: Line,
        prompt: prompts.Prompt,
        brief: Brief,
        taxonomy: Taxonomy,
        labels: list[dict[str, object]],
        schema: Schema,
        document: Document,
    ) -> Verdict:
        text = prompts.shorten(document.text, prompt.header.document_words)

        def meaning(form: JudgementForm) -> Verdict:
            try:
                return judging.verdict(form, taxonomy, document)
            except BadReply as fault:
                valid = "; ".join(f"{label.id} = {label.name}" for label in taxonomy.live)
                raise BadReply(f"{fault} Choose one of these labels, or none if none fits: {valid}.") from fault

        try:
            return await self._asking.ask(
                line,
                prompt,
                {"brief": brief, "labels": labels, "document": text},
                JudgementForm,
                schema,
                meaning,
                second_chances=1,
            )
        except BadReply as fault:
            return judging.not_understood(document, str(fault))

    async def _read(self, line: Line, brief: Brief, batch: Sequence[Document], document_words: int) -> Read:
        """A batch of short texts as they are; one of longer texts as summaries."""
        if not batch or median(guards.words(document.text) for document in batch) <= SHORT:
            return Read(tuple(prompts.shorten(document.text, document_words) for document in batch), 0)
        summaries = await _side_by_side(self._summary(line, brief, document) for document in batch)
        texts = (
            summary or prompts.shorten(document.text, SHORT) for summary, document in zip(summaries, batch, strict=True)
        )
        return Read(tuple(texts), summaries.count(""))

    async def _summary(self, line: Line, brief: Brief, document: Document) -> str:
        """A document in a few words; empty when the model could not do it."""
        if guards.words(document.text) <= SUMMARY_WORDS:
            return prompts.shorten(document.text, SUMMARY_WORDS)
        prompt = prompts.load("summarise")
        text = prompts.shorten(document.text, prompt.header.document_words)
        try:
            return await self._asking.ask(
                line,
                prompt,
                {"brief": brief, "words": SUMMARY_WORDS, "document": text},
                SummaryForm,
                strict_schema(SummaryForm),
                _summarised,
                model=self._asking.settings.summariser,
                second_chances=1,
            )
        except BadReply:  # one text in a batch of hundreds: its beginning stands in, and the proposal says so
            return ""


def shown(taxonomy: Taxonomy, examples: Mapping[DocumentId, Document], words: int) -> list[dict[str, object]]:
    """The labels in force as prompts show them, each with a few of its examples."""
    return [
        {
            "id": label.id,
            "name": label.name,
            "description": label.description,
            "includes": label.includes,
            "excludes": label.excludes,
            "locked": label.locked,
            "under": taxonomy[label.parent].name if label.parent else "",
            "examples": [
                " ".join(prompts.shorten(examples[document].text, words).split())
                for document in label.examples
                if document in examples
            ][:EXAMPLES_SHOWN],
        }
        for label in taxonomy.live
    ]


def _summarised(form: SummaryForm) -> str:
    if guards.words(form.summary) > SUMMARY_WORDS * guards.TOLERANCE:
        raise BadReply(f"The summary is longer than {SUMMARY_WORDS} words.")
    return form.summary


def _created(form: CreateForm, batch: Sequence[Document], read: Read) -> Proposal:
    labels = tuple(_suggestion(label, (), _numbered(label, batch), None) for label in form.labels)
    return Proposal(labels=labels, reason=_reason([form.reason], read))


def _updated(form: UpdateForm, taxonomy: Taxonomy, batch: Sequence[Document], read: Read) -> Proposal:
    return Proposal(
        labels=tuple(_continued(label, taxonomy, batch) for label in form.labels),
        reason=_reason([form.explanation, form.suggestions], read),
        score=form.score,
    )


def _continued(label: NextLabel, taxonomy: Taxonomy, batch: Sequence[Document]) -> Suggestion:
    """A label of the new list: it stays where the labels it replaces stood, and keeps their examples."""
    meant = {text: judging.meant(text, taxonomy) for text in label.replaces}
    found = tuple(dict.fromkeys(old for old in meant.values() if old is not None))
    unknown = tuple(text for text, old in meant.items() if old is None)  # for the guard to name
    replaces = (*(old.id for old in found), *unknown)
    parents = [old.parent for old in found if old.parent not in replaces]
    kept = [example for old in found for example in old.examples]
    return _suggestion(label, replaces, [*kept, *_numbered(label, batch)], parents[0] if parents else None)


def _suggestion(
    label: NewLabel, replaces: tuple[LabelId, ...], examples: Iterable[DocumentId], parent: LabelId | None
) -> Suggestion:
    return Suggestion(
        name=label.name,
        description=label.description,
        includes=label.includes,
        excludes=label.excludes,
        examples=tuple(dict.fromkeys(examples))[:EXAMPLES_KEPT],
        parent=parent,
        replaces=replaces,
    )


def _numbered(label: NewLabel, batch: Sequence[Document]) -> list[DocumentId]:
    """The documents a label's numbers stand for. A wrong number is left out: an example is a courtesy."""
    return [batch[number - 1].id for number in label.examples if 1 <= number <= len(batch)]


def _reason(parts: Sequence[str], read: Read) -> str:
    partly = f"{read.failed} of {len(read.texts)} documents could not be summarised and were read in part."
    return " ".join([*filter(None, parts), *([partly] if read.failed else [])])


async def _side_by_side(questions: Iterable[Awaitable[Result]]) -> list[Result]:
    """All answers in order. When one fails, those under way are waited for first: they are paid for, and kept."""
    outcomes = await asyncio.gather(*questions, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
