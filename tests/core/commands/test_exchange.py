"""A project exported and imported: what people and teachers did is there again; a broken file leaves nothing."""

import zipfile

import pytest

from core.__main__ import main
from core.growth.seeding.reading import read_seeds
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.incoming import incoming
from core.taxonomy.label import Label
from core.taxonomy.publishing.forms import FORMS
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict


@pytest.fixture
def worked_on(engine, project):
    """A project with two taxonomies, one of them edited, labelled and judged."""
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=9))
    projects.add_taxonomy(engine, project.id, "Intent", Brief())
    labels = tuple(Label(id=name.casefold(), name=name) for name in ("Fees", "Prices", "=Cards"))
    now = ledger.append(engine, card.id, Change(labels=labels, author="offline", based_on=0, batch="run/batch 1"))
    merged = edits.merge(now, ["fees", "prices"], "fees")
    ledger.append(engine, card.id, Change(labels=merged, author="human:Ana", based_on=1, reason="the same"))
    ids = documents.document_ids(engine, project.id)[:3]
    run = runs.add_run(engine, project.id, card.id, "label", {}, "Ana")
    verdicts = [Verdict(document=ids[0], primary="prices", applicable=("prices", "=cards"), confidence=0.5, quote="x")]
    judgements.add_verdicts(engine, run, 1, "offline", verdicts)
    said = Annotation(
        document=ids[1], person="Ana", primary=None, blind=True, drawn="random", probability=0.1, version=2
    )
    judgements.add_annotations(engine, card.id, [said])
    return project, card


def test_what_comes_back_is_what_went_out(engine, worked_on, tmp_path):
    project, card = worked_on
    assert main(["export", project.id, "--out", str(tmp_path / "out")]) == 0
    assert main(["import", str(tmp_path / "out" / "project.zip")]) == 0
    again = projects.projects(engine)[0]
    assert (again.name, again.id) == (project.name, "support-tickets-2")
    assert documents.document_ids(engine, again.id) == documents.document_ids(engine, project.id)
    back = projects.taxonomies(engine, again.id)
    assert [(one.name, one.brief.max_labels) for one in back] == [("Topics", 9), ("Intent", 25)]
    assert ledger.changes(engine, back[0].id) == ledger.changes(engine, card.id)
    assert judgements.verdicts(engine, back[0].id) == judgements.verdicts(engine, card.id)
    assert judgements.annotations(engine, back[0].id) == judgements.annotations(engine, card.id)


def test_an_export_has_something_for_people_and_for_spreadsheets(worked_on, tmp_path):
    project, card = worked_on
    main(["export", project.id, "--out", str(tmp_path)])
    folder = tmp_path / card.id
    labels = (folder / "labels.csv").read_text(encoding="utf-8").splitlines()
    assert labels[0] == "id,primary,all,confidence,source"
    assert labels[1] == "T0001,Fees,Fees | =Cards,0.500,teacher"
    assert labels[2] == "T0002,,,,person"
    assert len(labels) == 601
    assert "'=Cards" in (folder / "taxonomy.csv").read_text(encoding="utf-8")
    assert "# Topics" in (folder / "codebook.md").read_text(encoding="utf-8")
    assert "<h1>Topics</h1>" in (folder / "codebook.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in FORMS if name.startswith("taxonomy.")])
def test_every_form_of_the_labels_can_be_read_again_and_changes_nothing(engine, worked_on, tmp_path, name):
    project, card = worked_on
    main(["export", project.id, "--out", str(tmp_path)])
    seeds = read_seeds(name, (tmp_path / card.id / name).read_bytes())
    assert incoming(ledger.taxonomy(engine, card.id), seeds, retire_missing=True).labels == ()
    assert [gone.seed.name for gone in seeds.gone] == ["Prices"]


def test_a_project_that_is_not_there_is_named(engine, tmp_path, capsys):
    assert main(["export", "gone", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == "There is no project “gone” in this workspace.\n"


@pytest.mark.parametrize("damage", ["cut", "no documents", "other form", "not a zip"])
def test_a_broken_export_is_refused_and_nothing_of_it_kept(engine, worked_on, tmp_path, damage, capsys):
    project, _ = worked_on
    main(["export", project.id, "--out", str(tmp_path)])
    whole = tmp_path / "project.zip"
    broken = tmp_path / "broken.zip"
    if damage == "cut":
        broken.write_bytes(whole.read_bytes()[:-200])
    elif damage == "not a zip":
        broken.write_text("id,text\n1,hello\n", encoding="utf-8")
    else:
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
            for name in source.namelist():
                if damage == "no documents" and name == "documents.jsonl":
                    continue
                content = b'{"a": 1}\n' if damage == "other form" and name.startswith("annot") else source.read(name)
                target.writestr(name, content)
    capsys.readouterr()
    assert main(["import", str(broken)]) == 2
    assert capsys.readouterr().err == "broken.zip is not a whole project exported by this app. Export it again.\n"
    assert len(projects.projects(engine)) == 1
