"""A classifier taught with what this workspace has: its sentence vectors, and its labels' parents."""

import os
from collections.abc import Sequence

from sqlalchemy import Engine

from core.classifier.encoders import open_encoder
from core.classifier.examples import Example
from core.classifier.recipe import MINILM, Recipe
from core.classifier.training import Trained, train
from core.store.vectors import KeptVectors
from core.taxonomy.taxonomy import Taxonomy


def teach(engine: Engine, taxonomy: Taxonomy, examples: Sequence[Example], recipe: Recipe) -> Trained:
    """As `train` does, with the recipe's sentence encoder, which is asked about no text twice.

    Raises NotEnoughLabels, NotFound where the encoder is not on this machine, TeacherError where it does not answer.
    """
    parents = {label.id: label.parent for label in taxonomy.live}
    if not recipe.encoder:
        return train(examples, recipe, parents=parents)
    remembering = open_encoder(recipe.encoder, os.environ, KeptVectors(engine))
    if recipe.encoder != MINILM:
        return train(examples, recipe, parents=parents, encoder=remembering)
    # the one on this machine costs nothing, and how quick it is can only be measured where nothing is remembered
    here = open_encoder(recipe.encoder, os.environ)
    return train(examples, recipe, parents=parents, encoder=here, encode=remembering.encode)
