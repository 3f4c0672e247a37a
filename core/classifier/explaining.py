"""Why a classifier says what it says of a text: how much each of the text's own words counted, and what it resembles.

Knows nothing of how a classifier was trained or where its documents are kept.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from core.classifier.examples import Example
from core.classifier.placing import Word, found_in, is_alone, words_of
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Linear, Nested
from core.classifier.portable.model import Model
from core.taxonomy.label import DocumentId, LabelId

MOST_CHARACTERS = 20_000  # of a longer text its beginning is explained as if it were all
MOST_LEFT_OUT = 200  # words left out one by one; where there are more, neighbours are left out together
MOST_ENCODED = 32  # the same where a sentence encoder has to read each remainder

Effects = npt.NDArray[np.float64]


class Reason(NamedTuple):
    """A word of the text, text[start:end], and how much it spoke for the label; less than nothing is against it."""

    word: str
    start: int
    end: int
    effect: float


class Explanation(NamedTuple):
    """Why a text has this label rather than the next best, `rival`, in the order of the text's words.

    For linear models `measure` is a score, the label's logit less the rival's (in a tree of choices those where their
    ways part), else the label's probability. `base` is what no word by itself accounts for: base and effects add up
    to `total`. With a single label there is nothing to explain.
    """

    label: LabelId
    rival: LabelId
    measure: Literal["score", "probability"]
    reasons: tuple[Reason, ...]
    base: float
    total: float


class Neighbour(NamedTuple):
    """A training document like another, with its label; `likeness` is the cosine of their vectors."""

    document: DocumentId
    text: str
    label: LabelId
    likeness: float


def explained(model: Model, text: str) -> Explanation:
    """Why a text is given its primary label.

    Where a linear model counts words, pairs and runs of characters, each one's value times its weight goes in equal
    parts to its places in the text and to the words it touches there. What vectors, trees and networks make of a word
    is the difference that leaving it out makes.
    """
    text = text[:MOST_CHARACTERS]
    probabilities = model.probabilities([text])[0]
    best, *others = np.argsort(-probabilities, kind="stable").tolist()
    if not others:
        return Explanation(model.labels[best], "", "score", (), 0.0, 0.0)
    words = words_of(text)
    if isinstance(model.head, Linear | Nested):
        measure: Literal["score", "probability"] = "score"
        weights, bias = _direction(model.head, best, others[0])
        row = model.features.row(text)
        total = float(row.values @ weights[row.columns]) + bias
        effects = _counted(model.features, weights, text, words) + _felt(model.features, weights, text, words)
    else:
        measure = "probability"
        total = float(probabilities[best])
        remainders = _without(text, words, _budget(model.features))
        effects = remainders.shared(total - model.probabilities(remainders.texts)[:, best])
    reasons = tuple(Reason(*word, effect) for word, effect in zip(words, effects.tolist(), strict=True))
    base = total - float(effects.sum())
    return Explanation(model.labels[best], model.labels[others[0]], measure, reasons, base, total)


def neighbours(
    vector: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32], examples: Sequence[Example], most: int = 5
) -> tuple[Neighbour, ...]:
    """The training documents most like one text, the likest first.

    `vector` [dimensions] is the text's and `vectors` [examples, dimensions] are the examples', all of length one;
    where a text has no vector it is like none.
    """
    likeness = vectors @ vector
    order = np.argsort(-likeness, kind="stable")[:most]
    return tuple(
        Neighbour(examples[place].document, examples[place].text, examples[place].primary, float(likeness[place]))
        for place in order.tolist()
        if likeness[place] > 0
    )


class _Remainders(NamedTuple):
    """A text without some of its words, time and again."""

    texts: list[str]
    left_out: list[list[int]]  # the numbers of the words that each is without

    def shared(self, effects: Effects) -> Effects:
        """What each word by itself accounts for: an even part of what those left out together do."""
        parts: list[Effects] = [
            np.full(len(words), effect / len(words)) for words, effect in zip(self.left_out, effects, strict=True)
        ]
        return np.concatenate([np.empty(0), *parts])


def _direction(head: Linear | Nested, label: int, rival: int) -> tuple[Effects, float]:
    """The weights that tell a label from its rival, [width], and their bias."""
    if isinstance(head, Linear):
        linear, one, other = head, label, rival
    else:
        linear = head.linear
        one, other = _parting(head, label, rival)
    weights = linear.weights[:, one].astype(np.float64) - linear.weights[:, other]
    return weights, float(linear.biases[one]) - float(linear.biases[other])


def _parting(head: Nested, label: int, rival: int) -> tuple[int, int]:
    """The columns between which the ways to two labels part."""
    way, other = ways(head, label), ways(head, rival)
    return next((one, another) for one, another in zip(way, other, strict=False) if one != another)


def ways(head: Nested, label: int) -> list[int]:
    """The columns that are chosen on the way to a label, from the top."""
    way = [int(head.leaves[label])]
    while (above := int(head.parents[head.groups[way[0]]])) >= 0:
        way.insert(0, above)
    return way


def _counted(features: Features, weights: Effects, text: str, words: Sequence[Word]) -> Effects:
    """What each word accounts for as words, pairs and runs of characters are counted."""
    effects = np.zeros(len(words))
    start = 0
    for part in features.terms:
        row = part.row(text)
        shares = dict(zip(row.columns.tolist(), (row.values * weights[start + row.columns]).tolist(), strict=True))
        places = [*found_in(part, text, words)]
        times = Counter(place.column for place in places)
        for place in places:
            for word in place.words:
                effects[word] += shares.get(place.column, 0.0) / times[place.column] / len(place.words)
        start += part.width
    return effects


def _felt(features: Features, weights: Effects, text: str, words: Sequence[Word]) -> Effects:
    """What each word accounts for by vectors: the difference that leaving it out makes."""
    if not features.dimensions or not words:
        return np.zeros(len(words))
    dense = Features([], features.vectors, features.encoder, features.scale)
    remainders = _without(text, words, _budget(features))
    scores = dense.rows([text, *remainders.texts]).dense @ weights[features.term_width :]
    return remainders.shared(scores[0] - scores[1:])


def _budget(features: Features) -> int:
    return MOST_ENCODED if features.encoder else MOST_LEFT_OUT


def _without(text: str, words: Sequence[Word], most: int) -> _Remainders:
    """The text without each of its words, or without as many neighbours at a time as `most` remainders ask for."""
    groups = [group.tolist() for group in np.array_split(np.arange(len(words)), min(len(words), most))] if words else []
    return _Remainders([_rest(text, words[group[0] : group[-1] + 1]) for group in groups], groups)


def _rest(text: str, left_out: Sequence[Word]) -> str:
    first, last = left_out[0], left_out[-1]
    gap = "" if is_alone(first.text[0]) else " "
    return text[: first.start] + gap + text[last.end :]
