"""`tnt export` and `tnt import`: a project out of one workspace and into another."""

import sys
from pathlib import Path

from sqlalchemy import Engine

from core.spreadsheet import write_csv
from core.store import classifiers, projects
from core.taxonomy.publishing.forms import FORMS
from core.work.archive import pack, unpack
from core.work.labels_table import COLUMNS, labels_table
from core.work.publishing import edition


def export_project(engine: Engine, project_id: str, out: Path) -> int:
    """Write project.zip, which `tnt import` reads, and beside it what people and programs read."""
    project = projects.project(engine, project_id)
    out.mkdir(parents=True, exist_ok=True)
    pack(engine, project_id, out / "project.zip")
    for card in projects.taxonomies(engine, project_id):
        folder = out / card.id
        folder.mkdir(exist_ok=True)
        published = edition(engine, card)
        for name, form in FORMS.items():
            (folder / name).write_bytes(form.written(published))
        (folder / "labels.csv").write_bytes(write_csv(labels_table(engine, project_id, card.id), COLUMNS))
        for classifier in classifiers.classifiers(engine, card.id):
            if classifier.in_use:
                (folder / "classifier.zip").write_bytes(classifiers.bundle(engine, classifier.id))
    sys.stderr.write(f"Wrote {project.name} to {out}; project.zip is what `tnt import` reads.\n")
    return 0


def import_project(engine: Engine, file: Path) -> int:
    """Make a new project of an exported one. Raises BadUpload."""
    project = unpack(engine, file, "command line")
    sys.stderr.write(f"Imported as {project.id}.\n")
    return 0
