"""The tab “Classifiers”: all of them side by side, and the way to further ones."""

import streamlit as st

from core.taxonomy.taxonomy import Taxonomy
from pages.parts.classifying.shelf import Shelf
from pages.parts.place import Working
from pages.parts.scores import Made, side_by_side
from pages.parts.training import train_form

EARLIER = 6  # classifiers in the table before the older ones are asked for


def overview(here: Working, now: Taxonomy, shelf: Shelf, one: Made) -> None:  # noqa: ARG001
    """Draw the tab."""
    many = len(shelf.trained)
    every = many <= EARLIER or st.toggle(f"Show all {many} classifiers", key="all", bind="query-params")
    side_by_side(shelf.trained if every else shelf.trained[:EARLIER])
    with st.expander("Train others", key="again"):
        train_form(here, f"again-{here.taxonomy.id}", primary=False)
