"""One label as it reads in two versions, row by row: what is on the left became what is on the right."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.taxonomy.comparison import Difference, Entry, Kind
from core.taxonomy.label import DocumentId, Label, LabelId
from core.taxonomy.taxonomy import Taxonomy
from pages.parts.colours import NO_LABEL, dot
from pages.parts.difference import sides
from pages.parts.plain import counted, plain

HEADINGS: Mapping[Kind, str] = {
    "added": "Added",
    "removed": "Removed",
    "brought back": "Brought back",
    "merged": "Merged",
    "split": "Split",
    "renamed": "Renamed",
    "moved": "Moved",
    "redefined": "Redefined",
    "other examples": "Other examples",
    "locked or unlocked": "Locked or unlocked",
    "renumbered": "Renumbered",
    "recoloured": "Recoloured",
    "noted": "Other notes",
    "in between": "Came and went in between",
}
FIELDS = {
    "parent": "Stands under",
    "description": "Description",
    "includes": "Belongs here",
    "excludes": "Does not belong here",
    "edge_cases": "Edge cases",
    "examples": "Examples",
    "counter_examples": "Counter-examples",
    "quotes": "Quotes",
    "locked": "Lock",
    "notation": "Notation",
    "colour": "Colour",
    "notes": "Notes",
}
CONTRACT = ("parent", "description", "includes", "excludes", "edge_cases")  # what is shown of a label on one side only

NAMED = 4  # examples on one side that are shown; the rest is counted


class Row(NamedTuple):
    """The same thing as it reads in either version, ready for Markdown."""

    left: str
    right: str


class Scene(NamedTuple):
    """Both versions, with what it takes to draw their labels."""

    old: Taxonomy
    new: Taxonomy
    colours: Mapping[LabelId, str]
    texts: Mapping[DocumentId, str]

    def named(self, label: Label) -> str:
        return f"{dot(self.colours.get(label.id, NO_LABEL))} **{plain(label.name)}**"


def rows(scene: Scene, entry: Entry) -> list[Row]:
    """Everything that is told of a label, its name first."""
    if entry.old is not None and entry.new is not None:
        return _changed(scene, entry, entry.old, entry.new)
    if entry.old is not None:
        return [Row(_contract(scene, entry.old, entry.differences, 0), _fate(scene, entry))]
    if entry.new is not None:
        return [Row(_descent(scene, entry), _contract(scene, entry.new, entry.differences, 1))]
    label = scene.new.labels.get(entry.id) or scene.old[entry.id]
    return [Row(f":gray[{plain(label.name)}]", ":gray[In force in neither of the two]")]


def _changed(scene: Scene, entry: Entry, old: Label, new: Label) -> list[Row]:
    before, after = sides(old.name, new.name)
    others = " ".join(f":gray-badge[{HEADINGS[kind]}]" for kind in entry.kinds[1:])
    mark = dot(scene.colours.get(entry.id, NO_LABEL))
    told = [Row(f"{mark} **{before}**", f"{mark} **{after}** {others}")]
    for each in entry.differences:
        if each.field != "name":
            left, right = _both(scene, each)
            told.append(Row(_titled(each.field, left), _titled(each.field, right)))
    return told


def _titled(field: str, said: str) -> str:
    return f":small[:gray[{FIELDS[field]}]]  \n{said or ':gray[–]'}"


def _both(scene: Scene, difference: Difference) -> tuple[str, str]:
    if difference.field in ("examples", "counter_examples"):
        return _documents(scene, difference.before, difference.after), _documents(
            scene, difference.after, difference.before
        )
    if difference.field == "colour":
        before, after = (dot(colour[0]) if colour else "" for colour in difference[1:])
        return before or "Not chosen", after or "Not chosen"
    if difference.field == "locked":
        return "Locked" if difference.before else "Open", "Locked" if difference.after else "Open"
    if difference.field == "parent":
        top = ("the top level",)
        return sides(" / ".join(difference.before or top), " / ".join(difference.after or top))
    return sides("; ".join(difference.before), "; ".join(difference.after))


def _documents(scene: Scene, here: Sequence[DocumentId], there: Sequence[DocumentId]) -> str:
    """The examples on one side that are not on the other, a line each, and how many are on both."""
    alone = [scene.texts.get(each, "A document that is not here any more") for each in here if each not in there]
    more = f":gray[and {len(alone) - NAMED:,} more]" if len(alone) > NAMED else ""
    both = len({*here} & {*there})
    shared = f":gray[{counted(both, 'document')} on both sides]" if both else ""
    return "  \n".join(line for line in (*map(plain, alone[:NAMED]), more, shared) if line)


def _contract(scene: Scene, label: Label, differences: Sequence[Difference], side: int) -> str:
    """A label that is in force on one side only, as it reads there."""
    said = {each.field: (each.before, each.after)[side] for each in differences}
    lines = [scene.named(label)]
    for field in CONTRACT:
        if text := (" / " if field == "parent" else "; ").join(said.get(field, ())):
            lines.append(f":small[:gray[{FIELDS[field]}]] {plain(text)}" if field != "description" else plain(text))
    return "  \n".join(lines)


def _fate(scene: Scene, entry: Entry) -> str:
    """What became of a label that is on the left only."""
    heirs = ", ".join(scene.named(heir) for heir in entry.heirs)
    if heirs:
        verb = ":material/call_merge: Into" if "merged" in entry.kinds else ":material/call_split: Into"
        return f":gray[{verb}] {heirs}"
    known = entry.id in scene.new.labels
    return f":gray[{':material/do_not_disturb_on: Retired' if known else 'Not there yet'}]"


def _descent(scene: Scene, entry: Entry) -> str:
    """Where the documents of a label were that is on the right only."""
    origins = ", ".join(scene.named(origin) for origin in entry.origins)
    if origins:
        return f":gray[Out of] {origins}"
    return f":gray[{'Retired' if entry.id in scene.old.labels else 'Not there yet'}]"
