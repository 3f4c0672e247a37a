import pytest

from core.errors import Conflict, InvalidTaxonomy, NotFound
from core.store import ledger, projects, versions
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.taxonomy import Change


@pytest.fixture
def topics(engine):
    """A taxonomy of three changes: “Cards”, “App”, and “Cards” called “Cards and cash”."""
    project = projects.add_project(engine, "Tickets", "Ana")
    topics = projects.add_taxonomy(engine, project.id, "Topics", Brief()).id
    for name in ("Cards", "App"):
        write(engine, topics, lambda now, name=name: edits.add(now, name))
    write(engine, topics, lambda now: edits.rename(now, "cards", "Cards and cash"))
    return topics


def write(engine, topics, gesture):
    now = ledger.taxonomy(engine, topics)
    ledger.append(engine, topics, Change(labels=gesture(now), author="human:Ana", based_on=now.version))


def called(engine, topics):
    return [(each.version, each.name, each.made_by) for each in versions.named_versions(engine, topics)]


def test_a_version_can_be_named_and_named_anew_and_the_name_taken_away(engine, topics):
    versions.name_version(engine, topics, 2, "  agreed   with legal ", "Ana")
    versions.name_version(engine, topics, 3, "v2", "Ben")
    assert called(engine, topics) == [(3, "v2", "Ben"), (2, "agreed with legal", "Ana")]
    versions.name_version(engine, topics, 2, "v1", "Ben")
    assert called(engine, topics) == [(3, "v2", "Ben"), (2, "v1", "Ben")]
    versions.name_version(engine, topics, 2, " ", "Ben")
    assert called(engine, topics) == [(3, "v2", "Ben")]


def test_two_versions_never_have_one_name_and_one_version_may_keep_its_own(engine, topics):
    versions.name_version(engine, topics, 2, "v1", "Ana")
    with pytest.raises(Conflict, match="Version 2 is called “v1” already"):
        versions.name_version(engine, topics, 3, "V1", "Ana")
    versions.name_version(engine, topics, 2, "V1", "Ana")
    assert called(engine, topics) == [(2, "V1", "Ana")]


def test_a_name_that_is_too_long_is_refused(engine, topics):
    with pytest.raises(InvalidTaxonomy, match="too long"):
        versions.name_version(engine, topics, 1, "x" * 81, "Ana")


@pytest.mark.parametrize("version", [0, -1, 4])
def test_a_version_that_is_not_there_can_neither_be_named_nor_frozen(engine, topics, version):
    with pytest.raises(NotFound, match=f"no version {version}"):
        versions.name_version(engine, topics, version, "v1", "Ana")
    with pytest.raises(NotFound, match=f"no version {version}"):
        versions.freeze(engine, topics, version)


def test_a_taxonomy_that_is_gone_has_no_versions(engine):
    with pytest.raises(NotFound):
        versions.name_version(engine, "gone", 1, "v1", "Ana")
    with pytest.raises(NotFound):
        versions.freeze(engine, "gone", None)
    with pytest.raises(NotFound):
        versions.labelled_by(engine, "gone")
    assert versions.named_versions(engine, "gone") == []


def test_documents_are_labelled_by_the_latest_version_unless_one_is_frozen(engine, topics):
    assert versions.labelled_by(engine, topics) == ledger.taxonomy(engine, topics)
    versions.freeze(engine, topics, 2)
    write(engine, topics, lambda now: edits.retire(now, "app"))
    frozen = versions.labelled_by(engine, topics)
    assert (frozen.version, [label.name for label in frozen.live]) == (2, ["Cards", "App"])
    versions.freeze(engine, topics, None)
    assert versions.labelled_by(engine, topics).version == 4


def test_names_and_the_frozen_version_go_with_the_project(engine, topics):
    versions.name_version(engine, topics, 1, "v1", "Ana")
    projects.delete_project(engine, projects.taxonomy_card(engine, topics).project)
    assert versions.named_versions(engine, topics) == []
