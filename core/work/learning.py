"""Whether more labelled documents would make a classifier better: the same one taught on ever larger parts of them."""

from collections.abc import Sequence

from sqlalchemy import Engine

from core.classifier.examples import Against, Example, in_stable_order
from core.classifier.learning_curve import FEWEST_KEPT, learning_curve, measured, told, usual_sizes
from core.classifier.recipe import Recipe
from core.store import findings
from core.store.runs import Run
from core.work.material import Material
from core.work.registry import CURVE
from core.work.report import MoreLabels
from core.work.teaching import teach

_ASIDE = 5  # of so many documents one is kept aside where people have judged too few blind
MOST_ASIDE = 1000


def learn(engine: Engine, run: Run, known: Material, recipe: Recipe) -> None:
    """Draw the curve and keep it with the run. Raises NotEnoughLabels without examples."""
    teaching, kept, against = _parted(known)
    plain = recipe.model_copy(update={"distrust": False})

    def taught_on(examples: Sequence[Example]) -> Sequence[bool]:
        return told(teach(engine, known.taxonomy, examples, plain).trained.model, kept)

    steps = measured(teaching, usual_sizes(len(teaching)), taught_on) if kept else []
    found = MoreLabels(against=against, recipe=recipe, curve=learning_curve(steps, seed=recipe.seed))
    findings.keep(engine, run.id, CURVE, found)


def _parted(known: Material) -> tuple[Sequence[Example], Sequence[Example], Against]:
    """What teaches and what is kept aside: people's gold where there is enough, else some of what would teach."""
    gold = [example for example in known.measuring if example.primary]
    if len(gold) >= FEWEST_KEPT:
        return known.teaching, gold, "people"
    by_teacher = any(example.source == "teacher" for example in known.teaching)
    ordered = in_stable_order(known.teaching)
    some = [example for example in ordered if (example.source == "teacher") is by_teacher]
    kept = some[: min(MOST_ASIDE, len(ordered) // _ASIDE)]
    aside = frozenset(kept)
    teaching = [example for example in ordered if example not in aside]
    return teaching, kept, "teacher" if by_teacher else "people"
