"""One curator's whole way in a real browser: from a file to a classifier that runs without the app."""

import csv
import re
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import expect

from core.classifier import bundle
from core.store.workspace import ROOT
from pages.parts.place import NAME_COOKIE
from tests.browser.driving import opened

ROWS = 240
FILE = "march messages.csv"
WATCH = """() => {
  window.seen = []
  setInterval(() => {
    const progress = document.querySelector('[data-testid="stProgress"]')?.innerText || ""
    const labels = document.querySelectorAll('.st-key-labels [data-testid="stMarkdown"]').length
    if (progress) window.seen.push([progress, labels])
  }, 50)
}"""


@pytest.fixture
def messages(tmp_path):
    """A curator's own file: an excerpt of the support tickets under another name."""
    path = tmp_path / FILE
    with (ROOT / "data/samples/support_tickets.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))[:ROWS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def texts_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def give_a_name(tab):
    tab.open()
    tab.page.get_by_label("Your name").fill("Ana")
    tab.page.get_by_role("button", name="Continue").click()
    tab.at("Welcome")
    tab.page.wait_for_function("name => document.cookie.includes(name)", arg=NAME_COOKIE)
    tab.page.reload()
    tab.at("Welcome")  # the browser remembers


def load(tab, file):
    tab.keyed("new-file").locator("input[type=file]").set_input_files(file)
    tab.says(FILE)
    tab.click("create")
    tab.at("Corpus")
    tab.says("confirm which column holds the text")
    expect(tab.page.get_by_role("button", name="Remove text", exact=True)).to_be_visible()
    expect(tab.page.get_by_role("combobox", name=re.compile("Id"))).to_have_value("id")
    tab.click("load")
    tab.says(f"{ROWS} new documents")


def grow(tab):
    """The labels appear while the teacher reads, in a page that is never loaded anew."""
    tab.step("Grow")
    tab.page.get_by_text("Advanced").click()
    tab.page.get_by_label("Documents in a batch").fill("60")
    tab.page.keyboard.press("Tab")
    tab.settled()  # the button moves once the number is taken up
    tab.page.evaluate(WATCH)
    tab.click("grow")
    expect(tab.page.get_by_role("button", name="Choose trial 1")).to_be_visible()
    seen = tab.page.evaluate("window.seen")
    shares = {int(share) for progress, _ in seen for share in re.findall(r"(\d+) %", progress)}
    assert any(0 < share < 100 for share in shares), seen[-1]
    assert max(labels for _, labels in seen) >= 5, seen[-1]
    tab.says("How much do the labels cover")
    tab.says(re.compile(r"\d+ ± \d+ % of \d+ documents kept apart have a label"))
    tab.says("Batch 1 of")
    tab.says("Review")


def choose(tab):
    """One of three trials, for people to go on with."""
    tab.page.get_by_role("button", name="Choose trial 1").click()
    tab.says("These are the labels of trial 1")
    expect(tab.keyed("to-curate")).to_be_visible()


def names_in_tree(tab):
    return tab.page.locator("#tree .row .name").all_inner_texts()


def curate(tab):
    """Rename, merge, undo, redo; a reload changes nothing."""
    tab.click("to-curate")
    tab.at("Curate")
    rows = tab.page.locator("#tree .row")
    rows.first.click()
    expect(tab.page.get_by_label("Description")).to_be_visible()
    tab.page.keyboard.press("F2")
    tab.page.keyboard.type("Paying with a card")
    tab.page.keyboard.press("Enter")
    expect(tab.keyed("undo")).to_contain_text("to “Paying with a")
    before = names_in_tree(tab)
    assert before[0] == "Paying with a card"

    rows.nth(1).click(modifiers=["ControlOrMeta"])
    tab.says("2 labels chosen")
    tab.says("nothing else is touched")
    tab.click("merge")
    expect(rows).to_have_count(len(before) - 1)
    merged = names_in_tree(tab)
    expect(tab.keyed("undo")).to_contain_text("Undo: merged")
    tab.click("undo")
    expect(rows).to_have_count(len(before))
    assert sorted(names_in_tree(tab)) == sorted(before)
    tab.click("redo")
    expect(rows).to_have_count(len(before) - 1)
    assert sorted(names_in_tree(tab)) == sorted(merged)
    tab.page.reload()
    expect(rows).to_have_count(len(before) - 1)
    assert sorted(names_in_tree(tab)) == sorted(merged)


def label(tab):
    tab.step("Label")
    tab.click("ask-go")
    tab.says(f"{ROWS} of {ROWS} documents have the teacher's label")


def check(tab):
    """Five documents judged blind with the keyboard; the teacher's label shows only after the judgement."""
    tab.click("next-step")
    tab.at("Check")
    tab.page.get_by_label("How many").fill("5")
    tab.page.keyboard.press("Enter")
    expect(tab.keyed("begin")).to_contain_text("Judge 5 documents")
    tab.click("begin")
    where, revealed = tab.page.locator("#where"), tab.page.locator("#last")
    expect(where).to_have_text("1 of 5")
    expect(revealed).to_be_empty()
    for number, key in enumerate("12340", start=1):
        expect(where).to_have_text(f"{number} of 5")
        tab.page.keyboard.press(key)
        if number == 1:
            expect(revealed).to_contain_text(re.compile("the teacher", re.IGNORECASE))
    tab.says("All 5 documents are judged.")
    expect(tab.page.get_by_test_id("stMetric").filter(has_text="They agree on")).to_contain_text("%")
    tab.says("n = 5")
    tab.says("5 documents are too few to judge the teacher by")


def train(tab):
    """The balanced profile, which is then in use, and after it the paper's MLP on embeddings beside it."""
    tab.step("Classify")
    untick(tab.page, "Fast")
    tab.page.get_by_role("button", name="Train 1 classifier").click()
    looked_at = tab.page.get_by_role("combobox", name="Classifier", exact=True)
    expect(looked_at).to_have_value("Balanced, in use")
    tab.page.get_by_text("Train others").click()
    untick(tab.page, "Fast")
    untick(tab.page, "Balanced")
    tab.page.get_by_text("Advanced").click()
    for name in ("MLP", "Embeddings"):
        tab.page.get_by_role("button", name=name, exact=True).click()
    tab.page.get_by_role("button", name="Train 1 classifier").click()
    expect(tab.page.get_by_role("link", name="Classify 2 trained")).to_be_visible()
    expect(tab.page.get_by_test_id("stMain")).to_contain_text("MLP on embeddings")


def untick(page, profile):
    box = page.get_by_role("checkbox", name=profile, exact=True)
    expect(box).to_be_checked()
    page.get_by_text(profile, exact=True).click()
    expect(box).not_to_be_checked()


def download(tab, folder):
    tab.page.get_by_role("tab", name="Take away").click()
    with tab.page.expect_download() as downloaded:
        tab.page.get_by_role("button", name="Download", exact=True).click()
    path = folder / downloaded.value.suggested_filename
    downloaded.value.save_as(path)
    return path


def try_it(tab, text, said, name):
    """The page says of a text what the downloaded classifier says of it."""
    tab.page.get_by_role("tab", name="Try it").click()
    tab.page.get_by_label("A text").fill(text)
    tab.page.keyboard.press("ControlOrMeta+Enter")
    expect(tab.page.get_by_test_id("stMain").locator("strong").filter(has_text=name)).to_be_visible()
    tab.says(f"{said.confidence:.0%}".replace("%", " % sure"))


def labelled_elsewhere(taken, messages, folder):
    """What someone does who was sent the ZIP: an environment with what it asks for and nothing else, and its script."""
    unpacked, out = folder / "classifier", folder / "labels.csv"
    with zipfile.ZipFile(taken) as archive:
        archive.extractall(unpacked)
    for command in (
        [sys.executable, "-m", "venv", folder / "alone"],
        [folder / "alone/bin/pip", "install", "--quiet", "-r", unpacked / "requirements.txt"],
        [folder / "alone/bin/python", unpacked / "predict.py", messages, "--out", out],
    ):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def explore(tab):
    """A bar for every label that documents have."""
    tab.step("Explore")
    chart = tab.page.get_by_test_id("stPlotlyChart").first
    expect(chart).to_contain_text("Paying with a card")
    bars = chart.locator(".barlayer .point")
    expect(bars.first).to_be_visible()
    assert bars.count() >= 5


def jobs(tab, stages):
    tab.page.get_by_test_id("stSidebar").get_by_role("link", name="Jobs").click()
    tab.at("Jobs")
    rows = tab.page.locator("[class*=st-key-run-]")
    expect(rows).to_have_count(len(stages))
    for row, stage in zip(rows.all_inner_texts(), stages, strict=True):
        assert stage in row
        assert "done" in row


@pytest.mark.timeout(600)
def test_a_curator_comes_with_a_file_and_leaves_with_a_classifier(browser, app, messages, tmp_path):
    with opened(browser, app) as tab:
        give_a_name(tab)
        load(tab, messages)
        grow(tab)
        choose(tab)
        curate(tab)
        label(tab)
        check(tab)
        train(tab)
        taken = download(tab, tmp_path)
        classifier = bundle.read(taken)
        names = {label.id: label.name for label in classifier.manifest.labels}
        texts = texts_of(messages)
        said = classifier.model.predict(texts)
        try_it(tab, texts[0], said[0], names[said[0].primary])
        explore(tab)
        jobs(tab, ["Training", "Training", "Labelling", "Growing"])
        assert tab.complaints == []
        assert tab.asked_elsewhere == []
    rows = labelled_elsewhere(taken, messages, tmp_path)
    assert [(row["primary"], row["confidence"]) for row in rows] == [
        (names[each.primary], f"{each.confidence:.4f}") for each in said
    ]
    assert len(rows) == ROWS
