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
HYBRID = (
    "Texts are grouped by their words, and {} only names and describes each group: a few calls for a label, "
    "hundreds of times cheaper, and the right choice for a small model. The excerpts it reads are sent to {}."
)
FULL = "{} reads the documents batch by batch and improves the labels each time. They are sent to {}."
KEPT = "Answers are kept, so nothing is paid for twice."
SENT = "The documents it reads are sent to {}. " + KEPT


class Chosen(NamedTuple):
    """`model` is empty for the offline teacher."""

    teacher: TeacherName
    model: str


def choose_teacher(key: str, hybrid: bool = False, full: str = FULL) -> Chosen:
    """Draw the choice and a sentence about what it means and costs; `hybrid` offers the teacher between the two.

    `full` says what the language model does by itself, with a place for its name and one for its address.
    """
    try:
        model = from_environment(os.environ)
    except TeacherError as error:
        wanted = any(os.environ.get(name) for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TNT_MODEL"))
        st.caption(f"{plain(str(error))} Until then the offline teacher does it." if wanted else SET_UP)
        return Chosen("offline", "")
    name, to = plain(model.model), plain(model.base_url)
    names: dict[TeacherName, str] = {"llm": f":material/smart_toy: {name}"}
    names |= {"hybrid": ":material/join: Hybrid"} if hybrid else {}
    names |= {"offline": ":material/wifi_off: Offline teacher"}
    chosen = st.segmented_control(
        "Teacher", list(names), default="llm", required=True, format_func=names.__getitem__, key=key
    )
    if chosen == "offline":
        st.caption(OFFLINE)
        return Chosen("offline", "")
    if hybrid:
        st.caption(f"{(HYBRID if chosen == 'hybrid' else full).format(name, to)} {KEPT}")
    else:
        st.caption(SENT.format(to))
    return Chosen(chosen, model.model)
