"""The six steps of a project: what each is for, where it stands, and which comes next."""

from typing import NamedTuple

from core.store.overview import Overview
from pages.parts.plain import counted
from pages.parts.progress import percent


class Step(NamedTuple):
    """`page` is the script's name in pages/; `todo` is what its button says."""

    name: str
    page: str
    icon: str
    todo: str
    purpose: str


STEPS = (
    Step("Corpus", "corpus.py", ":material/description:", "Add documents", "Texts come in from your files."),
    Step("Grow", "grow.py", ":material/account_tree:", "Grow the labels", "A teacher proposes labels, batch by batch."),
    Step("Curate", "curate.py", ":material/edit_note:", "Curate the labels", "People put the labels right."),
    Step("Label", "label.py", ":material/label:", "Label the documents", "A teacher gives every document its label."),
    Step("Check", "check.py", ":material/fact_check:", "Check the labels", "People judge a sample, blind."),
    Step("Classify", "classify.py", ":material/category:", "Train a classifier", "A small model learns the labels."),
)
EXPLORE = Step("Explore", "explore.py", ":material/bar_chart:", "Explore the labels", "See how labels are spread.")


def states(now: Overview, growing: str = "") -> dict[str, str]:
    """Where each step stands, in two or three words; `growing` says what growing waits for, if anything."""
    running = {run.stage: f"running {percent(run)}" for run in now.active}
    return {
        "Corpus": counted(now.documents, "document") if now.documents else "no documents",
        "Grow": running.get("grow") or growing or (counted(now.version, "change") if now.version else "not started"),
        "Curate": counted(now.labels, "label") if now.labels else "no labels",
        "Label": running.get("label") or (f"{now.labelled:,} labelled" if now.labelled else "not started"),
        "Check": f"{now.annotated:,} judged" if now.annotated else "none judged",
        "Classify": running.get("train") or (f"{now.classifiers} trained" if now.classifiers else "none trained"),
    }


def next_step(now: Overview, curated: bool) -> Step:
    """The first step that has nothing yet; `curated` says whether a person has changed a label."""
    reached = (now.documents, now.labels, curated or now.labelled, now.labelled, now.annotated, now.classifiers)
    return next((step for step, there in zip(STEPS, reached, strict=True) if not there), EXPLORE)
