"""Shares and their ranges in words. Knows numbers, not what they are shares of."""

from core.agreement.estimates import Estimate


def percent(part: float | None) -> str:
    """“19 %”; what is more than nothing never looks like nothing."""
    if part is None:
        return "–"
    return "<1 %" if 0 < part < 0.005 else f"{part:.0%}".replace("%", " %")


def span(estimate: Estimate) -> str:
    """“16 to 22 %”."""
    if estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.low:.0%} to {estimate.high:.0%}".replace("%", "", 1).replace("%", " %")


def give_or_take(estimate: Estimate) -> str:
    """“19 ± 3 %”: half of the range, which is exact on hover."""
    half = ((estimate.high or 0) - (estimate.low or 0)) / 2
    return f"{percent(estimate.value).removesuffix(' %')} ± {percent(half)}"
