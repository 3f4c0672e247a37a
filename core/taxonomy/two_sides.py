"""Two people changed the same label without knowing of each other: what each did, and both put together.

Three labels are looked at, field by field: the one both started from (`base`), how the other left it (`theirs`), and
how it is to be (`mine`). A list counts by its items, so that two people may each add one.
"""

from core.taxonomy.comparison import FIELDS
from core.taxonomy.label import Label


def own(base: Label, theirs: Label, mine: Label) -> Label:
    """What one side alone would have made of `base`, where `mine` may have been written upon `theirs` already."""
    fields = {field: _own(getattr(base, field), getattr(theirs, field), getattr(mine, field)) for field in FIELDS}
    return base.model_copy(update={**fields, "became": base.became if mine.became == theirs.became else mine.became})


def contested(base: Label, theirs: Label, mine: Label) -> frozenset[str]:
    """The fields that both changed, each in another way; “became” where either took the label out of force."""
    if base.became != theirs.became or base.became != mine.became:
        return frozenset({"became"})
    fields = _clashing(base, theirs, mine)
    both = _merged(base, theirs, mine)
    return fields | {"counter_examples"} if set(both.examples) & set(both.counter_examples) else fields


def together(base: Label, theirs: Label, mine: Label) -> Label | None:
    """The label as both want it; None where they want different things."""
    return None if contested(base, theirs, mine) else _merged(base, theirs, mine)


def insisted(base: Label, theirs: Label, mine: Label) -> Label:
    """The label as `theirs`, but for all that `mine` changed in it; in force where `mine` has it in force."""
    wanted = {field: getattr(mine, field) for field in _clashing(base, theirs, mine)}
    label = _merged(base, theirs, mine).model_copy(update={**wanted, "became": mine.became})
    shown = {each for each in mine.examples if each not in base.examples}
    against = {each for each in mine.counter_examples if each not in base.counter_examples}
    return label.model_copy(
        update={
            "examples": tuple(each for each in label.examples if each not in against),
            "counter_examples": tuple(each for each in label.counter_examples if each not in shown),
        }
    )


def _clashing(base: Label, theirs: Label, mine: Label) -> frozenset[str]:
    return frozenset(
        field for field in FIELDS if _clash(getattr(base, field), getattr(theirs, field), getattr(mine, field))
    )


def _merged(base: Label, theirs: Label, mine: Label) -> Label:
    return theirs.model_copy(
        update={field: _both(getattr(base, field), getattr(theirs, field), getattr(mine, field)) for field in FIELDS}
    )


def _own(base: object, theirs: object, mine: object) -> object:
    if mine == theirs:
        return base
    if theirs == base or not (isinstance(base, tuple) and isinstance(theirs, tuple) and isinstance(mine, tuple)):
        return mine
    kept = [item for item in base if item in mine or item not in theirs]
    return (*kept, *(item for item in mine if item not in base and item not in theirs))


def _clash(base: object, theirs: object, mine: object) -> bool:
    if not (isinstance(base, tuple) and isinstance(theirs, tuple) and isinstance(mine, tuple)):
        return mine not in (base, theirs) and theirs != base
    gone = [item for item in base if item not in theirs and item not in mine]
    added = [item for item in theirs if item not in base and item not in mine]
    return bool(gone and added) and any(item not in base and item not in theirs for item in mine)  # both reworded it


def _both(base: object, theirs: object, mine: object) -> object:
    if mine == base:
        return theirs
    if theirs == base or not (isinstance(base, tuple) and isinstance(theirs, tuple) and isinstance(mine, tuple)):
        return mine
    kept = [item for item in theirs if item in mine or item not in base]
    return (*kept, *(item for item in mine if item not in base and item not in theirs))
