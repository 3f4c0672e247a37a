"""A classifier taught with what this workspace has: its sentence vectors, and its labels' parents."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from core.classifier.distrust import gain, helps
from core.classifier.encoders import open_encoder
from core.classifier.examples import Example
from core.classifier.features import Encode
from core.classifier.paired import Comparison
from core.classifier.portable.features import Encoder
from core.classifier.recipe import MINILM, Recipe
from core.classifier.training import Trained, train
from core.store.vectors import KeptVectors
from core.taxonomy.taxonomy import Taxonomy


class Taught(NamedTuple):
    """A classifier, and what was measured of distrust: how often it is right with it (first) and without (second)."""

    trained: Trained
    distrust: Comparison | None  # None where nobody asked, or people taught too few documents to measure it


def teach(engine: Engine, taxonomy: Taxonomy, examples: Sequence[Example], recipe: Recipe) -> Taught:
    """As `train` does, with the recipe's sentence encoder, which is asked about no text twice.

    A recipe with distrust gets it only where it measurably helps. Raises NotEnoughLabels, NotFound where the encoder is
    not on this machine, TeacherError where it does not answer.
    """
    parents = {label.id: label.parent for label in taxonomy.live}
    encoder, encode = _encoder(engine, recipe)
    plain = recipe.model_copy(update={"distrust": False})
    trained = train(examples, plain, parents, encoder, encode)
    if not recipe.distrust or not trained.doubts:
        return Taught(trained, None)
    measured = gain(examples, trained.recipe, parents, encoder, encode)
    if not helps(measured):
        return Taught(trained, measured)
    distrusting = trained.recipe.model_copy(update={"distrust": True})
    return Taught(train(examples, distrusting, parents, encoder, encode), measured)


def _encoder(engine: Engine, recipe: Recipe) -> tuple[Encoder | None, Encode | None]:
    """What the model will work with, and what gives it the vectors of texts that were seen before."""
    if not recipe.encoder:
        return None, None
    remembering = open_encoder(recipe.encoder, os.environ, KeptVectors(engine))
    if recipe.encoder != MINILM:
        return remembering, None
    # the one on this machine costs nothing, and how quick it is can only be measured where nothing is remembered
    return open_encoder(recipe.encoder, os.environ), remembering.encode
