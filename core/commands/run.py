"""`tnt run`: a file of texts to a taxonomy, labels and a classifier, without a browser.

Everything it does is kept in a workspace of its own inside the output folder, so the same command goes on where an
interrupted one left off.
"""

import asyncio
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Engine

from core.corpus.reading import look, read
from core.errors import BadUpload, TntError
from core.labelling.carry import stale_ids
from core.labelling.prices import money
from core.spreadsheet import write_csv
from core.store import classifiers, documents, labels, ledger, projects, replies, runs
from core.store.prices import prices
from core.store.projects import TaxonomyCard, Upload
from core.store.runs import Run
from core.store.workspace import open_workspace
from core.taxonomy.brief import DEFAULT_USE_CASE, Brief
from core.taxonomy.exchange import to_json
from core.work.here import perform_here
from core.work.labels_table import COLUMNS, labels_table
from core.work.requests import request
from core.work.settings import GrowSettings, LabelSettings, ScoreSettings, Settings, TeacherName, TrainSettings

DONE, PARTIAL = 0, 3


class RunOptions(BaseModel, frozen=True):
    """What the command was told. The same file and options mean the same run."""

    file: Path
    text: tuple[str, ...] = ()
    id_column: str = ""
    use_case: str = DEFAULT_USE_CASE
    max_labels: int = Field(default=25, ge=2, le=200)
    teacher: TeacherName = "offline"
    model: str = ""
    trials: int = Field(default=3, ge=1, le=10)
    sample: int | None = Field(default=None, ge=1)
    seed: int = 0
    out: Path


def run(options: RunOptions) -> int:
    """Go the whole way. Raises BadUpload and other TntErrors for what a person has to mend first."""
    started = time.monotonic()
    options.out.mkdir(parents=True, exist_ok=True)
    engine = open_workspace(f"sqlite:///{options.out / 'workspace.db'}")
    card = _place(engine, options)
    for settings in _stages(options):
        if not _performed(engine, card, settings):
            _say(f"Stopped before the end. Run the same command again to go on; what is done is kept in {options.out}.")
            return PARTIAL
    scoring = ScoreSettings(classifier=_in_use(engine, card).id)
    if not _performed(engine, card, scoring):
        return PARTIAL
    _write(engine, card, options, time.monotonic() - started)
    return DONE


def _place(engine: Engine, options: RunOptions) -> TaxonomyCard:
    """The project and taxonomy in the output folder: made from the file, or found from an earlier start."""
    mark = _mark(options)
    there = projects.projects(engine)
    if there:
        card = projects.taxonomies(engine, there[0].id)[0]
        if card.name != mark:
            raise BadUpload(
                f"{options.out} holds a run of another file or with other options. Choose another --out, or delete it."
            )
        return card
    preview = look(options.file.name, options.file)
    text = options.text or preview.text
    loaded = read(options.file.name, options.file, text=text, id_column=options.id_column or preview.id_column)
    project = projects.add_project(engine, options.file.stem, "command line")
    upload = Upload.of(preview.name, loaded, "command line")
    documents.add_documents(engine, project.id, loaded.documents, upload)
    _say(
        f"{options.file.name}: {len(loaded.documents):,} documents from {loaded.rows:,} rows; "
        f"the text is in {', '.join(text)}."
    )
    brief = Brief(use_case=options.use_case, max_labels=options.max_labels)
    return projects.add_taxonomy(engine, project.id, mark, brief)


def _mark(options: RunOptions) -> str:
    """A taxonomy's name that only the same file and options share."""
    told = options.model_dump_json(exclude={"file", "out"})
    content = hashlib.sha256(options.file.read_bytes()).hexdigest()
    return f"{options.file.stem} {hashlib.sha256((told + content).encode()).hexdigest()[:12]}"


def _stages(options: RunOptions) -> list[Settings]:
    teacher, model, seed = options.teacher, options.model, options.seed
    return [
        GrowSettings(
            teacher=teacher,
            model=model,
            sample=options.sample or 1000,
            trials=options.trials,
            chooser="teacher",
            seed=seed,
        ),
        LabelSettings(teacher=teacher, model=model, sample=options.sample, seed=seed),
        TrainSettings(curve=False, seed=seed),
    ]


def _performed(engine: Engine, card: TaxonomyCard, settings: Settings) -> bool:
    """Whether the stage is done, now or by an earlier start of the command."""
    stage = settings.__class__.__name__.removesuffix("Settings").lower()
    earlier = next((run for run in runs.runs(engine, taxonomy_id=card.id) if run.stage == stage), None)
    if earlier is not None and earlier.status == "done":
        return True
    if earlier is not None:
        runs.queue_again(engine, earlier.id)
    todo = earlier or request(engine, card.id, settings, "command line")
    ended = asyncio.run(perform_here(engine, todo.id, _show))
    sys.stderr.write("\n")
    if ended.status == "failed":
        _say(ended.note)
    return ended.status == "done"


STAGE_WORDS = {"grow": "Growing the taxonomy", "label": "Labelling", "train": "Training", "score": "Scoring the rest"}


def _show(run: Run) -> None:
    sys.stderr.write(f"\r{STAGE_WORDS[run.stage]}: {run.done} of {run.total}  {run.note[:60]:<60}")
    sys.stderr.flush()


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _in_use(engine: Engine, card: TaxonomyCard) -> classifiers.Classifier:
    for classifier in classifiers.classifiers(engine, card.id):
        if classifier.in_use:
            return classifier
    raise TntError("No classifier could be trained from these labels.")


def _write(engine: Engine, card: TaxonomyCard, options: RunOptions, seconds: float) -> None:
    changes = ledger.changes(engine, card.id)
    taxonomy = ledger.taxonomy(engine, card.id)
    best = _in_use(engine, card)
    rows = list(labels_table(engine, card.project, card.id))
    name = options.file.stem
    (options.out / "taxonomy.json").write_text(to_json(card.brief, changes, name), encoding="utf-8")
    (options.out / "labels.csv").write_bytes(write_csv(rows, COLUMNS))
    (options.out / "classifier.zip").write_bytes(classifiers.bundle(engine, best.id))
    report = {
        "documents": documents.count_documents(engine, card.project),
        "labels": len(taxonomy.live),
        "label_names": [label.name for label in taxonomy.live],
        "coverage": round(sum(bool(row["primary"]) for row in rows) / max(1, len(rows)), 4),
        "teacher": options.teacher,
        "labelled_by": _by_source(engine, card),
        "seconds": round(seconds, 1),
        **_spent(engine, card),
        "classifier": best.body,
    }
    (options.out / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _say(
        f"{report['documents']:,} documents, {report['labels']} labels, {report['coverage']:.0%} with a label, "
        f"{seconds:.0f} s. Wrote taxonomy.json, labels.csv, classifier.zip and report.json to {options.out}."
    )


def _by_source(engine: Engine, card: TaxonomyCard) -> dict[str, int]:
    found: dict[str, int] = {}
    stale = stale_ids(ledger.taxonomy(engine, card.id))
    for count in labels.counts(engine, card.project, card.id, stale=stale):
        source = count.source or "nobody"
        found[source] = found.get(source, 0) + count.documents
    return found


def _spent(engine: Engine, card: TaxonomyCard) -> dict[str, Any]:
    """Calls, tokens and money of all stages; no money is named where a model's price is not known."""
    each = [used for run in runs.runs(engine, taxonomy_id=card.id) for used in replies.used(engine, run.id)]
    paid = money(each, prices(engine))
    return {
        "calls": sum(used.calls for used in each),
        "tokens": {
            "prompt": sum(used.prompt_tokens for used in each),
            "completion": sum(used.completion_tokens for used in each),
        },
        "cost": round(paid.amount, 6) if paid is not None else None if each else 0,
        "currency": paid.currency if paid is not None else None,
    }
