"""A project as one file: what hangs on its taxonomies goes out and comes back."""

import zipfile

import pytest

from core.errors import BadUpload
from core.store import ledger, projects, versions
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.archive import pack, unpack


@pytest.fixture
def marked(engine):
    """A project whose taxonomy has two versions, the first of them named and frozen."""
    project = projects.add_project(engine, "Tickets", "Ana")
    topics = projects.add_taxonomy(engine, project.id, "Topics", Brief()).id
    after = Taxonomy()
    for name in ("Cards", "App"):
        after = ledger.append(
            engine, topics, Change(labels=edits.add(after, name), author="human:Ana", based_on=after.version)
        )
    versions.name_version(engine, topics, 1, "v1 agreed with legal", "Ana")
    versions.freeze(engine, topics, 1)
    return project, topics


def rewritten(file, name, text):
    """The same file with one member replaced, or left out where there is no text for it."""
    with zipfile.ZipFile(file) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members[name] = text
    with zipfile.ZipFile(file, "w") as archive:
        for member, content in members.items():
            if content is not None:
                archive.writestr(member, content)


def test_named_versions_and_the_frozen_one_come_along(engine, marked, tmp_path):
    project, topics = marked
    pack(engine, project.id, tmp_path / "project.zip")
    back = projects.taxonomies(engine, unpack(engine, tmp_path / "project.zip", "Ben").id)[0]
    assert back.id != topics
    assert back.frozen == 1
    assert versions.named_versions(engine, back.id) == versions.named_versions(engine, topics)
    assert [label.name for label in versions.labelled_by(engine, back.id).live] == ["Cards"]


def test_a_file_from_before_versions_had_names_is_still_read(engine, marked, tmp_path):
    pack(engine, marked[0].id, tmp_path / "project.zip")
    rewritten(tmp_path / "project.zip", "versions-1.json", None)
    back = projects.taxonomies(engine, unpack(engine, tmp_path / "project.zip", "Ben").id)[0]
    assert back.frozen is None
    assert versions.named_versions(engine, back.id) == []
    assert ledger.version(engine, back.id) == 2


@pytest.mark.parametrize("marks", ['{"frozen": 3}', '{"frozen": 0}', '{"frozen": "x"}'])
def test_marks_of_versions_that_are_not_there_are_refused_and_nothing_is_kept(engine, marked, tmp_path, marks):
    pack(engine, marked[0].id, tmp_path / "project.zip")
    rewritten(tmp_path / "project.zip", "versions-1.json", marks)
    with pytest.raises(BadUpload, match="Export"):
        unpack(engine, tmp_path / "project.zip", "Ben")
    assert len(projects.projects(engine)) == 1
