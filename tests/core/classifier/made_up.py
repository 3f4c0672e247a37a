"""Outcomes out of thin air, for tests of what is concluded from outcomes."""

from hypothesis import strategies as st

from core.classifier.outcomes import Outcome


def outcome(right: bool, confidence: float = 0.5, document: str = "") -> Outcome:
    return Outcome(document=document, actual=("a",), given=("a" if right else "b",), confidence=confidence)


def told(rows) -> list[Outcome]:
    """Of pairs of confidence and success, numbered."""
    return [outcome(bool(right), float(sure), f"d{place}") for place, (sure, right) in enumerate(rows)]


OUTCOMES = st.lists(st.tuples(st.integers(0, 20).map(lambda part: part / 20), st.booleans()), max_size=80).map(told)
