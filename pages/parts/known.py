"""What a page keeps between reruns because it cannot have changed: a log up to a version, counts under their stamp.

Whatever is kept is shared by everyone, so it is only ever read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from core.labelling.carry import stale_ids
from core.labelling.definitions import by_earlier_definition, may_belong
from core.labelling.tally import Tally, tally
from core.store import labels, ledger
from core.store.labels import Stamp
from core.store.made_under import made_under
from core.store.projects import TaxonomyCard
from core.store.workspace import Workspace
from core.taxonomy.history import Versions
from core.taxonomy.label import LabelId
from core.taxonomy.taxonomy import Change
from pages.parts.place import Working
from pages.parts.tree import Marks

KEPT = 12  # taxonomies with their history; five thousand labels take some ten megabytes


def log_of(engine: Workspace, card: TaxonomyCard) -> tuple[Sequence[Change], Versions]:
    """A taxonomy's log, and the taxonomy before and after each change of it."""
    return _log(engine, _name(engine, card), ledger.version(engine, card.id))


def tally_of(here: Working) -> Tally:
    """How many documents each label has now."""
    version = ledger.version(here.engine, here.taxonomy.id)
    stamp = labels.stamp(here.engine, here.project.id, here.taxonomy.id)
    return _tally(here.engine, here.project.id, _name(here.engine, here.taxonomy), version, stamp)


def marks_of(here: Working, counts: Tally) -> Marks:
    """What the tree marks labels for."""
    version = ledger.version(here.engine, here.taxonomy.id)
    stamp = labels.stamp(here.engine, here.project.id, here.taxonomy.id)
    name = _name(here.engine, here.taxonomy)
    _, before = _log(here.engine, name, version)
    return Marks(may_belong(before[version], counts), _earlier(here.engine, name, version, stamp))


Name = tuple[str, str, datetime]  # where it is kept, its id, and since when: an id may be given again


def _name(engine: Workspace, card: TaxonomyCard) -> Name:
    return str(engine.url), card.id, card.at


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _log(_engine: Workspace, name: Name, version: int) -> tuple[Sequence[Change], Versions]:
    log = tuple(ledger.changes(_engine, name[1])[:version])
    return log, Versions(log)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _tally(_engine: Workspace, project_id: str, name: Name, version: int, stamp: Stamp) -> Tally:  # noqa: ARG001
    _, before = _log(_engine, name, version)
    now = before[-1]
    return tally(labels.counts(_engine, project_id, name[1], stale=stale_ids(now)), now)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _earlier(_engine: Workspace, name: Name, version: int, stamp: Stamp) -> Mapping[LabelId, int]:  # noqa: ARG001
    log, before = _log(_engine, name, version)
    return by_earlier_definition(made_under(_engine, name[1]), log, before[-1])
