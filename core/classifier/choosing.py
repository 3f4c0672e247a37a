"""Choosing what a recipe leaves open, by cross-validation: how much vectors count, and the head's setting.

Knows nothing of the model that is made with it.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from core.classifier.calibration import calibrated_loss
from core.classifier.fitting import Method
from core.classifier.heads import GRID, USUAL
from core.classifier.recipe import HeadKind, Recipe
from core.classifier.table import Table
from core.classifier.training_folds import unseen

FOLDS = 3
SCALES = (0.0, 1.0, 2.0, 4.0, 8.0)  # 0 is terms alone; at 8 terms hardly count
USUAL_SCALE = 2.0
FEW = 50  # examples a label
MOST_TRIED: dict[HeadKind, int] = {"svm": 2000, "logistic": 2000, "trees": 600, "network": 600}  # examples
MOST_WORK = 500_000  # examples times labels, where that is less; never fewer than a fifth of the above


Tries: TypeAlias = tuple[tuple[float, float], ...]


class Chosen(NamedTuple):
    """What it came to, and the log loss on unseen examples of each scale and of each setting that were tried.

    `encoder_alone` says that the sentence encoder is better off without terms and word vectors.
    """

    encoder_alone: bool
    scale: float | None
    setting: float
    scales: Tries
    tried: Tries


def chosen(table: Table, recipe: Recipe, how: Method, tellable: bool) -> Chosen:
    """The scale first, at the usual setting, then the setting at that scale; the usual ones where nothing can be told.

    Labels are told apart by support vectors to find the scale, whatever the head, for they are quickest; trees cut
    each column by itself, so that a scale means nothing to them.
    """
    scale = recipe.scale
    scales: Tries = ()
    alone = False
    if not _beside(table) or recipe.head == "trees":
        scale = None
    elif scale is None:
        some = table.first(_most("svm", table))
        scales = _scales(some, how) if tellable else ()
        scale, least = min(scales, key=lambda pair: pair[1]) if scales else (USUAL_SCALE, 0.0)
        alone = recipe.features == "everything" and _is_few(table) and _loss(some.encoded(), how) < least
    if alone:
        table, scale = table.encoded(), None
    if recipe.setting is not None or not tellable:
        return Chosen(alone, scale, recipe.setting or USUAL[recipe.head], scales, ())
    some = table.first(_most(recipe.head, table))
    setting, tried = _setting(some if scale is None else some.scaled(scale), how)
    return Chosen(alone, scale, setting, scales, tried)


def _is_few(table: Table) -> bool:
    """So few examples that what terms say may be mostly chance, and the sentence encoder be better off alone."""
    return len(table.codes) < FEW * table.labels


def _beside(table: Table) -> bool:
    """Whether there are vectors beside terms."""
    return 0 < table.features.term_width < table.features.width


def _most(kind: HeadKind, table: Table) -> int:
    most = MOST_TRIED[kind]
    return min(most, max(most // 5, MOST_WORK // table.labels))


def _scales(table: Table, how: Method) -> Tries:
    """Each scale with its log loss: with few examples far steadier than a count of errors (measured)."""
    return tuple((scale, _loss(table.scaled(scale), how)) for scale in SCALES)


def _loss(table: Table, how: Method) -> float:
    """On unseen examples, by support vectors at their usual setting, for they are quickest."""
    said = unseen(table, Method("svm", how.seed, how.even), [USUAL["svm"]], FOLDS)[0]
    return calibrated_loss(said, table.codes, table.weights)


def _setting(table: Table, how: Method) -> tuple[float, Tries]:
    """The setting with the least log loss. Support vectors are chosen by errors: their log loss prefers margins that
    are soft at the cost of errors (measured); and another than the usual only where it is clearly better."""
    settings = GRID[how.kind]
    found = unseen(table, how, settings, FOLDS)
    losses = [calibrated_loss(said, table.codes, table.weights) for said in found]
    tried = tuple(zip(settings, losses, strict=True))
    if how.kind != "svm":
        return min(tried, key=lambda pair: pair[1])[0], tried
    wrong = [(said.argmax(axis=1) != table.codes) * table.weights for said in found]
    usual = settings.index(USUAL["svm"])
    best = min(range(len(settings)), key=lambda place: float(wrong[place].sum()))
    return settings[best if _clearly_less(wrong[best], wrong[usual]) else usual], tried


def _clearly_less(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    """Whether paired losses differ by more than one standard error of their difference."""
    gain = other - one
    return float(gain.sum()) > float(np.sqrt((gain * gain).sum()))
