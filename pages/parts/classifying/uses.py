"""What to type to use a downloaded classifier, place by place.

Knows the file's name, to be put for “{file}”, and which files it has inside: earlier ones have fewer.
"""

from collections.abc import Container, Mapping
from typing import NamedTuple


class Use(NamedTuple):
    """Lines to copy, a sentence on them, and the file without which they come to nothing."""

    code: str
    sentence: str
    needs: str
    language: str = "bash"


USES: Mapping[str, Use] = {
    "A file": Use(
        "unzip {file} -d classifier && cd classifier\n"
        "pip install -r requirements.txt\n"
        "python predict.py texts.csv --out labels.csv",
        "Reads and writes CSV, JSON Lines and Parquet, and reads standard input (-). With --at-least 0.7 a text "
        "of which it is less sure gets no label.",
        "predict.py",
    ),
    "Python": Use(
        "from pathlib import Path\n"
        "from portable.codec import open_model\n\n"
        'model, manifest = open_model(Path("."))\n'
        'model.predict(["My card has not come"])',
        "In the folder it was unpacked to. Answers with the ids of labels; the manifest has their names.",
        "portable/codec.py",
        "python",
    ),
    "Server": Use(
        "pip install -r requirements-server.txt\n"
        "uvicorn server:app --port 8000\n\n"
        "curl localhost:8000/predict -H 'content-type: application/json' \\\n"
        '  -d \'{"texts": ["My card has not come"]}\'',
        "There is no login and no encryption: put it behind something that has them.",
        "server.py",
    ),
    "Container": Use(
        "docker build -t classifier . && docker run -p 8000:8000 classifier",
        "The same server, in the folder the classifier was unpacked to.",
        "Dockerfile",
    ),
    "Spark": Use(
        "from spark import labelled\n\n"
        'texts = spark.read.parquet("texts.parquet")\n'
        'labelled(texts, "{file}", text="body").write.parquet("labels.parquet")',
        "Needs the file itself, and pandas, pyarrow and NumPy on the executors.",
        "spark.py",
        "python",
    ),
    "In bulk": Use(
        "tnt score {file} texts.parquet labels.parquet",
        "With TnT Studio installed: millions of rows in little memory, on this machine or on a Dask cluster. Asked "
        "again after an interruption, it goes on from there.",
        "manifest.json",
    ),
}
TABLES, BEFORE_TABLES = "portable/tables.py", "Reads CSV and JSON Lines, and writes CSV."


def uses(inside: Container[str]) -> dict[str, Use]:
    """The ways to use a file that has these files in it."""
    there = {name: use for name, use in USES.items() if use.needs in inside}
    if TABLES not in inside and "A file" in there:
        there["A file"] = there["A file"]._replace(sentence=BEFORE_TABLES)
    return there
