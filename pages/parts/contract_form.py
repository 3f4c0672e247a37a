"""What people write in a label's contract. It stays a draft until it is saved, all of it at once.

Drawn apart from the rest of the page: to leave a field costs one small part of it.
"""

from typing import NamedTuple

import streamlit as st

from core.errors import TntError
from core.taxonomy import edits
from core.taxonomy.completeness import lacking
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from pages.parts import drafts, redrawing
from pages.parts.choosing import others, path_of
from pages.parts.colouring import choose_colour, forget_choice
from pages.parts.errors import errors_said
from pages.parts.impact import impact
from pages.parts.keeping import keep
from pages.parts.place import Working
from pages.parts.plain import plain
from pages.parts.wording import TITLES

TOP = ""  # what the list of parents calls the top level
LISTS = ("includes", "excludes", "edge_cases")
TOUCHING = ("name", "description", "includes", "excludes", "edge_cases", "parent")  # what judging goes by
FEWEST, MOST, LINE, EDGES = 3, 12, 24, 34  # lines that a list shows at once, and pixels of a line and round all


class Form(NamedTuple):
    """The form of one label, begun at a version. `key` begins the names of its fields in the session."""

    here: Working
    begun: Label
    version: int
    key: str
    latest: int  # the version in which the labels are that it may stand under

    def at(self, name: str) -> str:
        """The key of a field. A list answers with a name, which says nothing once a label is called otherwise."""
        return f"{self.key}-{self.latest}-{name}" if name == "parent" else f"{self.key}-{name}"

    def field(self, name: str) -> str:
        """The key under which a field stands in the session, where it is put as it was last written."""
        key = self.at(name)
        if key not in st.session_state:
            draft = drafts.draft(self.here, self.begun.id)
            held = draft.fields.get(name, getattr(self.begun, name)) if draft else getattr(self.begun, name)
            st.session_state[key] = _shown(name, held)
        return key

    @property
    def written(self) -> Label:
        """The label as the form has it now."""
        draft = drafts.draft(self.here, self.begun.id)
        return self.begun.model_copy(update=dict(draft.fields)) if draft else self.begun


@st.fragment
@errors_said()
def contract_form(here: Working, taxonomy: Taxonomy, begun: Label, version: int, key: str) -> None:
    """The label as it was at a version, to be written anew."""
    redrawing.pay()
    form = Form(here, begun, version, key, taxonomy.version)
    _text(form, "name", "What people of the trade would call it")
    _lines(form, "description", "What a document must be about to belong here, in a sentence or two", least=2)
    left, right = st.columns(2)
    with left:
        _lines(form, "includes", "A card kept by a cash machine\nA card that came damaged", "one a line")
    with right:
        _lines(form, "excludes", "A declined payment: Payments\nA forgotten PIN: Passcode", "one a line")
    _lines(form, "edge_cases", "A card stolen with a phone: here, if the card is what they ask about", "one a line", 2)
    left, right = st.columns(2)
    with left:
        _parent(form, taxonomy)
    right.text_input("Why (optional)", key=f"{key}-reason", placeholder="Kept with the change", max_chars=300)
    with st.expander("More", key=f"{key}-more"):
        _more(form, taxonomy)
    _saving(form)
    _complete(form.written)
    _preview(form, taxonomy)


def _text(form: Form, name: str, placeholder: str) -> None:
    st.text_input(
        TITLES[name], max_chars=80, key=form.field(name), placeholder=placeholder, on_change=_write, args=(form, name)
    )


def _lines(form: Form, name: str, placeholder: str, how: str = "", least: int = FEWEST) -> None:
    held = _shown(name, getattr(form.begun, name))
    lines = sum(1 + len(line) // (40 if how else 80) for line in str(held).splitlines())
    st.text_area(
        f"{TITLES[name]}, {how}" if how else TITLES[name],
        key=form.field(name),
        placeholder=placeholder,
        height=EDGES + LINE * min(MOST, max(least, lines)),
        on_change=_write,
        args=(form, name),
    )


def _parent(form: Form, taxonomy: Taxonomy) -> None:
    family = {form.begun.id, *(child.id for child in taxonomy.below(form.begun.id))}
    key = form.field("parent")
    parents = [TOP, *others(taxonomy, family)]
    st.selectbox(
        TITLES["parent"],
        parents if st.session_state[key] in parents else [*parents, st.session_state[key]],
        format_func=lambda parent: "The top level" if parent == TOP else path_of(taxonomy, parent),
        key=key,
        on_change=_write,
        args=(form, "parent"),
    )


def _more(form: Form, taxonomy: Taxonomy) -> None:
    st.text_input(
        TITLES["notation"],
        max_chars=40,
        key=form.field("notation"),
        placeholder="A 1.2",
        help="What it is called in lists of your own.",
        width=200,
        on_change=_write,
        args=(form, "notation"),
    )
    choose_colour(taxonomy, form.begun.id, form.field("colour"), on_change=_write, args=(form, "colour"))
    _lines(form, "notes", "For those who edit: neither teachers nor annotators see them", least=2)


def _saving(form: Form) -> None:
    draft = drafts.draft(form.here, form.begun.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Save", key=f"{form.key}-save", type="primary", on_click=_save, args=(form,))
        if draft is None:
            st.caption("Everything is saved.", width="content")
        else:
            fields = ", ".join(TITLES[field].lower() for field in TITLES if field in draft.fields)
            st.caption(f":material/edit_note: Not saved yet: {fields}", width="content")
            st.button("Discard", key=f"{form.key}-discard", type="tertiary", on_click=_discard, args=(form,))


def _complete(label: Label) -> None:
    lacks = lacking(label)
    if lacks:
        listed = lacks[0] if len(lacks) == 1 else f"{', '.join(lacks[:-1])} or {lacks[-1]}"
        st.caption(f":material/checklist: No {listed} yet.")


def _preview(form: Form, taxonomy: Taxonomy) -> None:
    """What saving would do to all that hangs on the label, once someone wants to know."""
    draft = drafts.draft(form.here, form.begun.id)
    if draft is None or not set(TOUCHING) & draft.fields.keys():
        return
    fold = st.expander("What would this touch?", key=f"{form.key}-touch", on_change="rerun")
    if not fold.open:
        return
    with fold:
        try:
            labels = edits.rewrite(taxonomy, taxonomy[form.begun.id].model_copy(update=dict(draft.fields)))
        except TntError as error:
            st.warning(plain(str(error)), icon=":material/block:")
            return
        impact(form.here, taxonomy, labels)


def _write(form: Form, field: str) -> None:
    """Note what was just written in a field."""
    value = _read(field, st.session_state[form.at(field)])
    drafts.write(form.here, form.begun, form.version, field, value)


def _save(form: Form) -> None:
    """Keep what the person has written; what they left alone stays as others may have made it meanwhile."""
    draft = drafts.draft(form.here, form.begun.id)
    if draft is None:
        return
    redrawing.owe()
    fields = dict(draft.fields)
    after = keep(
        form.here,
        form.version,
        lambda taxonomy: edits.rewrite(taxonomy, taxonomy[form.begun.id].model_copy(update=fields)),
        st.session_state.get(f"{form.key}-reason", ""),
    )
    if after is not None:
        drafts.drop(form.here, [form.begun.id])


def _discard(form: Form) -> None:
    redrawing.owe()
    drafts.drop(form.here, [form.begun.id])
    forget_choice(f"{form.key}-colour")
    for field in TITLES:
        key = form.at(field)
        if key in st.session_state:
            st.session_state[key] = _shown(field, getattr(form.begun, field))


def _shown(field: str, held: object) -> str:
    if field in LISTS and isinstance(held, tuple):
        return "\n".join(held)
    return str(held or "")


def _read(field: str, written: str | None) -> drafts.Written:
    """What a field of the label holds, when this is written in the form."""
    text = (written or "").strip()
    if field in LISTS:
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    return text or None if field == "parent" else text
