"""Two classifiers beside one another: which is right more often, on which labels, and what differed in the making."""

from collections.abc import Sequence

import streamlit as st

from core.classifier.paired import Comparison, in_words
from core.classifier.recipe import MINILM
from core.store.workspace import Workspace
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Taxonomy
from core.work import registry
from core.work.registry import Changed, Compared, LabelShift
from core.work.settings import FEATURE_NAMES, HEAD_NAMES
from pages.parts.classifying.shelf import Shelf
from pages.parts.classifying.side_by_side import speed
from pages.parts.colours import colours
from pages.parts.figures import Figures, figures
from pages.parts.linked import linked
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.shares import give_or_take

FIRST, SECOND, FOLD = "compare", "with", "beside"  # query parameters, and the fold's key
KEPT = 30  # comparisons
NAMED = 4  # labels that differ
MANY, TALL = 16, 560  # labels in the table, and pixels of one with more
SETTINGS = {
    "head": "kind of classifier",
    "features": "what it looks at",
    "encoder": "sentence encoder",
    "structure": "labels with parents",
    "setting": "strength of regularisation",
    "scale": "weight of vectors beside words",
    "even": "rare labels count as much",
    "distrust": "likely errors count for less",
    "seed": "seed",
}


def beside(here: Working, now: Taxonomy, shelf: Shelf, one: Made) -> None:
    """The fold with the choice of two and what differs between them."""
    if len(shelf.trained) < 2:
        return
    fold = st.expander("Compare two", key=FOLD, on_change="rerun", icon=":material/compare_arrows:")
    if not fold.open:
        return
    with fold:
        first, second = _chosen(shelf, one)
        if first == second:
            st.caption("Choose two different ones.")
            return
        found = _compared(here.engine, str(here.engine.url), first, second, now.version)
        names = shelf.names[first], shelf.names[second]
        st.markdown(_overall(found, names))
        pair = [each for each in (shelf.find(first), shelf.find(second)) if each is not None]
        figures([*names], _rows(pair), "beside-figures")
        _what_differed(found.changed)
        _by_label(now, found.labels, names)


def ask_to_compare(first: str, second: str) -> None:
    """For callbacks: open the fold on these two."""
    st.query_params[FIRST], st.query_params[SECOND] = first, second
    st.session_state[FOLD] = True


def _chosen(shelf: Shelf, one: Made) -> tuple[str, str]:
    """The two of the address; else the one that is looked at, and the one in use or the next."""
    ids = [each.classifier.id for each in shelf.trained]
    used = shelf.in_use
    mine = one.classifier.id
    others = [used.classifier.id] if used and used.classifier.id != mine else [each for each in ids if each != mine][:1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = linked("Compare", _names(shelf, [mine, *ids]), FIRST, width=300)
        second = linked("with", _names(shelf, [*others, *ids]), SECOND, width=300)
    return first, second


def _names(shelf: Shelf, ids: Sequence[str]) -> dict[str, str]:
    return {each: shelf.names[each] for each in ids}


@st.cache_data(show_spinner="Comparing…", max_entries=KEPT)
def _compared(_engine: Workspace, url: str, first: str, second: str, version: int) -> Compared:  # noqa: ARG001
    """The answer differs with the labels' version; the address of the workspace tells it from others."""
    return registry.compare(_engine, first, second)


def _rows(pair: Sequence[Made]) -> list[Figures]:
    people, teacher = [each.report.people for each in pair], [each.report.teacher for each in pair]
    measure = [each.report.measure for each in pair]
    return [
        Figures("Right", [give_or_take(each.accuracy) if each else "–" for each in people], "Against people"),
        Figures(
            "Macro-F1",
            [give_or_take(each.macro_f1) if each else "–" for each in people],
            "Against people; every label counts the same, however rare",
        ),
        Figures("Imitation", [give_or_take(each.accuracy) if each else "–" for each in teacher], "Against the teacher"),
        Figures("Learnt from", [counted(each.report.examples, "document") for each in pair]),
        Figures("Version of the labels", [f"{each.report.version:,}" for each in pair]),
        Figures("Documents a second", [speed(each) for each in measure]),
        Figures("Size", [f"{each.classifier.size / 1e6:.1f} MB" for each in pair]),
    ]


def _overall(found: Compared, names: tuple[str, str]) -> str:
    """What to conclude, ready for Markdown. An earlier classifier kept nothing that it could be compared by."""
    kept = found.changed.added is not None
    if kept or found.overall.n:
        return plain(in_words(found.overall, f"“{names[0]}”", f"“{names[1]}”"))
    return (
        "What the earlier one said of each document was not kept, so the two cannot be held against one another on the "
        "same documents."
    )


def _what_differed(changed: Changed) -> None:
    first, second = changed.versions
    parts = []
    if changed.labels:
        names = [f"“{plain(label.name)}”" for each in changed.labels[:NAMED] if (label := each.new or each.old)]
        more = len(changed.labels) - len(names)
        names += [f"{more:,} more"] if more else []
        parts.append(f"{counted(len(changed.labels), 'label')} came, went or moved in between: {enumerated(names)}")
    elif first != second:
        parts.append("the labels are the same but for wording")
    if changed.added or changed.gone:
        parts.append(
            f"{counted(changed.added or 0, 'document')} taught only the first, {changed.gone or 0:,} only the second"
        )
    parts += [
        f"{SETTINGS.get(name, name)}: {_value(mine)}, not {_value(other)}" for name, mine, other in changed.settings
    ]
    if parts:
        st.markdown(f"**What differed when they were made:** {'; '.join(parts)}.")
    elif changed.added is None:
        st.markdown("They were made with the same settings.")
    else:
        st.markdown("They learnt from the same documents, with the same settings.")


def _value(value: str) -> str:
    """A setting as people say it."""
    words = {"True": "yes", "False": "no", "": "none", "None": "chosen by cross-validation", MINILM: "MiniLM"}
    named: dict[str, str] = {**FEATURE_NAMES, **HEAD_NAMES, **words}
    return plain(named.get(value, value))


def _by_label(now: Taxonomy, shifts: Sequence[LabelShift], names: tuple[str, str]) -> None:
    differ = [each for each in shifts if each.first_f1 != each.second_f1]
    if not differ:
        return
    st.markdown("**Which labels does it tell better, which worse?** :small[:gray[the largest difference first]]")
    told = [now[each.label].name if each.label in now.labels else each.label for each in differ]
    chips = {now[each].name: colour for each, colour in colours(now).items()}
    st.dataframe(
        {
            "label": [[name] for name in told],
            "first": [100 * each.first_f1 for each in differ],
            "second": [100 * each.second_f1 for each in differ],
            "change": [round(100 * (each.first_f1 - each.second_f1)) for each in differ],
            "n": [each.of_its_documents.n for each in differ],
            "sure": [_sure(each.of_its_documents) for each in differ],
        },
        column_config={
            "label": st.column_config.MultiselectColumn("Label", width=170, options=[*chips], color=[*chips.values()]),
            "first": st.column_config.NumberColumn(names[0], format="%.0f %%", width=75, help="F1 of the first"),
            "second": st.column_config.NumberColumn(names[1], format="%.0f %%", width=75, help="F1 of the second"),
            "change": st.column_config.NumberColumn("Change", format="%+d", width=65, help="In percentage points"),
            "n": st.column_config.NumberColumn("n", width=45, help="Documents judged by people that have it"),
            "sure": st.column_config.TextColumn(
                "Surely", width=70, help="Better or worse on the documents that have it"
            ),
        },
        hide_index=True,
        height=TALL if len(differ) > MANY else "content",
        key="beside-labels",
        alt="F1 of the labels that two classifiers tell differently",
    )
    if len(differ) < len(shifts):
        st.caption(f"They tell {counted(len(shifts) - len(differ), 'other label')} equally well.")


def _sure(found: Comparison) -> str:
    return {"better": "better", "worse": "worse"}.get(found.verdict, "–")
