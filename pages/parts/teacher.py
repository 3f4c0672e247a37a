"""Who is to do it: the offline teacher, or a language model where one is set up."""

import os
from typing import NamedTuple

import streamlit as st

from core.errors import TeacherError
from core.teachers.settings import from_environment
from core.work.settings import TeacherName
from pages.parts.plain import plain

SET_UP = (
    "The offline teacher works without a key: it groups texts by their words. For a language model, set "
    "OPENAI_API_KEY, or OPENAI_BASE_URL and TNT_MODEL for one of your own, and start the app again."
)
OFFLINE = "The offline teacher groups texts by their words; it costs nothing and sends nothing anywhere."
SENT = "The documents it reads are sent to {}. Answers are kept, so nothing is paid for twice."


class Chosen(NamedTuple):
    """`model` is empty for the offline teacher."""

    teacher: TeacherName
    model: str


def choose_teacher(key: str) -> Chosen:
    """Draw the choice and a sentence about what it means."""
    try:
        model = from_environment(os.environ)
    except TeacherError as error:
        wanted = any(os.environ.get(name) for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TNT_MODEL"))
        st.caption(f"{plain(str(error))} Until then the offline teacher does it." if wanted else SET_UP)
        return Chosen("offline", "")
    names = {"llm": f":material/smart_toy: {plain(model.model)}", "offline": ":material/wifi_off: Offline teacher"}
    chosen = st.segmented_control(
        "Teacher", list(names), default="llm", required=True, format_func=lambda name: names[name], key=key
    )
    if chosen == "offline":
        st.caption(OFFLINE)
        return Chosen("offline", "")
    st.caption(SENT.format(plain(model.base_url)))
    return Chosen("llm", model.model)
