"""Examples in, a model out: features learnt, a setting chosen by cross-validation, the head fitted to everything.

The same examples in any order, with the same recipe, give the same model. Knows nothing of how good the model is on
documents kept for scoring, nor of bundles.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from core.classifier.calibration import Probabilities, best_temperature, best_thresholds, cooled, log_loss
from core.classifier.examples import Example, fingerprint, in_stable_order, stratified_folds
from core.classifier.features import keeping, learn_features, matrix, narrowed, strongest
from core.classifier.heads import GRID, MOST_SELECTED, USUAL, fit
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Head
from core.classifier.portable.model import NEVER, Model, Prediction
from core.classifier.portable.terms import Row
from core.classifier.recipe import HeadKind, Recipe
from core.errors import NotEnoughLabels
from core.taxonomy.label import LabelId

FOLDS_TO_CHOOSE = 3
MOST_TRIED: dict[HeadKind, int] = {"logistic": 2000, "trees": 600, "network": 600}  # examples on which to choose
FOLDS = 5  # for what is concluded from unseen documents: temperature, thresholds, scores
MOST_UNSEEN = 3000  # examples in those folds; the head itself is fitted to all there are
RARE = 2  # a label with fewer examples is learnt, but nothing can be said of how well


class Judged(NamedTuple):
    """An example, and what a model that has not learnt from it says."""

    example: Example
    prediction: Prediction


class Trained(NamedTuple):
    """A model, the recipe with the setting it came to, and what went into it."""

    model: Model
    recipe: Recipe
    fingerprint: str
    examples: int
    by_people: int
    labels: tuple[tuple[LabelId, int], ...]  # how many examples each label had, most first
    only_additional: tuple[LabelId, ...]  # never an example's primary label, so the model does not know them
    tried: tuple[tuple[float, float], ...]  # each setting with its log loss on unseen documents
    temperature: float
    unseen: tuple[Judged, ...]  # by cross-validation, with the setting, temperature and thresholds of the model
    seconds: float

    @property
    def rare(self) -> tuple[LabelId, ...]:
        """Labels with a single example: learnt, but not to be trusted."""
        return tuple(label for label, count in self.labels if count < RARE)


class _Table(NamedTuple):
    """Examples as numbers."""

    features: Features
    rows: csr_matrix
    codes: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float64]
    applies: npt.NDArray[np.bool_]  # [examples, labels]

    def first(self, most: int) -> "_Table":
        return _Table(self.features, self.rows[:most], self.codes[:most], self.weights[:most], self.applies[:most])


class _Fold(NamedTuple):
    """One part kept aside: the rows of the others, and its own, both seen through what the others taught."""

    inside: npt.NDArray[np.intp]
    outside: npt.NDArray[np.intp]
    rows: csr_matrix  # of those inside
    unseen: csr_matrix


def train(examples: Iterable[Example], recipe: Recipe) -> Trained:
    """Fit a classifier. Raises NotEnoughLabels when there is not one example.

    One label makes a model that always answers it. Of the paper's settings the one with the least log loss over three
    folds wins; where fewer than two labels have two examples there is nothing to choose by, and the usual one is
    taken. Then five folds with that setting say how sure to sound and which further labels to add. Where examples
    are many, both use a part of them.
    """
    started = time.perf_counter()
    kept = in_stable_order(example for example in examples if example.weight > 0)
    if not kept:
        raise NotEnoughLabels("There are no labelled documents to learn from. Label some first.")
    counts = Counter(example.primary for example in kept)
    labels = sorted(counts)
    texts = [example.text for example in kept]
    table = _table(kept, labels, learn_features(texts, recipe.features) if len(labels) > 1 else Features([], None))
    tellable = sum(count >= RARE for count in counts.values()) > 1
    tried = _tried(table.first(MOST_TRIED[recipe.head]), recipe) if tellable and recipe.setting is None else ()
    setting = min(tried, key=lambda pair: pair[1])[0] if tried else recipe.setting or USUAL[recipe.head]
    some = table.first(MOST_UNSEEN)
    unseen = _unseen(some, [setting], recipe, FOLDS)[0]
    temperature = best_temperature(unseen, some.codes, some.weights) if tellable else 1.0
    unseen = cooled(unseen, temperature)
    thresholds = best_thresholds(unseen, some.applies) if tellable else [NEVER] * len(labels)
    features, head = _fitted(table, texts, setting, recipe)
    model = Model(labels, features, head.cooled(temperature), thresholds)
    return Trained(
        model=model,
        recipe=recipe.model_copy(update={"setting": setting}),
        fingerprint=fingerprint(kept),
        examples=len(kept),
        by_people=sum(example.source == "human" for example in kept),
        labels=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        only_additional=tuple(sorted({label for example in kept for label in example.applicable} - counts.keys())),
        tried=tried,
        temperature=temperature,
        unseen=tuple(map(Judged, kept, map(model.judged, unseen))) if len(kept) > 1 else (),
        seconds=time.perf_counter() - started,
    )


def _tried(table: _Table, recipe: Recipe) -> tuple[tuple[float, float], ...]:
    """Each setting of the grid with its log loss on unseen examples, at the temperature that suits it best."""
    settings = GRID[recipe.head]
    losses = []
    for unseen in _unseen(table, settings, recipe, FOLDS_TO_CHOOSE):
        temperature = best_temperature(unseen, table.codes, table.weights)
        losses.append(log_loss(unseen, table.codes, table.weights, temperature))
    return tuple(zip(settings, losses, strict=True))


def _unseen(table: _Table, settings: Sequence[float], recipe: Recipe, folds: int) -> list[Probabilities]:
    """For each setting every example's probabilities from a model that has not seen it.

    A label unknown to that model has none.
    """
    found = [np.zeros(table.applies.shape) for _ in settings]
    for fold in _folds(table, MOST_SELECTED[recipe.head], folds):
        present, codes = np.unique(table.codes[fold.inside], return_inverse=True)
        weights = table.weights[fold.inside]
        heads = fit(recipe.head, settings, fold.rows, codes, weights, len(present), recipe.seed)
        for probabilities, head in zip(found, heads, strict=True):
            for place, row in zip(fold.outside, _each(fold.unseen), strict=True):
                probabilities[place, present] = head.probabilities(row)
    return found


def _folds(table: _Table, most: int | None, folds: int) -> Iterator[_Fold]:
    """Vocabularies are learnt once, from texts alone; selecting terms looks at labels, so each fold does its own."""
    dealt = np.array(stratified_folds([str(code) for code in table.codes], folds))
    for number in range(folds):
        inside, outside = np.flatnonzero(dealt != number), np.flatnonzero(dealt == number)
        if not len(inside) or not len(outside):
            continue
        rows = table.rows
        if most is not None and table.features.term_width > most:
            columns = strongest(table.features, rows[inside], table.codes[inside], most)
            rows = narrowed(rows, table.features, columns)
        yield _Fold(inside, outside, rows[inside], rows[outside])


def _each(rows: csr_matrix) -> Iterator[Row]:
    for start, end in zip(rows.indptr, rows.indptr[1:], strict=False):
        yield Row(rows.indices[start:end], rows.data[start:end])


def _fitted(table: _Table, texts: Sequence[str], setting: float, recipe: Recipe) -> tuple[Features, Head]:
    features, rows, most = table.features, table.rows, MOST_SELECTED[recipe.head]
    if most is not None and features.term_width > most:
        features = keeping(features, strongest(features, rows, table.codes, most))
        rows = matrix(features, texts)
    labels = table.applies.shape[1]
    return features, fit(recipe.head, [setting], rows, table.codes, table.weights, labels, recipe.seed)[0]


def _table(examples: Sequence[Example], labels: Sequence[LabelId], features: Features) -> _Table:
    code = {label: number for number, label in enumerate(labels)}
    applies = np.zeros((len(examples), len(labels)), dtype=bool)
    for place, example in enumerate(examples):
        applies[place, [code[label] for label in example.labels if label in code]] = True
    return _Table(
        features,
        matrix(features, [example.text for example in examples]),
        np.array([code[example.primary] for example in examples], dtype=np.intp),
        np.array([example.weight for example in examples], dtype=np.float64),
        applies,
    )
