"""How far the classifier in use has fallen behind what people and teacher have done since it was trained."""

import streamlit as st

from core.store.workspace import Workspace
from core.taxonomy.naming import enumerated
from core.work import queue, registry
from core.work.registry import Behind
from pages.parts.errors import errors_told
from pages.parts.place import Working
from pages.parts.plain import counted, plain
from pages.parts.scores import Made
from pages.parts.spread import Ask

MUCH = 0.1  # of what it learnt from: so much more is worth a training
NAMED = 3  # labels
KEPT = 30  # answers, of as many taxonomies


@st.cache_data(show_spinner=False, max_entries=KEPT)
def behind(_engine: Workspace, asked: Ask, in_use: str) -> Behind | None:  # noqa: ARG001 - the answer depends on it
    """Counted once for everyone until something changes that it depends on."""
    return registry.behind(_engine, asked.taxonomy)


def is_due(found: Behind | None, used: Made) -> bool:
    """Whether training again comes before anything else."""
    if found is None:
        return False
    return bool(found.labels) or (found.documents or 0) > MUCH * used.report.examples


def told(found: Behind) -> str:
    """“Since it was trained, 2 labels have changed (“Cards”, “Fees”) and 120 documents have been labelled.”"""
    facts = []
    if found.labels:
        names = [f"“{plain(label.name)}”" for entry in found.labels[:NAMED] if (label := entry.new or entry.old)]
        more = len(found.labels) - len(names)
        names += [f"{more:,} more"] if more else []
        verb = "has" if len(found.labels) == 1 else "have"
        facts.append(f"{counted(len(found.labels), 'label')} {verb} come, gone or moved ({enumerated(names)})")
    if found.documents:
        verb = "has" if found.documents == 1 else "have"
        facts.append(f"{counted(found.documents, 'document')} {verb} been labelled that it did not learn from")
    return f"Since it was trained, {' and '.join(facts)}."


@errors_told()
def train_again(here: Working) -> None:
    run = registry.train_again(here.engine, here.taxonomy.id, here.author)
    queue.hand_over(here.engine, run.id)
