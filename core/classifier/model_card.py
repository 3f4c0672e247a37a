"""The words that travel with a classifier: what it is for, how good it is and against what, and how to run it.

Label names and descriptions are other people's words, so nothing in them is left to work as Markdown.
"""

import re
from collections.abc import Sequence

from pydantic import BaseModel

from core.agreement.estimates import Estimate
from core.classifier.heads import SETTING_NAMES
from core.classifier.scores import Evaluation
from core.classifier.training import Trained

_MOST_CONFUSIONS = 10
_HEADS = {
    "logistic": "multinomial logistic regression",
    "trees": "gradient-boosted trees (LightGBM)",
    "network": "a multilayer perceptron with one hidden layer",
}
_FEATURES = {
    "tfidf": "TF-IDF of words, word pairs and runs of three to five characters",
    "embeddings": "static word-piece vectors, averaged",
    "both": "TF-IDF of words, word pairs and character runs, beside averaged static word-piece vectors",
}


class Card(BaseModel, frozen=True, extra="forbid"):
    """What only the project knows of a classifier: its name, its purpose, who taught it, and when it was made."""

    title: str
    use_case: str
    teacher: str = ""  # how it signs: "offline", "llm:MODEL"; empty where people gave every label
    taxonomy_version: int | None = None
    made_at: str = ""  # ISO date; the caller knows the time
    made_with: str = ""  # the program and its version
    notes: str = ""


class CardLabel(BaseModel, frozen=True, extra="forbid"):
    """A label as the classifier's user needs it."""

    id: str
    name: str
    description: str = ""


def model_card(card: Card, trained: Trained, labels: Sequence[CardLabel], evaluation: Evaluation | None) -> str:
    """The card in Markdown. `labels` are the ones it gives, and what else its examples had."""
    named = {label.id: label.name for label in labels}
    sections = [
        f"# {_plain(card.title)}",
        f"{_plain(card.use_case)}",
        _made(card),
        "## Labels",
        _labels(labels, trained),
        "## How it was trained",
        _training(card, trained),
        "## How good it is",
        _quality(evaluation, named),
        "## What to keep in mind",
        _limits(trained, evaluation, named),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


README = """# A text classifier

Needs Python 3.11 or later and NumPy, nothing else; no network. Unpack it, then:

    python -m pip install -r requirements.txt
    python predict.py texts.csv --out labels.csv

`texts.csv` is UTF-8 with a header row; the text stands in the column `text`, or name it with `--text`. JSON lines
(`.jsonl`) work too. What comes out has a row for each text: `id` if the file has one, `primary` (the label), `all`
(every label that applies, separated by `|`) and `confidence` (of the primary label, 0 to 1). Labels go by their names;
with `--ids` by their ids, which stay the same when a label is renamed. Unpacking is not necessary:
`python classifier.zip texts.csv` does the same.

From Python:

    from pathlib import Path
    from portable.codec import open_model

    model, manifest = open_model(Path("."))
    model.predict(["My card has not come"])  # primary, applicable (by id), confidence

`MODEL_CARD.md` says what the labels mean and how far to trust them. `manifest.json` lists every file with its SHA-256;
nothing in here is pickled. Results are the same on every machine but for the last digits that processors round
differently.
"""


def _made(card: Card) -> str:
    version = f"from version {card.taxonomy_version} of its taxonomy" if card.taxonomy_version is not None else ""
    parts = [_plain(card.made_at), version, f"with {_plain(card.made_with)}" if card.made_with else ""]
    said = ", ".join(part for part in parts if part)
    return f"Made {said}." if said else ""


def _labels(labels: Sequence[CardLabel], trained: Trained) -> str:
    counts = dict(trained.labels)
    rows = [
        f"| {_plain(label.id)} | {_plain(label.name)} | {_plain(label.description)} | {counts[label.id]} |"
        for label in labels
        if label.id in counts
    ]
    return "\n".join(["| id | name | what belongs to it | examples |", "|---|---|---|---:|", *rows])


def _training(card: Card, trained: Trained) -> str:
    recipe = trained.recipe
    by_teacher = trained.examples - trained.by_people
    teacher = f" ({_plain(card.teacher)})" if card.teacher else ""
    tried = "; ".join(f"{setting:g}: {loss:.3f}" for setting, loss in trained.tried)
    lines = [
        f"- Examples: {trained.examples}, of which {by_teacher} labelled by a teacher{teacher} and "
        f"{trained.by_people} by people. Fingerprint {trained.fingerprint}.",
        f"- Features: {_FEATURES[recipe.features]}.",
        f"- Head: {_HEADS[recipe.head]}, {SETTING_NAMES[recipe.head]} {recipe.setting:g}, seed {recipe.seed}.",
        f"- Log loss on unseen examples for each setting tried: {tried}." if tried else "",
        f"- Confidence is calibrated with temperature {trained.temperature:.2f}.",
        "- The static vectors derive from all-MiniLM-L6-v2 (Apache License 2.0, see `embeddings/`)."
        if recipe.features != "tfidf"
        else "",
        f"- {_plain(card.notes)}" if card.notes else "",
    ]
    return "\n".join(line for line in lines if line)


def _quality(evaluation: Evaluation | None, named: dict[str, str]) -> str:
    if evaluation is None:
        return "It has not been measured."
    whose = "labels given by people" if evaluation.against == "people" else "the teacher's own labels"
    how = "that were kept out of training" if evaluation.method == "held out" else "by cross-validation"
    rows = [
        f"| {_plain(named.get(score.label, score.label))} | {score.precision:.2f} | {score.recall:.2f} | "
        f"{score.f1:.2f} | {score.support} |"
        for score in evaluation.labels
    ]
    confused = [
        f"- {_plain(named.get(pair.actual, pair.actual))} taken for "
        f"{_plain(named.get(pair.predicted, pair.predicted))}: {pair.count}"
        for pair in evaluation.confusions[:_MOST_CONFUSIONS]
    ]
    return "\n".join(
        [
            f"Measured on {evaluation.n} documents against {whose}, {how}.",
            "",
            f"- Accuracy: {_range(evaluation.accuracy)}; always giving the commonest label: {evaluation.baseline:.0%}.",
            f"- Macro-F1: {_range(evaluation.macro_f1)}.",
            f"- F1 over all applicable labels: {evaluation.applicable_f1.value:.0%}.",
            "",
            "| label | precision | recall | F1 | documents |",
            "|---|---:|---:|---:|---:|",
            *rows,
            *(["", "Most often confused:", "", *confused] if confused else []),
        ]
    )


def _limits(trained: Trained, evaluation: Evaluation | None, named: dict[str, str]) -> str:
    rare = ", ".join(_plain(named.get(label, label)) for label in trained.rare)
    unknown = ", ".join(_plain(named.get(label, label)) for label in trained.only_additional)
    lines = [
        "- It always names one of its labels, even where none fits. A low confidence is the only hint.",
        "- It knows the words of its training texts. On other languages, channels or times it will be worse.",
        (
            "- It was measured against the teacher that taught it: where the teacher is wrong, that does not show."
            if evaluation is not None and evaluation.against == "teacher"
            else ""
        ),
        f"- Learnt from a single example, so hardly at all: {rare}." if rare else "",
        f"- Only ever a further label of its examples, so it never gives these: {unknown}." if unknown else "",
    ]
    return "\n".join(line for line in lines if line)


def _range(estimate: Estimate) -> str:
    return f"{estimate.value:.0%} (95 % interval {estimate.low:.0%} to {estimate.high:.0%})"


def _plain(text: str) -> str:
    """The text on one line with every character that Markdown or HTML could take up made harmless."""
    return re.sub(r"([\\`*_{}\[\]<>()#!|~&:$^-])", r"\\\1", " ".join(text.split()))
