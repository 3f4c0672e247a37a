"""The tab “Classifiers”: all of them side by side, which is in use, and the way to further ones."""

import streamlit as st

from core.classifier.paired import in_words
from core.store import documents
from core.store.runs import Run
from core.taxonomy.taxonomy import Taxonomy
from core.work import registry
from pages.parts.classifying.beside import ask_to_compare, beside
from pages.parts.classifying.doubted import doubted
from pages.parts.classifying.drifting import drifting
from pages.parts.classifying.promoting import history
from pages.parts.classifying.shelf import Shelf
from pages.parts.classifying.side_by_side import held_against, side_by_side
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.scores import Made
from pages.parts.spread import Ask
from pages.parts.training import train_form

EARLIER = 6  # classifiers in the table before the older ones are asked for


def overview(here: Working, now: Taxonomy, asked: Ask, shelf: Shelf, one: Made, last: Run | None) -> None:
    """Draw the tab; `last` is the latest run of training, under way or ended."""
    many = len(shelf.trained)
    if last is not None and last.status == "done":
        _what_came_of_it(here, shelf, last)
    every = many <= EARLIER or st.toggle(f"Show all {many} classifiers", key="all", bind="query-params")
    side_by_side(shelf, shelf.trained if every else shelf.trained[:EARLIER])
    held_against(one)
    doubted(here, now, asked, one)
    if shelf.in_use is not None:
        drifting(here, shelf.in_use.classifier.id, documents.last_position(here.engine, here.project.id))
    beside(here, now, shelf, one)
    history(here, shelf)
    if last is None or not last.active:
        with st.expander("Train others", key="again", icon=":material/category:"):
            train_form(here, now, f"again-{here.taxonomy.id}", primary=False)


def _what_came_of_it(here: Working, shelf: Shelf, run: Run) -> None:
    """Whether the latest training brought something better than what was in use, until a person chooses another."""
    found = registry.chosen_by(here.engine, run.id)
    if found is None or not found.former or not {found.best, found.former} <= {*shelf.names}:
        return
    if shelf.in_use is None or shelf.in_use.classifier.id != (found.best if found.put_in_use else found.former):
        return
    best, former = shelf.names[found.best], shelf.names[found.former]
    took = (
        f"“{plain(best)}” took the place of “{plain(former)}”."
        if found.put_in_use
        else f"“{plain(former)}” stays in use."
    )
    measured = ""
    if found.comparison is not None and found.comparison.n:
        measured = f" {plain(in_words(found.comparison, f'“{best}”', f'“{former}”'))}"
    with st.container(border=True, key="what-came-of-it", horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"{took} {plain(found.said)}{measured}", width="stretch")
        st.button(
            "Compare them",
            key="compare-them",
            icon=":material/compare_arrows:",
            on_click=ask_to_compare,
            args=(found.best, found.former),
        )
