"""The label tree: what it shows, and what people did in it as gestures to be kept one by one.

The tree itself is tree.js, a component in the page. What it sends comes from outside, so it is checked here.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from pydantic import BaseModel, Field, ValidationError

from core.labelling.tally import Tally
from core.taxonomy import edits
from core.taxonomy.label import LabelId, Labels
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.colours import colours
from pages.parts.marks import author_name

HERE = Path(__file__).parent
KEY = "label-tree"
HTML = """<div id="whole">
  <div id="head">
    <input id="search" type="search" placeholder="Search labels" aria-label="Search labels">
    <span id="saved" role="status"></span>
  </div>
  <div id="tree" role="tree" tabindex="0" aria-multiselectable="true" aria-label="Labels"></div>
  <div id="top-level">Drop here for the top level</div>
  <div id="none" hidden>No label is called that.</div>
  <div id="keys"><kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Space</kbd> choose several · <kbd>F2</kbd> rename ·
    <kbd>Ins</kbd> add · <kbd>Shift Ins</kbd> add below · <kbd>Del</kbd> retire · drag to move</div>
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


def label_tree(
    taxonomy: Taxonomy,
    changes: Sequence[Change],
    tally: Tally,
    selected: Sequence[LabelId],
    acknowledged: Mapping[str, int],
    named: Mapping[str, LabelId],
    on_gestures: Callable[[], None],
    on_picked: Callable[[], None],
    on_retire: Callable[[], None],
) -> None:
    """Draw the tree. `selected` is taken up whenever the number under “tree-focus” in the session changes."""
    component = st.components.v2.component(
        "tnt_label_tree", html=HTML, css=(HERE / "tree.css").read_text(), js=(HERE / "tree.js").read_text()
    )
    component(
        key=KEY,
        data={
            "nodes": _nodes(taxonomy, changes, tally),
            "version": taxonomy.version,
            "acknowledged": dict(acknowledged),
            "named": dict(named),
            "selected": list(selected),
            "focus": st.session_state.get("tree-focus", 0),
        },
        on_gestures_change=on_gestures,
        on_picked_change=on_picked,
        on_retire_change=on_retire,
    )


def _nodes(taxonomy: Taxonomy, changes: Sequence[Change], tally: Tally) -> list[dict[str, Any]]:
    """Labels in force, siblings in the order in which they were issued, with what the tree shows of each."""
    colour = colours(taxonomy)
    last_author = {label.id: change.author for change in changes for label in change.labels}
    counted = any(tally.documents(label.id) for label in taxonomy.live)
    most = max((tally.documents(label.id) for label in taxonomy.live), default=0)
    return [
        {
            "id": label.id,
            "name": label.name,
            "parent": label.parent,
            "colour": colour[label.id],
            "locked": label.locked,
            "person": last_author[label.id].startswith("human:"),
            "signed": f"Last changed by {author_name(last_author[label.id])}.",
            "documents": tally.documents(label.id) if counted else None,
            "share": tally.documents(label.id) / most if most else 0,
        }
        for label in taxonomy.live
    ]
