"""The app as a server: what a browser is told, and what importing it does."""

import subprocess
import sys
import urllib.request
from http.client import HTTPException

import pytest
from streamlit import config

from core.store.workspace import ROOT
from tests.faults.processes import free_port, process, until


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    port = free_port()
    folder = str(tmp_path_factory.mktemp("data"))
    with process("-m", "streamlit", "run", "app.py", "--server.port", port, TNT_DATA=folder, TNT_WORKER="external"):
        address = f"http://127.0.0.1:{port}"
        until(lambda: answer(f"{address}/health"))
        yield address


def answer(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.headers, response.read()
    except (OSError, HTTPException):
        return None


def test_health_says_that_the_database_answers_and_no_worker_works(address):
    assert answer(f"{address}/health")[1] == b'{"database":true,"worker":false}'


def test_a_browser_is_told_to_load_nothing_from_elsewhere(address):
    headers, page = answer(address)
    assert b"<script" in page
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "'sha256-" in policy
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval'", "")
    assert headers["x-content-type-options"] == "nosniff"


def test_importing_the_app_starts_nothing(tmp_path):
    look = "import threading, app; print(threading.active_count())"
    environ = {"TNT_DATA": str(tmp_path), "PATH": ""}
    said = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "1"
    assert not list(tmp_path.iterdir())


def test_the_setting_that_decides_how_many_people_can_be_served_still_exists():
    assert config.get_option("runner.postScriptGC") is False
    assert config.get_option("server.fileWatcherType") == "none"
