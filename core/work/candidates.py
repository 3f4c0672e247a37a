"""Which classifiers a training run trains: each part of the run with its recipe and the name people see.

Knows nothing of documents, nor of how a classifier learns.
"""

from collections.abc import Iterator
from typing import NamedTuple

from core.classifier.recipe import ENCODED, PROFILES, Profile, Recipe, Structure
from core.work.settings import FEATURE_NAMES, HEAD_NAMES, PROFILE_NAMES, TrainSettings


class Candidate(NamedTuple):
    """A classifier to train, under the name of its part of the run."""

    part: str
    name: str
    recipe: Recipe
    profile: Profile | None  # None for a head and features that someone chose one by one


def candidates(settings: TrainSettings) -> Iterator[Candidate]:
    """Every classifier the settings ask for, of each structure: flat ones first, since they are the quicker ones."""
    distrust = settings.distrust == "measure"
    for structure in sorted(settings.structures):
        chosen = {"structure": structure, "even": settings.even, "distrust": distrust, "seed": settings.seed}
        for profile in settings.profiles:
            recipe = PROFILES[profile].model_copy(update=chosen)
            yield _candidate(profile, PROFILE_NAMES[profile], recipe, structure, profile)
        for features in settings.features:
            for head in settings.heads:
                encoder = settings.encoder if features in ENCODED else ""
                recipe = Recipe.model_validate({"head": head, "features": features, "encoder": encoder, **chosen})
                name = f"{HEAD_NAMES[head]} on {FEATURE_NAMES[features]}"
                yield _candidate(f"{head} {features}", name, recipe, structure, None)


def _candidate(part: str, name: str, recipe: Recipe, structure: Structure, profile: Profile | None) -> Candidate:
    if structure == "flat":
        return Candidate(part, name, recipe, profile)
    return Candidate(f"{part} {structure}", f"{name}, {structure}", recipe, profile)
