"""Two taxonomies of the same documents side by side, and how their labels of record meet."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.corpus.document import Document
from core.labelling.carry import origins, stale_ids
from core.labelling.crossing import Crossing, crossing
from core.labelling.tally import Tally
from core.store import ledger, projects
from core.store.crossing import Side, meetings
from core.store.labels import Elsewhere, Wanted
from core.store.projects import TaxonomyCard
from core.store.workspace import Workspace
from core.taxonomy.label import DocumentId, LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.brief import new_taxonomy
from pages.parts.charts.drawing import NONE, Pick
from pages.parts.charts.heat_map import FEW, Cell, heat_map
from pages.parts.colours import colours, dotted_name
from pages.parts.documents_table import labelled_documents
from pages.parts.label_list import Sizes, label_list, shown_examples, side_by_side
from pages.parts.picks import chart_key, forget, pick, picked, picked_label
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.spread import COUNTING, KEPT, Ask, ask, standing
from pages.parts.twins import told_apart

NO_LABEL = "No label fits"
MOST_ROWS, MOST_COLUMNS = 25, 16


def taxonomies(here: Working) -> None:
    """This taxonomy and another of the same project: both trees, and the table in which they cross."""
    cards = [card for card in projects.taxonomies(here.engine, here.project.id) if card.id != here.taxonomy.id]
    if not cards:
        st.write(
            "This project has one taxonomy. Make a second one for another question, such as what people want "
            "beside what they write about, then grow it and label the documents with it."
        )
        with st.popover("New taxonomy", type="primary", icon=":material/add:", key="add-second"):
            new_taxonomy(here)
        return
    there = here._replace(taxonomy=_other(cards))
    one, other = (ledger.taxonomy(here.engine, each.taxonomy.id) for each in (here, there))
    asked = ask(here, one.version), ask(there, other.version)
    met = crossed(here.engine, *asked)
    if met.documents and st.button("Explore the labels", key="to-explore", type="primary", icon=":material/bar_chart:"):
        st.switch_page("explore.py", query_params=address(here.project.id, here.taxonomy.id))
    shown = shown_examples(here.engine, here.project.id, [one, other])
    with side_by_side(2, "trees"):
        for place, taxonomy, question in ((here, one, asked[0]), (there, other, asked[1])):
            with st.container(border=True, key=f"tree-{place.taxonomy.id}"):
                _tree(place, taxonomy, standing(here.engine, question).tally, shown)
    if not met.documents:
        _nothing_met(here, there)
        return
    _map(here, there, one, other, met)


@st.cache_data(show_spinner=COUNTING, max_entries=KEPT)
def crossed(_engine: Workspace, one: Ask, other: Ask) -> Crossing:
    """How two taxonomies meet, counted once for everyone until a judgement or a label changes."""
    first, second = (ledger.taxonomy(_engine, each.taxonomy) for each in (one, other))
    sides = Side(one.taxonomy, stale_ids(first)), Side(other.taxonomy, stale_ids(second))
    return crossing(meetings(_engine, one.project, *sides), first, second)


def _other(cards: list[TaxonomyCard]) -> TaxonomyCard:
    """The one to compare with; asked for where there are several."""
    if len(cards) == 1:
        return cards[0]
    names = told_apart({card.id: card.name for card in cards})
    chosen = st.selectbox(
        "Beside", list(names), format_func=names.__getitem__, key="beside", bind="query-params", width=280
    )
    return next(card for card in cards if card.id == chosen)


def _tree(place: Working, taxonomy: Taxonomy, tally: Tally, shown: Mapping[DocumentId, Document]) -> None:
    counts = {label.id: tally.documents(label.id) for label in taxonomy.live}
    judged = _labelled(place)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"**{plain(place.taxonomy.name)}**  :gray[{_size(taxonomy, judged)}]", width="stretch")
        query = address(place.project.id, place.taxonomy.id)
        page, word = (
            ("explore.py", "Explore") if judged else ("label.py", "Label") if taxonomy.live else ("grow.py", "Grow")
        )
        st.page_link(page, label=word, icon=":material/arrow_forward:", query_params=query)
    sizes = Sizes(counts, judged, max(counts.values(), default=0)) if judged else None
    label_list(taxonomy, sizes, colours(taxonomy), shown, f"tree-of-{place.taxonomy.id}")


def _size(taxonomy: Taxonomy, judged: int) -> str:
    if not taxonomy.live:
        return "no labels yet"
    return f"{counted(len(taxonomy.live), 'label')}, {counted(judged, 'document')} labelled"


def _nothing_met(here: Working, there: Working) -> None:
    """Say what is lacking, and lead there."""
    st.subheader("How do they meet?", anchor=False)
    st.write("No document has a label of both yet. Label the same documents with each, and a table stands here.")
    lacking = min((there, here), key=_labelled)
    grown = ledger.taxonomy(lacking.engine, lacking.taxonomy.id).live
    said = f"{'Label with' if grown else 'Grow'} “{plain(lacking.taxonomy.name)}”"
    if st.button(said, key="to-lacking", type="primary", icon=":material/arrow_forward:"):
        query = address(lacking.project.id, lacking.taxonomy.id)
        st.switch_page("label.py" if grown else "grow.py", query_params=query)


def _labelled(place: Working) -> int:
    version = ledger.version(place.engine, place.taxonomy.id)
    tally = standing(place.engine, ask(place, version)).tally
    return sum(tally.documents(each) for each in tally.by_label)


def _map(here: Working, there: Working, one: Taxonomy, other: Taxonomy, met: Crossing) -> None:
    """Rows are this taxonomy's labels, columns the other's; a click leads to the documents."""
    st.subheader("How do they meet?", anchor=False)
    both = sum(met.documents.values())
    few = any(count < FEW for count in met.of_other.values())
    st.caption(
        f"{counted(both, 'document')} with a label of both. Each column sums to 100 %: of its documents, the share "
        f"with each label of “{plain(here.taxonomy.name)}”. Click a number for its documents."
        + (f" Columns of fewer than {FEW} documents stay pale: they say little." if few else "")
    )
    rows = sorted(met.of_one, key=lambda each: (each is None, -met.of_one[each]))
    columns = sorted(met.of_other, key=lambda each: (each is None, -met.of_other[each]))
    with st.container(horizontal=True, gap="medium"):
        rows = rows if _all(len(rows), MOST_ROWS, "rows") else rows[:MOST_ROWS]
        columns = columns if _all(len(columns), MOST_COLUMNS, "columns") else columns[:MOST_COLUMNS]
    names = {_name(other, each): each for each in columns}
    cells = [
        Cell(row or NONE, _name(one, row), value, met.documents.get((row, column), 0), met.share(row, column))
        for row in rows
        for value, column in names.items()
    ]
    chosen = picked(one)
    sizes = {value: met.of_other[column] for value, column in names.items()}
    key = chart_key("map", f"{here.taxonomy.id}-{there.taxonomy.id}")
    heat_map(cells, there.taxonomy.name, sizes, chosen, key, partial(pick, "map"))
    if chosen.get("value") in names:
        _behind(here, there, one, other, chosen, names[chosen["value"]])


def _behind(
    here: Working, there: Working, one: Taxonomy, other: Taxonomy, chosen: Pick, column: LabelId | None
) -> None:
    row = picked_label(chosen)
    also = Elsewhere(taxonomy=there.taxonomy.id, labels=_given(other, column), stale=stale_ids(other))
    wanted = Wanted(labels=_given(one, row), also=also)
    with st.container(key="behind-crossing"):  # no border: the table needs the whole width of a narrow window
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{dotted_name(one, row)} and {dotted_name(other, column)}", width="stretch")
            st.button("Close", key="close-crossing", icon=":material/close:", type="tertiary", on_click=forget)
        labelled_documents(here, one, wanted, "arrival", "crossing")


def _given(taxonomy: Taxonomy, label_id: LabelId | None) -> frozenset[LabelId]:
    """The labels, as they were given at the time, that mean this one now."""
    return frozenset() if label_id is None else origins(taxonomy)[label_id]


def _name(taxonomy: Taxonomy, label_id: LabelId | None) -> str:
    return taxonomy[label_id].name if label_id else NO_LABEL


def _all(count: int, most: int, of: str) -> bool:
    return count <= most or st.toggle(f"Show all {count} {of}", key=f"all-{of}", bind="query-params")
