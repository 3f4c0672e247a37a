"""Whether a classifier does worse on some documents than on others: by a column's value, by language, by length."""

from collections.abc import Sequence

import streamlit as st

from core.agreement.words import points
from core.classifier.outcomes import Outcome
from core.classifier.scores import Evaluation
from core.classifier.slices import FEWEST, Slice, Slices, by_length, by_script, sliced
from core.store import documents
from core.store.workspace import Workspace
from core.taxonomy.label import DocumentId
from core.teachers.languages import spoken
from pages.parts.linked import linked
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.shares import percent, span
from pages.parts.spread import columns_to_compare

CHOSEN = "slice"  # the query parameter
LANGUAGE, LENGTH, SCRIPT, COLUMN = "language", "length", "script", "column:"
UNTOLD = "Language not told"  # too short, mixed, or not one of those whose common words are known
STANDING = {"worse": "surely worse", "better": "surely better", "undecided": "may be chance"}
MANY, TALL = 12, 440  # rows, and pixels of a table with more
NAMED = 8  # values in a sentence
KEPT = 40


def by_slice(here: Working, one: Made, evaluation: Evaluation, found: Sequence[Outcome]) -> None:
    """Choose what to divide the documents by, and see how it does on each part."""
    if not any(each.document for each in found):
        return
    st.subheader("Is it worse on some documents than on others?", anchor=False)
    last = documents.last_position(here.engine, here.project.id)
    columns = columns_to_compare(here.engine, here.project.id, last)
    options = {f"{COLUMN}{name}": name for name, _ in columns}
    options |= {LANGUAGE: "Language of the text", LENGTH: "Length of the text", SCRIPT: "Script of the text"}
    chosen = linked("Divide them by", options, CHOSEN, width=320)
    parts = _slices(
        here.engine, str(here.engine.url), here.project.id, one.classifier.id, evaluation.against, chosen, found
    )
    if not parts.slices:
        st.caption(f"No part has {FEWEST} documents, which is what it takes to say something.")
    else:
        _table(parts, f"slices-{one.classifier.id}-{evaluation.against}-{chosen}")
    st.caption(" ".join(_told(parts)))


@st.cache_data(show_spinner="Looking at the documents…", max_entries=KEPT)
def _slices(
    _engine: Workspace,
    url: str,  # noqa: ARG001 - in which workspace
    project_id: str,
    classifier_id: str,  # noqa: ARG001 - whose outcomes, which stand for those given
    against: str,  # noqa: ARG001 - and which of them
    chosen: str,
    _found: Sequence[Outcome],
) -> Slices:
    there = documents.documents(_engine, project_id, [each.document for each in _found if each.document])
    if chosen.startswith(COLUMN):
        name = chosen.removeprefix(COLUMN)
        return sliced(_found, {each.id: value for each in there if (value := each.metadata.get(name))})
    texts: dict[DocumentId, str] = {each.id: each.text for each in there}
    if chosen == LANGUAGE:
        return sliced(_found, {each: spoken([text]).capitalize() or UNTOLD for each, text in texts.items()})
    return sliced(_found, by_script(texts) if chosen == SCRIPT else by_length(texts))


def _table(parts: Slices, key: str) -> None:
    rows: list[Slice] = [*parts.slices, *([parts.pooled] if parts.pooled else [])]
    st.dataframe(
        {
            "name": [each.name for each in rows],
            "right": [100 * each.accuracy.value if each.accuracy.value is not None else None for each in rows],
            "range": [span(each.accuracy) for each in rows],
            "difference": [
                points(each.difference).removesuffix(" points") if each.difference.known else None for each in rows
            ],
            "standing": [STANDING[each.standing] if each.p is not None else None for each in rows],
            "n": [each.n for each in rows],
        },
        column_config={
            "name": st.column_config.TextColumn("Documents", width=105),
            "right": st.column_config.ProgressColumn("Right", min_value=0, max_value=100, format="%.0f %%", width=80),
            "range": st.column_config.TextColumn("95 % range", width=80, alignment="right"),
            "difference": st.column_config.TextColumn(
                "Points apart",
                width=118,
                alignment="right",
                help="Percentage points above all the others, or below (-)",
            ),
            "standing": st.column_config.TextColumn("So it is", width=88),
            "n": st.column_config.NumberColumn("n", width=40, format="localized"),
        },
        hide_index=True,
        height=TALL if len(rows) > MANY else "content",
        placeholder="–",
        key=key,
        alt="How right it is on each part of the documents",
    )


def _told(parts: Slices) -> list[str]:
    """What is sure, how that was tested, and what there are too few of."""
    sure = [each for each in parts.slices if each.standing != "undecided"]
    told = []
    if len(parts.slices) == 1 and parts.pooled is None:
        told.append("There is nothing to hold it against.")
    elif parts.slices and not sure:
        told.append("No part is surely worse or better than the others.")
    told += [
        f"“{plain(each.name)}” is {STANDING[each.standing]}: right on {percent(each.accuracy.value)}, the others on "
        f"{percent(each.rest.value)}."
        for each in sure
    ]
    if len(parts.slices) > 2:
        told.append(f"What is called sure has been corrected for looking at {len(parts.slices)} of them.")
    if parts.too_few:
        names = ", ".join(plain(name) for name in parts.too_few[:NAMED])
        more = f" and {len(parts.too_few) - NAMED:,} more" if len(parts.too_few) > NAMED else ""
        told.append(f"Too few documents (fewer than {FEWEST}) to say of each: {names}{more}.")
    if parts.without:
        told.append(f"{counted(parts.without, 'document')} without a value left out.")
    return told
