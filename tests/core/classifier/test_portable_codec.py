import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.classifier.embeddings import packaged
from core.classifier.features import learn_terms
from core.classifier.portable.archive import BrokenBundle
from core.classifier.portable.codec import open_model
from core.classifier.portable.features import Features
from core.classifier.portable.hashed import HashedWords, Hashing, folded_table
from core.classifier.portable.heads import Linear, Nested
from core.classifier.portable.model import Model
from tests.core.classifier.cases import HOSTILE, ROOT, tickets
from tests.core.classifier.packing import smallest_bundle

TEXTS = [*(example.text for example in tickets(30)), *HOSTILE]
HASHING = Hashing(folded_table())
BUCKETS = np.unique(HASHING.found(TEXTS).buckets)
HASHED = HashedWords(HASHING, BUCKETS, np.linspace(1, 2, len(BUCKETS)))
LABELS = ["a", "b", "c"]


def linear(seed, width, columns=3):
    luck = np.random.default_rng(seed)
    return Linear(luck.normal(size=(width, columns)).astype(np.float32), np.zeros(columns, np.float32))


def nested(width):
    """Labels a and, below it, b and c."""
    choices = linear(1, width, 4)
    groups, parents, leaves = ([0, 0, 1, 1], [-1, 0], [1, 2, 3])
    return Nested(choices.weights, choices.biases, *(np.array(each, np.int32) for each in (groups, parents, leaves)))


HASHED_MODEL = Model(LABELS, Features([HASHED], None), linear(0, HASHED.width), [0.3] * 3, linear(2, HASHED.width))
BOTH = Features([learn_terms(TEXTS, "words")], packaged(), None, 2.5)
NESTED_MODEL = Model(LABELS, BOTH, nested(BOTH.width), [0.3] * 3)


PACKED = {"hashed": smallest_bundle(HASHED_MODEL), "nested": smallest_bundle(NESTED_MODEL)}


def forged(content, manifest=None, **changed):
    """The bundle with other files, by name without its ending, and with a manifest that agrees but for `manifest`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files.pop("manifest.json"))
    for name, values in changed.items():
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, values, version=(1, 0))
        files[f"{name.replace('_', '-')}.npy"] = buffer.getvalue()
    listed = {name: sha256(each).hexdigest() for name, each in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        document = {**said, **(manifest or {}), "files": listed}
        for name, each in {**files, "manifest.json": json.dumps(document).encode()}.items():
            archive.writestr(name, each)
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "model"), [("hashed", HASHED_MODEL), ("nested", NESTED_MODEL)])
def test_a_model_comes_back_as_it_went(kind, model):
    opened, manifest = open_model(PACKED[kind])
    assert opened.predict(TEXTS) == model.predict(TEXTS)
    assert opened.probabilities(TEXTS).tobytes() == model.probabilities(TEXTS).tobytes()
    assert smallest_bundle(opened) == PACKED[kind]
    assert manifest["labels"] == [{"id": label} for label in LABELS]


def test_a_bundle_made_before_opens_and_answers_as_it_did():
    golden = ROOT / "tests" / "golden"
    model, manifest = open_model(golden / "classifier-v1.zip")
    assert not {"scale", "encoder", "bits"} & manifest["features"].keys()
    recorded = json.loads((golden / "classifier-v1.json").read_text(encoding="utf-8"))
    for said, was in zip(model.predict([was["text"] for was in recorded]), recorded, strict=True):
        assert (said.primary, list(said.applicable)) == (was["primary"], was["applicable"])
        assert said.confidence == pytest.approx(was["confidence"], abs=1e-9)


def test_the_unpacked_folder_of_a_model_opens_too(tmp_path: Path):
    with zipfile.ZipFile(io.BytesIO(PACKED["hashed"])) as archive:
        archive.extractall(tmp_path)
    assert open_model(tmp_path)[0].predict(TEXTS) == HASHED_MODEL.predict(TEXTS)


def described(**changes):
    return {"features": {"terms": ["hashed"], "vectors": False, **changes}}


def folded(**changes):
    table = folded_table()
    for code, other in changes.items():
        table[ord(code)] = other
    return table


INT = np.int32


@pytest.mark.parametrize(
    "packed",
    [
        forged(PACKED["hashed"], described(bits=0)),
        forged(PACKED["hashed"], described(bits=40)),
        forged(PACKED["hashed"], described(bits="18")),
        forged(PACKED["hashed"], described(bits=8)),
        forged(PACKED["hashed"], described(scale=-1)),
        forged(PACKED["hashed"], described(scale=float("nan"))),
        forged(PACKED["hashed"], described(scale=None)),
        forged(PACKED["hashed"], described(terms=["hashed", "hashed"])),
        forged(PACKED["hashed"], described(encoder={"kind": "os"})),
        forged(PACKED["hashed"], described(encoder=["server"])),
        forged(PACKED["hashed"], described(encoder="server")),
        forged(PACKED["hashed"], described(encoder={"kind": ["server"]})),
        forged(PACKED["hashed"], {"head": {"kind": "nested"}}),
        forged(PACKED["hashed"], buckets=BUCKETS[::-1].copy()),
        forged(PACKED["hashed"], buckets=BUCKETS[:-1]),
        forged(PACKED["hashed"], buckets=np.append(BUCKETS[:-1], INT(1 << 18))),
        forged(PACKED["hashed"], buckets=np.concatenate([np.array([-1], INT), BUCKETS[1:]])),
        forged(PACKED["hashed"], idf_hashed=np.full(len(BUCKETS), np.inf)),
        forged(PACKED["hashed"], folded=np.zeros(10, np.uint32)),
        forged(PACKED["hashed"], folded=folded(a=0x110000)),
        forged(PACKED["hashed"], folded=folded(a=ord(" "))),
        forged(PACKED["hashed"], folded=folded(a=ord("猫"))),
        forged(PACKED["hashed"], folded=folded().astype(np.int64)),
        forged(PACKED["hashed"], weights_applies=np.zeros((HASHED.width, 2), np.float32)),
        forged(PACKED["hashed"], weights_applies=np.zeros((HASHED.width + 1, 3), np.float32)),
        forged(
            PACKED["hashed"],
            weights_applies=np.zeros((HASHED.width, 2), np.float32),
            biases_applies=np.zeros(2, np.float32),
        ),
        forged(PACKED["nested"], nested_groups=np.array([0, 0, 0, 0], INT)),
        forged(PACKED["nested"], nested_parents=np.array([-1, 2], INT)),
        forged(PACKED["nested"], nested_parents=np.array([-1, 9], INT)),
        forged(PACKED["nested"], nested_leaves=np.array([1, 2], INT)),
        forged(PACKED["nested"], nested_leaves=np.array([1, 2, 2], INT)),
        forged(PACKED["nested"], nested_leaves=np.zeros((3, 1), INT)),
        forged(PACKED["nested"], biases_0=np.zeros(5, np.float32)),
        forged(PACKED["nested"], {"head": {"kind": "linear"}}),
    ],
    ids=range(34),
)
def test_what_does_not_fit_together_is_refused_with_a_plain_sentence(packed):
    with pytest.raises(BrokenBundle, match=r"do not fit together|is missing"):
        open_model(packed)


def test_a_scale_that_is_not_said_is_one():
    opened, _ = open_model(forged(PACKED["nested"], {"features": {"terms": ["words"], "vectors": True}}))
    assert opened.features.scale == 1
    assert opened.probabilities(TEXTS) == pytest.approx(
        Model(LABELS, BOTH.scaled(1), NESTED_MODEL.head, [0.3] * 3).probabilities(TEXTS)
    )
