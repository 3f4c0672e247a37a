"""A whole project as one file, and back: to hand over, to keep, to move to another workspace.

A ZIP of JSON: project.json, documents.jsonl and, for each taxonomy, its log, marked versions, verdicts and annotations.
Replies, runs and trained classifiers stay behind: they can be made again.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine

from core.corpus.document import Document
from core.errors import BadUpload
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs, versions
from core.store.projects import Project, Upload
from core.store.versions import NamedVersion
from core.taxonomy.exchange import Exchanged, from_json, to_json
from core.teachers.protocol import Verdict

Item = TypeVar("Item", bound=BaseModel)

FORMAT = "tnt-project 1"
MOST_BYTES = 4_000_000_000  # unpacked: past that a file is not one of ours, or is meant to fill the disk


class _Contents(BaseModel, frozen=True, extra="forbid"):
    format: str
    name: str
    taxonomies: int


class _Marks(BaseModel, frozen=True, extra="forbid"):
    """Which versions of a log have a name, and by which documents are labelled."""

    named: tuple[NamedVersion, ...] = ()
    frozen: int | None = None

    def fit(self, versions: int) -> bool:
        marked = [*(each.version for each in self.named), *(() if self.frozen is None else (self.frozen,))]
        names = {each.name.casefold() for each in self.named}
        return all(1 <= version <= versions for version in marked) and len(names) == len(self.named)


class _Packed(NamedTuple):
    """A taxonomy with all that hangs on it."""

    log: Exchanged
    marks: _Marks
    verdicts: list[Verdict]
    annotations: list[Annotation]


def pack(engine: Engine, project_id: str, path: Path) -> None:
    """Write a project to a file. What a person will read beside it is written by the caller."""
    project = projects.project(engine, project_id)
    cards = projects.taxonomies(engine, project_id)
    contents = _Contents(format=FORMAT, name=project.name, taxonomies=len(cards))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.json", contents.model_dump_json(indent=1))
        _write_lines(archive, "documents.jsonl", _all_documents(engine, project_id))
        for number, card in enumerate(cards, start=1):
            log = to_json(card.brief, ledger.changes(engine, card.id), card.name)
            archive.writestr(f"taxonomy-{number}.json", log)
            marks = _Marks(named=tuple(versions.named_versions(engine, card.id)), frozen=card.frozen)
            archive.writestr(f"versions-{number}.json", marks.model_dump_json(indent=1))
            _write_lines(archive, f"verdicts-{number}.jsonl", judgements.verdicts(engine, card.id))
            _write_lines(archive, f"annotations-{number}.jsonl", judgements.annotations(engine, card.id))


def unpack(engine: Engine, path: Path, made_by: str) -> Project:
    """Make a project from such a file, under a new id. Raises BadUpload; then nothing has been kept."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise BadUpload("This file unpacks to more than 4 GB, so it was not opened.")
            contents = _Contents.model_validate_json(archive.read("project.json"))
            if contents.format != FORMAT:
                raise BadUpload("This project was exported by another version of the app that this one cannot read.")
            texts = _read_lines(archive, "documents.jsonl", Document)
            packed = [_packed(archive, number) for number in range(1, contents.taxonomies + 1)]
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, ValidationError) as error:
        raise BadUpload(f"{path.name} is not a whole project exported by this app. Export it again.") from error
    return _keep(engine, contents.name, path.name, texts, packed, made_by)


def _packed(archive: zipfile.ZipFile, number: int) -> _Packed:
    log = from_json(archive.read(f"taxonomy-{number}.json").decode())
    name = f"versions-{number}.json"  # files from before there were any have none
    marks = _Marks.model_validate_json(archive.read(name)) if name in archive.namelist() else _Marks()
    if not marks.fit(len(log.changes)):
        raise BadUpload(f"The named versions of “{log.name}” do not fit its history. Export the project again.")
    verdicts = _read_lines(archive, f"verdicts-{number}.jsonl", Verdict)
    return _Packed(log, marks, verdicts, _read_lines(archive, f"annotations-{number}.jsonl", Annotation))


def _keep(
    engine: Engine,
    name: str,
    file_name: str,
    texts: Sequence[Document],
    packed: Sequence[_Packed],
    made_by: str,
) -> Project:
    project = projects.add_project(engine, name, made_by)
    upload = Upload(name=file_name, made_by=made_by, rows=len(texts), documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, texts, upload)
    for log, marks, verdicts, annotations in packed:
        card = projects.add_taxonomy(engine, project.id, log.name, log.brief)
        for change in log.changes:
            ledger.append(engine, card.id, change)
        for each in marks.named:
            versions.name_version(engine, card.id, each.version, each.name, each.made_by, each.at)
        versions.freeze(engine, card.id, marks.frozen)
        if verdicts:
            run = runs.add_run(engine, project.id, card.id, "label", {}, made_by)
            judgements.add_verdicts(engine, run, len(log.changes), "imported", verdicts)
            runs.finish(engine, run.id, "done", f"Came with {file_name}")
        judgements.add_annotations(engine, card.id, annotations)
    return project


def _all_documents(engine: Engine, project_id: str) -> Iterator[Document]:
    last = documents.last_position(engine, project_id)
    for start in range(1, last + 1, 5000):
        yield from documents.documents_at(engine, project_id, range(start, min(start + 5000, last + 1)))


def _write_lines(archive: zipfile.ZipFile, name: str, items: Iterable[BaseModel]) -> None:
    with archive.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, encoding="utf-8") as file:
        for item in items:
            file.write(item.model_dump_json() + "\n")


def _read_lines(archive: zipfile.ZipFile, name: str, form: type[Item]) -> list[Item]:
    with archive.open(name) as raw:
        return [form.model_validate_json(line) for line in raw if line.strip()]
