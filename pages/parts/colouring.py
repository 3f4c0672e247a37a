"""Choose a label's colour: the one of its place, one of the house, or one's own. Says where it is hard to see."""

from collections.abc import Callable

import streamlit as st

from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.colours import COLOURS, by_place, dot, hard_to_see_on
from pages.parts.wording import TITLES

OWN, OTHER = "", "other"  # the colour of its place, and one that is not among ours


def choose_colour(
    taxonomy: Taxonomy, label_id: LabelId, key: str, on_change: Callable[..., None], args: tuple[object, ...]
) -> None:
    """Draw the choice. The colour stands in the session under `key`, empty for that of the label's place."""
    colour = st.session_state[key]
    swatches, picker = f"{key}-swatch", f"{key}-picker"
    if picker not in st.session_state:
        st.session_state[picker] = colour or by_place(taxonomy, label_id)
    st.session_state[swatches] = colour if colour in (OWN, *COLOURS) else OTHER

    def take(chosen: str) -> None:
        st.session_state[key] = chosen.upper()
        on_change(*args)

    def take_swatch() -> None:
        chosen = st.session_state[swatches]
        take(st.session_state[picker] if chosen == OTHER else chosen or OWN)

    with st.container(gap="xsmall"):
        st.pills(
            TITLES["colour"],
            [OWN, *COLOURS, OTHER],
            format_func=lambda each: _named(each, taxonomy, label_id),
            required=True,
            key=swatches,
            on_change=take_swatch,
        )
        if colour not in (OWN, *COLOURS):
            st.color_picker(
                "Another colour",
                key=picker,
                label_visibility="collapsed",
                on_change=lambda: take(st.session_state[picker]),
            )
        hard = hard_to_see_on(colour or by_place(taxonomy, label_id))
        st.caption(
            f":orange[:material/contrast:] Hard to see on the {' and the '.join(hard)} background."
            if hard
            else "Can be told from the light and the dark background."
        )


def _named(colour: str, taxonomy: Taxonomy, label_id: LabelId) -> str:
    if colour == OWN:
        return f"{dot(by_place(taxonomy, label_id))} Its own"
    return "Another…" if colour == OTHER else dot(colour)
