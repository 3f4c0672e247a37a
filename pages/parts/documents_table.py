"""Documents with their labels of record: a table paged in the database, and one document to read."""

import streamlit as st

from core.labelling.annotation import Annotation
from core.labelling.carry import carry, stale_ids
from core.store import judgements, labels
from core.store.labels import Labelled, Order, Wanted
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Verdict
from pages.parts.colours import NO_LABEL, colours, dotted_name
from pages.parts.errors import errors_told
from pages.parts.marks import CLASSIFIER, PERSON, TEACHER
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.reader import read

ON_A_PAGE = 50
MANY, TALL = 16, 560  # rows, and pixels of a table with more
WIDE = 680  # pixels of the table where there is room
TEXT_SHOWN = 300  # characters in a cell; the reader has the whole
NONE, STALE, REVIEW = "No label fits", "Ask again", "Needs review"
SOURCES = {"teacher": "Teacher", "person": "People", "classifier": "Classifier", None: ""}
MARKS = {
    "teacher": f"{TEACHER} the teacher",
    "person": f"{PERSON} people",
    "classifier": f"{CLASSIFIER} the classifier",
}


def labelled_documents(here: Working, taxonomy: Taxonomy, wanted: Wanted, order: Order, key: str) -> None:
    """Draw what is wanted, a page at a time, beside the document that is chosen in it."""
    fit = f"{key}-{hash((wanted, order))}"
    chosen_page = st.session_state.get(f"{fit}-page", 1)
    total, rows = labels.page_of_labels(
        here.engine,
        here.project.id,
        here.taxonomy.id,
        wanted,
        (chosen_page - 1) * ON_A_PAGE,
        ON_A_PAGE,
        order,
        stale=stale_ids(taxonomy),
    )
    if not total:
        st.info("No document fits. Take a filter away.", icon=":material/filter_alt_off:")
        return
    sides = st.container(horizontal=True, gap="medium")  # one below the other where the window is narrow
    table, beside = sides.container(width=WIDE), sides.container(width="stretch")
    with table:
        selected = _table(taxonomy, rows, f"{fit}-table-{chosen_page}")
        with st.container(horizontal=True, vertical_alignment="center"):
            first = (chosen_page - 1) * ON_A_PAGE + 1
            st.caption(f"{first:,} to {first + len(rows) - 1:,} of {counted(total, 'document')}", width="content")
            if total > ON_A_PAGE:
                st.pagination(-(-total // ON_A_PAGE), key=f"{fit}-page")
    with beside:
        document(here, taxonomy, rows[selected if selected < len(rows) else 0])


def _table(taxonomy: Taxonomy, rows: list[Labelled], key: str) -> int:
    """The place of the row that is chosen; the first until one is. The widths fit a window of 800 pixels, and grow."""
    colour = colours(taxonomy)
    names = {label.name: colour[label.id] for label in taxonomy.live} | {NONE: NO_LABEL, STALE: "#D55E00"}
    names[REVIEW] = "#D55E00"
    chips = {"options": list(names), "color": list(names.values())}
    shown = [(row, _named(taxonomy, row)) for row in rows]
    event = st.dataframe(
        {
            "text": [" ".join(row.text[:TEXT_SHOWN].split()) for row in rows],
            "label": [[primary, *also] for _, (primary, also) in shown],
            "by": [_by(row) for row in rows],
        },
        column_config={
            "text": st.column_config.TextColumn("Text", width=165),
            "label": st.column_config.MultiselectColumn(
                "Label", width=215, help="The main label first, then others that apply too", **chips
            ),
            "by": st.column_config.TextColumn("By, and how sure", width=115, alignment="right"),
        },
        hide_index=True,
        height=TALL if len(rows) > MANY else "content",
        on_select="rerun",
        selection_mode="single-row",
        key=key,
    )
    return next(iter(event.selection.rows), 0)


def _by(row: Labelled) -> str:
    sure = "" if row.confidence is None else f"{row.confidence:.0%}".replace("%", " %")
    return f"{SOURCES[row.source]} {sure}".strip()


def _named(taxonomy: Taxonomy, row: Labelled) -> tuple[str, list[str]]:
    """What a row's label is called now, and what else applies."""
    if row.needs_review:
        return REVIEW, []
    carried = carry(_said(row), taxonomy)
    if carried.stale:
        return STALE, []
    also = [taxonomy[label_id].name for label_id in carried.applicable if label_id != carried.primary]
    return (taxonomy[carried.primary].name if carried.primary else NONE), also


def _said(row: Labelled) -> Verdict:
    return Verdict(document=row.document, primary=row.primary, applicable=row.applicable, confidence=0)


def document(here: Working, taxonomy: Taxonomy, row: Labelled) -> None:
    """One document with its label, who gave it and why, and a way to put it right."""
    carried = carry(_said(row), taxonomy)
    if row.needs_review:
        st.markdown(":orange[:material/warning:] The teacher could not be understood. Please judge it yourself.")
    elif carried.stale:
        st.markdown(":orange[:material/sync_problem:] Its label is gone. Ask the teacher again, or judge it yourself.")
    elif row.source is not None:
        sure = "" if row.confidence is None else f" · {row.confidence:.0%} sure".replace("%", " %")
        named = [dotted_name(taxonomy, label_id) for label_id in carried.applicable or (None,)]
        st.markdown(f"{', '.join(named)}  \n:small[:gray[by {MARKS[row.source]}{sure}]]")
    read(row.text, row.quote, f"read-{row.document}")
    if row.reason:
        st.caption(f"{TEACHER} {plain(row.reason)}")
    if row.details:
        st.caption(" · ".join(f"{plain(name)}: {plain(value)}" for name, value in row.details.items() if value))
    _put_right(here, taxonomy, row, carried.primary)


def _put_right(here: Working, taxonomy: Taxonomy, row: Labelled, primary: LabelId | None) -> None:
    options: list[LabelId | None] = [*(label.id for label in taxonomy.below(None)), None]
    key = f"judge-{row.document}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Your own judgement",
            options,
            index=options.index(primary),
            format_func=lambda label_id: taxonomy[label_id].name if label_id else NONE,
            key=key,
            width="stretch",
        )
        st.button("Save", key=f"save-{key}", on_click=_judge, args=(here, taxonomy.version, row, key))
    st.caption("It goes before the teacher's label, and never into the statistics: you have seen the teacher's.")


@errors_told()
def _judge(here: Working, version: int, row: Labelled, key: str) -> None:
    primary = st.session_state[key]
    said = Annotation(
        document=row.document,
        person=here.person,
        primary=primary,
        applicable=(primary,) if primary else (),
        blind=False,
        drawn="chosen",
        version=version,
    )
    judgements.add_annotations(here.engine, here.taxonomy.id, [said])
    st.toast("Kept as your judgement.")
