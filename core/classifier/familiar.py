"""A document as a classifier meets it: what it says of it, how sure it is, how many of its words it knows.

Knows nothing of which documents are old and which are new.
"""

from collections import Counter
from collections.abc import Callable, Container, Hashable, Sequence
from functools import partial
from typing import NamedTuple

from core.classifier.portable import grams
from core.classifier.portable.hashed import HashedWords
from core.classifier.portable.model import Model, Prediction
from core.taxonomy.label import LabelId


class Seen(NamedTuple):
    """What is to be known of one document. `unknown` is the share of its words that the classifier does not know.

    None where the document has no words, or the classifier knows none.
    """

    label: LabelId
    confidence: float
    unknown: float | None
    characters: int


class Words(NamedTuple):
    """How a classifier cuts a text into words, and which of them it knows; hashed words go by their buckets."""

    cut: Callable[[str], Sequence[Hashable]]
    known: Container[Hashable]


def words_of(model: Model) -> Words | None:
    """None for a classifier that looks at vectors only."""
    for part in model.features.terms:
        if isinstance(part, HashedWords):
            return Words(partial(_buckets, part), frozenset(part.buckets.tolist()))
        if part.kind == "words":
            return Words(grams.tokens, frozenset(part.vocabulary))
    return None


def met(texts: Sequence[str], said: Sequence[Prediction], words: Words | None) -> list[Seen]:
    """Documents as a classifier met them that had learnt from none of them."""
    return [
        Seen(one.primary, one.confidence, _strange(text, words), len(text))
        for text, one in zip(texts, said, strict=True)
    ]


def unseen(judged: Sequence[tuple[str, Prediction]], taught: Sequence[str], words: Words | None) -> list[Seen]:
    """Training texts with what models said of them that had not learnt from them; `taught` are all training texts.

    A word counts as unknown that the classifier would not know had it not been taught this text: words it knows were
    in some least number of texts, and those in no more are unknown without it. Else new texts would always seem
    strange beside these.
    """
    if words is None:
        return met([text for text, _ in judged], [said for _, said in judged], None)
    texts_with = Counter(word for text in taught for word in {*words.cut(text)})
    least = min((count for word, count in texts_with.items() if word in words.known), default=0)
    often = frozenset(word for word, count in texts_with.items() if count > least and word in words.known)
    return met([text for text, _ in judged], [said for _, said in judged], Words(words.cut, often))


def _buckets(part: HashedWords, text: str) -> list[int]:
    """Of the words alone: from the second word on each is followed by the pair it closes."""
    found: list[int] = part.hashing.found([text]).buckets.tolist()
    return found[:1] + found[1::2]


def _strange(text: str, words: Words | None) -> float | None:
    cut = words.cut(text) if words else []
    return sum(word not in words.known for word in cut) / len(cut) if words and cut else None
