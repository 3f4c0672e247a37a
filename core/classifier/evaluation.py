"""How good a classifier is, measured on documents it has not learnt from, and against whose labels.

Agreement with a teacher is not truth, so every measure says against whom it is. What is scored are outcomes; speed and
size are measured apart. Knows nothing of bundles or pages.
"""

import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from core.agreement.estimates import Estimate, share, unknown
from core.classifier import embeddings
from core.classifier.drift import Reference, reference
from core.classifier.examples import Against, Example
from core.classifier.familiar import unseen, words_of
from core.classifier.outcomes import Outcome, outcomes
from core.classifier.portable.codec import model_files
from core.classifier.portable.model import Model
from core.classifier.scores import Confusion, Evaluation, LabelScore, Method
from core.classifier.training import Trained
from core.taxonomy.label import LabelId

FEWEST = 2  # documents: of one there is nothing to say
RESAMPLES = 1000
_AT_ONCE = 4_000_000  # numbers in a block of resamples
_TIMED = 200  # documents

_Counts = npt.NDArray[np.float64]


def held_out(trained: Trained, examples: Sequence[Example], against: Against, seed: int) -> Evaluation | None:
    """Score on examples that were kept out of training; None where there are fewer than two."""
    found = outcomes_held_out(trained.model, examples)
    evaluation = scored(found, against, "held out", trained.model.labels, seed)
    return evaluation and _with_cost(evaluation, trained.model, [example.text for example in examples])


def cross_validated(trained: Trained, against: Against, seed: int) -> Evaluation | None:
    """Score on the training examples themselves, each judged by a model that had not learnt from it.

    People's documents are scored when it is against people, the teacher's when it is against the teacher; None where
    there are fewer than two of them. Those models shared their vocabulary, setting, temperature and thresholds with
    the one that was trained, and these were found with all examples in sight: that may flatter the scores a little. On
    the sample tickets it does not show: how the folds happen to fall matters more.
    """
    evaluation = scored(outcomes_unseen(trained, against), against, "cross-validated", trained.model.labels, seed)
    return evaluation and _with_cost(evaluation, trained.model, [each.example.text for each in trained.unseen])


def outcomes_held_out(model: Model, examples: Sequence[Example]) -> tuple[Outcome, ...]:
    """What the model makes of examples that were kept out of training."""
    return outcomes(zip(examples, model.predict(example.text for example in examples), strict=True))


def outcomes_unseen(trained: Trained, against: Against) -> tuple[Outcome, ...]:
    """What models that had not learnt from them made of the examples that people, or the teacher, labelled."""
    wanted = "human" if against == "people" else "teacher"
    return outcomes(each for each in trained.unseen if each.example.source == wanted)


def reference_of(trained: Trained, texts: Sequence[str]) -> Reference | None:
    """What new documents are held against: its training texts, as models met them that had not learnt from them."""
    judged = [(each.example.text, each.prediction) for each in trained.unseen]
    return reference(unseen(judged, texts, words_of(trained.model)))


def scored(
    found: Sequence[Outcome], against: Against, method: Method, labels: Collection[LabelId], seed: int
) -> Evaluation | None:
    """The scores of these outcomes, speed and size left at 0; None where fewer than two have a label.

    `labels` are those the classifier knows: they are listed also where no document has them. Outcomes that no label
    fits are counted apart.
    """
    kept = [each for each in found if each.actual]
    if len(kept) < FEWEST:
        return None
    actual, given = [each.actual[0] for each in kept], [each.given[0] for each in kept]
    names = sorted({*actual, *given, *labels})
    table = _table(names, actual, given)
    right = share(int(table.trace()), len(kept))
    macro, applicable = _resampled(kept, right, seed)
    return Evaluation(
        against=against,
        method=method,
        n=len(kept),
        accuracy=right,
        macro_f1=macro,
        applicable_f1=applicable,
        exact=share(sum(each.exact for each in kept), len(kept)),
        baseline=max(Counter(actual).values()) / len(kept),
        labels=tuple(_label_score(label, place, table) for place, label in enumerate(names)),
        confusions=tuple(_confusions(names, table)),
        seed=seed,
        without_label=len(found) - len(kept),
    )


def speed(model: Model, texts: Sequence[str]) -> float:
    """Documents a second in this process, one after the other; 0 without texts."""
    started = time.perf_counter()
    model.predict(texts)
    return len(texts) / max(time.perf_counter() - started, 1e-9)


def size(model: Model) -> int:
    """The bytes of the model's own files, compressed as a bundle compresses them."""
    files = [*model_files(model).values(), *(embeddings.packaged_files().values() if model.features.vectors else ())]
    return sum(len(zlib.compress(content)) for content in files)


def _with_cost(evaluation: Evaluation, model: Model, texts: Sequence[str]) -> Evaluation:
    return evaluation.model_copy(
        update={"documents_per_second": speed(model, texts[:_TIMED]), "size_bytes": size(model)}
    )


def _table(labels: Sequence[LabelId], actual: Sequence[LabelId], given: Sequence[LabelId]) -> npt.NDArray[np.int64]:
    """Documents by their actual label (rows) and the one given (columns)."""
    code = {label: place for place, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for pair, count in Counter(zip(actual, given, strict=True)).items():
        table[code[pair[0]], code[pair[1]]] = count
    return table


def _label_score(label: LabelId, place: int, table: npt.NDArray[np.int64]) -> LabelScore:
    right, support, given = int(table[place, place]), int(table[place].sum()), int(table[:, place].sum())
    return LabelScore(
        label=label,
        precision=right / given if given else 0.0,
        recall=right / support if support else 0.0,
        f1=2 * right / (support + given) if support + given else 0.0,
        support=support,
        precision_range=share(right, given) if given else unknown("No document was given this label."),
        recall_range=share(right, support) if support else unknown("No document has this label."),
        f1_range=_f1_range(right, support + given - right),
    )


def _f1_range(right: int, concerned: int) -> Estimate:
    """F1 = 2J / (1 + J) rises with J, the share of right ones among all that have the label or were given it."""
    if concerned == 0:
        return unknown("No document has this label or was given it.")
    value, low, high = (2 * part / (1 + part) for part in _known(share(right, concerned)))
    return Estimate(value=value, low=low, high=high, n=concerned, method="F1, from the share's Wilson interval")


def _known(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value or 0.0, estimate.low or 0.0, estimate.high or 0.0


def _confusions(labels: Sequence[LabelId], table: npt.NDArray[np.int64]) -> Iterable[Confusion]:
    pairs = [(row, column) for row, column in np.argwhere(table).tolist() if row != column]
    for row, column in sorted(pairs, key=lambda pair: -table[pair]):
        yield Confusion(actual=labels[row], predicted=labels[column], count=int(table[row, column]))


def _resampled(found: Sequence[Outcome], right: Estimate, seed: int) -> tuple[Estimate, Estimate]:
    """Macro-F1 of the primary labels and micro-F1 of all that apply, over documents drawn again with replacement.

    Documents with the same labels on both sides are one kind, drawn by its share.
    """
    kinds = Counter((each.actual, each.given) for each in found)
    ordered = sorted(kinds)
    counts = np.array([kinds[kind] for kind in ordered], dtype=np.float64)
    labels = sorted({kind[side][0] for kind in ordered for side in (0, 1)})
    actual, given = (_indicator([kind[side][0] for kind in ordered], labels) for side in (0, 1))
    hits = actual.multiply(given).tocsr()
    both = np.array([[2 * len({*one} & {*other}), len(one) + len(other)] for one, other in ordered], dtype=np.float64)
    rng, n = np.random.default_rng(seed), len(found)
    block = max(1, _AT_ONCE // (len(ordered) + 3 * len(labels)))
    macro, applicable = [], []
    for start in range(0, RESAMPLES, block):
        draws = rng.multinomial(n, counts / n, size=min(block, RESAMPLES - start)).astype(np.float64)
        macro.append(_mean_f1(draws @ hits, draws @ actual, draws @ given))
        applicable.append(_ratio(draws @ both))
    whole = counts[None, :]
    value = float(_mean_f1(whole @ hits, whole @ actual, whole @ given)[0])
    return (
        _estimate(value, np.concatenate(macro), right),
        _estimate(float(_ratio(whole @ both)[0]), np.concatenate(applicable), right),
    )


def _indicator(said: Sequence[LabelId], labels: Sequence[LabelId]) -> csr_array:
    code = {label: place for place, label in enumerate(labels)}
    columns = [code[label] for label in said]
    return csr_array((np.ones(len(said)), (range(len(said)), columns)), shape=(len(said), len(labels)))


def _mean_f1(right: _Counts, support: _Counts, given: _Counts) -> _Counts:
    """Macro-F1 of each resample, over the labels that occur in it."""
    f1 = 2 * right / np.maximum(support + given, 1)
    occurs = support > 0
    means: _Counts = (f1 * occurs).sum(axis=1) / occurs.sum(axis=1)
    return means


def _ratio(parts: _Counts) -> _Counts:
    return np.asarray(parts[:, 0] / parts[:, 1])


def _estimate(value: float, drawn: _Counts, right: Estimate) -> Estimate:
    """The middle 95 %; where no resample differs, as without a single miss, the accuracy's bounds are carried over."""
    if drawn.min() == drawn.max():
        low, high, method = right.low or 0.0, right.high or 0.0, "bounds of the accuracy, as no resample differs"
        return Estimate(value=value, low=min(value, low), high=max(value, high), n=right.n, method=method)
    low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
    method = f"bootstrap over documents, percentiles ({RESAMPLES} resamples)"
    return Estimate(value=value, low=min(value, low), high=max(value, high), n=right.n, method=method)
