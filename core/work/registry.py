"""The classifiers of a taxonomy held against one another: which is used, how two differ, when to train again.

Two classifiers are compared on documents that people judged blind and that both were measured on when they were made,
in the labels in force now. What was measured later would not be fair: a document that measures today may have taught
an earlier classifier.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from core.classifier.outcomes import Outcome
from core.classifier.paired import Comparison, compared
from core.store import classifiers, findings, ledger, runs
from core.store.classifiers import Classifier
from core.store.runs import Run
from core.taxonomy.comparison import Entry, Kind
from core.taxonomy.comparison import compare as compare_versions
from core.taxonomy.history import replay
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work import requests
from core.work.material import taught
from core.work.report import ENOUGH, Chosen, Detail, MoreLabels, Report, Why
from core.work.settings import TrainSettings

CHOICE = "choice"  # the finding of a training run that says which classifier it put in use
CURVE = "learning curve"  # the finding of one that says what more labels would bring
MATTERS: frozenset[Kind] = frozenset({"added", "removed", "brought back", "merged", "split", "moved"})


class LabelShift(NamedTuple):
    """How one label is told by two classifiers: F1 of each, and of its documents who is right more often."""

    label: LabelId
    first_f1: float
    second_f1: float
    of_its_documents: Comparison


class Changed(NamedTuple):
    """What tells the making of two classifiers apart; documents are None where one of them did not keep its own."""

    versions: tuple[int, int]
    labels: tuple[Entry, ...]
    added: int | None  # documents that only the first one learnt from
    gone: int | None
    settings: tuple[tuple[str, str, str], ...]  # what, of the first, of the second


class Compared(NamedTuple):
    """Two classifiers, the later one first. `overall` is about as many documents as its n says, maybe none."""

    first: Classifier
    second: Classifier
    overall: Comparison
    labels: tuple[LabelShift, ...]  # the largest difference first
    changed: Changed


class Behind(NamedTuple):
    """How far the classifier in use has fallen behind: labels that came, went or moved, and documents it never saw."""

    classifier: Classifier
    version: int
    now: int
    labels: tuple[Entry, ...]
    documents: int | None  # labelled since; None where it is not known what it learnt from

    @property
    def train_again(self) -> bool:
        return bool(self.labels or self.documents)


class _Same(NamedTuple):
    """One document, and what two classifiers took it for, in the labels in force."""

    actual: LabelId
    first: LabelId | None
    second: LabelId | None


def report_of(classifier: Classifier) -> Report:
    return Report.model_validate(classifier.body)


def detail_of(engine: Engine, classifier_id: str) -> Detail | None:
    """None for a classifier that was trained before it was kept. Raises NotFound."""
    kept = classifiers.detail(engine, classifier_id)
    return None if kept is None else Detail.model_validate(kept)


def choose(engine: Engine, run: Run) -> Chosen | None:
    """Put the best of a training run's classifiers in use, unless the one in use should stay; None without any.

    It stays if it is surely better on the same documents of people's; what a person chose stays unless the new one is
    surely better on at least `ENOUGH` of them. Doing it again changes nothing, nor what a person has chosen since.
    """
    earlier = findings.finding(engine, run.id, CHOICE, Chosen)
    chosen = earlier or _chosen(engine, run)
    if chosen is None:
        return None
    if earlier is None:
        findings.keep(engine, run.id, CHOICE, chosen)
    used = classifiers.in_use(engine, run.taxonomy)
    if chosen.put_in_use and (earlier is None or chosen.former == (used.id if used else "")):
        classifiers.put_in_use(engine, run.taxonomy, chosen.best, reason=chosen.said)
    return chosen


def chosen_by(engine: Engine, run_id: str) -> Chosen | None:
    """What a training run decided at its end; None before that, and of runs from before it was kept."""
    return findings.finding(engine, run_id, CHOICE, Chosen)


def more_labels(engine: Engine, run_id: str) -> MoreLabels | None:
    """What a training run found out about more labels; None where nobody asked, or before it has."""
    return findings.finding(engine, run_id, CURVE, MoreLabels)


def compare(engine: Engine, first_id: str, second_id: str, seed: int = 0) -> Compared:
    """Two classifiers of one taxonomy beside one another. Raises NotFound."""
    first, second = (classifiers.classifier(engine, each) for each in (first_id, second_id))
    details = (detail_of(engine, first_id), detail_of(engine, second_id))
    log = ledger.changes(engine, first.taxonomy)
    same = _same((first, details[0]), (second, details[1]), replay(log))
    versions = (report_of(first).version, report_of(second).version)
    documents = [None if each is None else frozenset(each.documents) for each in details]
    return Compared(
        first,
        second,
        _paired(same, seed),
        _by_label(same, seed),
        Changed(
            versions,
            _changes(log, versions[1], versions[0]),
            _beyond(documents[0], documents[1]),
            _beyond(documents[1], documents[0]),
            _settings(report_of(first), report_of(second)),
        ),
    )


def behind(engine: Engine, taxonomy_id: str) -> Behind | None:
    """What has changed since the classifier in use was trained; None while there is none.

    Documents that were left out of its training, as there were enough or they are gold in another spelling, would be
    left out again: they are not new.
    """
    used = classifiers.in_use(engine, taxonomy_id)
    if used is None:
        return None
    log = ledger.changes(engine, taxonomy_id)
    now = replay(log)
    report, detail = report_of(used), detail_of(engine, used.id)
    beyond = None if detail is None else _beyond(taught(engine, taxonomy_id, now), frozenset(detail.documents))
    fresh = None if beyond is None else max(0, beyond - report.not_used - report.alike)
    return Behind(used, report.version, now.version, _changes(log, report.version, now.version), fresh)


def train_again(engine: Engine, taxonomy_id: str, made_by: str) -> Run:
    """Ask for another run with the settings of the one that made the classifier in use, else with the usual ones.

    What it leads to is told by `chosen_by` and `compare`. Raises what `request` raises.
    """
    used = classifiers.in_use(engine, taxonomy_id)
    made = next((run for run in runs.runs(engine, taxonomy_id=taxonomy_id) if used and run.id == used.run), None)
    settings = TrainSettings() if made is None else TrainSettings.model_validate(made.settings)
    return requests.request(engine, taxonomy_id, settings, made_by)


def _chosen(engine: Engine, run: Run) -> Chosen | None:
    made = {each.id: each for each in classifiers.classifiers(engine, run.taxonomy, run.id)}
    if not made:
        return None
    best = max(made.values(), key=_merit)
    former = classifiers.in_use(engine, run.taxonomy)
    if former is None or former.id in made:
        return Chosen(best=best.id, former="", put_in_use=True, why="first", comparison=None)
    now = ledger.taxonomy(engine, run.taxonomy)
    details = (detail_of(engine, best.id), detail_of(engine, former.id))
    paired = _paired(_same((best, details[0]), (former, details[1]), now), seed=0)
    log = classifiers.promotions(engine, run.taxonomy)
    versions = (report_of(former).version, report_of(best).version)
    changed = bool(_changes(ledger.changes(engine, run.taxonomy), *versions))
    why = _why(paired, bool(log and log[0].by_person), changed)
    takes_place = why in ("better", "as good", "not compared")
    return Chosen(best=best.id, former=former.id, put_in_use=takes_place, why=why, comparison=paired)


def _why(paired: Comparison, by_person: bool, changed: bool) -> Why:
    """`changed` says whether the labels have, since the one in use was taught."""
    if paired.n < ENOUGH:
        return "not measured" if by_person else "not compared"
    if paired.verdict == "better":
        return "better"
    if paired.verdict == "worse":
        return "clearly worse"
    if by_person:
        return "a person's stays"
    return "as good" if changed or (paired.difference.value or 0.0) >= 0 else "no better"


def _changes(log: Sequence[Change], earlier: int, later: int) -> tuple[Entry, ...]:
    """What happened to labels between two versions that matters to a classifier."""
    entries = compare_versions(replay(log[:earlier]), replay(log[:later])).entries
    return tuple(entry for entry in entries if MATTERS & {*entry.kinds})


def _merit(classifier: Classifier) -> tuple[float, float]:
    """Accuracy by the scores that count; of equals the faster."""
    measure = report_of(classifier).measure
    return (measure.accuracy.value or 0.0, measure.documents_per_second) if measure else (-1.0, 0.0)


def _same(
    first: tuple[Classifier, Detail | None], second: tuple[Classifier, Detail | None], now: Taxonomy
) -> list[_Same]:
    """The documents of human gold on which both were measured, but those whose label means none any more."""
    gold = {each.document: each for each in _gold(*second)}
    found = []
    for one in _gold(*first):
        other = gold.get(one.document)
        actual = now.meaning.get(one.actual[0]) if one.actual else None
        if other is not None and actual is not None:
            found.append(_Same(actual, now.meaning.get(one.given[0]), now.meaning.get(other.given[0])))
    return found


def _gold(classifier: Classifier, detail: Detail | None) -> Sequence[Outcome]:
    """None where the people's documents taught it too."""
    people = report_of(classifier).people
    return detail.people if detail is not None and people is not None and people.method == "held out" else ()


def _paired(same: Sequence[_Same], seed: int) -> Comparison:
    return compared([each.first == each.actual for each in same], [each.second == each.actual for each in same], seed)


def _by_label(same: Sequence[_Same], seed: int) -> tuple[LabelShift, ...]:
    shifts = [
        LabelShift(
            label,
            _f1(label, [(each.actual, each.first) for each in same]),
            _f1(label, [(each.actual, each.second) for each in same]),
            _paired([each for each in same if each.actual == label], seed),
        )
        for label in sorted({each.actual for each in same})
    ]
    return tuple(sorted(shifts, key=lambda shift: -abs(shift.first_f1 - shift.second_f1)))


def _f1(label: LabelId, pairs: Sequence[tuple[LabelId, LabelId | None]]) -> float:
    right = sum(actual == given == label for actual, given in pairs)
    concerned = sum((actual == label) + (given == label) for actual, given in pairs)
    return 2 * right / concerned if concerned else 0.0


def _beyond(one: frozenset[DocumentId] | None, other: frozenset[DocumentId] | None) -> int | None:
    return None if one is None or other is None else len(one - other)


def _settings(first: Report, second: Report) -> tuple[tuple[str, str, str], ...]:
    mine, yours = (each.recipe.model_dump(mode="json") for each in (first, second))
    return tuple((name, str(mine[name]), str(yours[name])) for name in mine if mine[name] != yours[name])
