"""The label tree: what it shows, and what people did in it as gestures to be kept one by one.

The tree itself is tree.js, a component in the page. What it sends comes from outside, so it is checked here.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import streamlit as st
from pydantic import BaseModel, Field, ValidationError

from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.colours import colours
from pages.parts.marks import author_name
from pages.parts.script import script

HERE = Path(__file__).parent
KEY = "label-tree"
HTML = """<div id="whole">
  <div id="head">
    <input id="search" type="search" placeholder="Search labels" aria-label="Search labels">
    <select id="order" aria-label="Order of the labels">
      <option value="made">As made</option><option value="size">By size</option><option value="name">By name</option>
    </select>
  </div>
  <div id="carrying" hidden>Moving <span id="carried"></span>: choose where it is to stand and press <kbd>Enter</kbd>.
    <button id="carry-top" class="quiet">Top level</button> <button id="carry-not" class="quiet">Leave it</button></div>
  <div id="tree" role="tree" tabindex="0" aria-multiselectable="true" aria-label="Labels">
    <div id="rows" role="none"></div>
  </div>
  <div id="top-level">Drop here for the top level</div>
  <div id="none" hidden>No label is called that.</div>
  <div id="foot"><button id="fold-all" class="quiet" hidden>Fold all</button>
    <span id="told" role="status"></span><span id="saved" role="status"></span></div>
  <div id="keys"><kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Space</kbd> choose several · <kbd>F2</kbd> rename ·
    <kbd>Ins</kbd> add · <kbd>Shift Ins</kbd> add below · <kbd>M</kbd> or drag to move · <kbd>Del</kbd> retire ·
    <kbd>Ctrl Z</kbd> undo · <kbd>/</kbd> search</div>
</div>"""


class Gesture(BaseModel, frozen=True, extra="forbid"):
    """One thing a person did in the tree. `seq` numbers what one open tree (`client`) sends."""

    client: str = Field(min_length=1, max_length=40)
    seq: int = Field(ge=1)
    kind: Literal["rename", "move", "add"]
    version: int = Field(ge=0)  # what the tree showed when it was done
    labels: tuple[LabelId, ...] = Field(max_length=1000)
    name: str = Field(max_length=200)
    parent: LabelId | None
    temporary: str = Field(max_length=80)  # what the tree calls a label until it has an id

    def renamed(self, named: Mapping[str, LabelId]) -> "Gesture":
        """The same gesture, with the ids of labels that the tree has just added."""
        labels = tuple(named.get(label_id, label_id) for label_id in self.labels)
        parent = named.get(self.parent, self.parent) if self.parent else None
        return self.model_copy(update={"labels": labels, "parent": parent})

    def on(self, taxonomy: Taxonomy) -> Labels:
        """The labels it touches, as they will be. Raises InvalidTaxonomy and NotFound."""
        if self.kind == "add":
            return edits.add(taxonomy, self.name, parent=self.parent)
        if self.kind == "rename":
            return tuple(label for each in self.labels for label in edits.rename(taxonomy, each, self.name))
        return tuple(label for each in self.labels for label in edits.move(taxonomy, each, self.parent))


def gestures(sent: object) -> list[Gesture]:
    """What a tree sent, in order; what is not a gesture is left out, for it comes from no tree of ours."""
    found = []
    for each in sent if isinstance(sent, list) else []:
        try:
            found.append(Gesture.model_validate(each))
        except ValidationError:
            continue
    return sorted(found, key=lambda gesture: gesture.seq)


def label_ids(sent: object, taxonomy: Taxonomy) -> list[LabelId]:
    """The labels in force among what a tree sent."""
    known = {label.id for label in taxonomy.live}
    return [each for each in sent if isinstance(each, str) and each in known] if isinstance(sent, list) else []


class Step(BaseModel, frozen=True, extra="forbid"):
    """The wish to undo the last step, or to redo the last one undone, as the tree sends it."""

    client: str = Field(min_length=1, max_length=40)
    seq: int = Field(ge=1)
    version: int = Field(ge=0)
    back: bool


def step(sent: object) -> Step | None:
    """What a tree sent; None for what is no step, since it comes from no tree of ours."""
    try:
        return Step.model_validate(sent)
    except ValidationError:
        return None


class Marks(NamedTuple):
    """Documents that wait to be judged again and may belong to a label, and those judged by an older definition."""

    waiting: Mapping[LabelId, int]
    older: Mapping[LabelId, int]


def label_tree(
    taxonomy_id: str,
    taxonomy: Taxonomy,
    changes: Sequence[Change],
    tally: Tally,
    marks: Marks,
    selected: Sequence[LabelId],
    acknowledged: Mapping[str, int],
    named: Mapping[str, LabelId],
    on_gestures: Callable[[], None],
    on_picked: Callable[[], None],
    on_retire: Callable[[], None],
    on_step: Callable[[], None],
) -> None:
    """Draw the tree. `selected` is taken up whenever the number under “tree-focus” in the session changes."""
    component = st.components.v2.component(
        "tnt_label_tree", html=HTML, css=(HERE / "tree.css").read_text(), js=script("tree.js")
    )
    last_author = {label.id: change.author for change in changes for label in change.labels}
    authors = {author: place for place, author in enumerate(dict.fromkeys(last_author.values()))}
    component(
        key=KEY,
        data={
            "taxonomy": taxonomy_id,
            "rows": _rows(
                taxonomy, {label_id: authors[author] for label_id, author in last_author.items()}, tally, marks
            ),
            "authors": [[f"Last changed by {author_name(author)}.", author.startswith("human:")] for author in authors],
            "labelled": sum(tally.documents(label.id) for label in taxonomy.live),
            "version": taxonomy.version,
            "acknowledged": dict(acknowledged),
            "named": dict(named),
            "selected": list(selected),
            "focus": st.session_state.get("tree-focus", 0),
        },
        on_gestures_change=on_gestures,
        on_picked_change=on_picked,
        on_retire_change=on_retire,
        on_step_change=on_step,
    )


def _rows(taxonomy: Taxonomy, author: Mapping[LabelId, int], tally: Tally, marks: Marks) -> list[list[Any]]:
    """Labels in force, siblings in the order in which they were issued, with what the tree shows of each.

    Lists, whose places tree.js names, are a third as long as objects: five thousand labels go with every rerun.
    """
    colour = colours(taxonomy)
    return [
        [
            label.id,
            label.name,
            label.parent,
            colour[label.id],
            label.locked,
            author[label.id],
            tally.by(label.id, "teacher"),
            tally.by(label.id, "person"),
            tally.by(label.id, "classifier"),
            marks.waiting.get(label.id, 0),
            marks.older.get(label.id, 0),
        ]
        for label in taxonomy.live
    ]
