"""A grow run with all that its rounds need to know, and what of a taxonomy its teachers see.

A teacher sees the whole taxonomy or the inside of one label, with what it may not touch locked.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import Engine

from core.corpus.document import Document
from core.errors import BadReply
from core.growth.fitting import Fit
from core.growth.freedom import held
from core.growth.inside import inside, inside_brief
from core.growth.plan import Plan
from core.growth.trials import followed
from core.store import documents, findings, judgements, ledger, projects, trials
from core.store.runs import Run
from core.store.trials import Trial
from core.taxonomy.brief import Brief
from core.taxonomy.label import DocumentId
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Teacher
from core.work.planning import basis, planned
from core.work.settings import GrowSettings

PROPOSAL = "proposal"  # under which name a change waits for a person
ADVISED = "/advice "  # in the batch of a change that a teacher advised and a person accepted


class Job(NamedTuple):
    """A run with all that its rounds need to know."""

    engine: Engine
    run: Run
    settings: GrowSettings
    plan: Plan
    trials: Sequence[Trial]

    def batches(self, trial: Trial) -> list[Sequence[int]]:
        return self.plan.minibatches(
            trial.number, self.settings.seed, self.settings.batch_size, self.settings.batch_tokens
        )

    def name(self, chunk: str) -> str:
        """Under which name a chunk's change is kept, once in each trial's log."""
        return f"{self.run.id}/{chunk}"

    def fits(self, trial: Trial) -> dict[str, Fit]:
        """How the trial's states fitted the validation documents, by the chunk after which they were measured."""
        return findings.findings(self.engine, self.run.id, f"fit/{trial.number}/", Fit)

    def view(self, taxonomy: Taxonomy) -> Taxonomy:
        """What the teacher sees of a taxonomy."""
        seen = inside(taxonomy, self.settings.within) if self.settings.within else taxonomy
        return held(seen, basis(self.engine, self.run).settled) if self.settings.freedom == "extend" else seen

    def brief(self, taxonomy: Taxonomy, brief: Brief) -> Brief:
        if not self.settings.within:
            return brief
        return inside_brief(brief, taxonomy[self.settings.within], self.settings.finer)


def job_of(engine: Engine, run: Run) -> Job:
    """Plan the run and open its trials, at the first call."""
    settings = GrowSettings.model_validate(run.settings)
    plan = planned(engine, run)
    began = basis(engine, run).version
    opened = trials.open_trials(engine, run, settings.trials, settings.drafts, began)
    return Job(engine, run, settings, plan, opened)


def begun(engine: Engine, run: Run) -> Job | None:
    """The same for whoever only looks; None before a worker has planned the run."""
    opened = trials.trials(engine, run.id)
    return job_of(engine, run) if opened else None


async def fitted(job: Job, taxonomy: Taxonomy, batch: Sequence[Document], teacher: Teacher) -> Fit | None:
    """How a taxonomy fits some documents; None where the teacher's replies stay unusable."""
    view = job.view(taxonomy)
    if not view.live:
        return Fit(version=taxonomy.version, labels=(None,) * len(batch))
    brief = job.brief(taxonomy, projects.taxonomy_card(job.engine, job.run.taxonomy).brief)
    try:
        labels = await teacher.fit(brief, view, examples(job.engine, job.run, view), batch)
    except BadReply:
        return None
    return Fit(version=taxonomy.version, labels=tuple(labels))


def examples(engine: Engine, run: Run, taxonomy: Taxonomy) -> Mapping[DocumentId, Document]:
    """The documents that labels in force name as their examples, and the first of their counter-examples.

    Not those by which teacher and classifiers are measured: a teacher that is shown them has seen the answers.
    """
    named = ((*label.examples, *label.counter_examples[:1]) for label in taxonomy.live)
    ids = dict.fromkeys(document for documents_named in named for document in documents_named)
    measuring = {said.document for said in judgements.annotations(engine, run.taxonomy) if said.counts} if ids else ()
    wanted = [document for document in ids if document not in measuring]
    return {document.id: document for document in documents.documents(engine, run.project, wanted)}


def own_changes(job: Job) -> list[Change]:
    """What people have changed in the taxonomy itself since the run began, up to the first choice of a candidate.

    Advice that they have accepted is theirs too.
    """
    later = ledger.changes(job.engine, job.run.taxonomy)[basis(job.engine, job.run).version :]
    return list(takewhile(lambda change: change.by_person or ADVISED in change.batch, later))


def follow(job: Job, trial: Trial) -> None:
    """Bring into a draft what people have changed in the taxonomy itself since the run began. Raises Conflict."""
    if trial.taxonomy == job.run.taxonomy:
        return
    began = basis(job.engine, job.run).version
    since = own_changes(job)
    for change in followed(ledger.changes(job.engine, trial.taxonomy), since, began) if since else ():
        ledger.append(job.engine, trial.taxonomy, change)


def latest(engine: Engine, trial: Trial) -> Taxonomy:
    """What a trial has come to by now."""
    return ledger.taxonomy(engine, trial.taxonomy)
