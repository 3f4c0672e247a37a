"""What a classifier learnt from, read again: the documents like a text, and the words that tell each label.

Both take seconds, so they are worked out when their fold is opened, and kept.
"""

from collections.abc import Mapping

import streamlit as st

from core.classifier.label_terms import LabelTerm, LabelTerms
from core.store.workspace import Workspace
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.work import resembling
from core.work.resembling import Learnt
from pages.parts.classifying.naming import dotted, named
from pages.parts.colours import colour_of
from pages.parts.place import Working
from pages.parts.scores import Made
from pages.parts.shares import percent

EXCERPT = 300  # characters
IN_MEMORY, KEPT = 2, 12  # classifiers
MANY, TALL = 12, 480  # labels in the table, and pixels of one with more


def documents_like(here: Working, now: Taxonomy, one: Made, text: str) -> None:
    """A fold with the likest documents that taught it, and what it was told they are."""
    fold = st.expander("What it learnt from that is like this", key="try-like", on_change="rerun")
    if not fold.open:
        return
    with fold:
        learnt = _learnt(here.engine, str(here.engine.url), one.classifier.id)
        if learnt is None:
            st.caption("What it learnt from was not kept. Train again to see it.")
            return
        found = learnt.like(text)
        if not found:
            st.caption("Nothing it learnt from has words in common with this text, so do not trust what it says.")
        for each in found:
            short = " ".join(each.text.split())
            with st.container(gap="xxsmall"):
                st.markdown(f"{dotted(now, each.label)} :small[:gray[{percent(each.likeness)} alike]]")
                st.text(short if len(short) <= EXCERPT else f"{short[:EXCERPT]}…")


def telling_words(here: Working, now: Taxonomy, one: Made) -> None:
    """A fold with the words that speak for each label and against it, whatever the text."""
    fold = st.expander("The words that tell each label", key="try-words", on_change="rerun")
    if not fold.open:
        return
    with fold:
        terms = _terms(here.engine, str(here.engine.url), one.classifier.id)
        if not terms:
            st.caption("What it learnt from was not kept. Train again to see it.")
            return
        _table(now, terms, one.classifier.id)


@st.cache_resource(show_spinner="Reading what it learnt from…", max_entries=IN_MEMORY)
def _learnt(_engine: Workspace, url: str, classifier_id: str) -> Learnt | None:  # noqa: ARG001 - in which workspace
    return resembling.learnt_by(_engine, classifier_id)


@st.cache_data(show_spinner="Weighing the words of what it learnt from…", max_entries=KEPT)
def _terms(_engine: Workspace, url: str, classifier_id: str) -> Mapping[LabelId, LabelTerms]:  # noqa: ARG001
    """The address of the workspace tells it from others."""
    return resembling.telling_words(_engine, classifier_id)


def _table(now: Taxonomy, terms: Mapping[LabelId, LabelTerms], classifier_id: str) -> None:
    ordered = sorted(terms, key=lambda label_id: named(now, label_id).casefold())
    names = [named(now, each) for each in ordered]
    st.dataframe(
        {
            "label": [[name] for name in names],
            "for": [_listed(terms[each].speaks_for) for each in ordered],
            "against": [_listed(terms[each].speaks_against) for each in ordered],
        },
        column_config={
            "label": st.column_config.MultiselectColumn(
                "Label", options=names, color=[colour_of(now, each) for each in ordered], width=118
            ),
            "for": st.column_config.TextColumn("Speak for it", width=195),
            "against": st.column_config.TextColumn("Speak against it", width=195),
        },
        hide_index=True,
        height=TALL if len(ordered) > MANY else "content",
        placeholder="–",
        key=f"telling-{classifier_id}",
        alt="The words that speak for and against each label",
    )
    st.caption("The strongest first, on average where they stand in what it learnt from.")


def _listed(terms: tuple[LabelTerm, ...]) -> str | None:
    return ", ".join(term.word for term in terms) or None
