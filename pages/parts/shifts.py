"""What statistics come to before and after an edit, in numbers and in words."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.agreement.change import Shift
from core.work.what_if import WhatIf
from pages.parts.plain import counted, plain

METHOD = (
    "Both sides are measured on the same documents; a 95 % interval of the change stands in brackets. Kappa is "
    "agreement beyond chance on documents drawn at random and judged blind. The quick classifier is fitted anew on "
    "either side: ridge regression on static vectors, each document judged by what the other four fifths taught. It is "
    "not the one you deploy."
)
LEAST = 0.005  # what two decimals show
INDENT = "\u2003"
CAUTION = "Fewer labels are easier to tell apart, and more are harder: F1 alone is no reason for or against."


def shifts(found: WhatIf) -> None:
    """A line for each statistic that can be told, and why the others cannot."""
    lines = {
        "Kappa, teacher and people": found.teacher,
        "Kappa among people": found.people,
        "F1 of a quick classifier": found.classifier,
        f"{INDENT}of the labels touched": found.touches,
        f"{INDENT}of all others": found.others,
    }
    told = {title: shift for title, shift in lines.items() if shift.change.known}
    st.markdown("**Agreement and classifier as they would be**", help=METHOD)
    if told:
        figures(
            {
                "": [*told],
                "Now": [shift.before.value for shift in told.values()],
                "Then": [shift.after.value for shift in told.values()],
                "Change": [in_words(shift) for shift in told.values()],
                "Documents": [shift.change.n for shift in told.values()],
            }
        )
    for sentence in _silences(found):
        st.caption(sentence)
    if found.classifier.change.known:
        st.caption(CAUTION)


def in_words(shift: Shift) -> str:
    """“+0.03 (−0.02 to +0.08), unclear”: the two sides of a change that is near nothing are not alike."""
    value, low, high = shift.change.value, shift.change.low, shift.change.high
    if value is None or low is None or high is None:
        return "unknown"
    if value == low == high == 0:
        return "unchanged"
    if max(abs(value), abs(low), abs(high)) < LEAST:
        return "less than 0.01"
    word = {1: "higher", 0: "unclear", -1: "lower"}[shift.clear]
    return f"{_signed(value)} ({_signed(low)} to {_signed(high)}), {word}"


def figures(columns: Mapping[str, Sequence[str | int | float | None]]) -> None:
    """A small table; numbers stand at the right, and nothing is a dash."""
    formats = {title: _number for title, values in columns.items() if not isinstance(values[0], str)}
    table = pd.DataFrame(columns).style.format(formats)
    st.table(table, hide_index=True, border="horizontal", width="content")


def _silences(found: WhatIf) -> list[str]:
    """Why something is not told, and which documents could not be compared."""
    said = []
    if not found.teacher.change.known:
        said.append(f"Kappa of teacher and people: {_why(found.teacher)}")
    if not found.people.change.known and found.people.change.n:
        said.append(f"Kappa among people: {_why(found.people)}")
    if not found.classifier.change.known:
        said.append(f"Classifier: {_why(found.classifier)}")
    elif not found.touches.change.known:
        said.append(f"Of the labels touched nothing can be told: {_lowered(_why(found.touches))}")
    dropped = found.teacher.left_out
    if dropped:
        said.append(
            f"{counted(dropped, 'document')} judged by both cannot be compared any more until people judge "
            f"{'it' if dropped == 1 else 'them'} again."
        )
    return said


def _why(shift: Shift) -> str:
    return plain(shift.change.method)


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _signed(value: float) -> str:
    """With a true minus sign, and none for what rounds to nothing."""
    return "0.00" if abs(value) < LEAST else f"{value:+.2f}".replace("-", "−")


def _number(value: float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if value else "–"
