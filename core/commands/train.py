"""`tnt train`: a file of texts with labels to a classifier, without a project, a taxonomy or a browser.

Who gave the labels in a file is not known, so scores say that they are against the file's labels and no more.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, Field

from core.classifier import bundle, training
from core.classifier.encoders import open_encoder
from core.classifier.evaluation import cross_validated, held_out, outcomes_held_out, outcomes_unseen, reference_of
from core.classifier.examples import Example
from core.classifier.model_card import Card, Findings
from core.classifier.portable.archive import CARD, read_members
from core.classifier.recipe import PROFILES, Profile
from core.classifier.reliability import reliability
from core.classifier.scores import Evaluation
from core.classifier.training import Trained
from core.corpus.reading import look, read
from core.errors import BadUpload, NotEnoughLabels
from core.growth.minibatches import sample
from core.taxonomy.label import LabelId
from core.version import VERSION
from core.work.material import MOST_TAUGHT

BUNDLE, REPORT = "classifier.zip", "report.json"
MOST_SINGLE = 200  # labels, of which most may occur once
MOST_DOUBTS, SHOWN = 100, 200  # in the report, and characters of each


class TrainOptions(BaseModel, frozen=True):
    """Which file, which columns hold text (guessed if none) and labels, and what kind of classifier to make of them.

    Scores are by cross-validation, and with `test` on that file as well.
    """

    file: Path
    text: tuple[str, ...] = ()
    label: str
    labels_sep: str = Field(default="|", min_length=1)  # between several labels of a cell, the primary one first
    out: Path
    profile: Profile = "balanced"
    seed: int = Field(default=0, ge=0)
    test: Path | None = None


class Material(NamedTuple):
    """The labelled texts of a file, and what became of its other rows. Of rows with the same text the first counts."""

    examples: list[Example]
    rows: int
    without_text: int
    without_label: int
    duplicates: int


def train(options: TrainOptions) -> int:
    """Write classifier.zip, report.json and MODEL_CARD.md. Raises BadUpload and NotEnoughLabels before it writes,
    BadUpload where it cannot write, and NotFound where the profile needs an encoder that is not on this machine.
    """
    recipe = PROFILES[options.profile].model_copy(update={"seed": options.seed})
    encoder = open_encoder(recipe.encoder, os.environ) if recipe.encoder else None
    text = options.text or _guessed(options)
    material = _material(options.file, text, options)
    test = _unlike(material, _material(options.test, text, options)) if options.test else []
    _say(_told(options.file, material))
    chosen = sample(material.examples, MOST_TAUGHT, options.seed)
    if len(chosen) < len(material.examples):
        _say(f"It learns from {len(chosen):,} of them, drawn at random: more teach a light classifier little.")
    labels = Counter(example.primary for example in chosen)
    _insist_on_repeated(labels, options)
    with _writing(options.out):
        options.out.mkdir(parents=True, exist_ok=True)
    _say(f"Training ({options.profile}) on {len(chosen):,} examples of {len(labels):,} labels.")
    trained = training.train(chosen, recipe, encoder=encoder)
    crossed = cross_validated(trained, "teacher", options.seed)
    tested = held_out(trained, test, "teacher", options.seed)
    packed = _packed(options, trained, chosen, test, tested or crossed)
    report = _report(options, material, trained, crossed, tested)
    _write(options.out, packed, {**report, "checksum": bundle.read(packed).checksum})
    if crossed is not None:
        _say(f"Accuracy by cross-validation, against the labels in the file: {_range(crossed)}.")
    if tested is not None and options.test is not None:
        _say(f"Accuracy on {options.test.name}, against the labels in it: {_range(tested)}.")
    if crossed is None and tested is None:
        _say("There are too few examples to say how good it is.")
    if len(labels) == 1:
        _say(f"There is only one label, “{min(labels)[:SHOWN]}”, which every text will get.")
    _say(f"Trained in {trained.seconds:.0f} s. Wrote {BUNDLE}, {REPORT} and {CARD} to {options.out}.")
    return 0


def _unlike(material: Material, test: Material) -> list[Example]:
    """The texts of a test file that do not teach as well: those that do would flatter."""
    known = {example.text for example in material.examples}
    unlike = [example for example in test.examples if example.text not in known]
    if alike := len(test.examples) - len(unlike):
        _say(f"Left out of the test: {alike:,} texts that teach as well.")
    return unlike


def _packed(
    options: TrainOptions,
    trained: Trained,
    chosen: Sequence[Example],
    test: Sequence[Example],
    evaluation: Evaluation | None,
) -> bytes:
    scored = outcomes_held_out(trained.model, test) if test else outcomes_unseen(trained, "teacher")
    findings = Findings(reliability=reliability(scored, options.seed) if scored else None)
    familiar = reference_of(trained, [example.text for example in chosen])
    return bundle.write(trained, [], _card(options), evaluation, findings, familiar)


def _insist_on_repeated(labels: Counter[LabelId], options: TrainOptions) -> None:
    """A column of names or numbers of the rows would take hours, and teach nothing."""
    if len(labels) > MOST_SINGLE and 2 * sum(count > 1 for count in labels.values()) < len(labels):
        raise NotEnoughLabels(
            f"Most of the {len(labels):,} labels in the column {options.label!r} occur only once, so that there is "
            "nothing to learn from them. Name another column with --label, or give each label at least two texts."
        )


def _write(out: Path, packed: bytes, report: dict[str, Any]) -> None:
    written = json.dumps(report, indent=1, ensure_ascii=False)
    files = {
        BUNDLE: packed,
        CARD: read_members(packed, (CARD,))[1][CARD],
        REPORT: f"{written}\n".encode("utf-8", "replace"),
    }
    with _writing(out):
        for name, content in files.items():
            unfinished = out / f"{name}.part"
            try:
                unfinished.write_bytes(content)
                unfinished.replace(out / name)
            finally:
                unfinished.unlink(missing_ok=True)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadUpload(
            f"The classifier cannot be written to {out}: {error.strerror}. Choose another --out."
        ) from error


def _guessed(options: TrainOptions) -> tuple[str, ...]:
    guessed = tuple(column for column in look(options.file.name, options.file).text if column != options.label)
    if not guessed:
        raise BadUpload("Say which column holds the text with --text.")
    return guessed


def _material(file: Path, text: tuple[str, ...], options: TrainOptions) -> Material:
    if options.label in text:
        raise BadUpload(f"The column {options.label!r} cannot hold both the text and the labels.")
    loaded = read(file.name, file, text)
    columns = sorted({column for document in loaded.documents for column in document.metadata})
    if options.label not in columns:
        there = ", ".join(repr(column[:40]) for column in columns[:8]) or "none"
        raise BadUpload(
            f"{file.name} has no labels in a column {options.label!r}; its columns beside the text: {there}."
        )
    found = ((one, _labels(one.metadata.get(options.label, ""), options.labels_sep)) for one in loaded.documents)
    examples = [Example(one.text, labels[0], labels, document=one.id) for one, labels in found if labels]
    if not examples:
        raise NotEnoughLabels(f"No row of {file.name} has a label in the column {options.label!r}.")
    return Material(examples, loaded.rows, loaded.empty, len(loaded.documents) - len(examples), loaded.duplicates)


def _labels(cell: str, separator: str) -> tuple[str, ...]:
    """A list, as JSON lines and Parquet have them, is told apart by itself."""
    parts = _listed(cell) or cell.split(separator)
    return tuple(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))


def _listed(cell: str) -> list[str]:
    """The strings of a list; nothing where the cell is none."""
    if not cell.startswith("["):
        return []
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) and all(isinstance(each, str) for each in found) else []


def _card(options: TrainOptions) -> Card:
    files = [options.file.name, *([options.test.name] if options.test else [])]
    return Card(
        title=options.file.stem,
        use_case=f"Give texts like those of {options.file.name} the labels of its column {options.label}.",
        labels_from=" and ".join(files),
        made_at=datetime.now(UTC).date().isoformat(),
        made_with=f"TnT Studio {VERSION}",
    )


def _report(
    options: TrainOptions, material: Material, trained: Trained, crossed: Evaluation | None, tested: Evaluation | None
) -> dict[str, Any]:
    return {
        "file": options.file.name,
        "rows": material.rows,
        "without_text": material.without_text,
        "without_label": material.without_label,
        "duplicates": material.duplicates,
        "examples": trained.examples,
        "not_used": len(material.examples) - trained.examples,
        "labels": [{"label": label, "examples": count} for label, count in trained.labels],
        "rare": trained.rare,
        "only_additional": trained.only_additional,
        "against": "the labels in the file",
        "cross_validated": _scores(crossed),
        "test_file": options.test.name if options.test else None,
        "test": _scores(tested),
        "noise": trained.noise,
        "doubts": _doubts(material, trained),
        "seconds": round(trained.seconds, 2),
        "profile": options.profile,
        "seed": options.seed,
        "recipe": trained.recipe.model_dump(mode="json"),
        "fingerprint": trained.fingerprint,
        "made_with": f"TnT Studio {VERSION}",
    }


def _doubts(material: Material, trained: Trained) -> list[dict[str, str]]:
    """The labels of the file that are likeliest to be wrong, with those that are likely to be right."""
    texts = {example.document: example.text for example in material.examples}
    return [
        {"text": texts[doubt.document][:SHOWN], "label": doubt.given, "likely": doubt.suggested}
        for doubt in trained.doubts[:MOST_DOUBTS]
    ]


def _scores(evaluation: Evaluation | None) -> dict[str, Any] | None:
    """Without the word "teacher", which is how scores against no person are filed."""
    return evaluation.model_dump(mode="json", exclude={"against"}) if evaluation else None


def _told(file: Path, material: Material) -> str:
    reasons = (
        (material.without_text, "without text"),
        (material.without_label, "without a label"),
        (material.duplicates, "with the text of an earlier row"),
    )
    said = ", ".join(f"{count:,} {why}" for count, why in reasons if count)
    left_out = f"; left out: {said}" if said else ""
    return f"{file.name}: {len(material.examples):,} examples from {material.rows:,} rows{left_out}."


def _range(scores: Evaluation) -> str:
    low, high = scores.accuracy.low or 0.0, scores.accuracy.high or 0.0
    return f"{scores.accuracy.value or 0.0:.1%} (95 % interval {low:.1%} to {high:.1%}, {scores.n:,} texts)"


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
