"""Examples in, a model out: features learnt, a setting chosen by cross-validation, the head fitted to everything.

The same examples in any order, with the same recipe, give the same model. Knows nothing of how good the model is on
documents kept for scoring, nor of bundles.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel
from scipy.sparse import csr_matrix

from core.classifier.calibration import best_temperature, best_thresholds, cooled, log_loss
from core.classifier.examples import Example, fingerprint, in_stable_order, stratified_folds
from core.classifier.features import FeatureKind, learn_features, matrix, strongest
from core.classifier.heads import GRID, MOST_SELECTED, USUAL, HeadKind, fit
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Head
from core.classifier.portable.model import NEVER, Model
from core.classifier.portable.terms import Row
from core.errors import NotEnoughLabels
from core.taxonomy.label import LabelId

FOLDS = 3  # for choosing a setting and for what is concluded from unseen documents
MOST_TRIED = 3000  # examples on which settings are tried; the head itself is fitted to all of them
RARE = 2  # a label with fewer examples is learnt, but nothing can be said of how well


class Recipe(BaseModel, frozen=True, extra="forbid"):
    """What kind of classifier to train. A setting of None means to choose one from the paper's grid."""

    head: HeadKind = "logistic"
    features: FeatureKind = "both"
    setting: float | None = None
    seed: int = 0


class Trained(NamedTuple):
    """A model, the recipe with the setting it came to, and what went into it."""

    model: Model
    recipe: Recipe
    fingerprint: str
    examples: int
    by_people: int
    labels: tuple[tuple[LabelId, int], ...]  # how many examples each label had, most first
    tried: tuple[tuple[float, float], ...]  # each setting with its log loss on unseen documents
    temperature: float
    seconds: float

    @property
    def rare(self) -> tuple[LabelId, ...]:
        """Labels with a single example: learnt, but not to be trusted."""
        return tuple(label for label, count in self.labels if count < RARE)


class _Fold(NamedTuple):
    """One part kept aside: the rows of the others, and its own, both seen through what the others taught."""

    inside: npt.NDArray[np.intp]
    outside: npt.NDArray[np.intp]
    rows: csr_matrix  # of those inside
    unseen: list[Row]


class _Table(NamedTuple):
    """Examples as numbers."""

    texts: list[str]
    codes: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float64]
    applies: npt.NDArray[np.bool_]  # [examples, labels]


def train(examples: Iterable[Example], recipe: Recipe) -> Trained:
    """Fit a classifier. Raises NotEnoughLabels when there is not one example.

    One label makes a model that always answers it. The setting with the least log loss over three folds wins; where
    fewer than two labels have two examples there is nothing to choose by, and the usual one is taken. With more than
    3,000 examples the choice is made on as many of them.
    """
    started = time.perf_counter()
    kept = in_stable_order(example for example in examples if example.weight > 0)
    if not kept:
        raise NotEnoughLabels("There are no labelled documents to learn from. Label some first.")
    counts = Counter(example.primary for example in kept)
    labels = sorted(counts)
    table = _table(kept, labels)
    features = learn_features(table.texts, recipe.features) if len(labels) > 1 else Features([], None)
    choice = _choose(_head_of(table, MOST_TRIED), features, recipe, len(labels))
    features, head = _fitted(table, features, recipe, choice.setting, len(labels))
    return Trained(
        model=Model(labels, features, head.cooled(choice.temperature), choice.thresholds),
        recipe=recipe.model_copy(update={"setting": choice.setting}),
        fingerprint=fingerprint(kept),
        examples=len(kept),
        by_people=sum(example.source == "human" for example in kept),
        labels=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        tried=choice.tried,
        temperature=choice.temperature,
        seconds=time.perf_counter() - started,
    )


class _Choice(NamedTuple):
    setting: float
    temperature: float
    thresholds: Sequence[float]
    tried: tuple[tuple[float, float], ...]


def _choose(table: _Table, features: Features, recipe: Recipe, labels: int) -> _Choice:
    """The best setting by its log loss on unseen documents, with the temperature and thresholds found on the same."""
    usual = USUAL[recipe.head] if recipe.setting is None else recipe.setting
    if (np.bincount(table.codes) >= RARE).sum() < 2:
        return _Choice(usual, 1.0, [NEVER] * labels, ())
    folds = list(_folds(table, features, recipe))
    settings = GRID[recipe.head] if recipe.setting is None else (recipe.setting,)
    unseen = {setting: _unseen(table, folds, recipe, setting, labels) for setting in settings}
    heat = {s: best_temperature(found, table.codes, table.weights) for s, found in unseen.items()}
    losses = {s: log_loss(unseen[s], table.codes, table.weights, heat[s]) for s in settings}
    best = min(losses, key=lambda setting: losses[setting])
    probabilities = cooled(unseen[best], heat[best])
    return _Choice(best, heat[best], best_thresholds(probabilities, table.applies), tuple(losses.items()))


def _folds(table: _Table, features: Features, recipe: Recipe) -> Iterable[_Fold]:
    """Vocabularies are learnt once, from texts alone; selecting terms looks at labels, so each fold does its own."""
    rows = matrix(features, table.texts)
    fold = np.array(stratified_folds([str(code) for code in table.codes], FOLDS))
    most = MOST_SELECTED[recipe.head]
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        chosen = features if most is None else strongest(features, rows[inside], table.codes[inside], most)
        rows_inside = rows[inside] if chosen is features else matrix(chosen, [table.texts[place] for place in inside])
        yield _Fold(inside, outside, rows_inside, [chosen.row(table.texts[place]) for place in outside])


def _unseen(
    table: _Table, folds: Sequence[_Fold], recipe: Recipe, setting: float, labels: int
) -> npt.NDArray[np.float64]:
    """Each example's probabilities from the model that has not seen it; a label unknown to that model has none."""
    found = np.zeros((len(table.texts), labels))
    for fold in folds:
        present, codes = np.unique(table.codes[fold.inside], return_inverse=True)
        weights = table.weights[fold.inside]
        head = fit(recipe.head, setting, fold.rows, codes, weights, len(present), recipe.seed)
        for place, row in zip(fold.outside, fold.unseen, strict=True):
            found[place, present] = head.probabilities(row)
    return found


def _fitted(table: _Table, features: Features, recipe: Recipe, setting: float, labels: int) -> tuple[Features, Head]:
    rows = matrix(features, table.texts)
    most = MOST_SELECTED[recipe.head]
    if most is not None and features.term_width > most:
        features = strongest(features, rows, table.codes, most)
        rows = matrix(features, table.texts)
    return features, fit(recipe.head, setting, rows, table.codes, table.weights, labels, recipe.seed)


def _table(examples: Sequence[Example], labels: Sequence[LabelId]) -> _Table:
    code = {label: number for number, label in enumerate(labels)}
    applies = np.zeros((len(examples), len(labels)), dtype=bool)
    for place, example in enumerate(examples):
        applies[place, [code[label] for label in example.labels if label in code]] = True
    return _Table(
        [example.text for example in examples],
        np.array([code[example.primary] for example in examples], dtype=np.intp),
        np.array([example.weight for example in examples], dtype=np.float64),
        applies,
    )


def _head_of(table: _Table, most: int) -> _Table:
    return _Table(table.texts[:most], table.codes[:most], table.weights[:most], table.applies[:most])
