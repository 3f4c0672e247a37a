"""What the trials of a run came to, side by side, for a person to choose."""

from collections.abc import Callable, Mapping, Sequence
from math import isnan

import streamlit as st

from core.corpus.document import Document
from core.growth.measures import Measures, in_words
from core.store import ledger
from core.store.runs import Run
from core.taxonomy.label import DocumentId, Label
from core.work import choosing, steering
from core.work.measuring import Candidate, Candidates, Chosen, sizes
from core.work.settings import GrowSettings
from pages.parts.carrying import kept_apart, labels_of_others
from pages.parts.errors import errors_told
from pages.parts.figures import Figures, figures
from pages.parts.label_list import Sizes, label_list, shown_examples, side_by_side
from pages.parts.marks import OFFLINE, PERSON, TEACHER
from pages.parts.place import Working, address
from pages.parts.plain import counted, plain
from pages.parts.shares import give_or_take

UNKNOWN = "–"
COVERAGE = "The share of documents kept apart that some label fits, with half of its 95 % range"
BALANCE = "How evenly documents are spread over the labels: 1 where all are as large, near 0 where one has all"
OVERLAP = "How near labels are, by what they say, to their nearest neighbour: lower is more distinct"
UNUSED = "Labels that none of the documents kept apart got"
AGREEMENT = "How alike both group the same documents, whatever they call the groups: 1 the same, 0 as by chance"
MARK = "What the teacher gave its own labels at its last step"


def choose_candidate(here: Working, run: Run, found: Candidates) -> None:
    """Lay a finished run's candidates side by side and let the person choose; once they have, say how to go back.

    Does nothing for a run whose one trial changed the taxonomy itself.
    """
    settings = GrowSettings.model_validate(run.settings)
    if not settings.drafts:
        return
    now = ledger.taxonomy(here.engine, here.taxonomy.id)
    if settings.within:
        _finer(here, run, found, now[settings.within])
        return
    shown = shown_examples(here.engine, here.project.id, [each.taxonomy for each in found.trials])
    if found.chosen is None:
        st.subheader(f"Choose one of {counted(len(found.trials), 'trial')}", anchor=False)
        st.write(
            "Each read the same documents in another order and came to labels of its own. "
            "Your taxonomy stays as it is until you choose."
        )
        _verdict(found)
        _cards(here, run, found, shown)
        return
    _chosen(here, found.chosen)
    more = st.expander("The trials side by side", key=f"side-by-side-{run.id}", on_change="rerun")
    if more.open:
        with more:
            _verdict(found)
            _cards(here, run, found, shown)
    labels_of_others(here, run, found.trials, found.chosen, now)


def favourite_said(found: Candidates) -> str:
    """What the mark on the favourite says: who found it best."""
    return "The model’s choice" if found.tally.rounds else "Best by the measures"


def measured(measures: Sequence[Measures | None]) -> list[Figures]:
    """Each measure, with a value for every candidate."""
    return [
        Figures("Coverage", [_of(each, lambda known: give_or_take(known.coverage)) for each in measures], COVERAGE),
        Figures("Balance", [_of(each, lambda known: decimal(known.balance)) for each in measures], BALANCE),
        Figures("Overlap", [_of(each, lambda known: decimal(known.overlap)) for each in measures], OVERLAP),
        Figures("Unused labels", [_of(each, lambda known: f"{known.unused:,}") for each in measures], UNUSED),
    ]


def alike(value: float | None) -> str:
    """“much alike, 0.62”."""
    return UNKNOWN if value is None or isnan(value) else f"{in_words(value)}, {value:.2f}"


def decimal(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.2f}"


def _of(measures: Measures | None, said: Callable[[Measures], str]) -> str:
    return UNKNOWN if measures is None or not measures.coverage.known else said(measures)


def _verdict(found: Candidates) -> None:
    """Who found what best, how sure that is, and why."""
    tally = found.tally
    if tally.rounds:
        best = found.marked
        wins = tally.by_trial.get(best, 0) if best is not None else 0
        unusable = f" {counted(tally.unusable, 'more answer')} could not be used." if tally.unusable else ""
        st.markdown(
            f"{TEACHER} The model compared them on documents kept apart, each time in another order, and found trial "
            f"{best} best {wins} of {counted(tally.rounds, 'time')}.{unusable}"
        )
        if found.order.noticed:
            st.warning(plain(found.order.sentence), icon=":material/swap_vert:")
        else:
            st.caption(plain(found.order.sentence))
        with st.expander("Why, in the model’s words"):
            for vote in found.votes:
                order = ", ".join(map(str, vote.order))
                best_said = f"found {vote.best} best" if vote.best is not None else "could not be used"
                st.markdown(f"Shown in the order {order}: **{best_said}**. {plain(vote.reason)}")
    elif found.marked is not None and len(found.trials) > 1:
        st.markdown(
            f"{TEACHER} No model judged them: {OFFLINE} cannot. The labels of trial {found.marked} tell most of the "
            "documents: by how many they cover, how many they are and how evenly they are used."
        )


def _cards(here: Working, run: Run, found: Candidates, shown: Mapping[DocumentId, Document]) -> None:
    most = max((size for each in found.trials for size in sizes(each).values()), default=0)
    with side_by_side(len(found.trials), f"candidates-{run.id}"):
        for place, candidate in enumerate(found.trials):
            with st.container(border=True, key=f"candidate-{run.id}-{candidate.number}"):
                _head(here, run, found, candidate)
                _facts(run, found, place)
                apart = kept_apart(candidate)
                label_list(
                    candidate.taxonomy,
                    Sizes(sizes(candidate), apart, most) if apart else None,
                    {},
                    shown,
                    f"labels-{run.id}-{candidate.number}",
                )
    _how_measured(found)


def _ended_early(found: Candidates) -> str:
    """“Trials 1 and 3 read no further: 3 batches in a row brought nothing new.”"""
    by_reason: dict[str, list[str]] = {}
    for each in found.trials:
        if each.enough:
            by_reason.setdefault(each.enough, []).append(str(each.number))
    return " ".join(
        f"{'Trial' if len(numbers) == 1 else 'Trials'} {' and '.join(numbers)} read no further: {reason}"
        if len(found.trials) > 1
        else f"It read no further: {reason}"
        for reason, numbers in by_reason.items()
    )


def _how_measured(found: Candidates) -> None:
    measured = max(map(kept_apart, found.trials))
    st.caption(
        f"Measured on {counted(measured, 'document')} that no trial has read; sizes are shares of them. "
        "Open a label to see what it means and to read examples; point at a measure to see what that means."
        if measured
        else "There were too few documents to keep some apart, so nothing could be measured. "
        "Open a label to see what it means and to read examples."
    )
    if early := _ended_early(found):
        st.caption(plain(early))


def _head(here: Working, run: Run, found: Candidates, candidate: Candidate) -> None:
    number = candidate.number
    chosen = found.chosen is not None and found.chosen.trial == number
    marked = found.marked == number and len(found.trials) > 1
    badges = [":green-badge[:material/check: Chosen]"] if chosen else []
    badges += [f":primary-badge[{favourite_said(found)}]"] if marked else []
    st.markdown(" ".join([f"**Trial {number}**", *badges]))
    within = GrowSettings.model_validate(run.settings).within
    if within:
        said = f"Put these under {plain(ledger.taxonomy(here.engine, run.taxonomy)[within].name)}"
    else:
        said = f"Choose trial {number}" + (" instead" if found.chosen and not chosen else "")
    st.button(
        said,
        key=f"choose-{run.id}-{number}",
        type="primary" if marked and found.chosen is None else "secondary",
        disabled=chosen or not candidate.taxonomy.live,
        on_click=_choose,
        args=(here, run, number),
        width="stretch",
    )


def _facts(run: Run, found: Candidates, place: int) -> None:
    """A candidate in numbers."""
    candidate = found.trials[place]
    rows = [Figures("Labels", [f"{len(candidate.taxonomy.live):,}"]), *measured([candidate.measures])]
    rows += [
        Figures(f"Agreement with trial {trial.number}", [alike(float(found.agreements[place, other]))], AGREEMENT)
        for other, trial in enumerate(found.trials)
        if other != place
    ]
    marks = [point.score for point in candidate.points if point.score is not None]
    if marks:
        rows.append(Figures("Last mark", [f"{marks[-1]:.0f} of 100"], MARK))
    if found.tally.rounds:
        wins = found.tally.by_trial.get(candidate.number, 0)
        rows.append(Figures("Found best", [f"{wins} of {counted(found.tally.rounds, 'time')}"]))
    read = candidate.points[-1].documents if candidate.points else None
    rows.append(Figures("Documents read", [UNKNOWN if read is None else f"{read:,}"], candidate.enough))
    figures((), rows, f"figures-{run.id}-{candidate.number}")


@errors_told()
def _choose(here: Working, run: Run, number: int) -> None:
    choosing.adopt(here.engine, run, number, here.person)
    st.toast("Your choice is kept. It can be undone in the history of the labels.", icon=":material/check:")


def _chosen(here: Working, chosen: Chosen) -> None:
    by = f"chosen by {PERSON} {plain(chosen.by)}" if chosen.by else "the one found best"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/check: These are the labels of trial {chosen.trial}, {by}.", width="content")
        query = {**address(here.project.id, here.taxonomy.id), "tab": "History"}
        st.page_link("curate.py", label="Undo it in the history", icon=":material/undo:", query_params=query)


def _finer(here: Working, run: Run, found: Candidates, label: Label) -> None:
    """The preview of a label divided."""
    shown = shown_examples(here.engine, here.project.id, [each.taxonomy for each in found.trials])
    st.subheader(f"Finer labels for {plain(label.name)}", anchor=False)
    if found.chosen is not None:
        _chosen(here, found.chosen)
        return
    st.write("Nothing has changed yet. The documents keep their label until you take the finer ones over.")
    _verdict(found)
    _cards(here, run, found, shown)
    st.button(
        "Discard", key=f"discard-{run.id}", icon=":material/close:", on_click=_discard, args=(here, run),
        help="The label stays as it is, undivided.",
    )  # fmt: skip


@errors_told()
def _discard(here: Working, run: Run) -> None:
    steering.discard(here.engine, run, here.person)
    st.toast("Discarded. The label stays undivided.")
