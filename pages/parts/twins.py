"""Names of which some are the same, told apart. A select box says what was chosen by what is written on it, so two
options that read alike would be taken for one another. Knows nothing of what is named.
"""

from collections.abc import Mapping


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Each id's name; “Tickets” that come again are “Tickets (2)”, “Tickets (3)”. Oldest first: so numbers stay."""
    told: dict[str, str] = {}
    for each, name in names.items():
        taken = {*told.values(), *(other for other in names.values() if other != name)}
        numbered = (f"{name} ({number})" for number in range(2, len(names) + len(taken) + 2))
        told[each] = name if name not in taken else next(title for title in numbered if title not in taken)
    return told
