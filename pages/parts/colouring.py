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
    swatches, picker, free = f"{key}-swatch", f"{key}-picker", f"{key}-free"
    other = st.session_state.get(free, False) or colour not in (OWN, *COLOURS)
    st.session_state[swatches] = OTHER if other else colour
    st.session_state.setdefault(picker, colour or by_place(taxonomy, label_id))

    def take(chosen: str) -> None:
        st.session_state[key] = chosen.upper()
        on_change(*args)

    def take_swatch() -> None:
        chosen = st.session_state[swatches]
        st.session_state[free] = chosen == OTHER
        if chosen != OTHER:
            take(chosen)

    with st.container(gap="xsmall"):
        st.pills(
            TITLES["colour"],
            [OWN, *COLOURS, OTHER],
            format_func=lambda each: _named(each, taxonomy, label_id),
            required=True,
            key=swatches,
            on_change=take_swatch,
        )
        if other:
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


def forget_choice(key: str) -> None:
    """Have the choice begin anew from the colour that stands under `key`."""
    for part in ("picker", "free"):
        st.session_state.pop(f"{key}-{part}", None)


def _named(colour: str, taxonomy: Taxonomy, label_id: LabelId) -> str:
    if colour == OWN:
        return f"{dot(by_place(taxonomy, label_id))} Its own"
    return "Another…" if colour == OTHER else dot(colour)
