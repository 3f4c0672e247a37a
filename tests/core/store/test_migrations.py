"""Workspaces that an earlier version of the program made go on, with all that is in them."""

from sqlalchemy import text

from core.labelling.annotation import Annotation
from core.store import findings, judgements, ledger, projects, runs, trials, versions
from core.store.workspace import database_url, open_workspace
from core.taxonomy.brief import Brief
from core.taxonomy.edits import add
from core.taxonomy.history import undo
from core.taxonomy.taxonomy import Change, Taxonomy

LATER = ("brief", "trial", "finding", "price")  # tables of the second version


def test_a_workspace_of_the_first_version_gets_drafts_trials_and_findings(engine, project, tmp_path):
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=8))
    ledger.append(engine, card.id, Change(labels=add(Taxonomy(), "Cards"), author="human:Ana", based_on=0))
    run = runs.add_run(engine, project.id, card.id, "grow", {}, "Ana")
    with engine.begin() as connection:
        for table in LATER:
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("DROP INDEX ix_taxonomy_draft_of"))
        connection.execute(text("ALTER TABLE taxonomy DROP COLUMN draft_of"))
        connection.execute(text("UPDATE setting SET value = '1' WHERE name = 'schema'"))
    engine.dispose()

    opened = open_workspace(database_url({"TNT_DATA": str(tmp_path)}))
    assert [each.id for each in projects.taxonomies(opened, project.id)] == [card.id]
    assert [label.name for label in ledger.taxonomy(opened, card.id).live] == ["Cards"]
    assert len(trials.open_trials(opened, run, 3, drafts=True)) == 3
    findings.keep(opened, run.id, "brief", Brief())
    assert findings.finding(opened, run.id, "brief", Brief) == Brief()
    assert projects.set_brief(opened, card.id, Brief(max_labels=9), "human:Ana") == 2
    opened.dispose()


def test_a_workspace_of_the_second_version_gets_names_of_versions_and_keeps_what_people_said(engine, project, tmp_path):
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief())
    ledger.append(engine, card.id, Change(labels=add(Taxonomy(), "Cards"), author="human:Ana", based_on=0))
    said = Annotation(document="one", person="Ana", primary="cards", blind=True, drawn="chosen", version=1)
    judgements.add_annotations(engine, card.id, [said])
    with engine.begin() as connection:
        for table in ("named_version", "unfinished"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("ALTER TABLE taxonomy DROP COLUMN frozen"))
        connection.execute(text("UPDATE annotation SET body = json_remove(body, '$.with_step')"))
        connection.execute(text("UPDATE setting SET value = '2' WHERE name = 'schema'"))
    engine.dispose()

    opened = open_workspace(database_url({"TNT_DATA": str(tmp_path)}))
    assert [each.primary for each in judgements.annotations(opened, card.id)] == ["cards"]
    ledger.append(opened, card.id, undo(ledger.changes(opened, card.id), 1, "human:Ben"))
    assert [each.primary for each in judgements.annotations(opened, card.id)] == ["cards"]  # it came with no step
    versions.name_version(opened, card.id, 1, "agreed", "Ana")
    versions.freeze(opened, card.id, 1)
    assert versions.labelled_by(opened, card.id).version == 1
    opened.dispose()
