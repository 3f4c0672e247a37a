"""How a run is coming on: a question, its curves, and the same said in words."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.growth.curve import Point
from core.taxonomy.naming import enumerated
from core.work.measuring import Candidate, Candidates
from pages.parts.charts.curve import KINDS, Step, learning_curve
from pages.parts.charts.drawing import Pick
from pages.parts.colours import dot
from pages.parts.plain import counted, plain
from pages.parts.shares import give_or_take, percent

QUESTION = "How much do the labels cover, and are they settling?"
READ, BACK = "batch ", "best before "  # how the names of steps begin


def step_of(step: str) -> Step:
    """A step's name and what stands below it on the axis."""
    if step.startswith(READ):
        number = step.removeprefix(READ)
        return Step(f"Batch {number}", number)
    return Step("Way back to the best labels", "back") if step.startswith(BACK) else Step("Review", "review")


def choose_trial(found: Candidates, key: str) -> Candidate:
    """The trial that is looked at: the one clicked, else the chosen one, else the one that leads."""
    numbers = {each.number: each for each in found.trials}
    first = found.chosen.trial if found.chosen else found.marked or found.trials[0].number
    if len(numbers) == 1:
        return found.trials[0]
    chosen = st.segmented_control(
        "Trial",
        list(numbers),
        default=first,
        required=True,
        format_func=lambda number: _told(numbers[number]),
        key=key,
        label_visibility="collapsed",
    )
    return numbers[chosen]


def _told(candidate: Candidate) -> str:
    """“Trial 2 · 14 labels · 92 %”."""
    shares = [point.coverage for point in candidate.points if point.coverage is not None]
    facts = [f"Trial {candidate.number}", counted(len(candidate.taxonomy.live), "label")]
    facts += [percent(shares[-1].value)] if shares else []
    return " · ".join(facts)


def curves(found: Candidates, chosen: Candidate, batches: Mapping[int, int], under_way: bool, key: str) -> None:
    """Draw every trial's curve, with room for what is still to come where the run is `under_way`.

    `batches` holds how many each trial is to read, `key` is that of the trial's choice.
    """

    def pick(picked: Pick) -> None:
        st.session_state[key] = int(picked["trial"])

    st.subheader(QUESTION, anchor=False)
    known = {each.number: each.points for each in found.trials}
    says = sentence(chosen, batches[chosen.number])
    ahead = max(batches.values()) if under_way else max(map(_read, known.values()))
    learning_curve(known, chosen.number, steps(known, ahead), f"curve-{key}", pick, says)
    kinds = [kind for kind in KINDS if any(getattr(point.moved, kind) for point in chosen.points)]
    legend = "   ".join(f"{dot(KINDS[kind])} {kind}" for kind in kinds)
    st.markdown(f"{plain(says)}" + (f"  \n:small[Labels in each step: {legend}]" if kinds else ""))


def steps(trials: Mapping[int, Sequence[Point]], batches: int) -> dict[str, Step]:
    """Every step there will be, and those that turned out to be needed, in order."""
    taken = {point.step for points in trials.values() for point in points}
    names = [f"{READ}{number}" for number in range(1, batches + 1)]
    names += [step for step in (f"{BACK}review", "review", f"{BACK}choice") if step == "review" or step in taken]
    return {name: step_of(name) for name in names}


def _read(points: Sequence[Point]) -> int:
    return sum(point.step.startswith(READ) for point in points)


def sentence(candidate: Candidate, batches: int) -> str:
    """Where a trial stands: what its labels cover by now, and what its last batches brought."""
    read = [point for point in candidate.points if point.step.startswith(READ)]
    if not read:
        return "Nothing has been read yet. The curve begins with the first batch."
    parts = [_covers(candidate, batches), _ended(candidate, len(read)) or _brought(read), _went_back(candidate)]
    return " ".join(part for part in parts if part)


def _covers(candidate: Candidate, batches: int) -> str:
    known = [point for point in candidate.points if point.coverage is not None and point.coverage.known]
    if not known or known[-1].coverage is None:
        return "How much the labels cover is measured beside the next batch."
    last, share = known[-1], known[-1].coverage
    after = f"{last.step} of {batches}" if last.step.startswith(READ) else f"the {step_of(last.step).name.lower()}"
    return f"After {after}, {give_or_take(share)} of {counted(share.n, 'document')} kept apart have a label."


def _brought(read: Sequence[Point]) -> str:
    """How the labels are settling."""
    quiet = 0
    for point in reversed(read):
        if not point.moved.nothing or point.failed:
            break
        quiet += 1
    if quiet > 1:
        return f"The last {quiet} batches brought nothing new."
    if quiet:
        return "The last batch brought nothing new."
    if read[-1].failed:
        return "The last batch failed; the labels before it still hold."
    moved = {kind: count for kind in KINDS if (count := getattr(read[-1].moved, kind))}
    said = [f"{kind} {counted(count, 'label')}" for kind, count in moved.items()]
    return f"The last batch {enumerated(said)}."


def _ended(candidate: Candidate, read: int) -> str:
    return (
        f"It read no further after {counted(read, 'batch', 'batches')}: {candidate.enough}" if candidate.enough else ""
    )


def _went_back(candidate: Candidate) -> str:
    back = any(point.step.startswith(BACK) for point in candidate.points)
    return "It then went back to earlier labels, which covered more." if back else ""
