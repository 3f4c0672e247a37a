"""Kappas and shares in plain English.

The words for a kappa are those of Landis and Koch (Biometrics 33, 1977, p. 165), who call their own divisions "clearly
arbitrary". Kappa also falls when one label is much more common than the others, so the bare share of agreement
belongs beside it.
"""

from core.agreement.estimates import Estimate

CAUTION = "These words are a custom (Landis and Koch 1977), not a test: look at which labels are confused."


def in_words(kappa: float) -> str:
    """Poor, slight, fair, moderate, substantial or almost perfect agreement."""
    if kappa < 0:
        return "poor"
    bounds = ((0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial"))
    return next((word for bound, word in bounds if round(kappa, 12) <= bound), "almost perfect")


def said(estimate: Estimate) -> str:
    """A sentence on a kappa, naming the words at both ends of its interval where they differ."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return estimate.method
    word, low, high = in_words(estimate.value), in_words(estimate.low), in_words(estimate.high)
    if low == high:
        return f"{word.capitalize()} agreement."
    return f"{word.capitalize()} agreement, but {estimate.n} documents leave room for anything from {low} to {high}."


def percent(part: float) -> str:
    """“19 %”; what is more than nothing never looks like nothing."""
    return "<1 %" if 0 < part < 0.005 else f"{100 * part:.0f} %"


def ranged(estimate: Estimate) -> str:
    """A share with its interval: “71 % (64-77)”."""
    if estimate.value is None:
        return "unknown"
    if estimate.low is None or estimate.high is None:
        return percent(estimate.value)
    return f"{percent(estimate.value)} ({100 * estimate.low:.0f}-{100 * estimate.high:.0f})"


def points(estimate: Estimate) -> str:
    """A difference of shares in percentage points: “-3 (-8 to +2) points”."""
    if estimate.value is None:
        return "an unknown number of points"
    if estimate.low is None or estimate.high is None:
        return f"{_signed(estimate.value)} points"
    return f"{_signed(estimate.value)} ({_signed(estimate.low)} to {_signed(estimate.high)}) points"


def _signed(part: float) -> str:
    rounded = round(100 * part)
    return f"{rounded:+d}" if rounded else "0"
