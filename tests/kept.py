"""Workspaces that take long to make: made once for many tests, each of which goes on with a copy of its own."""

import shutil
import sqlite3
from contextlib import closing, contextmanager

from core.store.workspace import open_workspace


@contextmanager
def workspace_in(folder, beginning=None):
    """An engine on the workspace of a folder, which is a copy of another one or empty; closed afterwards."""
    path = folder / "workspace.db"
    if beginning is not None:
        shutil.copyfile(beginning, path)
    engine = open_workspace(f"sqlite:///{path}")
    yield engine
    engine.dispose()  # with the last connection SQLite leaves a single file behind


def put_back(engine, kept):
    """Make a workspace what a kept one was."""
    connection = engine.raw_connection()
    with closing(sqlite3.connect(kept)) as source:
        source.backup(connection.driver_connection)
    connection.close()
