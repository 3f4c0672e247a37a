"""How a model reads a batch: short texts as they are, longer ones as summaries by a smaller model (paper, stage one).

A summary is paid for once: whoever reads the document again, to grow, to measure or to choose, finds it kept.
"""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from core.corpus.document import Document
from core.errors import BadReply
from core.side_by_side import side_by_side
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId
from core.teachers import guards, languages, prompts
from core.teachers.asking import Asking
from core.teachers.connection import Line
from core.teachers.forms import SummaryForm, strict_schema
from core.teachers.room import Turn
from core.teachers.showing import SUMMARY_WORDS

SHORT = 40  # median words of a batch that is read as it is: at twice a summary's length a summary saves nothing


Known = dict[tuple[DocumentId, Brief], str]
_SCHEMA = strict_schema(SummaryForm)


class Read(NamedTuple):
    """What a model is shown of a batch: a text for each document, in order.

    `verbatim` says that these are the documents' own words; `failed`, for how many a summary failed.
    """

    texts: tuple[str, ...]
    verbatim: bool = True
    failed: int = 0


def are_short(batch: Sequence[Document]) -> bool:
    """Whether most documents are so short that summaries would save nothing."""
    return not batch or median(guards.words(document.text) for document in batch) <= SHORT


async def read(
    asking: Asking,
    line: Line,
    brief: Brief,
    batch: Sequence[Document],
    words: int,
    summaries: bool | None,
    known: Known,
    turn: Turn = Turn.SOON,
) -> Read:
    """A batch as texts of at most `words` words, or as summaries; which, the batch's length decides for None.

    `known` are summaries at hand, which are looked at no second time: it is added to. What is asked about whole batches
    goes before summaries.
    """
    if summaries is False or (summaries is None and are_short(batch)):
        return Read(tuple(prompts.shorten(document.text, words) for document in batch))
    fresh = [document for document in batch if (document.id, brief) not in known]
    questions = (_summary(asking, line, brief, document, turn) for document in fresh)
    written = await side_by_side(questions, asking.settings.concurrency)
    known |= {(document.id, brief): summary for document, summary in zip(fresh, written, strict=True)}
    found = [known[document.id, brief] for document in batch]
    texts = (summary or prompts.shorten(document.text, SHORT) for summary, document in zip(found, batch, strict=True))
    return Read(tuple(texts), verbatim=False, failed=found.count(""))


async def _summary(asking: Asking, line: Line, brief: Brief, document: Document, turn: Turn) -> str:
    """A document in a few words; empty when the model could not do it."""
    if guards.words(document.text) <= SUMMARY_WORDS:
        return prompts.shorten(document.text, SUMMARY_WORDS)
    prompt = prompts.load("summarise")
    text = prompts.shorten(document.text, prompt.header.document_words)
    try:
        return await asking.ask(
            line,
            prompt,
            {"brief": brief, "words": SUMMARY_WORDS, "document": text},
            SummaryForm,
            _SCHEMA,
            lambda form: _summarised(form, brief, text),
            model=asking.settings.summariser,
            second_chances=1,
            turn=turn,
        )
    except BadReply:  # one text in a batch of hundreds: its beginning stands in, and the proposal says so
        return ""


def _summarised(form: SummaryForm, brief: Brief, text: str) -> str:
    if guards.words(form.summary) > SUMMARY_WORDS * guards.TOLERANCE:
        raise BadReply(f"The summary is longer than {SUMMARY_WORDS} words.")
    if languages.is_foreign(form.summary, brief.language or languages.spoken([text])):
        raise BadReply(f"The summary is not written in {brief.language or 'the language of the document'}.")
    return form.summary
