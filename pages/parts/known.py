"""What a page keeps between reruns because it cannot have changed: a log up to a version, counts under their stamp.

Whatever is kept is shared by everyone, so it is only ever read.
"""

from collections.abc import Sequence
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
from core.taxonomy.taxonomy import Change
from pages.parts.place import Working
from pages.parts.tree import Marks

KEPT = 12  # taxonomies with their history; five thousand labels take some ten megabytes


def log_of(engine: Workspace, card: TaxonomyCard) -> tuple[Sequence[Change], Versions]:
    """A taxonomy's log, and the taxonomy before and after each change of it."""
    return _log(engine, _name(engine, card), ledger.version(engine, card.id))


def counts_of(here: Working) -> tuple[Tally, Marks]:
    """How many documents each label has now, and what the tree marks labels for."""
    version = ledger.version(here.engine, here.taxonomy.id)
    stamp = labels.stamp(here.engine, here.project.id, here.taxonomy.id)
    return _counts(here.engine, here.project.id, _name(here.engine, here.taxonomy), version, stamp)


Name = tuple[str, str, datetime]  # where it is kept, its id, and since when: an id may be given again


def _name(engine: Workspace, card: TaxonomyCard) -> Name:
    return str(engine.url), card.id, card.at


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _log(_engine: Workspace, name: Name, version: int) -> tuple[Sequence[Change], Versions]:
    log = tuple(ledger.changes(_engine, name[1])[:version])
    return log, Versions(log)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _counts(
    _engine: Workspace,
    project_id: str,
    name: Name,
    version: int,
    stamp: Stamp,  # noqa: ARG001 - what is counted differs with it
) -> tuple[Tally, Marks]:
    log, before = _log(_engine, name, version)
    now = before[-1]
    found = tally(labels.counts(_engine, project_id, name[1], stale=stale_ids(now)), now)
    earlier = by_earlier_definition(made_under(_engine, name[1]), log, now)
    return found, Marks(may_belong(now, found), earlier)
