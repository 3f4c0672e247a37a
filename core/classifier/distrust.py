"""Whether it helps to let doubted labels of a teacher count for less: measured on what people said, or not believed.

People's documents that teach are what it is measured on, each by models that have not learnt from it. Knows nothing of
the documents that are kept for scoring.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from core.classifier.calibration import best_temperature, cooled
from core.classifier.choosing import USUAL_SCALE
from core.classifier.doubts import BELIEVED, doubtful
from core.classifier.examples import Example, in_stable_order
from core.classifier.features import Encode, learn_features, matrix
from core.classifier.fitting import Method, method
from core.classifier.heads import USUAL
from core.classifier.paired import Comparison, compared
from core.classifier.portable.features import Encoder
from core.classifier.recipe import Recipe
from core.classifier.table import Places, Table, table, taught
from core.classifier.training_folds import dealt, told_by, unseen
from core.taxonomy.label import LabelId

FEWEST = 30  # documents of people below which a gain could not be told from chance
MOST = 5000  # of the teacher's examples: six models learn from them in each fold
FOLDS = 5
FOLDS_TO_DOUBT = 3


def distrusting(known: Table, doubted: Places) -> Table:
    """The same examples with less weight for those that are doubted."""
    weights = known.weights.copy()
    weights[doubted] *= BELIEVED
    return known._replace(weights=weights)


def gain(
    examples: Iterable[Example],
    recipe: Recipe,
    parents: Mapping[LabelId, LabelId | None] | None = None,
    encoder: Encoder | None = None,
    encode: Encode | None = None,
) -> Comparison | None:
    """How often models are right on people's documents with distrust (first) and without; None if there are under 30.

    The documents are dealt into five folds. Each fold is judged by two models that learnt from the others and from the
    teacher's examples; which of these to doubt is found among the same, so that nothing judged has had a say in it.
    The recipe is best one that was trained, for what it leaves open is taken to be as usual. Raises ValueError as
    training does.
    """
    ordered = in_stable_order(example for example in examples if example.weight > 0)
    people = [example for example in ordered if example.source == "human"]
    teacher = [example for example in ordered if example.source == "teacher"][:MOST]
    if len(people) < FEWEST or not teacher:
        return None
    kept = [*people, *teacher]
    labels = sorted({label for example in kept for label, _ in taught(example)})
    how = method(recipe, labels, parents or {})
    texts = [example.text for example in kept]
    features = learn_features(texts, recipe.features, encoder)
    known = table(kept, labels, features, matrix(features, texts, encode))
    if 0 < features.term_width < features.width and recipe.head != "trees":
        known = known.scaled(USUAL_SCALE if recipe.scale is None else recipe.scale)
    of_teacher = np.array([example.source == "teacher" for example in kept])
    setting = USUAL[recipe.head] if recipe.setting is None else recipe.setting
    fold = np.where(of_teacher, -1, dealt(known, FOLDS))
    wise = np.zeros(len(kept), dtype=bool)
    plain = np.zeros(len(kept), dtype=bool)
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if not len(outside):
            continue
        doubted = inside[_doubted(known.only(inside), of_teacher[inside], how, setting)]
        for right, seen in ((plain, known), (wise, distrusting(known, doubted))):
            told = told_by(seen, how, [setting], inside, outside)[0]
            right[outside] = told.argmax(axis=1) == known.codes[outside]
    judged = ~of_teacher
    return compared(wise[judged].tolist(), plain[judged].tolist(), recipe.seed)


def helps(measured: Comparison | None) -> bool:
    """Whether distrust is worth having: only where people's documents show it beyond chance."""
    return measured is not None and measured.verdict == "better"


def _doubted(known: Table, of_teacher: npt.NDArray[np.bool_], how: Method, setting: float) -> Places:
    said = unseen(known, how, [setting], FOLDS_TO_DOUBT)[0]
    temperature = best_temperature(said, known.codes, known.weights)
    return doubtful(cooled(said, temperature), known.codes, of_teacher).places
