"""A kappa in plain English.

The words are those of Landis and Koch (Biometrics 33, 1977, p. 165), who call their own divisions "clearly
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
