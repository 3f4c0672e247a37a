"""What a classifier takes for what: a matrix to click in, the commonest mistakes as buttons, and their documents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from core.classifier.outcomes import Outcome
from core.classifier.scores import Evaluation
from core.store import documents
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.charts.confusion import Cell, Side, confusion_matrix
from pages.parts.charts.drawing import NONE, Pick
from pages.parts.classifying.naming import dotted, named
from pages.parts.classifying.sending import send
from pages.parts.marks import CLASSIFIER, PERSON, TEACHER
from pages.parts.picks import IN_ADDRESS
from pages.parts.place import Working, address
from pages.parts.plain import counted
from pages.parts.scores import Made
from pages.parts.shares import percent

ACTUAL, GIVEN = "actual", "given"  # query parameters
DRAWN = 25  # labels in the matrix
SMALL = 12  # labels up to which the list stands beside the matrix
WIDE = 560  # pixels of such a matrix
PAIRS, MORE_PAIRS = 8, 60  # buttons, and buttons when all are asked for
SHOWN = 20  # documents of a pair
EXCERPT = 400  # characters
TURN = "mistakes-turn"  # counts how often the matrix has to forget its click

Pair = tuple[LabelId, LabelId]  # as it is, as it was given; empty: no label fits


class Mistakes(NamedTuple):
    """How many documents there are of each pair, right ones too, and the labels by how many documents have them."""

    pairs: Mapping[Pair, int]
    labels: Sequence[LabelId]

    @property
    def wrong(self) -> list[tuple[Pair, int]]:
        """The commonest first."""
        return sorted(
            ((pair, many) for pair, many in self.pairs.items() if pair[0] != pair[1]), key=lambda each: -each[1]
        )


def mistakes(here: Working, now: Taxonomy, one: Made, evaluation: Evaluation, found: Sequence[Outcome]) -> None:
    """Draw it all; what was clicked stands in the address."""
    st.subheader("What does it mistake for what?", anchor=False)
    known = _counted(found) if found else _kept(evaluation)
    if not known.wrong:
        st.caption("Nothing, in these documents.")
        return
    chosen = _chosen(known)
    beside = len(known.labels) <= SMALL
    sides = st.container(horizontal=True, gap="large") if beside else st.container()
    with sides.container(width=WIDE if beside else "stretch"):
        _matrix(now, one, evaluation, known, chosen)
    with sides.container(width="stretch"):
        _list(now, known, chosen, openable=bool(found), beside=beside)
    if not found:
        st.caption("Their documents were not kept when it was trained. Train again to open them.")
    elif chosen is not None:
        _documents(here, now, one, evaluation, [each for each in found if _pair(each) == chosen], chosen)


def _pair(outcome: Outcome) -> Pair:
    return (outcome.actual[0] if outcome.actual else "", outcome.given[0])


def _counted(found: Sequence[Outcome]) -> Mistakes:
    pairs = Counter(map(_pair, found))
    sizes = Counter(actual for actual, _ in pairs.elements())
    only_given = sorted({given for _, given in pairs} - sizes.keys())
    return Mistakes(pairs, [each for each in sorted(sizes, key=lambda each: (-sizes[each], each)) if each] + only_given)


def _kept(evaluation: Evaluation) -> Mistakes:
    """From the scores alone, for a classifier whose outcomes were not kept."""
    pairs = {(each.actual, each.predicted): each.count for each in evaluation.confusions}
    pairs |= {(each.label, each.label): round(each.recall * each.support) for each in evaluation.labels}
    ordered = sorted(evaluation.labels, key=lambda score: (-score.support, score.label))
    return Mistakes({pair: many for pair, many in pairs.items() if many}, [each.label for each in ordered])


def _chosen(known: Mistakes) -> Pair | None:
    asked = tuple(st.query_params.get(side, "").removeprefix(NONE) for side in (ACTUAL, GIVEN))
    return next((pair for pair in known.pairs if pair == asked), None)


def _choose(pair: Pair | None) -> None:
    """For callbacks. The matrix forgets its click, so that the same one counts again."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    for side, label_id in zip((ACTUAL, GIVEN), pair or ("", ""), strict=True):
        if pair is None:
            st.query_params.pop(side, None)
        else:
            st.query_params[side] = label_id or NONE


def _click(picked: Pick) -> None:
    for side in (ACTUAL, GIVEN):
        st.query_params[side] = picked[side]


def _matrix(now: Taxonomy, one: Made, evaluation: Evaluation, known: Mistakes, chosen: Pair | None) -> None:
    shown = known.labels[:DRAWN]
    have, given = (Counter[LabelId]() for _ in range(2))
    for (actual, taken_for), many in known.pairs.items():
        have[actual] += many
        given[taken_for] += many
    confusion_matrix(
        [Cell(actual or NONE, taken_for, many) for (actual, taken_for), many in known.pairs.items()],
        [Side(each or NONE, named(now, each), have[each]) for each in (*shown, "") if have[each]],
        [Side(each, named(now, each), given[each]) for each in shown],
        {ACTUAL: chosen[0] or NONE, GIVEN: chosen[1]} if chosen else {},
        f"confused-{one.classifier.id}-{evaluation.against}-{st.session_state.get(TURN, 0)}",
        _click,
    )
    if len(known.labels) > len(shown):
        rest = len(known.labels) - len(shown)
        st.caption(f"The {len(shown)} largest labels are drawn; what is confused with the other {rest} is in the list.")


def _list(now: Taxonomy, known: Mistakes, chosen: Pair | None, openable: bool, beside: bool) -> None:
    wrong = known.wrong
    st.markdown("**The commonest mistakes**")
    more = f"all {len(wrong)} pairs" if len(wrong) <= MORE_PAIRS else f"{MORE_PAIRS} of {len(wrong):,} pairs"
    every = len(wrong) > PAIRS and st.toggle(f"Show {more}", key="all-mistakes")
    most = MORE_PAIRS if every else PAIRS
    columns = [st.container(gap="xsmall")] if beside else st.columns(2, gap="small")
    tall = -(-len(wrong[:most]) // len(columns))
    for number, (pair, many) in enumerate(wrong[:most]):
        with columns[number // tall].container(gap="xsmall"):
            st.button(
                f"{dotted(now, pair[0])} taken for {dotted(now, pair[1])} :gray[{many:,}]",
                key=f"mistake-{number}",
                type="secondary" if pair == chosen else "tertiary",
                on_click=_choose,
                args=(pair,),
                disabled=not openable,
            )
    if len(wrong) > most:
        rest = sum(many for _, many in wrong[most:])
        st.caption(f"and {counted(rest, 'further document')}, in pairs that are rarer")


def _documents(
    here: Working, now: Taxonomy, one: Made, evaluation: Evaluation, found: Sequence[Outcome], pair: Pair
) -> None:
    by_people = evaluation.against == "people"
    with st.container(border=True, key="mistaken"):
        with st.container(horizontal=True, vertical_alignment="center"):
            taken = "rightly told" if pair[0] == pair[1] else f"taken for {dotted(now, pair[1])}"
            st.markdown(f"**{counted(len(found), 'document')}:** {dotted(now, pair[0])} {taken}", width="stretch")
            st.button(
                "Close", key="mistaken-close", type="tertiary", icon=":material/close:", on_click=_choose, args=(None,)
            )
        surest = sorted(found, key=lambda each: -each.confidence)
        _texts(here, now, by_people, surest[:SHOWN])
        if len(found) > SHOWN:
            st.caption(f"and {len(found) - SHOWN:,} more, of which it was less sure")
        with st.container(horizontal=True, vertical_alignment="center"):
            known = [each.document for each in surest if each.document]
            checkable = bool(known) and not by_people and pair[0] != pair[1]
            if checkable and st.button(f"Have people check {len(known):,}", key="mistaken-to-people", icon=PERSON):
                send(here, one.classifier.run, known)
            if pair[0] in now.labels:
                query = {**address(here.project.id, here.taxonomy.id), IN_ADDRESS["id"]: pair[0]}
                st.page_link(
                    "explore.py", label="All documents of this label", icon=":material/explore:", query_params=query
                )


def _texts(here: Working, now: Taxonomy, by_people: bool, found: Sequence[Outcome]) -> None:
    """Each text as it is, who says it is what, and how sure the classifier was."""
    texts = {
        each.id: each.text
        for each in documents.documents(here.engine, here.project.id, [one.document for one in found])
    }
    mark = PERSON if by_people else TEACHER
    for outcome in found:
        text = " ".join(texts.get(outcome.document, "").split())
        actual = ", ".join(dotted(now, each) for each in outcome.actual or ("",))
        given = ", ".join(dotted(now, each) for each in outcome.given)
        with st.container(gap="xxsmall"):
            st.text((text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…") or "This document is gone.")
            st.markdown(f":small[{mark} {actual} · {CLASSIFIER} {given} :gray[{percent(outcome.confidence)} sure]]")
