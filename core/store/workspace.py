"""Open the workspace: where the database is, how it is set, and how its tables grew.

One workspace holds every project. SQLite by default, PostgreSQL by DATABASE_URL.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, delete, event, inspect, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlmodel import Session, col

from core.store.tables import SettingRow, Table

ROOT = Path(__file__).resolve().parents[2]
Workspace = Engine  # what pages hand around without looking inside
_WORKER = "worker "  # what the names of settings that are workers' heartbeats begin with
BUSY = 30_000  # milliseconds a writer waits for another before it gives up


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where the workspace keeps its files: TNT_DATA, or data/ of the checkout."""
    folder = Path(environ.get("TNT_DATA") or ROOT / "data")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database_url(environ: Mapping[str, str]) -> str:
    return environ.get("DATABASE_URL") or f"sqlite:///{data_folder(environ) / 'workspace.db'}"


def open_workspace(url: str) -> Engine:
    """An engine on the workspace, its tables made or brought up to date."""
    engine = create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        with FileLock(f"{engine.url.database}.lock"), engine.begin() as connection:
            _migrate(connection)
        return engine
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(7468)"))  # one process at a time makes tables
        _migrate(connection)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY}")
    cursor.execute("PRAGMA journal_mode=WAL")  # readers and one writer, in any process
    cursor.execute("PRAGMA synchronous=NORMAL")  # with WAL, a crash of the program loses nothing
    cursor.close()


def _create(connection: Connection) -> None:
    Table.metadata.create_all(connection)


def _add_drafts(connection: Connection) -> None:
    """Drafts, trials, findings, briefs' versions and prices, for workspaces made before there were any."""
    _create(connection)
    if "draft_of" not in {column["name"] for column in inspect(connection).get_columns("taxonomy")}:
        connection.execute(text("ALTER TABLE taxonomy ADD COLUMN draft_of VARCHAR"))
        connection.execute(text("CREATE INDEX ix_taxonomy_draft_of ON taxonomy (draft_of)"))


def _add_versions(connection: Connection) -> None:
    """Names of versions, and the version by which documents are labelled."""
    _create(connection)
    if "frozen" not in {column["name"] for column in inspect(connection).get_columns("taxonomy")}:
        connection.execute(text("ALTER TABLE taxonomy ADD COLUMN frozen INTEGER"))


def _add_registry(connection: Connection) -> None:
    """Who put which classifier in use, what was learnt of it in detail, and sentence vectors."""
    _create(connection)
    if "detail" not in {column["name"] for column in inspect(connection).get_columns("classifier")}:
        connection.execute(text("ALTER TABLE classifier ADD COLUMN detail JSON"))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (  # append only; each once
    _create,
    _add_drafts,
    _add_versions,
    _add_registry,
)


def _migrate(connection: Connection) -> None:
    SettingRow.__table__.create(connection, checkfirst=True)  # type: ignore[attr-defined]
    with Session(connection) as session:
        kept = session.get(SettingRow, "schema")
        version = int(kept.value) if kept else 0
        for migration in MIGRATIONS[version:]:
            migration(connection)
        if version < len(MIGRATIONS):
            session.merge(SettingRow(name="schema", value=str(len(MIGRATIONS))))
        session.commit()


def now() -> datetime:
    return datetime.now(UTC)


def worker_beats(engine: Engine, name: str) -> None:
    """Note that a worker is alive, and when."""
    with Session(engine) as session:
        session.merge(SettingRow(name=_WORKER + name, value=now().isoformat()))
        session.commit()


def worker_leaves(engine: Engine, name: str) -> None:
    with Session(engine) as session:
        session.execute(delete(SettingRow).where(col(SettingRow.name) == _WORKER + name))
        session.commit()


def workers(engine: Engine) -> dict[str, datetime]:
    """Every worker that has not taken its leave, with when it was last heard of."""
    with Session(engine) as session:
        rows = session.scalars(select(SettingRow).where(col(SettingRow.name).startswith(_WORKER)))
        return {row.name.removeprefix(_WORKER): datetime.fromisoformat(row.value) for row in rows}
