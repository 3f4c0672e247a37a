"""Whether what is written to is still there: a project may be deleted while its runs and its people go on writing."""

from sqlalchemy import Connection, bindparam, update
from sqlmodel import Session, col

from core.errors import NotFound
from core.store.tables import ProjectRow, RunRow, TaxonomyRow

GONE = {
    ProjectRow: "This project has been deleted in the meantime.",
    TaxonomyRow: "This taxonomy has been deleted in the meantime.",
    RunRow: "This run has been deleted in the meantime, together with its project.",
}


_HOLD = {
    row: update(row).where(col(row.id) == bindparam("held")).values(id=bindparam("held"))  # type: ignore[attr-defined]
    for row in GONE
}


def hold(session: Session | Connection, row: type[ProjectRow | TaxonomyRow | RunRow], row_id: str) -> None:
    """Keep a row from being deleted until the session commits, and other holders waiting. Raises NotFound.

    It has to be the first thing a transaction does: what is read before it may be out of date.
    """
    held = session.execute(_HOLD[row], {"held": row_id})
    if not held.rowcount:  # type: ignore[attr-defined]
        raise NotFound(GONE[row])
