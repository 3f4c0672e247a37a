"""Labels as lines of a table, and what a table that people have edited makes of them.

A cell that was left alone touches nothing, so that what others wrote meanwhile stays. A line that is gone retires
nobody. Knows nothing of how the table is drawn.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel

from core.errors import InvalidTaxonomy
from core.taxonomy import edits
from core.taxonomy.label import Label, LabelId, Labels
from core.taxonomy.taxonomy import Taxonomy

STEP = " / "  # between the names of a path
BULLET = "• "  # before every entry of a list, for tables show lines side by side; people may leave it out
LONGEST_NOTATION = 40


class Row(BaseModel, frozen=True, extra="forbid"):
    """A label as text: lists one entry a line, `under` the path of names it stands under. Without an id it is new."""

    id: LabelId = ""
    name: str = ""
    under: str = ""
    description: str = ""
    includes: str = ""
    excludes: str = ""
    edge_cases: str = ""
    notation: str = ""
    notes: str = ""
    locked: bool = False


TEXTS = ("name", "under", "description", "includes", "excludes", "edge_cases", "notation", "notes")
LISTS = frozenset({"includes", "excludes", "edge_cases"})


class Edited(NamedTuple):
    """The labels to touch, as one change; none where the table has faults, each with the number of its row."""

    labels: Labels
    faults: tuple[str, ...]


def rows(taxonomy: Taxonomy, label_ids: Collection[LabelId] | None = None) -> tuple[Row, ...]:
    """Labels in force as lines, parents before children: all of them, or these."""
    wanted = None if label_ids is None else frozenset(label_ids)
    return tuple(_row(taxonomy, label) for label in taxonomy.below(None) if wanted is None or label.id in wanted)


def edited(taxonomy: Taxonomy, drawn: Iterable[Row], now: Sequence[Row]) -> Edited:
    """What the lines as they are now would change. `drawn` are the lines as they were when the editing began.

    New lines with nothing written on them are passed over.
    """
    known, blank = {row.id: row for row in drawn}, Row()
    was = ((number, row, known.get(row.id, blank)) for number, row in enumerate(now, start=1))
    numbered = [(number, row) for number, row, old in was if row is not old and row != old]
    if not numbered:
        return Edited((), ())
    faults = [f"Row {number}: {fault}" for number, row in numbered for fault in _wrong(taxonomy, known, row)]
    if faults:
        return Edited((), tuple(faults))
    written = _written(taxonomy, known, numbered)
    names = _Names(taxonomy, written.values())
    faults = [*_twins(taxonomy, written, now), *_homeless(names, known, numbered)]
    if faults:
        return Edited((), tuple(faults))
    placed = {
        number: _placed(names, known.get(row.id), row, written[number]) for number, row in numbered if number in written
    }
    if loops := tuple(_loops(taxonomy, placed)):
        return Edited((), loops)
    return Edited(tuple(label for label in placed.values() if taxonomy.labels.get(label.id) != label), ())


def replaced(
    lines: Iterable[Row], find: str, replacement: str, columns: Collection[str], match_case: bool = False
) -> tuple[Row, ...]:
    """The same lines with one text put for another in these columns; nothing where `find` is empty."""
    pattern = re.compile(re.escape(find), 0 if match_case else re.IGNORECASE)
    if not find:
        return tuple(lines)
    return tuple(
        row.model_copy(update={each: pattern.sub(lambda _: replacement, getattr(row, each)) for each in columns})
        for row in lines
    )


def _row(taxonomy: Taxonomy, label: Label) -> Row:
    return Row(
        id=label.id,
        name=label.name,
        under=STEP.join(ancestor.name for ancestor in taxonomy.path(label.id)[:-1]),
        description=label.description,
        includes=_listed(label.includes),
        excludes=_listed(label.excludes),
        edge_cases=_listed(label.edge_cases),
        notation=label.notation,
        notes=label.notes,
        locked=label.locked,
    )


def _wrong(taxonomy: Taxonomy, known: Mapping[LabelId, Row], row: Row) -> Iterator[str]:
    """What is wrong with a line taken alone."""
    if row.id and (row.id not in taxonomy.labels or not taxonomy[row.id].in_force):
        yield f"“{known[row.id].name if row.id in known else row.name}” is no longer in force."
    elif row.id and not row.name.strip():
        yield f"a label needs a name. To take “{taxonomy[row.id]}” out of force, retire it."
    else:
        try:
            edits.add(taxonomy, row.name)
        except InvalidTaxonomy as error:
            yield str(error)[:1].lower() + str(error)[1:]
    if len(row.notation.strip()) > LONGEST_NOTATION:
        yield f"a notation has at most {LONGEST_NOTATION} characters."


def _written(taxonomy: Taxonomy, known: Mapping[LabelId, Row], numbered: Sequence[tuple[int, Row]]) -> dict[int, Label]:
    """The labels of the lines that changed, still where they stand, by the numbers of their rows."""
    written: dict[int, Label] = {}
    taken: set[LabelId] = set()
    for number, row in numbered:
        drawn = known.get(row.id, Row())
        cells = {each: _cell(row, each) for each in TEXTS if each != "under" and _differs(row, drawn, each)}
        if row.id:
            label = taxonomy[row.id]
            text = next(iter(edits.rewrite(taxonomy, label.model_copy(update=cells))), label)
            locked = row.locked if row.locked != drawn.locked else label.locked
            written[number] = text.model_copy(update={"locked": locked})
        else:
            name = row.name.strip()
            label_id = edits.new_id(taxonomy, name, taken)
            taken.add(label_id)
            written[number] = Label(id=label_id, locked=row.locked, **{**cells, "name": name})
    return written


def _differs(row: Row, drawn: Row, column: str) -> bool:
    return bool(_cell(row, column) != _cell(drawn, column))


def _cell(row: Row, column: str) -> Any:  # noqa: ANN401  a text, or a tuple of them
    text = str(getattr(row, column)).strip()
    if column not in LISTS:
        return text
    return tuple(entry for line in text.splitlines() if (entry := line.strip().removeprefix(BULLET.strip()).strip()))


def _listed(entries: Iterable[str]) -> str:
    return "\n".join(f"{BULLET}{entry}" for entry in entries)


class _Names:
    """Which label a name or a path of names means, once the table is kept; names that go are understood as well."""

    def __init__(self, taxonomy: Taxonomy, written: Iterable[Label]) -> None:
        after = {label.id: label for label in (*taxonomy.live, *written)}
        paths = {_spoken(STEP.join(each.name for each in taxonomy.path(label.id))): label.id for label in taxonomy.live}
        before = {_spoken(label.name): label.id for label in taxonomy.live}
        self.spelled = [label.name for label in after.values()]
        self.meant = paths | before | {_spoken(label.name): label.id for label in after.values()}

    def find(self, under: str) -> LabelId | None:
        """A path means its last name, since no two labels in force share one."""
        readings = (under, under.split(STEP)[-1], under.split(STEP.strip())[-1])
        return next((self.meant[_spoken(each)] for each in readings if _spoken(each) in self.meant), None)


def _homeless(names: _Names, known: Mapping[LabelId, Row], numbered: Sequence[tuple[int, Row]]) -> Iterator[str]:
    for number, row in numbered:
        if not row.under.strip() or not _differs(row, known.get(row.id, Row()), "under") or names.find(row.under):
            continue
        like = get_close_matches(row.under.split(STEP.strip())[-1].strip(), names.spelled, 1)
        hint = f" Did you mean “{like[0]}”?" if like else " Leave it empty for the top level."
        yield f"Row {number}: there is no label “{row.under.strip()}” to stand under.{hint}"


def _placed(names: _Names, drawn: Row | None, row: Row, label: Label) -> Label:
    if not _differs(row, drawn or Row(), "under"):
        return label
    return label.model_copy(update={"parent": names.find(row.under) if row.under.strip() else None})


def _twins(taxonomy: Taxonomy, written: Mapping[int, Label], now: Sequence[Row]) -> Iterator[str]:
    """Names that two labels would have. A name that was left alone is not at fault."""
    places = {row.id: number for number, row in enumerate(now, start=1) if row.id}
    rewritten = {label.id for label in written.values()}
    owners = {_spoken(label.name): label.id for label in taxonomy.live if label.id not in rewritten}
    unchanged = (
        label for label in written.values() if label.id in taxonomy.labels and taxonomy[label.id].name == label.name
    )
    owners |= {_spoken(label.name): label.id for label in unchanged}
    for number, label in written.items():
        other = owners.setdefault(_spoken(label.name), label.id)
        if other != label.id:
            there = f"in row {places[other]}" if other in places else "not in this table"
            yield f"Row {number}: two labels would be called “{label}”. The other is {there}."
        elif label.id not in places:
            places[label.id] = number


def _loops(taxonomy: Taxonomy, placed: Mapping[int, Label]) -> Iterator[str]:
    parents = {label.id: label.parent for label in (*taxonomy.live, *placed.values())}
    for number, label in placed.items():
        above, seen = label.parent, set[LabelId]()
        while above is not None and above not in seen and above != label.id:
            seen.add(above)
            above = parents[above]
        if above == label.id:
            yield f"Row {number}: “{label}” would stand under itself."


def _spoken(name: str) -> str:
    return " ".join(name.split()).casefold()
