"""`tnt doctor`: check what the app needs, and say how to mend what is missing."""

import asyncio
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from core.classifier.embeddings import packaged
from core.errors import TntError
from core.store import projects
from core.store.workspace import data_folder, database_url, open_workspace
from core.teachers.connection import offered_models
from core.teachers.settings import from_environment
from core.work.queue import worker_alive

NEEDED = ("streamlit", "openai", "pandas", "plotly", "sklearn", "lightgbm", "sqlmodel", "dbos", "jinja2", "pyarrow")


class Finding(NamedTuple):
    """One thing looked at. `needed` says that the app does not work without it; `mend` is empty when all is well."""

    what: str
    well: bool
    said: str
    mend: str = ""
    needed: bool = True


def examine(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at each thing in turn; a slow one does not hold up what was found before it."""
    checks: tuple[Callable[[Mapping[str, str]], Finding], ...] = (
        _python,
        _packages,
        _embeddings,
        _database,
        _worker,
        _language_model,
        _browser,
    )
    for check in checks:
        yield check(environ)


def doctor(environ: Mapping[str, str]) -> int:
    """Print what was found, a line each; 0 when everything that the app needs is there."""
    findings = []
    for finding in examine(environ):
        findings.append(finding)
        mark = "ok  " if finding.well else "MEND" if finding.needed else "note"
        sys.stdout.write(f"{mark}  {finding.what}: {finding.said}\n")
        if finding.mend:
            sys.stdout.write(f"      {finding.mend}\n")
    return 0 if all(finding.well for finding in findings if finding.needed) else 2


def _python(_environ: Mapping[str, str]) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    well = sys.version_info >= (3, 11)
    return Finding("Python", well, version, "" if well else "Install Python 3.11 or newer and run `make app`.")


def _packages(_environ: Mapping[str, str]) -> Finding:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        return Finding("Packages", False, f"{', '.join(missing)} missing", "Run `make app` to install them.")
    return Finding("Packages", True, f"all {len(NEEDED)} are there")


def _embeddings(_environ: Mapping[str, str]) -> Finding:
    try:
        vectors = packaged()
    except (OSError, ValueError) as error:
        return Finding("Embeddings", False, str(error), "Restore data/embeddings from the repository.")
    return Finding("Embeddings", True, f"{vectors.dimensions} dimensions, nothing to download")


def _database(environ: Mapping[str, str]) -> Finding:
    try:
        engine = open_workspace(database_url(environ))
        count = len(projects.projects(engine))
    except (SQLAlchemyError, OSError) as error:
        return Finding(
            "Database", False, f"{type(error).__name__}", "Check DATABASE_URL, or whether data/ can be written."
        )
    kind = engine.dialect.name
    free = shutil.disk_usage(data_folder(environ)).free / 1e9
    return Finding("Database", True, f"{kind}, {count} projects, {free:,.0f} GB free")


def _worker(environ: Mapping[str, str]) -> Finding:
    try:
        alive = worker_alive(open_workspace(database_url(environ)))
    except (SQLAlchemyError, OSError):
        return Finding("Worker", False, "cannot be told without a database", needed=False)
    mend = "" if alive else "It starts with `tnt app`, or alone by `tnt work`."
    return Finding("Worker", alive, "running" if alive else "not running", mend, needed=False)


def _language_model(environ: Mapping[str, str]) -> Finding:
    try:
        settings = from_environment(environ)
    except TntError as error:
        return Finding("Language model", False, "not set up", str(error), needed=False)
    try:
        models = asyncio.run(offered_models(settings))
    except TntError as error:
        return Finding("Language model", False, f"{settings.model} does not answer", str(error), needed=False)
    known = settings.model in models
    said = f"{settings.model} at {settings.base_url or 'the default address'}"
    mend = "" if known or not models else f"The server does not list that model; it has {', '.join(models[:5])}."
    return Finding("Language model", known or not models, said, mend, needed=False)


def _browser(_environ: Mapping[str, str]) -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return Finding("Chromium", True, "there; browser tests can run", needed=False)
    return Finding(
        "Chromium",
        False,
        "not there",
        "Only the browser tests need it. On Debian: apt-get install chromium.",
        needed=False,
    )
