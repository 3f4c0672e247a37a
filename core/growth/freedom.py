"""How free a teacher is with the labels there were before it began: what people hand it as settled.

`extend`: they stay as they are, and others may be added. How many depends on the brief: its limit counts settled
labels too, so a list as long as the limit leaves no room (see `room`). `describe`: only what they leave open is filled
in; nothing is added, renamed, merged or retired.
"""

from collections.abc import Collection, Iterator
from typing import Literal

from core.taxonomy.brief import Brief
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.naming import spoken
from core.taxonomy.taxonomy import Taxonomy

Freedom = Literal["all", "extend", "describe"]


def held(taxonomy: Taxonomy, settled: Collection[LabelId]) -> Taxonomy:
    """The taxonomy as a teacher may see it that only extends: settled labels are locked.

    So are those they stand under, since retiring one would move what is below it. Show it to the teacher and to
    `reconcile`, and apply what comes of it to the taxonomy itself.
    """
    standing = {label.id for label in taxonomy.live}
    held_ids = {above.id for label_id in standing.intersection(settled) for above in taxonomy.path(label_id)}
    labels = {
        label_id: label.model_copy(update={"locked": True}) if label_id in held_ids else label
        for label_id, label in taxonomy.labels.items()
    }
    return Taxonomy.model_construct(labels=labels, version=taxonomy.version)


def room(brief: Brief, taxonomy: Taxonomy) -> int:
    """How many labels may come on top of those in force."""
    return max(brief.max_labels - len(taxonomy.live), 0)


def filled_in(taxonomy: Taxonomy, labels: Labels) -> Labels:
    """What of a change may stay where labels are only described: the parts of contracts that were empty before.

    A teacher's wording belongs to the label of its name, and to the one of its id where no other has that name.
    Labels that people have locked stay as they are.
    """
    named = {spoken(label.name): label.id for label in taxonomy.live}
    wordings: dict[LabelId, Label] = {}
    for label in sorted((label for label in labels if label.in_force), key=lambda each: spoken(each.name) not in named):
        wordings.setdefault(named.get(spoken(label.name), label.id), label)
    return tuple(_filled_in(taxonomy, wordings))


def _filled_in(taxonomy: Taxonomy, wordings: dict[LabelId, Label]) -> Iterator[Label]:
    for label in taxonomy.live:
        if label.locked or label.id not in wordings:
            continue
        wording = wordings[label.id]
        filled = label.model_copy(
            update={
                "description": label.description or wording.description,
                "includes": label.includes or wording.includes,
                "excludes": label.excludes or wording.excludes,
                "examples": label.examples or wording.examples,
                "quotes": label.quotes or wording.quotes,
            }
        )
        if filled != label:
            yield filled
