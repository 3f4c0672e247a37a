"""What a taxonomy is for, as a form that keeps each answer at once; and the way to another taxonomy."""

import streamlit as st

from core.store import projects
from core.taxonomy.brief import DEFAULT_USE_CASE, Brief
from pages.parts.errors import errors_told
from pages.parts.guidance import EXAMPLE
from pages.parts.place import Working, address

LANGUAGES = ["", "English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish", "Japanese"]


def edit_use_case(here: Working) -> None:
    """What the labels are for: the one thing every teacher should be told. Kept at once, and holds from the next
    batch on, as all of the brief."""
    brief = projects.taxonomy_card(here.engine, here.taxonomy.id).brief
    key = f"use_case-{here.taxonomy.id}"
    st.text_area(
        "What are the labels for?",
        value=brief.use_case,
        max_chars=2000,
        height=96,
        key=key,
        on_change=_keep,
        args=(here, "use_case", key),
    )


def edit_limits(here: Working) -> None:
    """How many labels there may be, in which language, and what else a teacher should heed."""
    brief = projects.taxonomy_card(here.engine, here.taxonomy.id).brief

    def asked(field: str) -> dict[str, object]:
        key = f"{field}-{here.taxonomy.id}"
        return {"key": key, "on_change": _keep, "args": (here, field, key)}

    left, right = st.columns(2)
    left.number_input("At most this many labels", 2, 200, brief.max_labels, **asked("max_labels"))
    languages = list(dict.fromkeys([*LANGUAGES, brief.language]))
    right.selectbox(
        "Language of the labels",
        languages,
        index=languages.index(brief.language),
        format_func=lambda language: language or "The language of the documents",
        accept_new_options=True,
        **asked("language"),
    )
    st.text_area(
        "Guidance",
        value=brief.guidance,
        max_chars=4000,
        height=80,
        placeholder=EXAMPLE,
        **asked("guidance"),
    )


def edit_word_limits(here: Working) -> None:
    """How long names and descriptions may get: for experts."""
    brief = projects.taxonomy_card(here.engine, here.taxonomy.id).brief
    sides = st.columns(2)
    for place, (field, label, value, most) in enumerate(
        (
            ("name_words", "Words in a label's name, at most", brief.name_words, 12),
            ("description_words", "Words in a description, at most", brief.description_words, 120),
        )
    ):
        key = f"{field}-{here.taxonomy.id}"
        least = 1 if field == "name_words" else 5
        sides[place].number_input(label, least, most, value, key=key, on_change=_keep, args=(here, field, key))


def new_taxonomy(here: Working) -> None:
    """Another set of labels for the same documents, such as intent beside topic."""
    with st.form("new-taxonomy", border=False, width=380):
        name = st.text_input("Name", max_chars=60, key="taxonomy-name", placeholder="Intent")
        use_case = st.text_area("What are the labels for?", max_chars=2000, key="taxonomy-use", value=DEFAULT_USE_CASE)
        most = st.number_input("At most this many labels", 2, 200, 25, key="taxonomy-most")
        if st.form_submit_button("Create the taxonomy", key="taxonomy-create", type="primary") and name:
            brief = Brief(use_case=(use_case or "").strip() or DEFAULT_USE_CASE, max_labels=most)
            card = projects.add_taxonomy(here.engine, here.project.id, name, brief)
            st.query_params.from_dict(address(here.project.id, card.id))
            st.rerun()


@errors_told()
def _keep(here: Working, field: str, key: str) -> None:
    """Put one answer into the brief; an empty use case leaves the old one."""
    value = st.session_state[key]
    if field == "use_case" and not (value or "").strip():
        return
    brief = projects.taxonomy_card(here.engine, here.taxonomy.id).brief
    kept = "" if value is None else value.strip() if isinstance(value, str) else value
    written = Brief.model_validate({**brief.model_dump(), field: kept})
    projects.set_brief(here.engine, here.taxonomy.id, written, here.author)
