"""Turn a teacher's whole wished-for table into the smallest change that respects what people have settled.

All of a model's sloppiness is dealt with here: forgotten ids, doubled names, touched locks, half a table.
"""

from core.errors import BadReply
from core.taxonomy.edits import new_id, rehome
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.naming import NAME_CHARACTERS, spoken
from core.taxonomy.taxonomy import Taxonomy
from core.teachers.protocol import Proposal, Suggestion

WHOLE = 10  # from this many labels on, losing more than half at once is a truncated reply, not a judgement


def reconcile(taxonomy: Taxonomy, proposal: Proposal) -> Labels:
    """The labels to touch so that the taxonomy comes to match a proposal.

    A suggestion takes over the first label it replaces and the others become it; labels that nothing replaces
    are retired; locked labels stay as they are, and what a teacher would merge with one goes into it. Raises
    BadReply where more than half of a taxonomy of ten or more would be retired.
    """
    by_name = {label.name.strip().casefold(): label.id for label in taxonomy.live}
    locked = {label.id for label in taxonomy.live if label.locked}
    free = {label.id: label for label in taxonomy.live if not label.locked}
    homes = {taxonomy[label_id].name.strip().casefold(): label_id for label_id in locked}
    after: dict[LabelId, Label] = {}
    for wish in _claims_first(proposal.labels):
        name = spoken(wish.name.strip()[:NAME_CHARACTERS])
        named = [by_name[name]] if name in by_name else []
        replaced = list(dict.fromkeys([*wish.replaces, *named]))
        heirs = [label_id for label_id in replaced if label_id in free]
        home = homes.get(name) or next((label_id for label_id in replaced if label_id in locked), None)
        if home is None:
            home = heirs[0] if heirs else new_id(taxonomy, wish.name, after)
            after[home] = _granted(taxonomy, home, wish)
        homes[name] = home
        for label_id in heirs:
            label = free.pop(label_id)
            if label_id != home:
                after[label_id] = label.turned_into(home)
    _refuse_mass_retirement(taxonomy, free)
    after |= {label_id: label.turned_into() for label_id, label in free.items()}
    touched = tuple(label for label_id, label in after.items() if taxonomy.labels.get(label_id) != label)
    return _without_rings(taxonomy, rehome(taxonomy, touched))


def _claims_first(wishes: tuple[Suggestion, ...]) -> list[Suggestion]:
    """Wishes that replace something before wishes that do not, so that a name alone never takes an id away."""
    return sorted(wishes, key=lambda wish: not wish.replaces)


def _granted(taxonomy: Taxonomy, home: LabelId, wish: Suggestion) -> Label:
    """The label as wished for. What only people write in it stays, and no counter-example becomes an example."""
    name = wish.name.strip()[:NAME_CHARACTERS]
    old = taxonomy.labels.get(home) or Label(id=home, name=name)
    parent = wish.parent if wish.parent in taxonomy.labels and wish.parent != home else None
    examples = tuple(each for each in wish.examples or old.examples if each not in old.counter_examples)
    return Label.model_validate(
        {
            **old.model_dump(),
            "name": name,
            "description": wish.description.strip(),
            "includes": wish.includes or old.includes,
            "excludes": wish.excludes or old.excludes,
            "examples": examples,
            "quotes": tuple(quote for quote in wish.quotes or old.quotes if quote.document in examples),
            "parent": parent or old.parent,
        }
    )


def _without_rings(taxonomy: Taxonomy, labels: Labels) -> Labels:
    """The labels, where several wishes together put some under each other with the first of those at the top."""
    after = {**taxonomy.labels, **{label.id: label for label in labels}}
    for label in labels:
        above, seen = label.parent, set[LabelId]()
        while above is not None and above != label.id and above not in seen:
            seen.add(above)
            above = after[above].parent
        if above == label.id:
            after[label.id] = label.model_copy(update={"parent": None})
    return tuple(after[label.id] for label in labels)


def _refuse_mass_retirement(taxonomy: Taxonomy, unwanted: dict[LabelId, Label]) -> None:
    if len(taxonomy.live) >= WHOLE and len(unwanted) > len(taxonomy.live) / 2:
        raise BadReply(
            f"The reply left out {len(unwanted)} of {len(taxonomy.live)} labels, so it was taken for an incomplete one."
        )
