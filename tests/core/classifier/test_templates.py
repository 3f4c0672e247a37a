"""The files that travel in a bundle, run from an unpacked one as its README says."""

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.classifier import bundle
from core.classifier.model_card import Card
from core.classifier.recipe import Recipe
from core.classifier.training import train
from core.taxonomy.label import Label
from tests.core.classifier.cases import HOSTILE, colours

TRAINED = train(colours(), Recipe(head="logistic", features="both", setting=0.1))
PACKED = bundle.write(TRAINED, [Label(id="red", name="Red things")], Card(title="Colours", use_case="U"), None)
NAMES = {"red": "Red things", "green": "green", "blue": "blue"}


def unpacked(folder):
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        archive.extractall(folder)
        return {*archive.namelist()}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Its address. It runs from the folder that the bundle was unpacked to."""
    folder = tmp_path_factory.mktemp("server")
    unpacked(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-m", "uvicorn", "server:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not answers(f"{address}/health"):
            assert process.poll() is None, process.stderr.read().decode()
            assert time.monotonic() < deadline, "the server did not start in a minute"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.URLError:
        return False


def ask(server, body, path="/predict", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(f"{server}{path}", content, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_server_answers_as_the_app_does(server):
    texts = [text for text in HOSTILE if "\ud800" not in text]
    status, answer = ask(server, {"texts": texts})
    said = TRAINED.model.predict(texts)
    assert status == 200
    assert answer["labels"] == [
        {"primary": NAMES[one.primary], "all": [NAMES[label] for label in one.applicable], "confidence": one.confidence}
        for one in said
    ]


def test_the_server_gives_no_label_below_the_confidence_asked_for(server):
    _, answer = ask(server, {"texts": ["a rose", ""], "at_least": 1.0})
    assert [(one["primary"], one["all"]) for one in answer["labels"]] == [("", []), ("", [])]


def test_the_server_says_which_classifier_it_is(server):
    with urllib.request.urlopen(f"{server}/health", timeout=20) as answer:
        assert json.loads(answer.read()) == {"status": "ok", "checksum": bundle.read(PACKED).checksum, "labels": 3}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"texts": ["x"] * 257}, 422),
        ({"texts": ["x" * 20_001]}, 422),
        ({"texts": "x"}, 422),
        ({"texts": ["\ud800"]}, 422),
        ({"texts": ["secret"], "other": 1}, 422),
        ({"texts": ["a"], "at_least": 2}, 422),
        ({}, 422),
        (b"{", 422),
        (b"x" * 32_000_001, 413),
        ({"texts": []}, 200),
        ({"texts": ["x" * 20_000] * 256}, 200),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_server_holds_to_its_limits_and_repeats_no_text(server, body, status):
    try:
        found, said = ask(server, body)
    except (ConnectionError, urllib.error.URLError):  # it need not read to the end what is too large
        assert status == 413
        return
    assert found == status
    if found != 200:
        assert "secret" not in said
        assert len(said) < 500


def test_the_server_reads_nothing_whose_length_it_is_not_told(server):
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_the_dockerfile_copies_files_that_are_there_and_all_that_the_server_needs(tmp_path):
    names = unpacked(tmp_path / "whole")
    lines = (tmp_path / "whole" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {name: line.split()[-1] for line in lines if line.startswith("COPY") for name in line.split()[1:-1]}
    assert {*copied} <= names
    assert re.fullmatch(r"FROM python:3\.\d+-slim", lines[0])
    assert lines.index("USER classifier") > max(place for place, line in enumerate(lines) if line.startswith("COPY"))
    for name, folder in copied.items():
        target = tmp_path / "image" / folder / Path(name).name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / "whole" / name, target)
    assert bundle.read(tmp_path / "image").model.predict(HOSTILE) == TRAINED.model.predict(HOSTILE)
    command = [sys.executable, "-c", "import server; print(server.app.title)"]
    done = subprocess.run(command, cwd=tmp_path / "image", capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("Colours\n", "")


def test_what_the_server_requires_is_named(tmp_path):
    unpacked(tmp_path)
    lines = (tmp_path / "requirements-server.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "-r requirements.txt"
    assert {re.split("[<>=]", line)[0] for line in lines[1:]} == {"fastapi", "uvicorn"}


def test_the_readme_names_every_file_that_people_run_and_options_that_there_are(tmp_path):
    names = unpacked(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert {"predict.py", "spark.py", "MODEL_CARD.md", "manifest.json", "requirements-server.txt"} <= names
    assert all(name in readme for name in ("predict.py", "spark.py", "MODEL_CARD.md", "requirements-server.txt"))
    assert "{trees}" not in readme
    assert "lightgbm" not in readme
    shown = subprocess.run(
        [sys.executable, "predict.py", "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    ).stdout
    assert {option for option in re.findall(r"--[a-z][a-z-]+", readme)} <= {
        *re.findall(r"--[a-z][a-z-]+", shown),
        "--port",
    }


@pytest.mark.skipif(not (find_spec("pyspark") and shutil.which("java")), reason="Spark needs pyspark and Java")
def test_spark_labels_a_table_as_the_app_does(tmp_path):
    """From a folder of its own: the executors take the code from the ZIP."""
    (tmp_path / "classifier.zip").write_bytes(PACKED)
    texts = [text for text in HOSTILE if "\ud800" not in text]
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    (tmp_path / "job.py").write_text(
        "import json, sys\n"
        "sys.path.insert(0, 'classifier.zip')\n"
        "from pyspark.sql import SparkSession\n"
        "from spark import labelled\n"
        "spark = SparkSession.builder.master('local[2]').config('spark.ui.enabled', 'false').getOrCreate()\n"
        "rows = [(n, text) for n, text in enumerate(json.load(open('texts.json', encoding='utf-8')))]\n"
        "table = spark.createDataFrame([*rows, (len(rows), None)], 'n int, body string').repartition(3)\n"
        "found = labelled(table, 'classifier.zip', text='body').orderBy('n').collect()\n"
        "json.dump([[row.n, row.primary, list(row.all), row.confidence] for row in found], open('out.json', 'w'))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "job.py"],
        cwd=tmp_path,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr
    said = TRAINED.model.predict([*texts, ""])
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert found == [[n, one.primary, list(one.applicable), one.confidence] for n, one in enumerate(said)]
