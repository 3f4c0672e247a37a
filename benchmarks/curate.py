"""How quick curating is with 5,000 labels in force and 100,000 documents that have a verdict.

    python -m benchmarks.curate [--labels 5000] [--documents 100000]

Three things are timed: what an edit would do, reckoned before it is kept (core.work.impact); a rerun of the page as the
server sees it (Streamlit's own test client, so without drawing); and in Chromium, where there is one, the time from a
click on a label that is folded to the frame in which the labels below it stand there.

The labels are a tree of three levels; the texts are short and made up. Each figure is the median of several, with the
slowest beside it.
"""

import argparse
import logging
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from core.corpus.document import Document, document_id
from core.labelling.annotation import Annotation
from core.store import documents, judgements, ledger, projects, runs
from core.store.projects import Upload
from core.store.workspace import open_workspace
from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.protocol import Verdict
from core.work.impact import foreseen
from core.work.what_if import what_if
from tests.browser.driving import opened
from tests.browser.serving import served

ANNOTATED = 2000
AGAIN = 5  # times each is measured
WORDS = (
    *("card", "refund", "account", "transfer", "login", "fee", "statement", "charge", "delivery", "address"),
    *("limit", "pin", "app", "phone", "branch"),
)
FRAME = Path(__file__).resolve().parents[1] / "pages" / "frame.py"
UNTIL_DRAWN = """async () => {
  const roots = [document]
  for (const root of roots)
    for (const each of root.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot)
  const find = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]).at(-1)
  const started = performance.now()
  ACT
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))
  return performance.now() - started
}"""
NAMES = ("chromium", "chromium-browser", "google-chrome")


def made_labels(count: int) -> Labels:
    """A tree of three levels in which each label but those of the last has about as many below it."""
    wide = max(2, round(count ** (1 / 3)))
    labels = []
    for number in range(count):
        parent = None if number < wide else f"label-{(number - wide) // wide}"
        name = f"{WORDS[number % len(WORDS)].capitalize()} {number}"
        labels.append(Label(id=f"label-{number}", name=name, description=f"What is said about {name}", parent=parent))
    return tuple(labels)


def made_workspace(folder: Path, labels: int, count: int) -> tuple[Engine, str, str]:
    """A project with everything in it, and its ids."""
    engine = open_workspace(f"sqlite:///{folder / 'workspace.db'}")
    project = projects.add_project(engine, "Large", "Ana")
    card = projects.add_taxonomy(engine, project.id, "Topics", Brief(use_case="To measure"))
    chance = random.Random(0)
    texts = (f"{number}: {' '.join(chance.choices(WORDS, k=12))}" for number in range(count))
    made = [Document(id=document_id(text), text=text) for text in texts]
    upload = Upload(name="made.csv", made_by="Ana", rows=count, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, made, upload)
    change = Change(labels=made_labels(labels), author="offline", based_on=0)
    taxonomy = ledger.append(engine, card.id, change)
    ids = [label.id for label in taxonomy.live]
    told = [
        Verdict(document=each.id, primary=label, applicable=(label,), confidence=chance.random())
        for each, label in zip(made, chance.choices(ids, k=count), strict=True)
    ]
    run = runs.add_run(engine, project.id, card.id, "label", {"teacher": "offline"}, "Ana")
    judgements.add_verdicts(engine, run, 1, "offline", told)
    runs.finish(engine, run.id, "done", "")
    said = [
        Annotation(
            document=each.document,
            person=chance.choice(("Ana", "Ben")),
            primary=each.primary if chance.random() < 0.8 else chance.choice(ids),
            blind=True,
            drawn="random",
            probability=ANNOTATED / count,
            version=1,
        )
        for each in chance.sample(told, min(ANNOTATED, count))
    ]
    judgements.add_annotations(engine, card.id, said)
    return engine, project.id, card.id


def operations(taxonomy: Taxonomy) -> Iterator[tuple[str, Labels]]:
    """One of each kind of edit, on labels that have documents."""
    ids = [label.id for label in taxonomy.live]
    last = ids[-1]
    parts = (Label(id="part-1", name="Part 1"), Label(id="part-2", name="Part 2"))
    yield "rename", edits.rename(taxonomy, last, "Another name")
    yield "move", edits.move(taxonomy, last, ids[0])
    yield "merge two", edits.merge(taxonomy, ids[-3:-1], ids[-2])
    yield "merge fifty", edits.merge(taxonomy, ids[-51:-1], ids[-2])
    yield "split", edits.split(taxonomy, last, parts)
    yield "retire", edits.retire(taxonomy, last)
    yield "retire, with a destination", edits.retire(taxonomy, last, ids[-2])
    many = [label.model_copy(update={"description": "Anew"}) for label in taxonomy.live[-500:]]
    yield "rewrite 500", edits.rewrite_all(taxonomy, many)


def timed(measured: Callable[[], object]) -> Sequence[float]:
    """Milliseconds of several times, shortest first."""
    taken = []
    for _ in range(AGAIN):
        started = time.perf_counter()
        measured()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def said(what: str, taken: Sequence[float]) -> None:
    print(f"{what:44}{median(taken):9.0f} ms{taken[-1]:9.0f} ms")


def previews(engine: Engine, project_id: str, taxonomy_id: str) -> None:
    """Counts for every edit; kappa and F1 as they would be for merges and splits, which the page shows after them."""
    print(f"{'What an edit would do':44}{'median':>12}{'slowest':>12}")
    taxonomy = ledger.taxonomy(engine, taxonomy_id)
    for name, labels in operations(taxonomy):
        said(name, timed(lambda labels=labels: foreseen(engine, taxonomy_id, taxonomy, labels)))
        if name.startswith(("merge", "split")):
            tried = timed(lambda labels=labels: what_if(engine, project_id, taxonomy_id, taxonomy, labels))
            said(f"{name}: kappa and F1", tried)


def reruns(project_id: str, taxonomy_id: str) -> None:
    """Pages as the server sees them; the first visit is not counted."""
    print(f"\n{'A rerun of the page, by the server':44}{'median':>12}{'slowest':>12}")
    for name, address in (
        ("Curate, no label chosen", {}),
        ("Curate, a label chosen", {"label": "label-3000"}),
        ("Curate, history", {"tab": "History"}),
    ):
        app = AppTest.from_file(str(FRAME), default_timeout=60)
        app.session_state["person"] = "Ana"
        for key, value in {"project": project_id, "taxonomy": taxonomy_id, **address}.items():
            app.query_params[key] = value
        app.run()
        app.switch_page(str(FRAME.with_name("curate.py")))
        for key, value in {"project": project_id, "taxonomy": taxonomy_id, **address}.items():
            app.query_params[key] = value
        app.run()
        said(name, timed(app.run))


def expanding(folder: Path, chromium: str, project_id: str, taxonomy_id: str) -> None:
    """In the browser: one label unfolded, all of them, and a search, each until its frame has been drawn."""
    print(f"\n{'In the browser, until it is drawn':44}{'median':>12}{'slowest':>12}")
    with served(folder, worker=False) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with opened(browser, address, "Ana") as tab:
            tab.open(f"curate?project={project_id}&taxonomy={taxonomy_id}")
            tab.page.wait_for_selector("#tree .row")
            tab.settled()
            for name, act in (
                ("unfold a label", "find('.row[aria-expanded=false] .fold').click()"),
                ("fold or unfold all", "find('#fold-all').click()"),
                ("search", "find('#search').value += 'e'; find('#search').dispatchEvent(new Event('input'))"),
            ):
                said(name, sorted(tab.page.evaluate(UNTIL_DRAWN.replace("ACT", act)) for _ in range(AGAIN)))
        browser.close()


def main() -> None:
    logging.disable(logging.CRITICAL)  # of Streamlit, which misses a server here
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--labels", type=int, default=5000)
    arguments.add_argument("--documents", type=int, default=100_000)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(TNT_DATA=folder, TNT_WORKER="external")
        engine, project_id, taxonomy_id = made_workspace(Path(folder), asked.labels, asked.documents)
        previews(engine, project_id, taxonomy_id)
        reruns(project_id, taxonomy_id)
        chromium = next(filter(None, map(shutil.which, NAMES)), None)
        if chromium is not None:
            expanding(Path(folder), chromium, project_id, taxonomy_id)


if __name__ == "__main__":
    main()
