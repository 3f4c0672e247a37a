"""Encoders outside a bundle: a server is believed as far as it makes sense, and a model is known again."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from core.classifier.portable.outside import PROBE, EncoderBusy, EncoderFailed, Outside, opened
from tests.core.classifier.cases import HOSTILE, ROOT
from tests.embeddings_server import DIMENSIONS, embeddings_server, entries, giving, sensible, vector

TEXTS = ["My card is lost.", "Where is my refund?", "日本語"]


def on(server):
    return Outside("server:small", {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-1"})


def failure(behaviour, kind=EncoderFailed):
    with embeddings_server(behaviour) as server, pytest.raises(EncoderFailed) as caught:
        on(server).encode(TEXTS)
    assert type(caught.value) is kind
    return str(caught.value)


def test_a_server_gives_rows_of_length_one_in_the_texts_order():
    with embeddings_server() as server:
        encoder = on(server)
        rows = encoder.encode(TEXTS)
        assert rows.dtype == np.float32
        assert encoder.dimensions == DIMENSIONS
    expected = np.array([vector(text) for text in TEXTS])
    assert rows == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True), abs=1e-6)
    assert server.texts == [PROBE, *TEXTS]
    assert set(server.keys) == {"Bearer sk-1"}


def test_vectors_that_come_in_another_order_are_put_right():
    with embeddings_server(giving(lambda request: entries(request)[::-1])) as server:
        assert on(server).encode(TEXTS)[0] @ np.array(vector(TEXTS[0])) > 0


def test_texts_without_a_word_are_not_sent():
    with embeddings_server() as server:
        rows = on(server).encode(["", " \n", "a"])
    assert not rows[:2].any() and rows[2].any()
    assert server.texts == [PROBE, "a"]


def test_hostile_and_endless_texts_can_be_sent():
    with embeddings_server() as server:
        rows = on(server).encode([*HOSTILE, "x" * 1_000_000])
    assert np.isfinite(rows).all()
    assert max(map(len, server.texts)) == 8_000


def test_many_texts_are_sent_in_several_requests():
    texts = [f"text {number}" for number in range(300)] + ["long " * 1500] * 40
    with embeddings_server() as server:
        rows = on(server).encode(texts)
    assert server.texts == [PROBE, *(text[:8_000] for text in texts)]
    assert max(len(call["input"]) for call in server.calls) <= 128
    assert max(sum(map(len, call["input"])) for call in server.calls) <= 100_000
    assert rows[299] @ np.array(vector("text 299")) > 0


def test_a_busy_server_is_asked_again():
    answers = iter([(429, {"error": {"message": "slow down"}}), (503, {})])
    with embeddings_server(lambda request: next(answers, None) or sensible(request)) as server:
        assert on(server).encode(TEXTS).any()
    assert len(server.calls) == 4


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (401, "did not accept the key. Check OPENAI_API_KEY", EncoderFailed),
        (404, "no embeddings by a model “small”", EncoderFailed),
        (400, "refused the request: ", EncoderFailed),
        (503, "overloaded. Try again later", EncoderBusy),
    ],
)
def test_a_refusal_is_told_in_a_plain_sentence(status, message, kind):
    said = failure(lambda request: (status, {"error": {"message": "say why"}}), kind)
    assert message in said


def test_an_empty_account_is_not_asked_for_ever():
    said = failure(lambda request: (429, {"error": {"message": "no", "code": "insufficient_quota"}}))
    assert "no credit left" in said


def test_where_no_server_runs_the_address_is_named():
    with embeddings_server() as server:
        encoder = on(server)
    with pytest.raises(EncoderBusy, match=r"at http://127\.0\.0\.1:\d+/v1 cannot be reached"):
        encoder.encode(TEXTS)


@pytest.mark.parametrize("answer", ["<html>hello</html>", {}, {"data": "x"}, {"data": [1]}, [1, 2]])
def test_what_is_no_embeddings_server_is_said_to_be_none(answer):
    assert "does not answer like an embeddings server" in failure(lambda request: (200, answer))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda request: entries(request)[1:], "gave 0 vectors for 1 texts"),
        (lambda request: entries(request) * 2, "gave 2 vectors for 1 texts"),
        (lambda request: [{**each, "index": 7} for each in entries(request)], "which belongs to which"),
        (lambda request: [{**each, "index": [0]} for each in entries(request)], "which belongs to which"),
        (lambda request: [{**each, "embedding": "AAAA"} for each in entries(request)], "not all lists"),
        (lambda request: [{**each, "embedding": [None, 1]} for each in entries(request)], "no meaning"),
        (lambda request: [{**each, "embedding": [float("nan"), 1]} for each in entries(request)], "no meaning"),
        (lambda request: [{**each, "embedding": [0, 0, 0]} for each in entries(request)], "no meaning"),
        (lambda request: [{**each, "embedding": []} for each in entries(request)], "one vector for each"),
        (lambda request: [{**each, "embedding": [[1], [2]]} for each in entries(request)], "one vector for each"),
        (lambda request: [{**each, "embedding": 3} for each in entries(request)], "one vector for each"),
    ],
)
def test_vectors_that_cannot_be_are_refused(data, message):
    assert message in failure(giving(data))


def test_vectors_that_change_their_length_are_refused():
    lengths = iter([12, 13])
    said = failure(giving(lambda request: entries(request, dimensions=next(lengths))))
    assert "gives vectors of 13 numbers, and it used to give 12" in said


def test_a_key_is_asked_for_where_one_is_needed():
    for environ, message in (({}, "no key"), ({"OPENAI_BASE_URL": "ftp://x"}, "http:// or https://")):
        with pytest.raises(EncoderFailed, match=message):
            Outside("server:small", environ).encode(TEXTS)


def test_a_manifest_holds_what_a_model_is_known_by_and_no_address_or_key(monkeypatch):
    with embeddings_server() as server:
        described = on(server).described()
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-2")
        again = opened(json.loads(json.dumps(described)), {})
        assert again.dimensions == DIMENSIONS
        assert len(server.calls) == 1, "a bundle is opened without asking anyone"
        assert again.encode(TEXTS).tobytes() == on(server).encode(TEXTS).tobytes()
    assert described.keys() == {"kind", "name", "dimensions", "probe", "revision"}
    assert "127.0.0.1" not in json.dumps(described) and "sk-" not in json.dumps(described)


def test_another_model_under_the_same_name_is_noticed_before_any_text_is_sent(monkeypatch):
    with embeddings_server() as server:
        described = on(server).described()
    with embeddings_server(giving(lambda request: entries(request, model="other"))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        encoder = opened(described, {})
        for _ in range(2):
            with pytest.raises(EncoderFailed, match="not the model it was when the classifier was trained"):
                encoder.encode(TEXTS)
    assert set(server.texts) == {PROBE}


def test_small_differences_between_machines_are_none(monkeypatch):
    chance = np.random.default_rng(0)

    def shaken(request):
        noise = chance.standard_normal((len(request["input"]), DIMENSIONS)) * 0.01
        return [
            {**each, "embedding": (np.array(each["embedding"]) + shift).tolist()}
            for each, shift in zip(entries(request), noise, strict=True)
        ]

    with embeddings_server(giving(shaken)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert opened(on(server).described(), {}).encode(TEXTS).any()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "x"}, {"name": "small"}, {"probe": []}, {"probe": [float("inf")]}, {"dimensions": 3}, {"probe": "abc"}],
)
def test_a_manifest_that_makes_no_sense_is_refused(wrong):
    right = {"kind": "server", "name": "server:small", "dimensions": 2, "probe": [0.6, 0.8], "revision": ""}
    with pytest.raises(ValueError):
        opened({**right, **wrong}, {})


def test_without_sentence_transformers_it_is_said_what_to_install():
    with pytest.raises(EncoderFailed, match="needs the package sentence-transformers, which is not installed"):
        Outside("sentence-transformers:some/model", {}).encode(TEXTS)


STAND_IN = """
import types
import numpy as np
class SentenceTransformer:
    def __init__(self, name, revision=None, trust_remote_code=True):
        assert not trust_remote_code
        if name == "missing":
            raise OSError("missing is not a local folder\\nand no model")
        self.revision = revision
    def __getitem__(self, place):
        config = types.SimpleNamespace(_commit_hash="abc1")
        return types.SimpleNamespace(auto_model=types.SimpleNamespace(config=config))
    def encode(self, texts, convert_to_numpy, show_progress_bar):
        assert isinstance(texts, list) and convert_to_numpy and not show_progress_bar
        return np.array([[len(text), 1, 2] for text in texts], dtype=np.float32)
"""
USED = """
from core.classifier.portable.outside import EncoderFailed, Outside, opened
encoder = Outside("sentence-transformers:some/model", {})
assert encoder.encode(["abc", ""]).shape == (2, 3) and encoder.dimensions == 3
assert encoder.described()["revision"] == "abc1" and encoder.described()["kind"] == "sentence-transformers"
assert opened(encoder.described(), {}).encode(["abc"]).tobytes() == encoder.encode(["abc"]).tobytes()
try:
    Outside("sentence-transformers:missing", {}).encode(["abc"])
except EncoderFailed as error:
    assert str(error) == "The model “missing” cannot be loaded: missing is not a local folder and no model"
else:
    raise AssertionError
"""


def test_a_model_of_sentence_transformers_is_called_as_its_interface_has_it(tmp_path):
    """A stand-in holds our calls; that the package answers so was tried by hand with version 6.2."""
    package = tmp_path / "sentence_transformers"
    package.mkdir()
    (package / "__init__.py").write_text(STAND_IN, encoding="utf-8")
    environ = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", USED], cwd=tmp_path, env=environ, check=True, timeout=120)
