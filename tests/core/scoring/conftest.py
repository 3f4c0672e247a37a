"""Two small classifiers as bundles, one that is compiled and one that is not, and texts as Parquet."""

import pyarrow as pa
import pytest
from pyarrow import parquet

from core.classifier import bundle
from core.classifier.examples import Example
from core.classifier.model_card import Card
from core.classifier.recipe import Recipe
from core.classifier.training import train
from core.taxonomy.label import Label

TEXTS = {
    "fees": "why do you charge a fee for this transfer",
    "cards": "my card is declined at the shop",
    "pin": "i forgot the pin and cannot change it",
}


def bundled(path, recipe):
    examples = [
        Example(f"{text} {n} {word}", label) for label, text in TEXTS.items() for n, word in enumerate("abcdef")
    ]
    labels = [
        Label(id="fees", name="What it costs"),
        Label(id="cards", name="Cards"),
        Label(id="pin", name="PIN"),
    ]
    path.write_bytes(bundle.write(train(examples, recipe), labels, Card(title="T", use_case="U"), None))
    return path


@pytest.fixture(scope="session")
def fast(tmp_path_factory):
    return bundled(tmp_path_factory.mktemp("fast") / "classifier.zip", Recipe(head="svm", features="hashed", setting=1))


@pytest.fixture(scope="session")
def usual(tmp_path_factory):
    recipe = Recipe(head="logistic", features="tfidf", setting=1)
    return bundled(tmp_path_factory.mktemp("usual") / "classifier.zip", recipe)


@pytest.fixture(scope="session")
def words():
    """Texts of all sorts, the same whenever asked for."""
    stems = [*TEXTS.values(), "", "été à la carte", "卡 費用", "pin card fee", "nothing that is known", "🙂 fee 🙂"]
    return [f"{stems[n % len(stems)]} {n % 7 or ''}".strip() or None for n in range(1000)]


def written(path, texts, row_group_size=100, **more):
    """A Parquet file of these texts with a number each."""
    table = pa.table({"number": range(len(texts)), "message": texts, **more})
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(table, path, row_group_size=row_group_size)
    return path


@pytest.fixture
def table(tmp_path, words):
    return written(tmp_path / "in.parquet", words)
