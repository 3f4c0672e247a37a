import ast
import io
import json
import math
import os
import subprocess
import sys
import venv
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path

import lightgbm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classifier import bundle, portable
from core.classifier.drift import Average, Reference
from core.classifier.encoders import open_encoder
from core.classifier.evaluation import cross_validated
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.portable.archive import checksum
from core.classifier.portable.command import labelled, write_labels
from core.classifier.portable.heads import softmax
from core.classifier.portable.tables import read_texts
from core.classifier.recipe import PROFILES, Recipe
from core.classifier.training import train
from core.errors import BadBundle
from core.taxonomy.label import Label
from tests.core.classifier.cases import HOSTILE, colours, tickets
from tests.core.classifier.small_encoder import small_encoder

CARD = Card(title="Tickets", use_case="Route them.", made_with="tests")
SETTING = {"svm": 1, "logistic": 0.1, "trees": 3, "network": 32}
KINDS = [(head, features) for head in SETTING for features in ("hashed", "tfidf", "embeddings", "both", "everything")]


@cache
def trained_on(examples, head="logistic", features="tfidf"):
    """A small encoder stands in for the one whose weights travel."""
    encoder = small_encoder() if features == "everything" else None
    recipe = Recipe(head=head, features=features, setting=SETTING[head], encoder="minilm" if encoder else "")
    return train(examples, recipe, encoder=encoder)


TICKETS = tuple(tickets(40))
NAMED = [Label(id=label, name=f"= {label.title()} | 🔥") for label in {example.primary for example in TICKETS}]
TRAINED = trained_on(TICKETS)
PACKED = bundle.write(TRAINED, [], CARD, None)
LOADED = bundle.read(PACKED).model


def members(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def forged(packed, name, content):
    """The bundle with one file replaced, its hash and the checksum too."""
    files = {**members(packed), name: content}
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = sha256(content).hexdigest()
    manifest["checksum"] = checksum(manifest, manifest["files"])
    return zipped({**files, "manifest.json": json.dumps(manifest)})


def array(values):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(values), version=(1, 0))
    return buffer.getvalue()


@pytest.mark.parametrize(("head", "features"), KINDS)
def test_a_bundle_scores_exactly_as_the_app_does(head, features):
    trained = trained_on(TICKETS, head, features)
    loaded = bundle.read(bundle.write(trained, [], CARD, None)).model
    texts = [*HOSTILE, *(example.text for example in tickets(60)[40:]), "card " * 20_000]
    assert np.array_equal(loaded.probabilities(texts), trained.model.probabilities(texts))
    assert loaded.predict(texts) == trained.model.predict(texts)


@given(st.lists(st.text(st.characters()), max_size=4))
def test_a_bundle_scores_any_text_exactly_as_the_app_does(texts):
    assert LOADED.predict(texts) == TRAINED.model.predict(texts)


@pytest.mark.parametrize("examples", [(Example("a", "only"),), (Example("", "a"), Example(" ", "b"))])
def test_the_smallest_classifiers_travel_too(examples):
    trained = trained_on(examples)
    loaded = bundle.read(bundle.write(trained, [], CARD, None)).model
    assert loaded.predict(HOSTILE) == trained.model.predict(HOSTILE)


def test_a_bundle_tells_what_it_is():
    trained = trained_on(tuple(colours()))
    evaluation = cross_validated(trained, "teacher", seed=0)
    labels = [Label(id="red", name="Red things", description="Roses and the like.")]
    manifest = bundle.read(bundle.write(trained, labels, CARD, evaluation)).manifest
    assert [(label.id, label.name) for label in manifest.labels] == [
        ("blue", "blue"),
        ("green", "green"),
        ("red", "Red things"),
    ]
    assert manifest.training.fingerprint == trained.fingerprint
    assert manifest.training.recipe == trained.recipe
    assert manifest.evaluation == evaluation


def test_the_same_classifier_gives_the_same_bytes():
    assert bundle.write(TRAINED, [], CARD, None) == bundle.write(TRAINED, [], CARD, None)


def test_a_bundle_says_what_goes_in_and_what_comes_out_and_what_an_empty_text_gives():
    signature = bundle.read(PACKED).manifest.signature
    assert [(one.name, one.type) for one in signature.input] == [("text", "string")]
    assert [(one.name, one.type) for one in signature.output] == [
        ("primary", "string"),
        ("all", "list<string>"),
        ("confidence", "double, 0 to 1"),
    ]
    assert signature.empty == tuple(LOADED.judge(""))


def test_a_bundle_says_how_many_examples_each_label_had():
    labels = bundle.read(PACKED).manifest.labels
    assert {label.id: label.examples for label in labels} == dict(TRAINED.labels)


def test_the_checksum_is_that_of_what_decides_the_answers_and_not_of_the_card_and_the_scores():
    checksum = bundle.read(PACKED).checksum
    later = CARD.model_copy(update={"made_at": "2027-01-01", "notes": "The same again."})
    assert bundle.read(bundle.write(TRAINED, [], later, cross_validated(TRAINED, "teacher", 0))).checksum == checksum
    assert bundle.read(bundle.write(TRAINED, NAMED, CARD, None)).checksum != checksum
    other = TRAINED._replace(model=trained_on(TICKETS, "svm").model)
    assert bundle.read(bundle.write(other, [], CARD, None)).checksum != checksum
    assert checksum in members(PACKED)["MODEL_CARD.md"].decode()


def test_a_manifest_that_was_altered_is_noticed():
    files = members(PACKED)
    manifest = json.loads(files["manifest.json"])
    for change in ({"thresholds": [0.0] * len(LOADED.labels)}, {"labels": manifest["labels"][::-1]}):
        altered = json.dumps({**manifest, **change})
        with pytest.raises(BadBundle, match="its manifest is not what it was"):
            bundle.read(zipped({**files, "manifest.json": altered}))


def test_a_bundle_keeps_what_new_documents_are_held_against():
    average = Average(mean=0.8, deviation=0.1, n=50)
    reference = Reference(
        n=50, labels=(("a", 50),), confidence=average, doubtful=0.5, doubtful_n=5, unknown=None, length=average
    )
    assert bundle.read(bundle.write(TRAINED, [], CARD, None, reference=reference)).manifest.reference == reference
    assert bundle.read(PACKED).manifest.reference is None


@pytest.mark.parametrize("features", ["tfidf", "both", "hashed"])
def test_lightgbm_reads_the_trees_and_finds_the_same_labels(features):
    trained = trained_on(TICKETS, "trees", features)
    packed = bundle.write(trained, [], CARD, None)
    booster = lightgbm.Booster(model_str=members(packed)["lightgbm.txt"].decode())
    model = bundle.read(packed).model
    texts = [*HOSTILE, *(example.text for example in TICKETS)]
    cells = np.zeros((len(texts), model.features.width))
    for line, text in zip(cells, texts, strict=True):
        row = model.features.row(text)
        line[row.columns] = row.values
    raw = booster.predict(cells, raw_score=True)
    assert [model.labels[place] for place in raw.argmax(axis=1)] == [said.primary for said in model.predict(texts)]
    assert np.allclose(softmax(raw / trained.temperature), model.probabilities(texts))
    assert "lightgbm.txt" in members(packed)["README.md"].decode()


def test_what_a_classifier_requires_is_numpy_and_for_encoders_outside_what_reaches_them():
    def required(encoder):
        recipe = Recipe(features="encoder" if encoder else "tfidf", encoder=encoder)
        return members(bundle.write(TRAINED._replace(recipe=recipe), [], CARD, None))["requirements.txt"].decode()

    numpy = f"numpy=={np.__version__}"
    assert [required(name).splitlines()[0] for name in ("", "minilm", "server:x")] == [numpy] * 3
    assert len(required("").splitlines()) == len(required("minilm").splitlines()) == 1
    assert required("sentence-transformers:x").splitlines()[1].startswith("sentence-transformers>=")
    assert required("server:x").splitlines()[1].startswith("openai>=")


def test_nothing_in_a_bundle_is_pickled_and_every_file_is_listed():
    files = members(PACKED)
    listed = json.loads(files["manifest.json"])["files"]
    assert set(listed) == set(files) - {"manifest.json"}
    for name, content in files.items():
        assert name == "Dockerfile" or Path(name).suffix in {".py", ".json", ".npy", ".md", ".txt"}
        if name.endswith(".npy"):
            np.load(io.BytesIO(content), allow_pickle=False)


def test_static_vectors_travel_with_their_licence():
    files = members(bundle.write(trained_on(TICKETS, features="embeddings"), [], CARD, None))
    text = files["embeddings/LICENSE"].decode()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert "What was changed" in files["embeddings/README.md"].decode()
    assert not any(name.startswith("embeddings/") for name in members(PACKED))


def test_the_code_that_travels_imports_numpy_and_the_standard_library_only():
    always, asked_for = {"numpy", *sys.stdlib_module_names}, {"pyarrow", "sentence_transformers", "openai"}
    for path in Path(portable.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(node) for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) for node in ast.walk(each)}
        for node in ast.walk(tree):
            found = {node.module} if isinstance(node, ast.ImportFrom) and node.level == 0 else set()
            found |= {name.name for name in node.names} if isinstance(node, ast.Import) else set()
            allowed = always | (asked_for if id(node) in inside else set())
            assert {name.split(".")[0] for name in found} <= allowed, path.name


@pytest.mark.parametrize("name", sorted(members(PACKED)))
def test_any_altered_or_missing_file_is_noticed(name):
    files = members(PACKED)
    content = files.pop(name)
    with pytest.raises(BadBundle):
        bundle.read(zipped(files))
    with pytest.raises(BadBundle):
        bundle.read(zipped({**files, name: content[:-1] + b"?"}))


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_flipped_bits_never_give_another_classifier(place, change):
    damaged = bytearray(PACKED)
    damaged[place] ^= change
    try:
        found = bundle.read(bytes(damaged)).model
    except BadBundle:
        return
    assert found.predict(HOSTILE) == TRAINED.model.predict(HOSTILE)


@given(st.integers(0, len(PACKED) - 1))
def test_a_truncated_file_is_refused(length):
    with pytest.raises(BadBundle):
        bundle.read(PACKED[:length])


@given(st.binary(max_size=200))
def test_what_is_no_classifier_is_refused(content):
    with pytest.raises(BadBundle):
        bundle.read(content)


def with_manifest(**changes):
    """The bundle as one made before there were checksums would be, with another manifest."""
    files = members(PACKED)
    manifest = {**json.loads(files["manifest.json"]), **changes}
    del manifest["checksum"]
    return zipped({**files, "manifest.json": json.dumps(manifest)})


@pytest.mark.parametrize(
    ("packed", "sentence"),
    [
        (zipped({"a.txt": "x"}), "no manifest"),
        (zipped({"manifest.json": "["}), "manifest cannot be read"),
        (zipped({"manifest.json": "[" * 100_000}), "manifest cannot be read"),
        (zipped({"manifest.json": "[]"}), "not one of our classifiers"),
        (with_manifest(version=2), "is of format 2, and this program reads format 1"),
        (with_manifest(files=[]), "does not list its files"),
        (with_manifest(labels=[]), "do not fit together"),
        (with_manifest(labels="abc"), "do not fit together"),
        (with_manifest(thresholds=[0.5]), "do not fit together"),
        (with_manifest(thresholds=[math.nan] * len(LOADED.labels)), "do not fit together"),
        (with_manifest(thresholds=[10**400] * len(LOADED.labels)), "do not fit together"),
        (with_manifest(features={"terms": [], "vectors": False, "scale": 1e300}), "do not fit together"),
        (with_manifest(head={"kind": "pickle"}), "do not fit together"),
        (with_manifest(head={"kind": "network", "layers": 10**9}), "do not fit together"),
        (with_manifest(head={"kind": "trees"}), "is missing"),
        (with_manifest(features={"terms": ["words", "words"], "vectors": False}), "do not fit together"),
        (with_manifest(card={}), "does not say what it should"),
        (zipped({**members(PACKED), "extra.py": b"x"}), "does not belong"),
        (zipped(members(PACKED), zipfile.ZIP_LZMA), "packed in a way"),
        (zipped({f"{n}": b"" for n in range(2000)}), "too large"),
        (zipped({"zeros": bytes(600 * 1024 * 1024)}), "too large"),
        (zipped({**members(PACKED), "../outside.txt": "x"}), "lead out of its own folder"),
        (forged(PACKED, "weights-0.npy", array([[object()]])), "do not fit together"),
        (forged(PACKED, "weights-0.npy", b"\x93NUMPY\x01\x00\x10\x00" + b"(" * 16), "do not fit together"),
        (forged(PACKED, "weights-0.npy", array(np.zeros((2, 2), np.float32))), "do not fit together"),
        (forged(PACKED, "biases-0.npy", array(np.full(len(LOADED.labels), np.nan, np.float32))), "do not fit together"),
        (forged(PACKED, "idf-words.npy", b"\x93NUMPY\x03\x00"), "of an unknown kind"),
        (forged(PACKED, "vocabulary.json", b'{"words": 3, "characters": []}'), "do not fit together"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_strange_bundles_are_refused_with_a_plain_sentence(packed, sentence):
    with pytest.raises(BadBundle, match=sentence):
        bundle.read(packed)


def test_an_array_that_promises_more_than_it_holds_takes_no_memory():
    header = array(np.zeros((1, 1), np.float32)).replace(b"(1, 1)", b"(1099511627776, 1)")
    with pytest.raises(BadBundle):
        bundle.read(forged(PACKED, "weights-0.npy", header))


@pytest.mark.parametrize("name", ["left", "right", "roots", "feature"])
def test_trees_that_lead_nowhere_or_in_circles_are_refused(name):
    packed = bundle.write(trained_on(tuple(colours(12)), "trees"), [], CARD, None)
    pointers = np.load(io.BytesIO(members(packed)[f"trees-{name}.npy"]))
    with pytest.raises(BadBundle, match="do not fit together"):
        bundle.read(forged(packed, f"trees-{name}.npy", array(np.full_like(pointers, 10**6))))
    circle = np.full_like(pointers, -1) if name in ("roots", "feature") else np.zeros_like(pointers)
    with pytest.raises(BadBundle, match="do not fit together"):
        bundle.read(forged(packed, f"trees-{name}.npy", array(circle)))


def test_an_unpacked_folder_may_hold_other_files_but_no_altered_ones(tmp_path):
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "texts.csv").write_text("text\n")
    assert bundle.read(tmp_path).model.predict(HOSTILE) == TRAINED.model.predict(HOSTILE)
    (tmp_path / "weights-0.npy").write_bytes(b"")
    with pytest.raises(BadBundle, match="altered or damaged"):
        bundle.read(tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadBundle, match="no such file"):
        bundle.read(tmp_path / "nowhere.zip")


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory):
    """A fresh environment with what a bundle's requirements.txt asks for and nothing else."""
    assert members(PACKED)["requirements.txt"].decode() == f"numpy=={np.__version__}\n"
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=False)
    (packages,) = [*folder.glob("lib/python3*/site-packages"), *folder.glob("Lib/site-packages")]
    installed = Path(np.__file__).parent
    for name in ("numpy", "numpy.libs"):  # the second holds the libraries of some platforms
        if (installed.parent / name).exists():
            (packages / name).symlink_to(installed.parent / name, target_is_directory=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"


@pytest.mark.parametrize(
    ("head", "features"),
    [("svm", "hashed"), ("svm", "both"), ("svm", "everything"), ("trees", "tfidf"), ("network", "embeddings")],
)
def test_predict_py_in_a_bare_environment_writes_what_the_app_writes(tmp_path, bare_python, head, features):
    packed = bundle.write(trained_on(TICKETS, head, features), NAMED, CARD, None)
    model, manifest = bundle.read(packed)
    lines = [{"id": f"={n}", "text": text} for n, text in enumerate([*HOSTILE, *(e.text for e in TICKETS)])]
    source = tmp_path / "texts.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    names = {label.id: label.name for label in manifest.labels}
    write_labels(labelled(model, names, read_texts(source)), tmp_path / "names.csv")
    write_labels(labelled(model, {}, read_texts(source)), tmp_path / "ids.csv")
    (tmp_path / "classifier.zip").write_bytes(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path / "unpacked")
    for script, more, expected in (
        ("unpacked/predict.py", [], "names.csv"),
        ("classifier.zip", [], "names.csv"),
        ("classifier.zip", ["--ids"], "ids.csv"),
    ):
        command = [bare_python, "-E", script, "texts.jsonl", "--out", "labels.csv", *more]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "labels.csv").read_bytes() == (tmp_path / expected).read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("TNT_SLOW"), reason="installs numpy and needs MiniLM; set TNT_SLOW=1")
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("profile", PROFILES)
def test_in_a_fresh_environment_with_the_requirements_every_profile_predicts_the_same(tmp_path, profile):
    recipe = PROFILES[profile]
    trained = train(TICKETS, recipe, encoder=open_encoder(recipe.encoder, os.environ) if recipe.encoder else None)
    packed = bundle.write(trained, NAMED, CARD, None)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path / "unpacked")
    venv.create(tmp_path / "fresh", with_pip=True)
    python = tmp_path / "fresh" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    requirements = tmp_path / "unpacked" / "requirements.txt"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True, timeout=600)
    texts = [*HOSTILE, *(example.text for example in TICKETS)]
    source = tmp_path / "texts.jsonl"
    source.write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
    model, manifest = bundle.read(packed)
    names = {label.id: label.name for label in manifest.labels}
    write_labels(labelled(model, names, read_texts(source)), tmp_path / "app.jsonl")
    command = [python, "-E", "-s", tmp_path / "unpacked" / "predict.py", source, "--out", tmp_path / "bundle.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "bundle.jsonl").read_bytes() == (tmp_path / "app.jsonl").read_bytes()


def test_predict_py_explains_what_it_cannot_read_and_exits_with_2(tmp_path):
    (tmp_path / "classifier.zip").write_bytes(PACKED)
    command = [sys.executable, "classifier.zip", "nowhere.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "The file nowhere.csv cannot be opened: No such file or directory.\n"
