"""The card that travels with a classifier: what it is for, who taught it, how good it is and against whom, its limits.

Scores against people and against the teacher stand in sections of their own, for the first say how right it is and the
second how well it imitates. Label names and descriptions are other people's words, so nothing in them is left to work
as Markdown.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from core.agreement.estimates import Estimate
from core.classifier.heads import SETTING_NAMES
from core.classifier.recipe import ENCODED, FeatureKind, HeadKind, Recipe
from core.classifier.reliability import Reliability, in_words
from core.classifier.scores import Evaluation
from core.classifier.training import Trained

_MOST_CONFUSIONS = 10
_HEADS: dict[HeadKind, str] = {
    "logistic": "multinomial logistic regression",
    "svm": "linear support vector machines, one a label",
    "trees": "gradient-boosted trees (LightGBM)",
    "network": "a multilayer perceptron with one hidden layer",
}
_FEATURES: dict[FeatureKind, str] = {
    "hashed": "TF-IDF of words and word pairs, hashed",
    "tfidf": "TF-IDF of words, word pairs and runs of three to five characters",
    "embeddings": "static word-piece vectors, averaged",
    "both": "TF-IDF of words, word pairs and character runs, beside averaged static word-piece vectors",
    "encoder": "vectors of a sentence encoder",
    "everything": "TF-IDF of words, word pairs and character runs, beside averaged static word-piece vectors and the "
    "vectors of a sentence encoder",
}
_STATIC: tuple[FeatureKind, ...] = ("embeddings", "both", "everything")


class Card(BaseModel, frozen=True, extra="forbid"):
    """What only the project knows of a classifier: its name, its purpose, who taught it, and when it was made."""

    title: str
    use_case: str
    teacher: str = ""  # how it signs: "offline", "llm:MODEL"; empty where people gave every label
    labels_from: str = ""  # the files whose labels taught it and measure it, where nobody knows who gave them
    taxonomy_version: int | None = None
    made_at: str = ""  # ISO date; the caller knows the time
    made_with: str = ""  # the program and its version
    notes: str = ""


class CardLabel(BaseModel, frozen=True, extra="forbid"):
    """A label as the classifier's user needs it; how many examples it had, where that is known."""

    id: str
    name: str
    description: str = ""
    examples: int | None = None


class Findings(BaseModel, frozen=True, extra="forbid"):
    """What was found out about a classifier; what nobody looked at is None or empty."""

    people: Evaluation | None = None
    teacher: Evaluation | None = None
    ceiling: Estimate | None = None  # how often two people who judge the same document agree
    reliability: Reliability | None = None
    at_least: float | None = None  # the confidence below which it was decided to take no label
    languages: tuple[tuple[str, float], ...] = ()  # each with its share of the examples, most first

    def measured(self, evaluation: Evaluation | None) -> "Findings":
        """With an evaluation in the place of those it is against, unless there is one already."""
        if evaluation is None or getattr(self, evaluation.against) is not None:
            return self
        return self.model_copy(update={evaluation.against: evaluation})


NOTHING_FOUND = Findings()


def model_card(
    card: Card, trained: Trained, labels: Sequence[CardLabel], findings: Findings = NOTHING_FOUND, checksum: str = ""
) -> str:
    """The card in Markdown. `labels` are the ones it gives, and what else its examples had."""
    named = {label.id: label.name for label in labels}
    sections = [
        f"# {_plain(card.title)}",
        _made(card),
        "## What it is for",
        f"{_plain(card.use_case)}\n\nIt gives one of {len(trained.model.labels)} labels to a text, further ones where "
        "they apply as well, and says how sure it is of the first.",
        "## What it should not be used for",
        _not_for(findings),
        "## Labels",
        _labels(labels, trained),
        "## Who taught it",
        _taught(card, trained, findings),
        *_quality(card, findings, named),
        "## How sure it sounds",
        _confidence(trained, findings),
        "## What to keep in mind",
        _limits(trained, named),
        "## How to make it again",
        _again(card, trained, checksum),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _made(card: Card) -> str:
    version = f"from version {card.taxonomy_version} of its taxonomy" if card.taxonomy_version is not None else ""
    parts = [_plain(card.made_at), version, f"with {_plain(card.made_with)}" if card.made_with else ""]
    said = ", ".join(part for part in parts if part)
    return f"Made {said}." if said else ""


def _not_for(findings: Findings) -> str:
    known = ", ".join(_plain(language) for language, _ in findings.languages)
    return _lines(
        "- Decisions about a person that nobody looks at again. It is made to sort many texts, and errs in some.",
        "- Texts of another kind, channel or time than its examples. It knows their words; on others it will be worse.",
        f"- Languages other than those of its examples ({known})."
        if known
        else "- Languages other than those of its examples.",
        "- Telling that a text belongs to none of its labels. It always names one, also for an empty text.",
    )


def _labels(labels: Sequence[CardLabel], trained: Trained) -> str:
    counts = dict(trained.labels)
    rows = [
        f"| {_plain(label.id)} | {_plain(label.name)} | {_plain(label.description)} | {counts.get(label.id, 0)} |"
        for label in labels
        if label.id in trained.model.labels
    ]
    return "\n".join(["| id | name | what belongs to it | examples |", "|---|---|---|---:|", *rows])


def _taught(card: Card, trained: Trained, findings: Findings) -> str:
    whose = "these labels" if card.labels_from else "the teacher's labels"
    languages = ", ".join(f"{_plain(language)} {part:.0%}" for language, part in findings.languages)
    return _lines(
        _teachers(card, trained),
        f"- Of {whose} about {trained.noise:.0%} are likely to be wrong, judging by what is said of "
        "documents that were not learnt from."
        if trained.noise is not None
        else "",
        f"- Languages of the examples: {languages}." if languages else "",
        f"- {_plain(card.notes)}" if card.notes else "",
    )


def _teachers(card: Card, trained: Trained) -> str:
    if card.labels_from:
        return f"- {trained.examples} examples labelled as in {_plain(card.labels_from)}; who did that is not known."
    people, teacher = trained.by_people, trained.examples - trained.by_people
    name = f" ({_plain(card.teacher)})" if card.teacher else ""
    return (
        f"- {trained.examples} examples: {people} ({people / trained.examples:.0%}) labelled by people and "
        f"{teacher} ({teacher / trained.examples:.0%}) by a teacher{name}."
    )


def _quality(card: Card, findings: Findings, named: dict[str, str]) -> list[str]:
    if card.labels_from:
        whose = f"the labels in {_plain(card.labels_from)}"
        found = findings.teacher or findings.people
        warning = "It was measured against the kind of labels that taught it: where they are wrong, that does not show."
        said = f"{warning}\n\n{_scores(found, whose, named)}" if found else "It has not been measured."
        return [f"## How well it agrees with {whose}", said]
    people = [
        "## How right it is: measured against people",
        _scores(findings.people, "labels given by people", named)
        if findings.people
        else "It has not been measured against people, so nobody knows how right it is.",
        _ceiling(findings.ceiling),
    ]
    if findings.teacher is None:
        return people
    warning = (
        "This is no measure of how right it is. It was held against the teacher that taught it: where the teacher is "
        "wrong, that does not show."
    )
    imitated = _scores(findings.teacher, "the teacher's own labels", named)
    return [*people, "## How well it imitates its teacher", f"{warning}\n\n{imitated}"]


def _ceiling(ceiling: Estimate | None) -> str:
    if ceiling is None or ceiling.value is None:
        return ""
    return (
        f"Two people who judge the same document give the same label {_range(ceiling)} of the time "
        f"({ceiling.n} documents). More than that cannot be asked of a classifier."
    )


def _scores(evaluation: Evaluation, whose: str, named: dict[str, str]) -> str:
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
            f"- Macro-F1, which counts every label alike: {_range(evaluation.macro_f1)}.",
            f"- F1 over all applicable labels: {_range(evaluation.applicable_f1)}.",
            "",
            "| label | precision | recall | F1 | documents |",
            "|---|---:|---:|---:|---:|",
            *rows,
            *(["", "Most often confused:", "", *confused] if confused else []),
        ]
    )


def _confidence(trained: Trained, findings: Findings) -> str:
    return _lines(
        f"- Its confidence was corrected on documents it had not learnt from (temperature {trained.temperature:.2f}): "
        "of the texts it is 80 % sure of, about 80 % should be right.",
        f"- Checked on {findings.reliability.n} documents: {in_words(findings.reliability)}"
        if findings.reliability
        else "",
        f"- It was decided to take no label below a confidence of {findings.at_least:.2f} (`--at-least "
        f"{findings.at_least:.2f}`). That was chosen on the documents that people judged, so scores above it on the "
        "same documents flatter a little."
        if findings.at_least is not None
        else "",
    )


def _limits(trained: Trained, named: dict[str, str]) -> str:
    rare = ", ".join(_plain(named.get(label, label)) for label in trained.rare)
    unknown = ", ".join(_plain(named.get(label, label)) for label in trained.only_additional)
    return _lines(
        "- It always names one of its labels, even where none fits. A low confidence is the only hint.",
        f"- Learnt from a single example, so hardly at all: {rare}." if rare else "",
        f"- Only ever a further label of its examples, so it never gives these: {unknown}." if unknown else "",
    )


def _again(card: Card, trained: Trained, checksum: str) -> str:
    recipe = trained.recipe
    tried = "; ".join(f"{setting:g}: {loss:.3f}" for setting, loss in trained.tried)
    encoder = f" ({_plain(recipe.encoder)})" if recipe.features in ENCODED else ""
    return _lines(
        f"- Examples: fingerprint {trained.fingerprint}.",
        f"- Features: {_FEATURES[recipe.features]}{encoder}.",
        f"- Head: {'; '.join(_choices(recipe))}; seed {recipe.seed}.",
        f"- Log loss on unseen examples for each setting tried: {tried}." if tried else "",
        "- The static vectors derive from all-MiniLM-L6-v2 (Apache License 2.0, see `embeddings/`)."
        if recipe.features in _STATIC
        else "",
        f"- This classifier's checksum is {checksum}. The same examples, settings and versions "
        f"{f'({_plain(card.made_with)}, the numpy of `requirements.txt`) ' if card.made_with else ''}give the same one."
        if checksum
        else "",
    )


def _choices(recipe: Recipe) -> Iterator[str]:
    yield _HEADS[recipe.head]
    if recipe.setting is not None:
        yield f"{SETTING_NAMES[recipe.head]} {recipe.setting:g}"
    if recipe.scale is not None:
        yield f"vectors count {recipe.scale:g} times as much as terms"
    if recipe.structure == "per parent":
        yield "one for each parent of the taxonomy"
    if recipe.even:
        yield "rare labels weigh as much as common ones"
    if recipe.distrust:
        yield "likely errors of the teacher count for less"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _range(estimate: Estimate) -> str:
    if estimate.value is None:
        return "not known"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.0%}"
    return f"{estimate.value:.0%} (95 % interval {estimate.low:.0%} to {estimate.high:.0%})"


def _plain(text: str) -> str:
    """The text on one line with every character that Markdown or HTML would take up made harmless.

    Some are, only at the beginning of a line, and a colon only before what could be an address or a name; elsewhere
    they are left as they are, since people also read the card as it is written.
    """
    return re.sub(r"([\\`*_\[\]<>|~&$]|^[#+=-]|:(?=\S))", r"\\\1", " ".join(text.split()))
