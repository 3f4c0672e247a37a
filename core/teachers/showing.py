"""A taxonomy and documents as prompts show them. Pure; knows nothing of models."""

from collections.abc import Iterator, Mapping, Sequence

from core.corpus.document import Document
from core.taxonomy.label import DocumentId, Label
from core.taxonomy.taxonomy import Taxonomy
from core.teachers import prompts

SUMMARY_WORDS = 20  # the paper's
FITTED_AT_ONCE = 50  # documents in one call: a dozen calls measure a large validation sample, each with a short reply
EXAMPLES_SHOWN = 2  # a label; one example helps small models most (measured), a second shows the label's breadth


def shown(taxonomy: Taxonomy, examples: Mapping[DocumentId, Document], words: int) -> list[dict[str, object]]:
    """The labels in force, each with a few of its examples: the passage quoted of one, or else its first `words`.

    So with its first counter-example; it is empty where there is none. What was noted for editors is not shown.
    """
    return [
        {
            **outlined(label, taxonomy),
            "includes": label.includes,
            "excludes": label.excludes,
            "edge_cases": label.edge_cases,
            "locked": label.locked,
            "examples": [*_passages(label, label.examples, examples, words)][:EXAMPLES_SHOWN],
            "counter_example": next(_passages(label, label.counter_examples, examples, words), ""),
        }
        for label in taxonomy.live
    ]


def outlined(label: Label, taxonomy: Taxonomy) -> dict[str, object]:
    """A label by what it is called and means, and where it stands."""
    under = taxonomy[label.parent].name if label.parent else ""
    return {"id": label.id, "name": label.name, "description": label.description, "under": under}


def numbered(texts: Sequence[str]) -> list[dict[str, object]]:
    """Texts under the numbers by which a model is to speak of them, from 1, in their order."""
    return [{"number": number, "text": text} for number, text in enumerate(texts, start=1)]


def _passages(
    label: Label, named: Sequence[DocumentId], known: Mapping[DocumentId, Document], words: int
) -> Iterator[str]:
    quoted = {quote.document: quote.text for quote in label.quotes}
    for document in named:
        if document in known:
            text = quoted.get(document) or prompts.shorten(known[document].text, words)
            yield " ".join(text.split())
