"""Advice that waits for people, and what they decide: each remedy is accepted, changed first, or declined.

What was declined is not shown again, whoever advises it next. Advice that others' changes have overtaken is shown as
out of date, until the question is asked again.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pydantic import BaseModel
from sqlalchemy import Engine
from sqlmodel import Session

from core.errors import Conflict, NotFound
from core.labelling.carry import origins, stale_ids
from core.store import findings, ledger, projects, runs
from core.store.ledger import Beside
from core.store.runs import Run
from core.store.sorting import Assigned, Whole, keep_sorted
from core.taxonomy.history import replay
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.advising.advice import Advice, Question, Remedy
from core.teachers.advising.renewal import renewed
from core.work.advise import ADVICE
from core.work.growing import ADVISED
from core.work.settings import AdviseSettings

DECIDED = "decided/"
RUNS = 20  # of the latest are looked at: what is older has been overtaken
GONE = "Someone has decided on this suggestion already. Reload the page to see what is left."
OVERTAKEN = "Someone has changed these labels since, so this suggestion no longer fits. Ask again to have it redone."

Outcome = Literal["accepted", "declined", "taken up"]


class Decided(BaseModel, frozen=True):
    """What became of a remedy. One `taken up` is being changed in another editor: it waits until its labels change."""

    outcome: Outcome
    by: str
    gist: str


class Waiting(NamedTuple):
    """A remedy that nobody has decided on. Its labels are brought up to date, unless it is `outdated`."""

    run: Run
    name: str  # the part of the run that brought it, and its place in there
    teacher: str
    remedy: Remedy
    outdated: bool

    @property
    def question(self) -> Question:
        return AdviseSettings.model_validate(self.run.settings).question


class Told(NamedTuple):
    """The latest run of a question, and what it said besides its remedies."""

    run: Run
    remedies: int
    notes: tuple[str, ...]


def waiting(engine: Engine, taxonomy_id: str, log: Sequence[Change]) -> list[Waiting]:
    """What waits for a decision, the latest first; `log` is the taxonomy's."""
    asked = _asked(engine, taxonomy_id)
    decided = {run.id: findings.findings(engine, run.id, DECIDED, Decided) for run in asked}
    done_with = {each.gist for of_run in decided.values() for each in of_run.values() if each.outcome == "declined"}
    known: dict[int, Taxonomy] = {}
    found: list[Waiting] = []
    for run in asked:
        for name, advice, remedy in _remedies(engine, run):
            outcome = decided[run.id].get(name)
            if remedy.gist in done_with or (outcome is not None and outcome.outcome != "taken up"):
                continue
            labels = _now(log, known, advice, remedy)
            if labels is None and (outcome is not None or _asked_since(asked, run, remedy)):
                continue
            done_with.add(remedy.gist)
            fresh = remedy if labels is None else remedy.model_copy(update={"labels": labels})
            found.append(Waiting(run, name, advice.teacher, fresh, outdated=labels is None))
    return found


def told(engine: Engine, taxonomy_id: str) -> dict[Question, Told]:
    """For each question that was ever asked, how it went the last time."""
    latest: dict[Question, Told] = {}
    for run in _asked(engine, taxonomy_id):
        question = AdviseSettings.model_validate(run.settings).question
        if question in latest:
            continue
        advice = findings.findings(engine, run.id, ADVICE, Advice).values()
        notes = tuple(dict.fromkeys(note for each in advice for note in each.notes))
        latest[question] = Told(run, sum(len(each.remedies) for each in advice), notes)
    return latest


def accept(engine: Engine, run: Run, name: str, person: str) -> Taxonomy:
    """Do what a remedy says, with the sorting of its documents, in one step.

    Raises NotFound where someone has decided on it, Conflict where it is out of date.
    """
    advice, remedy = _undecided(engine, run, name)
    log = ledger.changes(engine, run.taxonomy)
    labels = _now(log, {}, advice, remedy)
    if labels is None:
        raise Conflict(OVERTAKEN)
    reason = f"{remedy.reason} Accepted by {person}."
    change = Change(
        labels=labels, author=advice.teacher, based_on=len(log), reason=reason, batch=f"{run.id}{ADVISED}{name}"
    )
    beside = _sorting(engine, run, replay(log), advice, remedy, person)
    after = ledger.append(engine, run.taxonomy, change, beside)
    _decide(engine, run, name, "accepted", person, remedy)
    return after


def accept_changed(engine: Engine, run: Run, name: str, written: Labels, based_on: int, person: str) -> Taxonomy:
    """Keep what a person has made of a remedy, as their own words. Raises NotFound, Conflict and InvalidTaxonomy."""
    advice, remedy = _undecided(engine, run, name)
    reason = f"{remedy.reason} Suggested by {advice.teacher}, changed by {person}."
    change = Change(labels=written, author=f"human:{person}", based_on=based_on, reason=reason)
    beside = _sorting(engine, run, ledger.taxonomy(engine, run.taxonomy), advice, remedy, person)
    after = ledger.append(engine, run.taxonomy, change, beside)
    _decide(engine, run, name, "accepted", person, remedy)
    return after


def decline(engine: Engine, run: Run, name: str, person: str) -> None:
    """Leave the labels as they are, and do not show this again. Raises NotFound where someone has decided on it."""
    _, remedy = _undecided(engine, run, name)
    _decide(engine, run, name, "declined", person, remedy)


def take_up(engine: Engine, run: Run, name: str, person: str) -> None:
    """Say that a remedy is being changed in another editor; once its labels have changed it is done with."""
    _, remedy = _undecided(engine, run, name)
    _decide(engine, run, name, "taken up", person, remedy)


def again(remedy: Remedy, question: Question, settings: AdviseSettings) -> AdviseSettings:
    """The same question once more, about the labels of an outdated remedy as they are now."""
    return settings.model_copy(update={"question": question, "labels": remedy.about})


def _asked(engine: Engine, taxonomy_id: str) -> list[Run]:
    return runs.runs(engine, taxonomy_id=taxonomy_id, stage="advise")[:RUNS]


def _remedies(engine: Engine, run: Run) -> Iterator[tuple[str, Advice, Remedy]]:
    for part, advice in findings.findings(engine, run.id, ADVICE, Advice).items():
        for place, remedy in enumerate(advice.remedies, start=1):
            yield f"{part}, {place}", advice, remedy


def _undecided(engine: Engine, run: Run, name: str) -> tuple[Advice, Remedy]:
    decided = findings.finding(engine, run.id, f"{DECIDED}{name}", Decided)
    if decided is None or decided.outcome == "taken up":
        for known, advice, remedy in _remedies(engine, run):
            if known == name:
                return advice, remedy
    raise NotFound(GONE)


def _decide(engine: Engine, run: Run, name: str, outcome: Outcome, person: str, remedy: Remedy) -> None:
    findings.keep(engine, run.id, f"{DECIDED}{name}", Decided(outcome=outcome, by=person, gist=remedy.gist))


def _now(log: Sequence[Change], known: dict[int, Taxonomy], advice: Advice, remedy: Remedy) -> Labels | None:
    """A remedy's labels as they would be now; None where it is out of date. `known` keeps versions between calls."""
    for version in (advice.based_on, len(log)):
        if version not in known:
            known[version] = replay(log[:version])
    return renewed(known[advice.based_on], known[len(log)], remedy.labels)


def _asked_since(asked: Sequence[Run], run: Run, remedy: Remedy) -> bool:
    """Whether the same question was asked once more about the same labels, and answered."""
    settings = AdviseSettings.model_validate(run.settings)
    later = (each for each in asked if each.created > run.created and each.status == "done")
    return any(_covers(AdviseSettings.model_validate(each.settings), settings.question, remedy.about) for each in later)


def _covers(settings: AdviseSettings, question: Question, about: Sequence[LabelId]) -> bool:
    return settings.question == question and (not settings.labels or set(about) <= set(settings.labels))


def _sorting(engine: Engine, run: Run, before: Taxonomy, advice: Advice, remedy: Remedy, person: str) -> Beside | None:
    """What to write beside the change: verdicts of the teacher that sorted the documents."""
    if not remedy.sorting:
        return None
    project = projects.taxonomy_card(engine, run.taxonomy).project
    ids = origins(before)[remedy.about[0]] if remedy.kind == "split" else frozenset[LabelId]()
    whole = Whole(project, run.taxonomy, ids, stale_ids(before))
    named = f"“{before[remedy.about[0]].name}” was split" if remedy.kind == "split" else "the label was added"
    why = f"Sorted to it when {named}"
    sorted_ = {document: Assigned(part, advice.teacher, why, "") for document, part in remedy.sorting.items()}

    def beside(session: Session, version: int) -> None:
        keep_sorted(session, whole, version, person, f"Sorted when {named}", sorted_)

    return beside
