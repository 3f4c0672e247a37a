"""Between a trial and the taxonomy it was copied from: what people change is followed, what was found is taken over.

It knows logs and taxonomies, not where they are kept. What a person has done wins over what a trial has found.
"""

from collections.abc import Mapping, Sequence

from core.errors import InvalidTaxonomy
from core.taxonomy.edits import new_id, rehome
from core.taxonomy.history import diff, replay
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy


def followed(trial_log: Sequence[Change], main_log_since: Sequence[Change], copied: int = 0) -> list[Change]:
    """The changes by which a trial catches up with what people did to the main taxonomy since its log was copied.

    `main_log_since` always begins right after the copy, which was of version `copied`; each change is followed
    once, under the batch name "from VERSION". People's labels come as they are in the main taxonomy; a label of the
    trial that has the name of one of them is merged into it. A change without labels marks one that the trial had
    already come to by itself.
    """
    trial = replay(trial_log)
    behind = {change.batch for change in trial_log}
    caught_up: list[Change] = []
    for version, change in enumerate(main_log_since, start=copied + 1):
        batch = f"from {version}"
        if not change.by_person or not change.labels or batch in behind:
            continue
        step = Change(
            labels=_welcomed(trial, change.labels),
            author=change.author,
            based_on=trial.version,
            reason=change.reason,
            batch=batch,
            brief=change.brief,
        )
        trial = trial.followed_by(step)
        caught_up.append(step)
    return caught_up


def adopted(main: Taxonomy, candidate: Taxonomy) -> Labels:
    """The labels to touch so that the main taxonomy comes to match a candidate that has followed it.

    Locked labels stay as they are, and so do those the candidate has never heard of; what the candidate calls by
    the name of one of them is merged into it.
    """
    stays = {label.id for label in main.live if label.locked or label.id not in candidate.labels}
    return yielding(main, tuple(label for label in diff(main, candidate) if label.id not in stays))


def carried(main: Taxonomy, label: Label) -> Labels:
    """A label of another trial as a new label of the main taxonomy. Raises InvalidTaxonomy where its name is taken.

    It keeps its examples and quotes, and its parent where that is in force here too.
    """
    if (taken := main.named(label.name)) is not None:
        raise InvalidTaxonomy(f"There is a label “{taken}” already. Rename that one first, or leave it at that.")
    parent = main.labels.get(label.parent) if label.parent else None
    above = parent.id if parent is not None and parent.in_force else None
    fields = {"id": new_id(main, label.name), "parent": above, "locked": False, "became": None}
    return (label.model_copy(update=fields),)


def yielding(taxonomy: Taxonomy, labels: Labels) -> Labels:
    """Labels from another state of a taxonomy, made to give way to those that stay as they are here.

    Where one has the name of a label that stays it is merged into that; what it points to that is not here is
    dropped, and no circle is left. Answers only what differs from what is here already.
    """
    coming = {label.id for label in labels}
    homes = {_spoken(label): label.id for label in taxonomy.live if label.id not in coming}
    return _settled(taxonomy, tuple(_home(label, homes) for label in labels))


def _home(label: Label, homes: Mapping[str, LabelId]) -> Label:
    return label.turned_into(homes[_spoken(label)]) if label.in_force and _spoken(label) in homes else label


def _welcomed(trial: Taxonomy, theirs: Labels) -> Labels:
    """People's labels with what has to give way to them in a trial."""
    coming = {label.id: label for label in theirs}
    heirs = {heir: label.id for label in theirs for heir in label.became or () if heir not in coming}
    back = {
        heir: trial.labels[heir].model_copy(update={"became": None})
        for heir, giver in heirs.items()
        if _leads_to(trial.labels, heir, giver)  # the trial had merged the other way round
    }
    coming |= back
    homes = {_spoken(label): label.id for label in coming.values() if label.in_force}
    given_way = (_home(label, homes) for label in trial.live if label.id not in coming)
    return _settled(trial, (*coming.values(), *(label for label in given_way if not label.in_force)))


def _settled(taxonomy: Taxonomy, labels: Labels) -> Labels:
    """The labels with their links put right, and every child that they would leave under a label that is gone."""
    after = {**taxonomy.labels, **{label.id: label for label in labels}}
    for label in labels:
        linked = _linked(after, label)
        after[label.id] = linked.turned_into() if _leads_to(after, label.id, label.id) else linked
    rehomed = {label.id: label for label in rehome(taxonomy, tuple(after[label.id] for label in labels))}
    after |= rehomed
    for label in rehomed.values():
        if label.in_force and _stands_under_itself(after, label.id):
            after[label.id] = label.model_copy(update={"parent": None})
    return tuple(after[label_id] for label_id in rehomed if after[label_id] != taxonomy.labels.get(label_id))


def _linked(labels: Mapping[LabelId, Label], label: Label) -> Label:
    """A label that points to nothing unknown. Of a split whose parts are not all known none is an heir."""
    parent = label.parent if label.parent in labels else None
    became = label.became if label.became is None or all(heir in labels for heir in label.became) else ()
    return label.model_copy(update={"parent": parent, "became": became})


def _leads_to(labels: Mapping[LabelId, Label], start: LabelId, end: LabelId) -> bool:
    """Whether what a label became leads to another, or back to itself."""
    seen: set[LabelId] = set()
    waiting = [start]
    while waiting:
        label = labels.get(waiting.pop())
        fresh = set(label.became or ()) - seen if label is not None else set()
        if end in fresh:
            return True
        seen |= fresh
        waiting.extend(fresh)
    return False


def _stands_under_itself(labels: Mapping[LabelId, Label], start: LabelId) -> bool:
    seen: set[LabelId] = set()
    parent = labels[start].parent
    while parent is not None and parent not in seen:
        if parent == start:
            return True
        seen.add(parent)
        parent = labels[parent].parent
    return False


def _spoken(label: Label) -> str:
    return label.name.strip().casefold()
