"""A classifier's features and head in the formats of other tools: scikit-learn by way of skops, and ONNX.

Each export says what it leaves out, and what cannot be said exactly in a format is refused with the reason. Both need a
package that the app itself does without (`pip install "tnt-studio[exports]"`).
"""

import io
import zipfile
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from core.classifier import bundle
from core.classifier.onnx_graph import graph
from core.classifier.portable.features import Features
from core.classifier.portable.heads import Linear, Nested, Numbers
from core.classifier.portable.terms import Terms
from core.errors import BadBundle

SKOPS, ONNX, README = "classifier.skops", "classifier.onnx", "README.md"
_ANALYSERS: dict[str, tuple[str, tuple[int, int]]] = {"words": ("word", (1, 2)), "characters": ("char_wb", (3, 5))}


class Export(NamedTuple):
    """A file for another tool: a ZIP of the classifier and how to open it."""

    name: str
    content: bytes


def as_skops(packed: bytes) -> Export:
    """A bundle as a pipeline of scikit-learn's own parts, which answers with the ids of primary labels as it does.

    Raises BadBundle for what scikit-learn has no parts for, or where skops is missing.
    """
    skops = _package("skops.io", "skops")
    found = bundle.read(packed)
    head, features = found.model.head, found.model.features
    if not isinstance(head, Linear):
        raise BadBundle(
            "Only linear heads open in scikit-learn again. Train one on support vectors or logistic regression."
        )
    if len(found.model.labels) == 1:
        raise BadBundle("The classifier has one label only; there is nothing to open in scikit-learn.")
    if not all(isinstance(part, Terms) for part in features.terms):
        raise BadBundle(
            "Hashed words are our own and scikit-learn cannot cut them. Train on words and characters instead."
        )
    steps = [*_features(features), ("classifier", _linear(head, found.model.labels))]
    content: bytes = skops.dumps(Pipeline(steps), compression=zipfile.ZIP_DEFLATED)
    readme = _SKOPS_README.format(checksum=found.checksum, **_feeding(features))
    return Export("classifier-scikit-learn.zip", _zipped({SKOPS: content, README: readme.encode()}))


def as_onnx(packed: bytes) -> Export:
    """A bundle's head as an ONNX graph from vectors to the ids of primary labels and all labels' probabilities.

    Raises BadBundle where terms take part or choices are nested, or where onnx is missing.
    """
    onnx = _package("onnx", "onnx")
    found = bundle.read(packed)
    features = found.model.features
    if features.term_width or not features.width:
        raise BadBundle(
            "ONNX does not count words as this classifier does: its converters get pairs of words and repeated words "
            "wrong without saying so, and need a language setting that containers lack. Train on vectors alone."
        )
    if isinstance(found.model.head, Nested):
        raise BadBundle("A classifier with one head for each parent cannot be written as ONNX. Train a flat one.")
    content: bytes = graph(onnx, found.model.head, found.model.labels, features.dimensions, found.checksum)
    readme = _ONNX_README.format(checksum=found.checksum, dimensions=features.dimensions)
    return Export("classifier-onnx.zip", _zipped({ONNX: content, README: readme.encode()}))


def _features(features: Features) -> list[tuple[str, Any]]:
    """What comes before the head: nothing for vectors alone, else TF-IDF, beside it the vectors as they are given."""
    terms = [part for part in features.terms if isinstance(part, Terms) and part.width]
    if not terms:
        return []
    if not features.dimensions:
        return [("features", FeatureUnion([(part.kind, _vectoriser(part)) for part in terms]))]
    names = [f"v{number}" for number in range(features.dimensions)]
    parts = [(part.kind, _vectoriser(part), "text") for part in terms]
    whole = ColumnTransformer([*parts, ("vectors", "passthrough", names)])
    whole.fit(pd.DataFrame({"text": ["two words", "two words"], **dict.fromkeys(names, 0.0)}))
    filled = {name: part for name, part, _ in parts}
    whole.transformers_ = [(name, filled.get(name, part), columns) for name, part, columns in whole.transformers_]
    whole.sparse_output_ = True
    return [("features", whole)]


def _vectoriser(terms: Terms) -> TfidfVectorizer:
    """As if it had been fitted. The columns are Python's own integers: others make the file a hundred times slower."""
    analyser, sizes = _ANALYSERS[terms.kind]
    vectoriser = TfidfVectorizer(analyzer=analyser, ngram_range=sizes, sublinear_tf=True)
    vectoriser.vocabulary_ = {term: column for column, term in enumerate(terms.vocabulary)}
    vectoriser.fixed_vocabulary_ = False
    vectoriser.idf_ = terms.idf
    return vectoriser


def _linear(head: Linear, labels: Sequence[str]) -> LogisticRegression:
    """Of two labels scikit-learn keeps one column: the difference."""
    weights, biases = (_difference(each.T) if len(labels) == 2 else each.T for each in (head.weights, head.biases))
    model = LogisticRegression()
    model.coef_, model.intercept_ = np.ascontiguousarray(weights), biases
    model.classes_ = np.array(labels)
    model.n_features_in_ = len(head.weights)
    model.n_iter_ = np.zeros(1, dtype=np.int32)
    return model


def _difference(columns: Numbers) -> Numbers:
    return columns[1:] - columns[:1]


def _feeding(features: Features) -> dict[str, str]:
    if not features.dimensions:
        return {"needs": "nothing but texts", "feed": '["My card has not come"]', "vectors": ""}
    feed = "frame" if features.term_width else "vectors"
    frame = '    frame = pd.DataFrame(vectors, columns=[f"v{n}" for n in range(vectors.shape[1])]).assign(text=texts)\n'
    imports = "    import pandas as pd\n" if features.term_width else ""
    vectors = (
        f"\n    import sys\n    from pathlib import Path\n{imports}\n"
        '    sys.path.insert(0, "classifier.zip")  # the classifier as it was downloaded, which makes the vectors\n'
        "    from portable.codec import open_model\n\n"
        '    texts = ["My card has not come"]\n'
        '    vectors = open_model(Path("classifier.zip"))[0].features.rows(texts).dense\n'
        f"{frame if features.term_width else ''}"
    )
    return {
        "needs": "vectors, which scikit-learn cannot make: they come from the classifier's own ZIP",
        "feed": feed,
        "vectors": vectors,
    }


def _package(module: str, name: str) -> Any:  # noqa: ANN401 - neither package says its types
    try:
        return import_module(module)
    except ImportError as error:
        raise BadBundle(f'This needs the package {name}: python -m pip install "tnt-studio[exports]"') from error


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


_SKOPS_README = """# The classifier in scikit-learn

`classifier.skops` is a pipeline of scikit-learn's own parts, saved with skops: nothing in it is pickled. Besides skops
and scikit-learn it needs {needs}.

    import skops.io
{vectors}
    assert skops.io.get_untrusted_types(file="classifier.skops") == []
    pipeline = skops.io.load("classifier.skops")
    pipeline.predict({feed})  # the ids of labels
    pipeline.predict_proba({feed})  # one column for each of pipeline.classes_

It gives the primary label and its probability as the classifier with checksum {checksum} does, but for the last digits.
Further labels that apply are not in it. Its settings for training are scikit-learn's usual ones, not those it was
trained with.
"""

_ONNX_README = """# The classifier's head as ONNX

`classifier.onnx` takes `vectors`, float32 [texts, {dimensions}], and gives `label` (the ids of primary labels) and
`probabilities` (a column for each label, in the order of `labels` in the file's metadata). The vectors are those of the
classifier's own ZIP:

    import sys
    from pathlib import Path
    import onnxruntime

    sys.path.insert(0, "classifier.zip")
    from portable.codec import open_model

    vectors = open_model(Path("classifier.zip"))[0].features.rows(["My card has not come"]).dense
    session = onnxruntime.InferenceSession("classifier.onnx")
    label, probabilities = session.run(None, {{"vectors": vectors}})

It answers as the classifier with checksum {checksum} does, but for the last digits. Further labels that apply are not
in it.
"""
