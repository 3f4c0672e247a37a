"""Whether further labels would make a classifier better, and what they would cost."""

import os

import streamlit as st

from core.classifier.learning_curve import in_words
from core.errors import TeacherError
from core.store import runs
from core.teachers.settings import from_environment
from core.work.estimates import labelling_cost
from core.work.registry import more_labels as known
from core.work.report import MoreLabels
from core.work.settings import LabelSettings, TrainSettings
from pages.parts.charts.learning import learning_plot
from pages.parts.cost import about
from pages.parts.errors import errors_told
from pages.parts.marks import PERSON, TEACHER
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.training import start


def more_labels(here: Working, one: Made, unjudged: int) -> None:
    """The curve of the run that made it, or a button that has one drawn."""
    st.subheader("Would more labels help?", anchor=False)
    found = known(here.engine, one.classifier.run)
    if found is None:
        _measure(here, one)
        return
    curve = found.curve
    st.markdown(plain(in_words(curve, _price(here, curve.more))))
    if curve.points:
        learning_plot(curve, f"learning-{one.classifier.run}")
        st.caption(_how(found))
    query = address(here.project.id, here.taxonomy.id)
    text, page = ("Label more", "label.py") if unjudged > 0 else ("Bring in more documents", "corpus.py")
    if st.button(text, key="label-more", icon=":material/arrow_forward:"):
        st.switch_page(page, query_params=query)


def _how(found: MoreLabels) -> str:
    whose = f"{PERSON} people judged blind" if found.against == "people" else f"{TEACHER} the teacher labelled"
    imitation = "" if found.against == "people" else " It is imitation that would grow, not necessarily being right."
    return (
        f"The quickest of the classifiers trained together, taught on ever more examples and measured on "
        f"{counted(found.curve.n, 'document')} that {whose}. The band is 95 %, dashed beyond what was tried.{imitation}"
    )


def _price(here: Working, more: int) -> str:
    """What the teacher would take that labelled last, as it is to be read; nothing where only people have labelled."""
    labelling = runs.latest_run(here.engine, here.taxonomy.id, "label")
    if labelling is None:
        return ""
    settings = LabelSettings.model_validate(labelling.settings)
    if settings.teacher != "llm":
        return "nothing to pay with the offline teacher" if settings.teacher == "offline" else ""
    try:
        model = settings.model or from_environment(os.environ).model
    except TeacherError:  # no language model is set up any more, so nobody knows its price
        return ""
    cost = labelling_cost(here.engine, here.taxonomy.id, more, model=model)
    return about(cost.money) if cost.money is not None else counted(cost.calls, "call")


def _measure(here: Working, one: Made) -> None:
    training = next(
        (run for run in runs.runs(here.engine, taxonomy_id=here.taxonomy.id) if run.id == one.classifier.run), None
    )
    settings = TrainSettings() if training is None else TrainSettings.model_validate(training.settings)
    st.write("Taught on ever larger parts of its documents, it would show whether further ones are worth their labels.")
    latest = runs.latest_run(here.engine, here.taxonomy.id, "train")
    st.button(
        "Train again and measure it",
        key="measure-curve",
        icon=":material/trending_up:",
        on_click=errors_told()(start),
        args=(here, settings.model_copy(update={"curve": True})),
        disabled=latest is not None and latest.active,
    )
