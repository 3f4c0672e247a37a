"""The language model as a teacher: the paper's two phases as questions to a model.

Which prompt goes with which moment, what the model is shown, and who makes sense of its answers. Knows nothing of
servers (connection.py) and of how an answer is got and kept (asking.py).
"""

from collections.abc import Mapping, Sequence

from core.corpus.document import Document
from core.errors import BadReply, TeacherError
from core.side_by_side import side_by_side
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import guards, judging, languages, preferring, prompts, proposing, summaries
from core.teachers.asking import Asking
from core.teachers.connection import Line
from core.teachers.forms import CreateForm, FitForm, JudgementForm, Schema, UpdateForm, strict_schema
from core.teachers.protocol import Memory, Preference, Proposal, Verdict
from core.teachers.room import Turn
from core.teachers.settings import ModelSettings
from core.teachers.showing import FITTED_AT_ONCE, numbered, shown
from core.teachers.summaries import Known, Read


class LLMTeacher:
    """A language model behind an OpenAI-compatible server. Replies are kept in `memory`, and found there again.

    `summaries` says whether batches are read as summaries; None lets each batch's length decide.
    """

    def __init__(self, settings: ModelSettings, memory: Memory, summaries: bool | None = None) -> None:
        self.name = f"llm:{settings.model}"
        self._asking = Asking(settings, memory)
        self._summaries = summaries
        self._known: Known = {}

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
            read = await self._read(line, brief, batch, prompt)
            most = guards.limit(brief, taxonomy)
            spoken = languages.spoken([document.text for document in batch or examples.values()])
            values = {
                "brief": brief,
                "max_labels": most,
                "labels": shown(taxonomy, examples, prompt.header.example_words),
                "documents": numbered(read.texts),
                "quotes": read.verbatim,
            }
            if name == "create":
                return await self._asking.ask(
                    line,
                    prompt,
                    values,
                    CreateForm,
                    strict_schema(CreateForm, most_rows=most, quotes=read.verbatim),
                    lambda form: guards.check(proposing.created(form, batch, read), brief, taxonomy, spoken),
                )
            return await self._asking.ask(
                line,
                prompt,
                values,
                UpdateForm,
                strict_schema(
                    UpdateForm, [label.id for label in taxonomy.live], most, quotes=bool(batch) and read.verbatim
                ),
                lambda form: guards.check(proposing.updated(form, taxonomy, batch, read), brief, taxonomy, spoken),
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
            return await side_by_side(
                self._judge(line, prompt, brief, taxonomy, labels, schema, document) for document in batch
            )

    async def fit(
        self,
        brief: Brief,
        taxonomy: Taxonomy,
        examples: Mapping[DocumentId, Document],
        batch: Sequence[Document],
    ) -> list[LabelId | None]:
        """The label that fits each document best, or none: a quick look, dozens of documents in one call.

        Where one call's reply stays unusable there is no measurement: a document that nobody could place must not
        count as one that no label fits. Raises BadReply then, once the other calls have ended and are remembered;
        TeacherBusy and TeacherError as ever.
        """
        if not taxonomy.live or not batch:
            return [None] * len(batch)
        prompt = prompts.load("fit")
        labels = shown(taxonomy, examples, prompt.header.example_words)
        async with self._asking.open() as line:
            texts = (await self._read(line, brief, batch, prompt)).texts
            placed = await side_by_side(
                self._place(line, prompt, brief, taxonomy, labels, texts[start : start + FITTED_AT_ONCE])
                for start in range(0, len(texts), FITTED_AT_ONCE)
            )
        return [label for some in placed for label in some]

    async def prefer(self, brief: Brief, candidates: Sequence[Taxonomy], batch: Sequence[Document]) -> Preference:
        """The best of the candidates in the order given, seen beside documents they were not grown from.

        Models lean towards a place in the list: ask several times, in shuffled orders. Of one candidate nothing is
        asked. Raises BadReply when the model's answer stays unusable, TeacherBusy and TeacherError.
        """
        if len(candidates) == 1:
            return Preference(best=0)
        prompt = prompts.load("choose")
        async with self._asking.open() as line:
            read = await self._read(line, brief, batch[: preferring.DOCUMENTS_SHOWN], prompt)
            return await preferring.prefer(self._asking, line, prompt, brief, candidates, read.texts)

    async def read_ahead(self, brief: Brief, batch: Sequence[Document]) -> None:
        """Have documents summarised that will be read later, when there is room that no other question needs."""
        async with self._asking.open() as line:
            await summaries.read(self._asking, line, brief, batch, 0, self._summaries, self._known, Turn.LATER)

    async def _read(self, line: Line, brief: Brief, batch: Sequence[Document], prompt: prompts.Prompt) -> Read:
        words = prompt.header.document_words
        return await summaries.read(self._asking, line, brief, batch, words, self._summaries, self._known)

    async def _place(
        self,
        line: Line,
        prompt: prompts.Prompt,
        brief: Brief,
        taxonomy: Taxonomy,
        labels: list[dict[str, object]],
        texts: Sequence[str],
    ) -> list[LabelId | None]:
        return await self._asking.ask(
            line,
            prompt,
            {"brief": brief, "labels": labels, "documents": numbered(texts)},
            FitForm,
            strict_schema(FitForm, [label.id for label in taxonomy.live], len(texts)),
            lambda form: judging.placed(form, taxonomy, len(texts)),
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
                raise BadReply(
                    f"{fault} Choose one of these labels, or none if none fits: {judging.valid(taxonomy)}."
                ) from fault

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
