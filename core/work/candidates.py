"""Which classifiers a training run trains: each part of the run with its recipe and the name people see.

Knows nothing of documents, nor of how a classifier learns.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from core.classifier.recipe import ENCODED, PROFILES, FeatureKind, HeadKind, Profile, Recipe, Structure
from core.work.settings import FEATURE_NAMES, HEAD_NAMES, PROFILE_NAMES, TrainSettings


class Candidate(NamedTuple):
    """A classifier to train, under the name of its part of the run."""

    part: str
    name: str
    recipe: Recipe
    profile: Profile | None  # None for a head and features that someone chose one by one


NESTED: tuple[HeadKind, ...] = ("svm", "logistic")  # heads of which there can be one for each parent


def candidates(settings: TrainSettings) -> Iterator[Candidate]:
    """Every classifier the settings ask for, of each structure: flat ones first, since they are the quicker ones.

    Heads of which there cannot be one for each parent are flat.
    """
    distrust = settings.distrust == "measure"
    for structure in sorted(settings.structures):
        chosen = {"structure": structure, "even": settings.even, "distrust": distrust, "seed": settings.seed}
        for profile in settings.profiles:
            recipe = PROFILES[profile].model_copy(update=chosen)
            yield _candidate(profile, PROFILE_NAMES[profile], recipe, structure, profile)
        for features, head in product(settings.features, settings.heads):
            if structure == "flat" or head in NESTED:
                yield _of_head(settings, head, features, chosen)
            elif "flat" not in settings.structures:
                yield _of_head(settings, head, features, {**chosen, "structure": "flat"})


def _of_head(settings: TrainSettings, head: HeadKind, features: FeatureKind, chosen: Mapping[str, object]) -> Candidate:
    encoder = settings.encoder if features in ENCODED else ""
    recipe = Recipe.model_validate({"head": head, "features": features, "encoder": encoder, **chosen})
    name = f"{HEAD_NAMES[head]} on {FEATURE_NAMES[features]}"
    return _candidate(f"{head} {features}", name, recipe, recipe.structure, None)


def _candidate(part: str, name: str, recipe: Recipe, structure: Structure, profile: Profile | None) -> Candidate:
    if structure == "flat":
        return Candidate(part, name, recipe, profile)
    return Candidate(f"{part} {structure}", f"{name}, {structure}", recipe, profile)
