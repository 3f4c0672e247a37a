"""A language model is asked which topics a label hides, and which labels the uncovered documents lack.

It finds the topics in as many documents as one question holds; which documents each has is asked in a second step, the
quick look that measures taxonomies elsewhere (prompts/fit.md).
"""

from collections.abc import Sequence

from core.corpus.document import Document
from core.side_by_side import side_by_side
from core.taxonomy.label import DocumentId, LabelId, Labels
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers import judging, prompts
from core.teachers.advising import answers, remedies
from core.teachers.advising.advice import Answer, Remedy
from core.teachers.advising.answers import SplitForm, UncoveredForm
from core.teachers.advising.filing import over_the_limit
from core.teachers.advising.showing import Asked, contract, numbered, spoken
from core.teachers.forms import FitForm, NewLabel, strict_schema
from core.teachers.showing import FITTED_AT_ONCE, outlined, shown
from core.teachers.suggesting import counted

READ_AT_ONCE = 60  # documents in the question that finds topics
FEWEST = 12  # documents, below which a label is not asked about
SMALLEST = 3  # documents of a topic
SORTED = 0.5  # of the documents read, that the parts of a label have to hold
SHARE = 0.1  # of a label's sorted documents, that each of its parts has at least
NEW = 8  # labels at most for what is uncovered
SHOWN = 2  # documents of each part beside the remedy


async def ask_hidden_topics(asked: Asked, label_id: LabelId, most: int) -> Remedy | None:
    """The split of a label, with a sample of its documents sorted; None where it is one topic. Raises TeacherError."""
    matter = asked.matter
    label = matter.taxonomy[label_id]
    everything = matter.filed.get(label_id, ())
    if label.locked or len(everything) < FEWEST:
        return None
    sample = matter.drawn(everything)
    read = sample[:READ_AT_ONCE]
    prompt = prompts.load("split")
    values = {
        "brief": matter.brief,
        "parts": most,
        "label": contract(matter, label),
        "documents": numbered(read, prompt),
        "taken": asked.taken(label_id),
    }

    def meaning(form: SplitForm) -> tuple[str, Labels]:
        topics = form.topics[:most] if len(form.topics) > 1 else ()
        given = [answers.suggestion(topic) for topic in topics]
        if given:
            answers.well_worded(matter.brief, given, matter.names_besides(label_id), spoken(read))
        return form.reason, _written(asked, topics, read, label.parent)

    schema = strict_schema(SplitForm, most_rows=most, quotes=True)
    reason, parts = await asked.asking.ask(asked.line, prompt, values, SplitForm, schema, meaning)
    sorting = await _sorted(asked, parts, sample)
    parts, sorting = _borne(parts, sorting)
    if len(parts) < 2 or len(sorting) < SORTED * len(sample):
        return None
    sizes = [f"{_size(sorting, part.id):,} “{part.name}”" for part in parts]
    left = len(everything) - len(sorting)
    told = f"{reason} Of {counted(len(sample), 'document')} read: {enumerated(sizes)}.".strip()
    return remedies.split(matter.taxonomy, label, parts, sorting, left, told, remedies.quoted_from(parts, SHOWN))


async def ask_uncovered(asked: Asked) -> Answer:
    """New labels for documents that none fits, each with how many of a sample it covers. Raises TeacherError."""
    matter = asked.matter
    sample = matter.drawn(matter.unfiled)
    if len(sample) < SMALLEST:
        return Answer(())
    read = sample[:READ_AT_ONCE]
    prompt = prompts.load("uncovered")
    values = {
        "brief": matter.brief,
        "labels": [outlined(label, matter.taxonomy) for label in matter.taxonomy.live],
        "documents": numbered(read, prompt),
    }

    def meaning(form: UncoveredForm) -> tuple[str, Labels]:
        given = [answers.suggestion(label) for label in form.labels[:NEW]]
        if given:
            answers.well_worded(matter.brief, given, matter.names_besides(), spoken(read))
        return form.reason, _written(asked, form.labels[:NEW], read, None)

    schema = strict_schema(UncoveredForm, most_rows=NEW, quotes=True)
    reason, labels = await asked.asking.ask(asked.line, prompt, values, UncoveredForm, schema, meaning)
    sorting = await _sorted(asked, labels, sample)
    labels = tuple(label for label in labels if _size(sorting, label.id) >= SMALLEST)
    added = [
        remedies.add(
            label,
            [document for document, label_id in sorting.items() if label_id == label.id],
            f"{reason} It fits {_size(sorting, label.id):,} of the {counted(len(sample), 'document')} read.".strip(),
            remedies.quoted_from([label], SHOWN + 1),
        )
        for label in labels
    ]
    return Answer(tuple(added), tuple(over_the_limit(matter, len(added))))


def _written(asked: Asked, given: Sequence[NewLabel], read: Sequence[Document], parent: LabelId | None) -> Labels:
    """What a model writes as labels, with the documents it names as examples."""
    labels: list[LabelId] = []
    written = []
    for each in given:
        named = answers.quotes(each, read)
        words = answers.suggestion(each)
        label = remedies.new_label(
            asked.matter.taxonomy,
            words.name,
            words.description,
            labels,
            [quote.document for quote in named],
            [quote for quote in named if quote.text],
            parent,
        )
        labels.append(label.id)
        written.append(label.model_copy(update={"includes": words.includes, "excludes": words.excludes}))
    return tuple(written)


async def _sorted(asked: Asked, labels: Labels, sample: Sequence[Document]) -> dict[DocumentId, LabelId]:
    """Which of some labels, which are nowhere yet, each document belongs to; those that fit none are left out."""
    if not labels:
        return {}
    top = tuple(label.model_copy(update={"parent": None}) for label in labels)
    taxonomy = Taxonomy().apply(Change(labels=top, author="", based_on=0))
    prompt = prompts.load("fit")
    known = {document.id: document for document in sample}
    told = shown(taxonomy, known, prompt.header.example_words)

    async def look(some: Sequence[Document]) -> list[LabelId | None]:
        return await asked.asking.ask(
            asked.line,
            prompt,
            {"brief": asked.matter.brief, "labels": told, "documents": numbered(some, prompt)},
            FitForm,
            strict_schema(FitForm, [label.id for label in top], len(some)),
            lambda form: judging.placed(form, taxonomy, len(some)),
        )

    starts = range(0, len(sample), FITTED_AT_ONCE)
    placed = await side_by_side(look(sample[start : start + FITTED_AT_ONCE]) for start in starts)
    found = [label_id for some in placed for label_id in some]
    return {document.id: label_id for document, label_id in zip(sample, found, strict=True) if label_id is not None}


def _borne(parts: Labels, sorting: dict[DocumentId, LabelId]) -> tuple[Labels, dict[DocumentId, LabelId]]:
    """The parts that enough documents bear, and what is sorted to those."""
    least = max(SMALLEST, SHARE * len(sorting))
    borne = tuple(part for part in parts if _size(sorting, part.id) >= least)
    ids = {part.id for part in borne}
    return borne, {document: label_id for document, label_id in sorting.items() if label_id in ids}


def _size(sorting: dict[DocumentId, LabelId], label_id: LabelId) -> int:
    return sum(each == label_id for each in sorting.values())
