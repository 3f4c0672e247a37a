"""What more labels would bring: the same classifier taught on ever larger parts of its examples.

It does not know how a classifier is taught: whoever asks hands in a function that does.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from core.agreement.estimates import Estimate, share, unknown
from core.agreement.words import percent, points, ranged
from core.classifier.examples import Example, in_stable_order
from core.classifier.portable.model import Model

FEWEST_POINTS = 4  # for a law of three numbers
FEWEST_KEPT = 30  # documents to score on, below which no law is fitted
WORTH = 0.01  # of accuracy: a gain surely above it is worth its labels, one surely below it hardly
RESAMPLES = 1000
SPEEDS = np.exp(np.linspace(np.log(0.1), np.log(1.5), 60))  # exponents that curves of classifiers have

Prospects = Literal["worth it", "hardly", "cannot tell"]
Learn = Callable[[Sequence[Example]], Sequence[bool]]  # teach on these; was each document kept aside then told?
_Numbers = npt.NDArray[np.float64]


class Point(BaseModel, frozen=True):
    """How many examples taught it, and how often it was then right on the documents kept aside."""

    examples: int
    accuracy: Estimate
    fitted: Estimate  # by the power law, with its band


class LearningCurve(BaseModel, frozen=True):
    """Accuracy against examples, and the law a - b n^-c fitted to it; None where there are too few points.

    `now` is the accuracy with all examples, `then` with `factor` times as many, `gain` what lies between: all three
    by the law. `cost` is what the further labels would cost, None where that is not known.
    """

    n: int  # documents kept aside
    points: tuple[Point, ...]
    law: tuple[float, float, float] | None
    factor: float
    more: int  # further examples that it would take
    now: Estimate
    then: Estimate
    gain: Estimate
    cost: float | None
    prospects: Prospects
    seed: int


class Measured(NamedTuple):
    """How many examples taught it, and whether it was then right on each of the documents kept aside."""

    examples: int
    right: tuple[bool, ...]


def measured(examples: Sequence[Example], sizes: Sequence[int], learn: Learn) -> list[Measured]:
    """Teach on ever larger parts of the examples, each holding the one before; sizes beyond all of them are all.

    Raises whatever `learn` raises.
    """
    ordered = in_stable_order(examples)
    kept = sorted({min(size, len(ordered)) for size in sizes if size > 0})
    return [Measured(size, tuple(learn(ordered[:size]))) for size in kept if size]


def usual_sizes(examples: int, steps: int = 6) -> list[int]:
    """Sizes that grow by the same factor, the largest all examples and the smallest an eighth, but at least 20.

    The law tells what is near: with fewer examples classifiers improve in another way.
    """
    lowest = min(examples, max(20, examples // 8))
    return sorted({round(each) for each in np.geomspace(lowest, examples, steps)}) if examples else []


def told(model: Model, kept: Sequence[Example]) -> tuple[bool, ...]:
    """Whether a model tells the primary label of each document kept aside."""
    given = model.predict(example.text for example in kept)
    return tuple(said.primary == example.primary for said, example in zip(given, kept, strict=True))


def learning_curve(
    steps: Sequence[Measured], factor: float = 2.0, cost_each: float | None = None, seed: int = 0
) -> LearningCurve:
    """What `factor` times as many examples would bring, and what the further ones cost at so much each.

    Bands come from drawing the documents kept aside again with replacement, all sizes on the same ones; from how far
    sizes lie off the law; and from how far it missed the last two when fitted to those before. With few examples a
    label, fewer than twenty or so, it still promises too little. Raises ValueError where sizes were scored on different
    numbers of documents.
    """
    n = len(steps[0].right) if steps else 0
    if any(len(step.right) != n for step in steps):
        raise ValueError("every size must be scored on the same documents")
    most = max((step.examples for step in steps), default=0)
    more = round(most * (factor - 1))
    cost = None if cost_each is None else more * cost_each
    if len(steps) < FEWEST_POINTS or n < FEWEST_KEPT:
        few = unknown(f"It takes {FEWEST_POINTS} sizes scored on {FEWEST_KEPT} documents to tell.", n)
        points_ = tuple(_point(step, few) for step in steps)
        return LearningCurve(
            n=n, points=points_, law=None, factor=factor, more=more, now=few, then=few, gain=few, cost=cost,
            prospects="cannot tell", seed=seed,
        )  # fmt: skip
    sizes = np.array([step.examples for step in steps], dtype=float)
    drawn = _drawn(steps, sizes, seed)
    laws = _laws(sizes, drawn)
    fitted = _at(laws, sizes)
    now, then = _at(laws, np.array([most]))[:, 0], _at(laws, np.array([most * factor]))[:, 0]
    off = np.random.default_rng([seed, 1]).normal(0.0, _misfit(sizes, drawn), size=len(now))
    off[0] = 0.0  # the first are as measured
    then = np.clip(then + off, now, 1.0)
    gain = _estimate(then - now, n)
    return LearningCurve(
        n=n,
        points=tuple(_point(step, _estimate(fitted[:, place], n)) for place, step in enumerate(steps)),
        law=(float(laws[0, 0]), float(laws[0, 1]), float(laws[0, 2])),
        factor=factor,
        more=more,
        now=_estimate(now, n),
        then=_estimate(then, n),
        gain=gain,
        cost=cost,
        prospects=_prospects(gain),
        seed=seed,
    )


def in_words(found: LearningCurve, money: str = "") -> str:
    """Whether further labels are worth having; `money` is their cost as it is to be read, or empty."""
    if not found.gain.known:
        return f"Whether more labels would help cannot be told yet. {found.gain.method}"
    price = f" ({money})" if money else ""
    if found.prospects == "hardly":
        return (
            f"More labels would hardly help: {found.more:,} more{price} would bring {points(found.gain)}, "
            f"from {percent(found.now.value or 0.0)}."
        )
    if found.prospects == "worth it":
        return (
            f"{found.more:,} more labels{price} would bring {points(found.gain)}: from "
            f"{percent(found.now.value or 0.0)} to {ranged(found.then)}."
        )
    return (
        f"Whether {found.more:,} more labels{price} would help cannot be told: {points(found.gain)} on {found.n} "
        "documents."
    )


def _point(step: Measured, fitted: Estimate) -> Point:
    return Point(examples=step.examples, accuracy=share(sum(step.right), len(step.right)), fitted=fitted)


def _prospects(gain: Estimate) -> Prospects:
    if gain.low is None or gain.high is None:
        return "cannot tell"
    if gain.low >= WORTH:
        return "worth it"
    return "hardly" if gain.high < WORTH else "cannot tell"


def _drawn(steps: Sequence[Measured], sizes: _Numbers, seed: int) -> _Numbers:
    """Accuracies, [1 + resamples, sizes]: as measured first, then with documents drawn again.

    The scatter about the law that this does not explain comes from teaching, and is added.
    """
    kinds, counts = np.unique([step.right for step in steps], axis=1, return_counts=True)  # told alike at every size
    n = int(counts.sum())
    rng = np.random.default_rng(seed)
    whole = (kinds @ counts / n)[None, :]
    drawn = rng.multinomial(n, counts / n, size=RESAMPLES) @ kinds.T / n
    scatter = float(_scatter(sizes, whole)[0])
    by_documents = float(_scatter(sizes, drawn).mean()) - scatter
    by_teaching = max(0.0, scatter - max(0.0, by_documents))
    return np.vstack([whole, drawn + rng.normal(0.0, by_teaching**0.5, size=drawn.shape)])


def _scatter(sizes: _Numbers, accuracies: _Numbers) -> _Numbers:
    """The variance about the law of each row of accuracies."""
    off = accuracies - _at(_laws(sizes, accuracies), sizes)
    return np.asarray(off**2 @ _weights(sizes) * len(sizes) / max(1, len(sizes) - 3))


def _misfit(sizes: _Numbers, drawn: _Numbers) -> float:
    """How far off the law is where it has to look ahead: at the last two sizes, fitted to those before each.

    What the choice of documents explains of it is taken off.
    """
    last = range(max(3, len(sizes) - 2), len(sizes))
    squares = [(drawn[:, at] - _at(_laws(sizes[:at], drawn[:, :at]), sizes[[at]])[:, 0]) ** 2 for at in last]
    missed = np.mean(squares, axis=0)
    by_documents = max(0.0, float(missed[1:].mean() - missed[0]))
    return float(max(0.0, missed[0] - by_documents) ** 0.5)


def _weights(sizes: _Numbers) -> _Numbers:
    """The larger a size, the more it says about what comes next."""
    return np.asarray(sizes / sizes.sum())


def _laws(sizes: _Numbers, accuracies: _Numbers) -> _Numbers:
    """For each row of accuracies the law a - b n^-c with the least weighted squares, [rows, 3]: a <= 1 and b >= 0.

    For each of some exponents a and b follow from a straight line; the best exponent is kept.
    """
    best = np.full(len(accuracies), np.inf)
    laws = np.zeros((len(accuracies), 3))
    weights = _weights(sizes)
    middle = accuracies @ weights
    for c in SPEEDS.tolist():
        x = sizes**-c
        away = x - x @ weights
        b = np.maximum(0.0, -(accuracies @ (weights * away)) / (weights @ away**2))
        a = middle + b * (x @ weights)
        over = a > 1.0
        b = np.where(over, np.maximum(0.0, ((1.0 - accuracies) @ (weights * x)) / (weights @ x**2)), b)
        a = np.where(over, 1.0, a)
        loss = (a[:, None] - b[:, None] * x - accuracies) ** 2 @ weights
        better = loss < best
        best = np.where(better, loss, best)
        laws[better] = np.column_stack([a, b, np.full(len(a), c)])[better]
    return laws


def _at(laws: _Numbers, sizes: _Numbers) -> _Numbers:
    """Accuracy by each law at each size, [laws, sizes]."""
    a, b, c = (laws[:, [place]] for place in range(3))
    return np.asarray(np.clip(a - b * sizes[None, :] ** -c, 0.0, 1.0))


def _estimate(values: _Numbers, n: int) -> Estimate:
    """Of the law as measured, which comes first, with the middle 95 % of the others."""
    value = float(values[0])
    low, high = (float(each) for each in np.quantile(values[1:], [0.025, 0.975]))
    method = f"power law, bootstrap over documents kept aside ({RESAMPLES} resamples)"
    return Estimate(value=value, low=min(value, low), high=max(value, high), n=n, method=method)
