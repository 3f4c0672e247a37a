"""A trained classifier as one file that runs anywhere with Python and NumPy, and back.

The ZIP holds the numbers, the code that reads them (the very code the app scores with), ways to deploy it, its card and
a manifest of hashes. Reading one runs no code of it and unpickles nothing.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import BaseModel, ValidationError

from core.classifier import embeddings
from core.classifier.drift import Reference
from core.classifier.model_card import NOTHING_FOUND, Card, CardLabel, Findings, model_card
from core.classifier.portable.archive import CARD, BrokenBundle, checksum, digests, packed
from core.classifier.portable.codec import EMBEDDINGS, described, model_files, open_model
from core.classifier.portable.model import Model
from core.classifier.recipe import Recipe
from core.classifier.scores import Evaluation
from core.classifier.training import Trained
from core.errors import BadBundle
from core.taxonomy.label import Label, LabelId

LIGHTGBM, README = "lightgbm.txt", "README.md"
_PORTABLE = Path(__file__).parent / "portable"
_TEMPLATES = Path(__file__).parent / "templates"
_SCRIPT = "predict.py"
_TREES = f"""- `{LIGHTGBM}`: the trees in LightGBM's own format, for `lightgbm.Booster(model_file="{LIGHTGBM}")`.
  It takes rows of `model.features`, and its labels are the manifest's, in order; its probabilities are those before
  they are corrected.
"""


class Training(BaseModel, frozen=True):
    """What a classifier was made from."""

    recipe: Recipe
    fingerprint: str
    examples: int
    by_people: int
    temperature: float
    only_additional: tuple[str, ...]


class Column(BaseModel, frozen=True):
    """One value that goes in or comes out."""

    name: str
    type: str


class Signature(BaseModel, frozen=True):
    """What goes in and what comes out, for whoever builds the classifier into something else.

    `empty` is what it says of an empty text: the primary label, all that apply, and the confidence.
    """

    input: tuple[Column, ...] = (Column(name="text", type="string"),)
    output: tuple[Column, ...] = (
        Column(name="primary", type="string"),
        Column(name="all", type="list<string>"),
        Column(name="confidence", type="double, 0 to 1"),
    )
    empty: tuple[LabelId, tuple[LabelId, ...], float]


class Manifest(BaseModel, frozen=True):
    """What a bundle says of itself. Those made by earlier versions say less."""

    format: str
    version: int
    card: Card
    labels: tuple[CardLabel, ...]
    training: Training
    evaluation: Evaluation | None
    files: dict[str, str]  # name to SHA-256
    signature: Signature | None = None
    reference: Reference | None = None  # what new documents are held against
    checksum: str  # of what decides its answers


class Bundle(NamedTuple):
    """A classifier as it was read: ready to predict, with what it says of itself."""

    model: Model
    manifest: Manifest

    @property
    def checksum(self) -> str:
        """The same for two classifiers that answer the same."""
        return self.manifest.checksum


def write(
    trained: Trained,
    labels: Iterable[Label],
    card: Card,
    evaluation: Evaluation | None,
    findings: Findings = NOTHING_FOUND,
    reference: Reference | None = None,
) -> bytes:
    """The bytes of a ZIP; the same input gives the same bytes. A label without a name goes by its id.

    `evaluation` are the scores that count, `findings` all that the card should tell.
    """
    known = {label.id: label for label in labels}
    counts = dict(trained.labels)
    ours = [_described(label_id, known.get(label_id), counts.get(label_id, 0)) for label_id in trained.model.labels]
    unlearnt = [_described(label_id, known.get(label_id), 0) for label_id in trained.only_additional]
    manifest = {
        **_said(trained, ours, card, evaluation, reference),
        **described(trained.model),
    }
    files = {**model_files(trained.model), **_others(trained)}
    files |= {"Dockerfile": _dockerfile(files).encode()}
    whole = {**manifest, "checksum": checksum(manifest, digests(files))}
    told = model_card(card, trained, [*ours, *unlearnt], findings.measured(evaluation), whole["checksum"])
    return packed(whole, {**files, CARD: told.encode("utf-8", "replace")})


def read(source: Path | bytes) -> Bundle:
    """A bundle from its ZIP or unpacked folder. Raises BadBundle, saying what is wrong with it."""
    try:
        model, manifest = open_model(source)
        whole = {**manifest, "checksum": checksum(manifest, manifest["files"])}
        return Bundle(model, Manifest.model_validate(whole))
    except BrokenBundle as error:
        raise BadBundle(str(error)) from error
    except ValidationError as error:
        raise BadBundle("The classifier's manifest does not say what it should.") from error


def _said(
    trained: Trained,
    labels: Iterable[CardLabel],
    card: Card,
    evaluation: Evaluation | None,
    reference: Reference | None,
) -> dict[str, Any]:
    empty = trained.model.judge("")
    training = Training(
        recipe=trained.recipe,
        fingerprint=trained.fingerprint,
        examples=trained.examples,
        by_people=trained.by_people,
        temperature=trained.temperature,
        only_additional=trained.only_additional,
    )
    signature = Signature(empty=(empty.primary, empty.applicable, empty.confidence))
    return {
        "card": card.model_dump(mode="json"),
        "labels": [label.model_dump(mode="json") for label in labels],
        "training": training.model_dump(mode="json"),
        "evaluation": evaluation.model_dump(mode="json") if evaluation else None,
        "signature": signature.model_dump(mode="json"),
        "reference": reference.model_dump(mode="json") if reference else None,
    }


def _described(label_id: str, label: Label | None, examples: int) -> CardLabel:
    if label is None:
        return CardLabel(id=label_id, name=label_id, examples=examples)
    return CardLabel(id=label_id, name=label.name, description=label.description, examples=examples)


def _others(trained: Trained) -> dict[str, bytes]:
    """All that is neither the model's own numbers nor depends on the other files."""
    vectors = embeddings.packaged_files() if trained.model.features.vectors else {}
    templates = {path.name: path.read_bytes() for path in sorted(_TEMPLATES.iterdir()) if path.is_file()}
    del templates["__init__.py"], templates["Dockerfile"]
    readme = templates[README].decode().replace("{trees}\n", _TREES if trained.booster_text else "")
    trees = {LIGHTGBM: trained.booster_text.encode()} if trained.booster_text else {}
    return {
        **templates,
        **trees,
        README: readme.encode(),
        "requirements.txt": _requirements(trained.recipe).encode(),
        **_code(),
        **{f"{EMBEDDINGS}/{name}": content for name, content in vectors.items()},
    }


def _requirements(recipe: Recipe) -> str:
    """NumPy as it was in training; a named encoder is loaded, or asked, by a package of its own."""
    encoders = {"sentence-transformers": "sentence-transformers>=5\n", "server": "openai>=3.52,<4\n"}
    return f"numpy=={np.__version__}\n{encoders.get(recipe.encoder.partition(':')[0], '')}"


def _dockerfile(files: Mapping[str, bytes]) -> str:
    """It copies what it needs by name, so that texts that lie beside an unpacked bundle stay out of the image."""
    needed = [name for name in files if not name.startswith("requirements") and name != README]
    folders: dict[str, list[str]] = {}
    for name in sorted(["manifest.json", *needed]):
        folders.setdefault(str(Path(name).parent), []).append(name)
    copies = [f"COPY {' '.join(names)} {folder}/" for folder, names in sorted(folders.items())]
    return (_TEMPLATES / "Dockerfile").read_text(encoding="utf-8").replace("{copies}", "\n".join(copies))


def _code() -> dict[str, bytes]:
    """The portable package, and the script that runs it under two names: unpacked, and as the ZIP itself."""
    modules = {path.name: path.read_bytes() for path in sorted(_PORTABLE.glob("*.py"))}
    script = modules.pop(_SCRIPT)
    return {_SCRIPT: script, "__main__.py": script, **{f"portable/{name}": code for name, code in modules.items()}}
