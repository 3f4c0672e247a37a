"""Examples in, a model out: features learnt, a setting chosen by cross-validation, the head fitted to everything.

The same examples in any order, with the same recipe, give the same model. Knows nothing of how good the model is on
documents kept for scoring, nor of bundles.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.classifier.applying import applying
from core.classifier.calibration import Probabilities, best_temperature, cooled
from core.classifier.choosing import Chosen, chosen
from core.classifier.distrust import distrusting
from core.classifier.doubts import Doubt, Doubtful, doubtful
from core.classifier.examples import Example, fingerprint, in_stable_order
from core.classifier.features import Encode, keeping, learn_features, matrix, strongest
from core.classifier.fitting import Method, method
from core.classifier.heads import MOST_SELECTED, USUAL_TEMPERATURE, flattened, trees
from core.classifier.portable.features import Encoder, Features
from core.classifier.portable.heads import Head
from core.classifier.portable.model import Model, Prediction
from core.classifier.recipe import HeadKind, Recipe
from core.classifier.table import Table, table, taught
from core.classifier.training_folds import unseen
from core.errors import NotEnoughLabels
from core.taxonomy.label import LabelId

FOLDS = 5  # for what is concluded from unseen documents: temperature, thresholds, scores
MOST_UNSEEN: dict[HeadKind, int] = {"svm": 5000, "logistic": 3000, "trees": 3000, "network": 3000}  # in those folds
MOST_WORK = 1_000_000  # examples times labels, where that is less; never fewer than 3000 examples
RARE = 2  # a label with fewer examples is learnt, but nothing can be said of how well


class Judged(NamedTuple):
    """An example, and what a model that has not learnt from it says."""

    example: Example
    prediction: Prediction


class Trained(NamedTuple):
    """A model, the recipe with the setting and scale it came to, and what went into it."""

    model: Model
    recipe: Recipe
    fingerprint: str
    examples: int
    by_people: int
    labels: tuple[tuple[LabelId, int], ...]  # how many examples taught each label, most first
    only_additional: tuple[LabelId, ...]  # never an example's primary label, so the model does not know them
    tried: tuple[tuple[float, float], ...]  # each setting with its log loss on unseen documents
    scales: tuple[tuple[float, float], ...]  # the same for how much vectors count beside terms
    temperature: float
    unseen: tuple[Judged, ...]  # by cross-validation, with the setting, temperature and thresholds of the model
    doubts: tuple[Doubt, ...]  # labels of the teacher that are likely to be wrong, least probable first
    noise: float | None  # the estimated share of the teacher's labels that are wrong; None where it cannot be told
    seconds: float
    booster_text: str | None = None  # trees as LightGBM writes them, before their confidence is corrected

    @property
    def rare(self) -> tuple[LabelId, ...]:
        """Labels with a single example: learnt, but not to be trusted."""
        return self.under(RARE)

    def under(self, fewest: int) -> tuple[LabelId, ...]:
        """Labels with fewer examples than these."""
        return tuple(label for label, count in self.labels if count < fewest)


class _Said(NamedTuple):
    """What models say of examples they have not learnt from, as sure as they should sound."""

    probabilities: Probabilities
    temperature: float


class _Fitted(NamedTuple):
    features: Features
    head: Head
    booster_text: str | None


def train(
    examples: Iterable[Example],
    recipe: Recipe,
    parents: Mapping[LabelId, LabelId | None] | None = None,
    encoder: Encoder | None = None,
    encode: Encode | None = None,
) -> Trained:
    """Fit a classifier. Raises NotEnoughLabels when there is not one example.

    One label makes a model that always answers it. What the recipe leaves open is chosen over three folds (see
    choosing). Then five folds say how sure to sound and which further labels to add. Where examples are many, both use
    a part of them. Features with a sentence encoder need the `encoder` that the model will work with; `encode` may
    give its vectors of the examples' texts from somewhere quicker. `parents` says which label stands below which, for
    recipes with a head for each parent. Raises ValueError where the encoder is missing or the head cannot be so.
    """
    started = time.perf_counter()
    kept = in_stable_order(example for example in examples if example.weight > 0)
    if not kept:
        raise NotEnoughLabels("There are no labelled documents to learn from. Label some first.")
    counts = Counter(label for example in kept for label, _ in taught(example))
    labels = sorted(counts)
    texts = [example.text for example in kept]
    features = learn_features(texts, recipe.features, encoder) if len(labels) > 1 else Features([], None)
    known = table(kept, labels, features, matrix(features, texts, encode))
    firsts = Counter(example.primary for example in kept)
    tellable = sum(count >= RARE for count in firsts.values()) > 1
    how = method(recipe, labels, parents or {})
    choice = chosen(known, recipe, how, tellable)
    known = _as_chosen(known, choice)
    some = known.first(_most_unseen(recipe.head, len(labels)))
    usual = None if tellable else USUAL_TEMPERATURE[recipe.head]
    said = _sure(some, how, choice.setting, usual)
    of_teacher = np.array([example.source == "teacher" for example in kept[: some.examples]])
    found = doubtful(said.probabilities, some.codes, of_teacher)
    doubts = _doubts(found, kept, labels, said.probabilities)
    if recipe.distrust and doubts:
        known, some = distrusting(known, found.places), distrusting(some, found.places)
        said = _sure(some, how, choice.setting, usual)
    more = applying(known, some, said.probabilities, recipe.head, FOLDS, recipe.seed)
    fitted = _fitted(known, texts, choice.setting, how, encode)
    model = Model(labels, fitted.features, fitted.head.cooled(said.temperature), more.thresholds, more.head)
    return Trained(
        model=model,
        recipe=_came_to(recipe, choice),
        fingerprint=fingerprint(kept),
        examples=len(kept),
        by_people=sum(example.source == "human" for example in kept),
        labels=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        only_additional=tuple(sorted({label for example in kept for label in example.applicable} - counts.keys())),
        tried=choice.tried,
        scales=choice.scales,
        temperature=said.temperature,
        unseen=_judged(model, kept, said.probabilities, more.chances) if len(kept) > 1 else (),
        doubts=doubts,
        noise=found.noise,
        seconds=time.perf_counter() - started,
        booster_text=fitted.booster_text,
    )


def _sure(some: Table, how: Method, setting: float, usual: float | None) -> _Said:
    """Unless there is a usual temperature to take, the best is."""
    said = unseen(some, how, [setting], FOLDS)[0]
    temperature = best_temperature(said, some.codes, some.weights) if usual is None else usual
    return _Said(cooled(said, temperature), temperature)


def _doubts(
    found: Doubtful, kept: Sequence[Example], labels: Sequence[LabelId], said: Probabilities
) -> tuple[Doubt, ...]:
    numbers = {label: number for number, label in enumerate(labels)}
    return tuple(
        Doubt(example.document, example.primary, labels[better], float(said[place, numbers[example.primary]]))
        for place, better in zip(found.places.tolist(), found.suggested.tolist(), strict=True)
        for example in [kept[place]]
    )


def _judged(
    model: Model, kept: Sequence[Example], said: Probabilities, chances: Probabilities | None
) -> tuple[Judged, ...]:
    return tuple(map(Judged, kept, map(model.judged, said, said if chances is None else chances)))


def _most_unseen(kind: HeadKind, labels: int) -> int:
    return min(MOST_UNSEEN[kind], max(3000, MOST_WORK // labels))


def _came_to(recipe: Recipe, choice: Chosen) -> Recipe:
    features = "encoder" if choice.encoder_alone else recipe.features
    return recipe.model_copy(update={"features": features, "setting": choice.setting, "scale": choice.scale})


def _as_chosen(known: Table, choice: Chosen) -> Table:
    """The examples as the model will see them: without vectors where these are to count for nothing."""
    if choice.encoder_alone:
        return known.encoded()
    if choice.scale is None:
        return known
    features = known.features
    seen = features.scaled(choice.scale) if choice.scale else Features(features.terms, None)
    return known.scaled(choice.scale)._replace(features=seen)


def _fitted(known: Table, texts: Sequence[str], setting: float, how: Method, encode: Encode | None) -> _Fitted:
    features, most = known.features, MOST_SELECTED[how.kind]
    if most is not None and features.term_width > most:
        features = keeping(features, strongest(features, known.rows, known.codes, most))
        known = known._replace(features=features, rows=matrix(features, texts, encode))
    lesson, width = known.lesson(known.places, how.even), features.width
    if how.kind == "trees" and known.labels > 1 and width:
        text = trees(*lesson, known.labels, [int(setting)], how.seed)[0]
        return _Fitted(features, flattened(text, known.labels, width), text)
    return _Fitted(features, how.fitted(lesson, range(known.labels), [setting])[0], None)
