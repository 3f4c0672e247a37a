import io
import json
import sys
import time
import zipfile
from functools import cache

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import pytest
import skops.io

from core.classifier import bundle, exports
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.portable.heads import Linear
from core.classifier.portable.model import NEVER, Model
from core.classifier.portable.terms import Terms
from core.classifier.recipe import Recipe
from core.classifier.training import train
from core.errors import BadBundle
from tests.core.classifier.cases import HOSTILE, tickets

SETTING = {"logistic": 0.1, "svm": 1, "trees": 3, "network": 32}
TICKETS = tuple(tickets(60))
TEXTS = [*HOSTILE, *(example.text for example in TICKETS), "straße STRASSE ŉ ǰ", "a\u0300 \u0130x", "ab " * 3000]


@cache
def packed(head, features, examples=TICKETS):
    trained = train(examples, Recipe(head=head, features=features, setting=SETTING[head]))
    return bundle.write(trained, [], Card(title="T", use_case="U"), None)


def files(export):
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fed(model, features):
    """What the README of the export says to feed."""
    dense = model.features.rows(TEXTS).dense
    if not model.features.dimensions:
        return TEXTS
    if not model.features.term_width:
        return dense
    texts = pd.Series(TEXTS, dtype=object)  # pandas' own strings hold no half characters
    return pd.DataFrame(dense, columns=[f"v{n}" for n in range(dense.shape[1])]).assign(text=texts)


@pytest.mark.parametrize("features", ["tfidf", "both", "embeddings"])
@pytest.mark.parametrize("head", ["logistic", "svm"])
def test_opened_in_scikit_learn_it_predicts_the_same_and_nothing_in_it_has_to_be_trusted(head, features):
    model = bundle.read(packed(head, features)).model
    found = files(exports.as_skops(packed(head, features)))
    assert skops.io.get_untrusted_types(data=found["classifier.skops"]) == []
    pipeline = skops.io.loads(found["classifier.skops"])
    given = fed(model, features)
    assert pipeline.predict(given).tolist() == [said.primary for said in model.predict(TEXTS)]
    assert pipeline.classes_.tolist() == list(model.labels)
    assert np.allclose(pipeline.predict_proba(given), model.probabilities(TEXTS), atol=1e-6)


def test_two_labels_are_kept_as_scikit_learn_keeps_them():
    two = tuple(
        Example(f"{word} {n}", label) for n in range(8) for label, word in (("b", "rose ruby"), ("a", "leaf moss"))
    )
    model = bundle.read(packed("svm", "tfidf", two)).model
    pipeline = skops.io.loads(files(exports.as_skops(packed("svm", "tfidf", two)))["classifier.skops"])
    assert pipeline.predict(TEXTS).tolist() == [said.primary for said in model.predict(TEXTS)]
    assert np.allclose(pipeline.predict_proba(TEXTS), model.probabilities(TEXTS), atol=1e-6)


@pytest.mark.parametrize(
    ("head", "features", "examples", "reason"),
    [
        ("trees", "tfidf", TICKETS, "Only linear heads"),
        ("network", "embeddings", TICKETS, "Only linear heads"),
        ("svm", "hashed", TICKETS, "Hashed words are our own"),
        ("logistic", "tfidf", (Example("a", "only"),), "one label only"),
    ],
)
def test_what_scikit_learn_has_no_parts_for_is_refused_with_the_reason(head, features, examples, reason):
    with pytest.raises(BadBundle, match=reason):
        exports.as_skops(packed(head, features, examples))


def test_a_large_vocabulary_is_written_in_seconds():
    """Numpy's integers in it would take minutes."""
    terms = [Terms(kind, [f"{kind}{n:06}" for n in range(20_000)], np.ones(20_000)) for kind in ("words", "characters")]
    features = bundle.read(packed("logistic", "tfidf")).model.features.__class__(terms, None)
    model = Model(["a", "b", "c"], features, Linear(np.ones((40_000, 3)), np.zeros(3)), [NEVER] * 3)
    trained = train(TICKETS, Recipe(head="logistic", features="tfidf", setting=0.1))
    large = trained._replace(model=model, labels=(("a", 1), ("b", 1), ("c", 1)))
    content = bundle.write(large, [], Card(title="T", use_case="U"), None)
    started = time.process_time()
    exports.as_skops(content)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("head", ["logistic", "svm", "network", "trees"])
def test_as_onnx_the_head_predicts_the_same_from_the_same_vectors(head):
    model = bundle.read(packed(head, "embeddings")).model
    content = files(exports.as_onnx(packed(head, "embeddings")))["classifier.onnx"]
    session = onnxruntime.InferenceSession(content)
    label, probabilities = session.run(None, {"vectors": model.features.rows(TEXTS).dense})
    assert label.tolist() == [said.primary for said in model.predict(TEXTS)]
    assert np.allclose(probabilities, model.probabilities(TEXTS), atol=1e-5)
    said = {each.key: each.value for each in onnx.load_from_string(content).metadata_props}
    assert json.loads(said["labels"]) == list(model.labels)
    assert said["checksum"] == bundle.read(packed(head, "embeddings")).checksum


@pytest.mark.parametrize("features", ["tfidf", "both", "hashed"])
def test_onnx_is_refused_where_words_are_counted(features):
    with pytest.raises(BadBundle, match="ONNX does not count words as this classifier does"):
        exports.as_onnx(packed("logistic", features))


@pytest.mark.parametrize(("export", "package"), [(exports.as_skops, "skops"), (exports.as_onnx, "onnx")])
def test_a_missing_package_is_named_with_what_to_install(monkeypatch, export, package):
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(BadBundle, match=rf"{package}: python -m pip install"):
        export(packed("logistic", "embeddings"))


@pytest.mark.parametrize("features", ["tfidf", "both", "embeddings"])
def test_the_readme_of_an_export_works_as_it_is_written(tmp_path, monkeypatch, features):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    content = packed("logistic", features)
    (tmp_path / "classifier.zip").write_bytes(content)
    each = [exports.as_skops(content), *([exports.as_onnx(content)] if features == "embeddings" else [])]
    for export in each:
        for name, inside in files(export).items():
            (tmp_path / name).write_bytes(inside)
        text = (tmp_path / "README.md").read_text(encoding="utf-8")
        lines = [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ") or not line]
        exec("\n".join(lines), {})
