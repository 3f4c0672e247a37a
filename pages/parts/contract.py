"""One label as a contract: what it means, what belongs to it and what does not, and how it came to be so."""

from collections.abc import Sequence

import streamlit as st

from core.labelling.carry import origins
from core.labelling.tally import Tally
from core.store import documents, labels
from core.store.labels import Wanted
from core.taxonomy import edits
from core.taxonomy.history import describe
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.colours import dotted_name
from pages.parts.dividing import divide_button
from pages.parts.keeping import DRAWN, keep
from pages.parts.marks import PERSON, TEACHER, signed
from pages.parts.moments import when
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain

EXCERPT = 320  # characters
CANDIDATES = 5
TOP = ""  # what the list of parents calls the top level


def contract(here: Working, before: Sequence[Taxonomy], log: Sequence[Change], tally: Tally, label_id: LabelId) -> None:
    """Draw the label with its form. What is saved is based on the version in which the form was first drawn."""
    taxonomy = before[-1]
    label = taxonomy[label_id]
    drawn_label, version = st.session_state.get(DRAWN, (None, 0))
    if drawn_label != label_id:
        version = taxonomy.version
        st.session_state[DRAWN] = (label_id, version)
    _head(here, taxonomy, tally, label)
    if any(label_id in change.touched for change in log[version:]):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning("Someone else has changed this label since you opened it.", icon=":material/sync_problem:")
            st.button("Show it as it is now", key="show-latest", on_click=lambda: st.session_state.pop(DRAWN, None))
    _form(here, taxonomy, before[version][label_id], version)
    _examples(here, taxonomy, label, version)
    _history(before, log, label_id)


def _head(here: Working, taxonomy: Taxonomy, tally: Tally, label: Label) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {dotted_name(taxonomy, label.id)}", width="stretch")
        st.button(
            "Unlock" if label.locked else "Lock",
            key=f"lock-{label.id}",
            icon=":material/lock_open:" if label.locked else ":material/lock:",
            help="A teacher may not touch a locked label.",
            on_click=_lock,
            args=(here, taxonomy.version, label.id, not label.locked),
        )
        st.button(
            "Retire…", key=f"retire-{label.id}", icon=":material/do_not_disturb_on:", on_click=ask_to_retire,
            args=([label.id],),
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        if tally.documents(label.id):
            people, teacher = tally.by(label.id, "person"), tally.by(label.id, "teacher")
            by = [f"{TEACHER} {teacher:,} by the teacher"] if teacher else []
            by += [f"{PERSON} {people:,} by people"] if people else []
            whole = counted(tally.documents(label.id), "document")
            st.caption(f"{whole}: {', '.join(by)}" if by else whole, width="content")
            query = {**address(here.project.id, here.taxonomy.id), "label": label.id}
            st.page_link("label.py", label="See them", icon=":material/arrow_forward:", query_params=query)
        if here.taxonomy.draft_of is None:
            divide_button(taxonomy, tally, label)


def ask_to_retire(label_ids: Sequence[LabelId]) -> None:
    """Open the question where the documents of these labels go."""
    st.session_state["retiring"] = list(label_ids)


def _lock(here: Working, version: int, label_id: LabelId, locked: bool) -> None:
    keep(here, version, lambda taxonomy: edits.lock(taxonomy, label_id, locked))


def _form(here: Working, taxonomy: Taxonomy, label: Label, version: int) -> None:
    """The label as it was when the form was first drawn, to be written anew."""
    family = {label.id, *(child.id for child in taxonomy.below(label.id))}
    parents = [TOP, *(other.id for other in taxonomy.below(None) if other.id not in family)]
    key = f"contract-{label.id}-{version}"
    with st.form(key, border=False):
        st.text_input("Name", label.name, max_chars=80, key=f"{key}-name")
        st.text_area("Description", label.description, key=f"{key}-description", height=90)
        left, right = st.columns(2)
        left.text_area("Belongs here, one a line", "\n".join(label.includes), key=f"{key}-includes", height=110)
        right.text_area(
            "Does not belong here, one a line", "\n".join(label.excludes), key=f"{key}-excludes", height=110
        )
        left, right = st.columns(2)
        left.selectbox(
            "Stands under",
            parents,
            index=parents.index(label.parent or TOP) if (label.parent or TOP) in parents else 0,
            format_func=lambda parent: "The top level" if parent == TOP else _path(taxonomy, parent),
            key=f"{key}-parent",
        )
        right.text_input("Why (optional)", key=f"{key}-reason", placeholder="Kept with the change", max_chars=300)
        st.form_submit_button(
            "Save", type="primary", key=f"{key}-save", on_click=_save, args=(here, version, label, key)
        )


def _path(taxonomy: Taxonomy, label_id: LabelId) -> str:
    return " / ".join(label.name for label in taxonomy.path(label_id)) if label_id in taxonomy.labels else label_id


def _save(here: Working, version: int, drawn: Label, key: str) -> None:
    """Keep what the person has written; what they left alone stays as others may have made it meanwhile."""
    form = st.session_state
    written = {
        "name": form[f"{key}-name"].strip(),
        "description": form[f"{key}-description"].strip(),
        "includes": _lines(form[f"{key}-includes"]),
        "excludes": _lines(form[f"{key}-excludes"]),
        "parent": form[f"{key}-parent"] or None,
    }
    new = {field: value for field, value in written.items() if value != getattr(drawn, field)}
    keep(
        here,
        version,
        lambda taxonomy: edits.rewrite(taxonomy, taxonomy[drawn.id].model_copy(update=new)),
        form[f"{key}-reason"],
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _examples(here: Working, taxonomy: Taxonomy, label: Label, version: int) -> None:
    st.markdown("**Examples**")
    shown = documents.documents(here.engine, here.project.id, label.examples)
    if not shown:
        st.caption("No document has been chosen to show what this label means. Teachers read up to two of them.")
    for document in shown:
        kept = tuple(example for example in label.examples if example != document.id)
        _excerpt(here, version, label.id, document.id, document.text, kept, "Remove", ":material/close:")
    more = st.expander("Choose examples among its documents", key=f"choose-{label.id}", on_change="rerun")
    if not more.open:
        return
    with more:
        wanted = Wanted(labels=origins(taxonomy)[label.id])
        limit = CANDIDATES + len(label.examples)
        _, rows = labels.page_of_labels(
            here.engine, here.project.id, here.taxonomy.id, wanted, 0, limit, "confident first"
        )
        rows = [row for row in rows if row.document not in label.examples][:CANDIDATES]
        if not rows:
            st.caption("No other document has this label yet.")
        for row in rows:
            chosen = (*label.examples, row.document)
            _excerpt(here, version, label.id, row.document, row.text, chosen, "Use", ":material/add:")


def _excerpt(
    here: Working,
    version: int,
    label_id: LabelId,
    document: DocumentId,
    text: str,
    chosen: tuple[DocumentId, ...],
    action: str,
    icon: str,
) -> None:
    """A document's beginning, with a button that makes `chosen` the label's examples."""
    with st.container(horizontal=True, border=True, vertical_alignment="center"):
        st.text(text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…", width="stretch")
        st.button(
            action,
            key=f"example-{action}-{label_id}-{document}",
            icon=icon,
            type="tertiary",
            on_click=_choose,
            args=(here, version, label_id, chosen),
        )


def _choose(here: Working, version: int, label_id: LabelId, chosen: tuple[DocumentId, ...]) -> None:
    keep(here, version, lambda taxonomy: edits.choose_examples(taxonomy, label_id, chosen))


def _history(before: Sequence[Taxonomy], log: Sequence[Change], label_id: LabelId) -> None:
    touching = [version for version, change in enumerate(log, start=1) if label_id in change.touched]
    with st.expander(f"History of this label ({counted(len(touching), 'change')})"):
        for version in reversed(touching):
            change = log[version - 1]
            done = "; ".join(describe(before[version - 1], change)) or "Tried, and changed nothing"
            st.markdown(f"{signed(change.author)} :gray[{when(change.at)}]  \n{plain(done[:400])}")
