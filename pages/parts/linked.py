"""A select box whose choice stands in the address, by id rather than by what is written on it.

So a link opens the same although names and dates have changed. Knows nothing of what is chosen.
"""

from collections.abc import Mapping

import streamlit as st


def linked(title: str, options: Mapping[str, str], name: str, width: int | str = "stretch") -> str:
    """Draw it, and answer the id chosen; without one in the address, the first.

    `options` are ids with what is written on each, no two alike; `name` is that of the query parameter.
    """
    asked = st.query_params.get(name, "")
    chosen = asked if asked in options else next(iter(options))
    if st.session_state.get(name) != chosen:
        st.session_state[name] = chosen
    st.selectbox(
        title,
        list(options),
        format_func=lambda choice: options.get(choice, choice),
        key=name,
        on_change=_choose,
        args=(name,),
        width=width,
    )
    return chosen


def _choose(name: str) -> None:
    st.query_params[name] = st.session_state[name]
