"""The words that speak for and against each label, whatever the text. Knows nothing of any one prediction."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.classifier.explaining import ways
from core.classifier.placing import found_in, words_of
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Linear, Nested
from core.classifier.portable.model import Model
from core.taxonomy.label import LabelId

MOST_TEXTS = 1000  # that words are taken from
MOST_CHARACTERS = 2_000  # of each
MOST_WORDS = 2_000  # that are tried by themselves
ENOUGH_TEXTS = 100  # from here on a word that stands in one text only says nothing
_STEM = 4  # letters that two spellings of a word have in common at least
_ENDING = 3  # letters of the longer in which they may differ
_LAST = 1  # the same of the shorter

Effects = npt.NDArray[np.float64]


class LabelTerm(NamedTuple):
    """A word and how much it speaks for a label, on average where it stands; less than nothing is against it."""

    word: str
    effect: float


class LabelTerms(NamedTuple):
    """The strongest words for a label and against it, the strongest first; no two are spellings of one word."""

    speaks_for: tuple[LabelTerm, ...]
    speaks_against: tuple[LabelTerm, ...]


def label_terms(model: Model, texts: Sequence[str], most: int = 8) -> dict[LabelId, LabelTerms]:
    """The words of texts, such as those it was trained on, that tell each label from the others.

    Where a linear model counts terms, a word's effect is the weight of all that is counted of it, its pairs and runs of
    characters too, times their values in these texts, less the mean over all labels (in a tree of choices, over those
    it is chosen among, added up from the top). Elsewhere it is what a text of this word alone does to the probability.
    """
    some = [text[:MOST_CHARACTERS] for text in texts[:MOST_TEXTS]]
    if len(model.labels) < 2:
        return dict.fromkeys(model.labels, LabelTerms((), ()))
    if isinstance(model.head, Linear | Nested) and model.features.terms:
        words, effects = _by_weights(model, model.head, some)
    else:
        words, effects = _by_themselves(model, some)
    return {label: _strongest(words, effects[:, number], most) for number, label in enumerate(model.labels)}


def _by_weights(model: Model, head: Linear | Nested, texts: Sequence[str]) -> tuple[list[str], Effects]:
    """Words, and their mean effect on each label where they stand, [words, labels]."""
    total: defaultdict[str, Effects] = defaultdict(lambda: np.zeros(len(model.labels)))
    within: Counter[str] = Counter()
    for text in texts:
        touched = set()
        for word, effect in _effects(model.features, head, text):
            total[word] += effect
            touched.add(word)
        within.update(touched)
    least = 2 if len(texts) >= ENOUGH_TEXTS else 1
    words = sorted(word for word, count in within.items() if count >= least)
    return words, np.array([total[word] / within[word] for word in words]).reshape(-1, len(model.labels))


def _effects(features: Features, head: Linear | Nested, text: str) -> Iterator[tuple[str, Effects]]:
    """What each word of a text does to each label by what is counted of it."""
    words = words_of(text)
    spelt = [word.text.lower() for word in words]
    start = 0
    for part in features.terms:
        row = part.row(text)
        value = dict(zip(row.columns.tolist(), row.values.tolist(), strict=True))
        shares: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        places = [*found_in(part, text, words)]
        times = Counter(place.column for place in places)
        for place in places:
            for number in place.words:
                part_of_it = value.get(place.column, 0.0) / times[place.column] / len(place.words)
                shares[spelt[number]][place.column] += part_of_it
        for word, columns in shares.items():
            weights = _directions(head, start + np.array([*columns]))
            yield word, np.array([*columns.values()]) @ weights
        start += part.width


def _directions(head: Linear | Nested, columns: npt.NDArray[np.intp]) -> Effects:
    """By how much each feature speaks for each label beside the others, [columns, labels]."""
    if isinstance(head, Linear):
        weights: Effects = head.weights[columns].astype(np.float64)
        weights -= weights.mean(axis=1, keepdims=True)
        return weights
    weights = head.linear.weights[columns].astype(np.float64)
    starts = np.flatnonzero(np.diff(head.groups, prepend=-1))
    sizes = np.diff(starts, append=len(head.groups))
    weights -= (np.add.reduceat(weights, starts, axis=1) / sizes)[:, head.groups]
    return np.stack([weights[:, ways(head, label)].sum(axis=1) for label in range(head.labels)], axis=1)


def _by_themselves(model: Model, texts: Sequence[str]) -> tuple[list[str], Effects]:
    """The commonest words, and what each alone does to each label's probability, [words, labels]."""
    within = Counter(word for text in texts for word in {word.text.lower() for word in words_of(text)})
    least = 2 if len(texts) >= ENOUGH_TEXTS else 1
    words = [word for word, count in within.most_common(MOST_WORDS) if count >= least]
    probabilities = model.probabilities(["", *words])
    return words, probabilities[1:] - probabilities[0]


def _strongest(words: Sequence[str], effects: Effects, most: int) -> LabelTerms:
    order = np.argsort(-effects, kind="stable").tolist()
    ranked = [LabelTerm(words[place], float(effects[place])) for place in order]
    speaks_for = _different([term for term in ranked if term.effect > 0], most)
    return LabelTerms(speaks_for, _different([term for term in reversed(ranked) if term.effect < 0], most))


def _different(ranked: Sequence[LabelTerm], most: int) -> tuple[LabelTerm, ...]:
    """The first of them, without other spellings of those before."""
    chosen: list[LabelTerm] = []
    for term in ranked:
        if len(chosen) == most:
            break
        if not any(_same(term.word, other.word) for other in chosen):
            chosen.append(term)
    return tuple(chosen)


def _same(word: str, other: str) -> bool:
    """Whether two words differ in their endings only, as card and cards do."""
    shorter, longer = sorted((word, other), key=len)
    if longer == f"{shorter}s":
        return True
    common = next((place for place in range(len(shorter)) if shorter[place] != longer[place]), len(shorter))
    return common >= min(_STEM, len(longer)) and len(longer) - common <= _ENDING and len(shorter) - common <= _LAST
