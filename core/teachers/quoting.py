"""Which sentence of a text speaks for its label, word for word."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.classifier.portable.vectors import StaticVectors
from core.corpus.document import Document
from core.taxonomy.label import DocumentId, Label, Labels, Quote
from core.teachers.likeness import Likeness

LOOKED_AT = 20_000  # characters of a text
LONGEST = 240  # characters of a quote
QUOTED = 3  # examples of a label that get one
_SENTENCE = re.compile(r"[^.!?\n。！？]*[^\s.!?。！？][^.!?\n。！？]*[.!?。！？]*")
_PIECE = re.compile(rf"\S(?:.{{0,{LONGEST - 2}}}\S)?(?!\S)|\S{{1,{LONGEST}}}", re.DOTALL)


def closest_sentences(
    likeness: Likeness, texts: Sequence[str], prototypes: NDArray[np.float64], chosen: NDArray[np.intp]
) -> list[str]:
    """For each text, word for word, the sentence most like the prototype [prototypes, traits] chosen for it."""
    cut = [sentences(text) for text in texts]
    several = [place for place, found in enumerate(cut) if len(found) > 1]
    traits = likeness.traits([sentence for place in several for sentence in cut[place]])
    scores = np.asarray(traits @ prototypes.T)
    quotes = [found[0] if found else "" for found in cut]
    start = 0
    for place in several:
        stop = start + len(cut[place])
        quotes[place] = cut[place][int(scores[start:stop, chosen[place]].argmax())]
        start = stop
    return quotes


def quoted(labels: Labels, documents: Mapping[DocumentId, Document], vectors: StaticVectors) -> Labels:
    """The labels, each in force with quotes from up to three of its examples, as far as `documents` has those.

    Of an example it is the sentence nearest in meaning to the label's name and description. A quote that a label has
    stays for as long as its document is an example and says so word for word.
    """
    return tuple(_quoted(label, documents, vectors) if label.in_force else label for label in labels)


def _quoted(label: Label, documents: Mapping[DocumentId, Document], vectors: StaticVectors) -> Label:
    kept = {quote.document: quote for quote in label.quotes if _stands(quote, label, documents)}
    fresh = [one for one in label.examples if one in documents and one not in kept][: max(0, QUOTED - len(kept))]
    cut = [(one, sentence) for one in fresh for sentence in sentences(documents[one].text)]
    if cut:
        rows = vectors.encode([f"{label.name}. {label.description}", *(sentence for _, sentence in cut)])
        lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
        nearness = rows[1:] @ rows[0] / lengths[1:]
        for place in np.argsort(nearness, kind="stable"):  # the nearest comes last, and stays
            one, sentence = cut[place]
            kept[one] = Quote(document=one, text=sentence)
    quotes = tuple(kept[one] for one in label.examples if one in kept)
    return label if quotes == label.quotes else label.model_copy(update={"quotes": quotes})


def _stands(quote: Quote, label: Label, documents: Mapping[DocumentId, Document]) -> bool:
    document = documents.get(quote.document)
    return quote.document in label.examples and (document is None or quote.text in document.text)


def sentences(text: str) -> list[str]:
    """The sentences of a text as they stand in it; long ones in pieces."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text[:LOOKED_AT]))
    return [piece for sentence in found for piece in _pieces(sentence)]


def _pieces(sentence: str) -> list[str]:
    return [sentence] if len(sentence) <= LONGEST else _PIECE.findall(sentence)
