"""Every page, empty and full, wide and narrow, light and dark: what is wrong at a look, and pictures to look at."""

import os
import re
from itertools import product
from pathlib import Path

import pytest

from core.agreement.sampling import draw
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs
from core.store.workspace import open_workspace
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change
from core.teachers.protocol import Verdict
from core.work import choosing, queue, requests
from core.work.samples import SAMPLES, sample_project
from core.work.settings import GrowSettings, LabelSettings, TrainSettings
from pages.parts.place import address
from tests.browser.driving import opened
from tests.browser.serving import served
from tests.faults.processes import ended

PAGES = ("home", "corpus", "grow", "curate", "label", "check", "classify", "explore", "compare", "jobs")
WIDTHS = (1400, 800)
SCHEMES = ("light", "dark")
WORKBENCH = {  # what Curate shows besides its labels
    "quality": {"tab": "Quality"},
    "advice": {"tab": "Advice"},
    "history": {"tab": "History"},
    "versions": {"tab": "History", "history": "Two+versions", "from": "1", "to": "4"},
    "exchange": {"tab": "Import+and+export"},
}
CLASSIFIER = {  # what Classify shows besides the classifiers
    "quality": {"tab": "Quality"},
    "automation": {"tab": "Automation"},
    "trying": {"tab": "Try+it"},
    "away": {"tab": "Take+away"},
}
ONLY_READ = ("nothing-jobs", "new-jobs", "full-jobs", "new-corpus")  # a list of runs; a place to drop a file
CHARTS = ("grow", "explore")  # drawn for the scheme in which the page is opened
TALLEST = 3000  # pixels of a picture
INSIDES = re.compile(r"Traceback|\bNone\b|\bnan\b|\bNaN\b|\bundefined\b|\{['\"]|\[object")

LOOK = Path(__file__).with_name("look.js").read_text()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """Where the pictures go, for people to look at."""
    folder = Path(os.environ.get("TNT_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def nowhere(chromium, tmp_path_factory):
    """An app in which there is nothing yet."""
    with served(tmp_path_factory.mktemp("nothing"), worker=False) as address:
        yield address


@pytest.fixture(scope="module")
def tab_nowhere(browser, nowhere):
    with opened(browser, nowhere, "Ana") as tab:
        yield tab


@pytest.fixture(scope="module")
def workspace(app, folder):
    engine = open_workspace(f"sqlite:///{folder / 'workspace.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def new(workspace):
    """A project in which nothing has happened."""
    project = projects.add_project(workspace, "Letters to the editor", "Ana")
    return address(project.id, projects.add_taxonomy(workspace, project.id, "Topics", Brief()).id)


@pytest.fixture(scope="module")
def full(workspace, new):
    """A project that has been through everything: grown, curated, labelled, judged by two people, trained."""
    project = sample_project(workspace, SAMPLES[0], "Ana")
    taxonomy = projects.taxonomies(workspace, project.id)[0].id
    grown = perform(workspace, taxonomy, GrowSettings())
    choosing.adopt(workspace, grown, 1, "Ana")
    curate(workspace, taxonomy)
    perform(workspace, taxonomy, LabelSettings())
    judge(workspace, taxonomy)
    perform(workspace, taxonomy, TrainSettings(heads=("logistic",), features=("tfidf", "embeddings")))
    return address(project.id, taxonomy)


@pytest.fixture(scope="module")
def waiting(workspace):
    """Two projects whose runs wait for a person: one proposes changes, the other has three trials to choose from."""
    found = {}
    for state, settings in {
        "asking": GrowSettings(trials=1, step_by_step=True, sample=100),
        "choosing": GrowSettings(batch_size=40, sample=200),
    }.items():
        project = sample_project(workspace, SAMPLES[0], "Ana")
        taxonomy = projects.taxonomies(workspace, project.id)[0].id
        perform(workspace, taxonomy, settings, "asking" if state == "asking" else "done")
        found[state] = address(project.id, taxonomy)
    return found


@pytest.fixture(scope="module")
def crossed(workspace):
    """A project with two taxonomies, by both of which its documents are labelled."""
    project = sample_project(workspace, SAMPLES[2], "Ana")
    ids = documents.document_ids(workspace, project.id)
    for card, every in zip(projects.taxonomies(workspace, project.id), (10, 16), strict=True):
        labels = tuple(Label(id=f"l{place}", name=f"{card.name} of kind {place + 1}") for place in range(every))
        ledger.append(workspace, card.id, Change(labels=labels, author="human:Ben", based_on=0))
        verdicts = [
            Verdict(document=each, primary=labels[(place * place) % every].id, confidence=0.8)
            for place, each in enumerate(ids)
        ]
        run = runs.add_run(workspace, project.id, card.id, "label", {}, "Ana")
        judgements.add_verdicts(workspace, run, 1, "offline", verdicts)
        runs.finish(workspace, run.id, "done")
    return address(project.id) | {"tab": "Taxonomies", "picked": "l1", "value": "Domain of kind 2"}


def perform(workspace, taxonomy, settings, until="done"):
    run = requests.request(workspace, taxonomy, settings, "Ana")
    queue.hand_over(workspace, run.id)
    run = ended(workspace, run.id, within=150)
    assert run.status == until, run.note
    return run


def curate(workspace, taxonomy):
    """Ben renames a label, locks another and puts a third below it."""
    for edit in (
        lambda now: edits.rename(now, now.live[0].id, "Paying with a card"),
        lambda now: edits.lock(now, now.live[1].id),
        lambda now: edits.move(now, now.live[3].id, now.live[1].id),
    ):
        now = ledger.taxonomy(workspace, taxonomy)
        change = Change(labels=edit(now), author="human:Ben", based_on=now.version, reason="Clearer for the teams.")
        ledger.append(workspace, taxonomy, change)


def judge(workspace, taxonomy):
    """Ben and Carla judge the same documents blind; each differs from the teacher now and then."""
    said = judgements.judged(workspace, taxonomy)
    labels = [label.id for label in ledger.taxonomy(workspace, taxonomy).live]
    for person, every, count in (("Ben", 5, 60), ("Carla", 7, 40)):
        judgements.add_annotations(
            workspace,
            taxonomy,
            [
                blind(person, drawn, labels[number % len(labels)] if number % every == 0 else said[drawn.document])
                for number, drawn in enumerate(draw(said, count, 0))
            ],
        )


def blind(person, drawn, label):
    return Annotation(
        document=drawn.document,
        person=person,
        primary=label,
        applicable=(label,) if label else (),
        blind=True,
        drawn="random",
        probability=drawn.probability,
        version=1,
        seconds=4,
    )


def path_of(page, query):
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{'' if page == 'home' else page}?{words}"


def look_at(tab, path, shelf, name, schemes=SCHEMES):
    """Load a page in the first of the schemes, take pictures, and answer everything that is wrong with it."""
    wrong = []
    tab.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    tab.page.emulate_media(color_scheme=schemes[0])
    tab.open(path)
    for width in WIDTHS:
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.settled()
        found = tab.page.evaluate(LOOK)
        wrong += [f"{width}: {fault}" for fault in faults(found, 0 if name in ONLY_READ else 1)]
        tab.page.set_viewport_size({"width": width, "height": min(TALLEST, max(900, found["height"] + 20))})
        for scheme in schemes:
            tab.page.emulate_media(color_scheme=scheme)
            tab.settled()
            tab.page.screenshot(path=shelf / f"{name}-{width}-{scheme}.png")
    return [*wrong, *tab.heard()]


def faults(found, expected):
    """What must be so on every page, where one thing is the next to do; `expected` is how many."""
    if found["wider"] > 0:
        yield f"the page is {found['wider']} pixels wider than the window"
    if len(found["titles"]) != 1:
        yield f"titles: {found['titles']}"
    if len(found["primary"]) != expected:
        yield f"primary buttons: {found['primary']}"
    if found["nameless"]:
        yield f"without a name: {found['nameless']}"
    if found["cut"]:
        yield f"cut off: {found['cut']}"
    if found["sideways"]:
        yield f"tables that scroll sideways: {found['sideways']}"
    if found["alerts"]:
        yield "an error of the program"
    for inside in INSIDES.finditer(found["text"]):
        yield f"shows what is inside: {found['text'][max(0, inside.start() - 60) : inside.end() + 60]!r}"


def test_a_first_visitor_is_asked_for_a_name_by_a_page_that_looks_right(browser, nowhere, shelf):
    with opened(browser, nowhere) as tab:
        assert look_at(tab, "", shelf, "nothing-name") == []


@pytest.mark.parametrize("page", PAGES)
def test_a_workspace_without_projects_looks_right(tab_nowhere, shelf, page):
    schemes = SCHEMES if page in ("home", "jobs") else SCHEMES[:1]  # the others all say: choose a project first
    assert look_at(tab_nowhere, "" if page == "home" else page, shelf, f"nothing-{page}", schemes) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_new_project_looks_right(tab, new, shelf, page):
    assert look_at(tab, path_of(page, new), shelf, f"new-{page}") == []


@pytest.mark.parametrize(
    ("page", "schemes"), [*((page, SCHEMES) for page in PAGES if page not in CHARTS), *product(CHARTS, zip(SCHEMES))]
)
def test_a_project_that_has_been_through_everything_looks_right(tab, full, shelf, page, schemes):
    assert look_at(tab, path_of(page, full), shelf, f"full-{page}", schemes) == []


@pytest.mark.parametrize("view", WORKBENCH)
def test_every_side_of_the_workbench_looks_right(tab, full, shelf, view):
    assert look_at(tab, path_of("curate", full | WORKBENCH[view]), shelf, f"curate-{view}") == []


@pytest.mark.parametrize(("view", "scheme"), [*product(CLASSIFIER, SCHEMES)])
def test_every_side_of_a_classifier_looks_right(tab, full, shelf, view, scheme):
    assert look_at(tab, path_of("classify", full | CLASSIFIER[view]), shelf, f"classify-{view}", [scheme]) == []


def test_labels_to_be_read_and_to_be_merged_look_right(tab, workspace, full, shelf):
    first, second, *_ = (label.id for label in ledger.taxonomy(workspace, full["taxonomy"]).live)
    assert look_at(tab, path_of("curate", full | {"label": first}), shelf, "curate-contract") == []
    assert look_at(tab, path_of("curate", full | {"label": f"{first}&label={second}"}), shelf, "curate-several") == []


@pytest.mark.parametrize(("state", "scheme"), [*product(("asking", "choosing"), SCHEMES)])
def test_a_run_that_waits_for_a_person_looks_right(tab, waiting, shelf, state, scheme):
    assert look_at(tab, path_of("grow", waiting[state]), shelf, f"{state}-grow", [scheme]) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_taxonomies_side_by_side_look_right(tab, crossed, shelf, scheme):
    assert look_at(tab, path_of("compare", crossed), shelf, "crossed-compare", [scheme]) == []
