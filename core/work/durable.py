"""Runs as DBOS workflows, so that killing anything at any moment costs only what was in flight.

A run is a workflow, each of its parts a child workflow under an explicit name, RUN/PART: the order in which steps are
counted is then always the same, whatever finishes first. DBOS keeps its books in a database of its own, which may be
lost: what has to be done is in the workspace, and is looked up there. It does not know what the parts do.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count

from dbos import DBOS, DBOSPortableJSONSerializer, SetWorkflowID, WorkflowHandle, WorkflowStatus
from dbos import error as dbos_error
from sqlalchemy import Engine, create_engine, make_url, text

from core.store import runs
from core.store.runs import Run
from core.store.runs import Stage as StageName
from core.store.workspace import data_folder, now, workers
from core.work.chunk import DONE, Outcome, begin, do_chunk, failure
from core.work.stage import Stage

SCHEMA = "tnt_queue"  # DBOS's own, where it shares a PostgreSQL database with the workspace
VERSION = "1"  # fixed: runs begun before an update of the program are taken up after it
POLL = 0.1  # seconds between two looks at whether a part that another worker has is done
RUNS_AT_ONCE = 8  # a worker; what is more waits for it, or for another
DEATHS = 5  # times a worker may die over the same part before its run is given up
FORGOTTEN = timedelta(seconds=15)  # without a heartbeat, before a run that DBOS does not know is handed over again
DEAD = timedelta(seconds=60)  # without a heartbeat, before another worker's runs are taken over
KEPT = timedelta(days=7)  # DBOS's notes on what is finished
KILLER = (
    f"The program was ended {DEATHS} times over the same part of this run, perhaps for lack of memory. "
    "What was done so far is kept, and the run can be resumed."
)


def queue_url(environ: Mapping[str, str]) -> str:
    """Where DBOS keeps its books: a file beside the workspace's, or a schema in the same PostgreSQL database."""
    url = environ.get("DATABASE_URL", "")
    if url.startswith("postgresql"):
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return f"sqlite:///{data_folder(environ) / 'queue.db'}"


class DurableRuns:
    """The runs of a workspace, performed in this process under the name of one worker."""

    def __init__(
        self, engine: Engine, stages: Mapping[StageName, Stage], pauses: Sequence[float], executor: str
    ) -> None:
        self.engine = engine
        self.stages = stages
        self.pauses = pauses
        self.executor = executor
        self.under_way: set[str] = set()

    def launch(self, url: str) -> None:
        """Start to work; what this worker was doing when it last ended is taken up again first."""
        _write_ahead(url)
        DBOS(
            config={
                "name": "tnt-studio",
                "system_database_url": url,
                "dbos_system_schema": SCHEMA,
                "application_version": VERSION,
                "executor_id": self.executor,
                "serializer": DBOSPortableJSONSerializer(),  # the default one pickles
                "log_level": "WARNING",
                "console_log_level": "CRITICAL",
            }
        )

        @DBOS.workflow(name="run", max_recovery_attempts=None)
        def run_workflow(run_id: str) -> None:
            self._perform(run_id)

        @DBOS.workflow(name="chunk", max_recovery_attempts=DEATHS)
        def chunk_workflow(run_id: str, chunk: str) -> Outcome:
            return do_chunk(self.engine, run_id, chunk, self.stages, self.pauses)

        self._run, self._chunk = run_workflow, chunk_workflow
        DBOS.launch()
        old = DBOS.list_workflows(completed_before=(now() - KEPT).isoformat(), load_input=False, load_output=False)
        DBOS.delete_workflows([workflow.workflow_id for workflow in old])

    def take_up(self) -> None:
        """Turn what has been handed over, or lost, into workflows."""
        room = RUNS_AT_ONCE - len(self.under_way)
        waiting = [run for run in runs.active_runs(self.engine) if run.id not in self.under_way and _is_anybodys(run)]
        for run in waiting[:room]:
            self._start(run)

    def take_over(self) -> None:
        """Go on with what other workers left when they died."""
        alive = {name for name, beat in workers(self.engine).items() if now() - beat < DEAD} | {self.executor}
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        orphans = [workflow.workflow_id for workflow in pending if workflow.executor_id not in alive]
        if orphans:
            DBOS.resume_workflows(orphans)

    def beat(self) -> None:
        """Say of each run under way here that it is."""
        for run_id in tuple(self.under_way):
            runs.beat(self.engine, run_id)

    def _start(self, run: Run) -> None:
        known: list[WorkflowStatus] = DBOS.list_workflows(
            name="run", workflow_id_prefix=run.id, load_input=False, load_output=False
        )
        if any(workflow.status in ("ENQUEUED", "DELAYED", "PENDING") for workflow in known):
            return
        taken = {workflow.workflow_id for workflow in known}
        names = (run.id if attempt == 1 else f"{run.id}.{attempt}" for attempt in count(1))
        with SetWorkflowID(next(name for name in names if name not in taken)):
            DBOS.start_workflow(self._run, run.id)

    def _perform(self, run_id: str) -> None:
        self.under_way.add(run_id)
        try:
            if runs.run(self.engine, run_id).active:
                runs.finish(self.engine, run_id, *self._perform_chunks(run_id))
        except Exception as error:  # a run never ends without words for the person who waits
            runs.finish(self.engine, run_id, *failure(error))
        finally:
            self.under_way.discard(run_id)

    def _perform_chunks(self, run_id: str) -> Outcome:
        told, left = DBOS.run_step({"name": "begin"}, self._begin, run_id)
        if (outcome := Outcome(*told)) != DONE:
            return outcome
        side_by_side = self.stages[runs.run(self.engine, run_id).stage].side_by_side
        under_way: deque[WorkflowHandle[Outcome]] = deque()
        for chunk in left:
            if len(under_way) == side_by_side:
                outcome = _outcome(under_way.popleft())
            if outcome != DONE:
                break
            with SetWorkflowID(f"{DBOS.workflow_id}/{chunk}"):
                under_way.append(DBOS.start_workflow(self._chunk, run_id, chunk))
        outcomes = [outcome, *(_outcome(handle) for handle in under_way)]
        return next((bad for bad in outcomes if bad != DONE), DONE)

    def _begin(self, run_id: str) -> tuple[Outcome, list[str]]:
        try:
            return DONE, begin(self.engine, run_id, self.stages)
        except Exception as error:  # recorded as words: a step that is replayed would bring back a stranger's error
            return failure(error), []


def _outcome(handle: WorkflowHandle[Outcome]) -> Outcome:
    try:
        return Outcome(*handle.get_result(polling_interval_sec=POLL))  # kept as JSON, where a tuple is a list
    except dbos_error.DBOSAwaitedWorkflowMaxRecoveryAttemptsExceeded:
        return Outcome("failed", KILLER)


def _is_anybodys(run: Run) -> bool:
    """Whether a run was handed over and waits, or seems forgotten by whoever had it."""
    if run.status == "waiting" and run.heartbeat is not None:
        return True
    return now() - (run.heartbeat or run.created) > FORGOTTEN


def _write_ahead(url: str) -> None:
    """DBOS does not ask for it, and collapses without it when several processes read and write (measured)."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode=WAL"))
    engine.dispose()
