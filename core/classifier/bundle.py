"""A trained classifier as one file that runs anywhere with Python and NumPy, and back.

The ZIP holds the numbers, the code that reads them (the very code the app scores with), its card and a manifest of
hashes. Reading one runs no code of it and unpickles nothing.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import BaseModel, ValidationError

from core.classifier import embeddings
from core.classifier.model_card import README, Card, CardLabel, model_card
from core.classifier.portable.archive import BrokenBundle
from core.classifier.portable.codec import EMBEDDINGS, open_model, pack_model
from core.classifier.portable.model import Model
from core.classifier.recipe import Recipe
from core.classifier.scores import Evaluation
from core.classifier.training import Trained
from core.errors import BadBundle
from core.taxonomy.label import Label

_PORTABLE = Path(__file__).parent / "portable"
_SCRIPT = "predict.py"


class Training(BaseModel, frozen=True):
    """What a classifier was made from."""

    recipe: Recipe
    fingerprint: str
    examples: int
    by_people: int
    temperature: float
    only_additional: tuple[str, ...]


class Manifest(BaseModel, frozen=True):
    """What a bundle says of itself."""

    format: str
    version: int
    card: Card
    labels: tuple[CardLabel, ...]
    training: Training
    evaluation: Evaluation | None
    files: dict[str, str]  # name to SHA-256


class Bundle(NamedTuple):
    """A classifier as it was read: ready to predict, with what it says of itself."""

    model: Model
    manifest: Manifest


def write(trained: Trained, labels: Iterable[Label], card: Card, evaluation: Evaluation | None) -> bytes:
    """The bytes of a ZIP; the same input gives the same bytes. A label without a name goes by its id."""
    known = {label.id: label for label in labels}
    described = [_described(label_id, known.get(label_id)) for label_id in trained.model.labels]
    unlearnt = [_described(label_id, known.get(label_id)) for label_id in trained.only_additional]
    manifest: dict[str, Any] = {
        "card": card.model_dump(mode="json"),
        "labels": [label.model_dump(mode="json") for label in described],
        "training": Training(
            recipe=trained.recipe,
            fingerprint=trained.fingerprint,
            examples=trained.examples,
            by_people=trained.by_people,
            temperature=trained.temperature,
            only_additional=trained.only_additional,
        ).model_dump(mode="json"),
        "evaluation": evaluation.model_dump(mode="json") if evaluation else None,
    }
    texts = {
        "MODEL_CARD.md": model_card(card, trained, [*described, *unlearnt], evaluation),
        "README.md": README,
        "requirements.txt": f"numpy=={np.__version__}\n",
    }
    vectors = embeddings.packaged_files() if trained.model.features.vectors else {}
    others = {
        **{name: text.encode("utf-8", "replace") for name, text in texts.items()},
        **_code(),
        **{f"{EMBEDDINGS}/{name}": content for name, content in vectors.items()},
    }
    return pack_model(trained.model, manifest, others)


def read(source: Path | bytes) -> Bundle:
    """A bundle from its ZIP or unpacked folder. Raises BadBundle, saying what is wrong with it."""
    try:
        model, manifest = open_model(source)
        return Bundle(model, Manifest.model_validate(manifest))
    except BrokenBundle as error:
        raise BadBundle(str(error)) from error
    except ValidationError as error:
        raise BadBundle("The classifier's manifest does not say what it should.") from error


def _described(label_id: str, label: Label | None) -> CardLabel:
    if label is None:
        return CardLabel(id=label_id, name=label_id)
    return CardLabel(id=label_id, name=label.name, description=label.description)


def _code() -> dict[str, bytes]:
    """The portable package, and the script that runs it under two names: unpacked, and as the ZIP itself."""
    modules = {path.name: path.read_bytes() for path in sorted(_PORTABLE.glob("*.py"))}
    script = modules.pop(_SCRIPT)
    return {_SCRIPT: script, "__main__.py": script, **{f"portable/{name}": code for name, code in modules.items()}}
