"""How labels went out of force: in which step, and what became of each. Knows nothing of what they were given to."""

from collections.abc import Sequence
from typing import NamedTuple

from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.naming import enumerated
from core.taxonomy.taxonomy import Change, Taxonomy


class Departure(NamedTuple):
    """A label out of force, the step that took it out, and the labels in force that its documents mean now."""

    label: Label
    version: int
    change: Change
    now: Labels


def departures(taxonomy: Taxonomy, log: Sequence[Change]) -> list[Departure]:
    """Every label out of force, the latest first. `log` is that of the taxonomy."""
    left: dict[LabelId, int] = {}
    for version, change in enumerate(log[: taxonomy.version], start=1):
        for label in change.labels:
            if label.in_force:
                left.pop(label.id, None)
            else:
                left.setdefault(label.id, version)
    return [
        Departure(taxonomy[label_id], version, log[version - 1], taxonomy.trace(label_id))
        for label_id, version in sorted(left.items(), key=lambda each: -each[1])
    ]


def became(taxonomy: Taxonomy, departure: Departure) -> str:
    """“Merged into “Cards””, “Split into …”, “Retired”; and what that means now, where it went on since."""
    heirs = [taxonomy[label_id] for label_id in departure.label.became or ()]
    if not heirs:
        return "Taken back as if it had never been added" if departure.change.undoes is not None else "Retired"
    done = f"{'Merged' if len(heirs) == 1 else 'Split'} into {_listed(heirs)}"
    if all(heir.in_force for heir in heirs):
        return done
    return f"{done}, now {_listed(departure.now)}" if departure.now else f"{done}, since retired too"


def _listed(labels: Sequence[Label]) -> str:
    quoted = [f"“{label}”" for label in labels]
    return enumerated(quoted)
