"""Start from a list that people already have: a file, what was understood of it, and one button."""

from collections import Counter
from functools import partial

import streamlit as st

from core.errors import BadUpload
from core.growth.freedom import room
from core.growth.seeding.reading import BYTES, read_seeds
from core.store import ledger
from core.taxonomy.label import Labels
from core.taxonomy.naming import spoken
from core.taxonomy.seeds import Seeds, as_labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.errors import ICON
from pages.parts.keeping import REFUSAL, keep
from pages.parts.place import Working
from pages.parts.plain import counted, plain

ENDINGS = [
    *("csv", "tsv", "tab", "xlsx", "txt", "md", "json", "jsonl", "ndjson"),
    *("jsonld", "ttl", "nt", "rdf", "owl", "xml", "skos"),
]
LARGEST = min(BYTES // 1_000_000, int(st.get_option("server.maxUploadSize")))  # MB
FORMS = (
    "A table (CSV, Excel) with a column of names and, if there are any, of descriptions and parents; a text with a "
    "label a line; JSON; or SKOS."
)
SHORT = 200  # characters of a cell in the preview
TALL = 360  # pixels of a full preview
STEP = "\u2003"  # a space as wide as a letter is high: what stands under another is moved to the right
TURN = "lists-brought"


def start_from_list(here: Working) -> None:
    """Choose a file, see what was understood of it, and put its labels into the taxonomy as one change."""
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader(
        "List of labels", type=ENDINGS, max_upload_size=LARGEST, key=f"list-{here.taxonomy.id}-{turn}", help=FORMS
    )
    if file is None:
        return
    try:
        seeds = _read(file.name, file.getvalue(), here.taxonomy.brief.language)
    except BadUpload as error:
        st.error(plain(str(error)), icon=ICON)
        return
    taxonomy = ledger.taxonomy(here.engine, here.taxonomy.id)
    touched = as_labels(taxonomy, seeds)
    fresh = sum(label.id not in taxonomy.labels for label in touched)
    st.markdown(_summary(seeds, fresh, len(touched) - fresh))
    left_out = (f"Left out, as no longer in use: {len(seeds.gone):,}.",) if seeds.gone else ()
    for note in (*seeds.notes, *left_out):
        st.caption(plain(note))
    if seeds.labels:
        _preview(taxonomy, seeds, touched)
    _limit(here, taxonomy, touched)
    st.button(
        f"Add {counted(fresh, 'label')}" if fresh else "Add the descriptions" if touched else "Nothing to add",
        key="add-list",
        icon=":material/playlist_add:",
        disabled=not touched,
        on_click=_add,
        args=(here, taxonomy.version, seeds, file.name, fresh),
    )


def _summary(seeds: Seeds, fresh: int, described: int) -> str:
    """What is in the list, and what of it is new."""
    levels = max(_depths(seeds), default=0) + 1
    there = len(seeds.labels) - fresh
    sentence = counted(len(seeds.labels), "label") + (f" on {levels} levels" if levels > 1 else "")
    already = f", {there:,} of them there already" if there else ""
    gain = f"; {described:,} of those {'gets a description' if described == 1 else 'get descriptions'}"
    return f"{sentence}{already}{gain if described else ''}. Adding them is one step, which can be undone on Curate."


def _preview(taxonomy: Taxonomy, seeds: Seeds, touched: Labels) -> None:
    standing = {spoken(label.name) for label in taxonomy.live}
    described = {spoken(label.name) for label in touched if label.id in taxonomy.labels}
    rows = [
        {
            "Label": STEP * depth + seed.name,
            "Description": seed.description[:SHORT],
            "Belongs here": "; ".join(seed.includes)[:SHORT],
            "Does not": "; ".join(seed.excludes)[:SHORT],
            "In the taxonomy": _fate(seed.name, standing, described),
        }
        for seed, depth in zip(seeds.labels, _depths(seeds), strict=True)
    ]
    told = Counter(column for row in rows for column, cell in row.items() if cell)
    st.dataframe(
        rows,
        column_order=[column for column in rows[0] if told[column] and (column != "In the taxonomy" or standing)],
        hide_index=True,
        height="content" if len(rows) < 10 else TALL,
        key="list-preview",
        alt="The labels of the list",
    )


def _fate(name: str, standing: set[str], described: set[str]) -> str:
    if spoken(name) in described:
        return "gets its description"
    return "there already" if spoken(name) in standing else "new"


def _limit(here: Working, taxonomy: Taxonomy, touched: Labels) -> None:
    """Said where the list leaves a teacher no room to add labels of its own."""
    after = taxonomy.followed_by(Change(labels=touched, author=here.author, based_on=taxonomy.version))
    most = here.taxonomy.brief.max_labels
    if touched and not room(here.taxonomy.brief, after):
        st.caption(
            f"That makes {len(after.live):,} labels, and the limit is {most}: a teacher can then add none of its own "
            "unless you raise the limit."
        )


def _add(here: Working, version: int, seeds: Seeds, name: str, fresh: int) -> None:
    gesture = partial(as_labels, seeds=seeds)
    if keep(here, version, gesture, f"From the list {name}"[:200]) is not None:
        st.session_state[TURN] += 1
        done = f"{counted(fresh, 'label')} added." if fresh else "Descriptions added."
        st.toast(f"{done} To take that back, undo it on Curate.", icon=":material/check:")
    elif message := st.session_state.pop(REFUSAL, None):
        st.toast(plain(message), icon=ICON, duration="long")


def _depths(seeds: Seeds) -> list[int]:
    depths: list[int] = []
    for seed in seeds.labels:
        depths.append(0 if seed.parent is None else depths[seed.parent] + 1)
    return depths


@st.cache_data(max_entries=8, show_spinner="Reading the list…")
def _read(name: str, content: bytes, language: str) -> Seeds:
    return read_seeds(name, content, language)
