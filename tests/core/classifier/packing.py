"""The smallest file a model can be read from again: no card, no code, labels by their ids."""

from core.classifier.embeddings import packaged_files
from core.classifier.portable.archive import packed
from core.classifier.portable.codec import EMBEDDINGS, described, model_files


def smallest_bundle(model):
    labels = [{"id": label} for label in model.labels]
    vectors = packaged_files() if model.features.vectors else {}
    others = {f"{EMBEDDINGS}/{name}": content for name, content in vectors.items()}
    return packed({"labels": labels, **described(model)}, {**model_files(model), **others})
