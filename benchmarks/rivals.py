"""What others would pick: fastText with subwords, and model2vec's classifier. Run by benchmarks.classify --rivals.

    PYTHON rivals.py TRAIN.jsonl TEST.jsonl

PYTHON is of an environment of its own, for neither is a dependency of ours:
`pip install fasttext-numpy2-wheel "model2vec[train]"` (the second brings PyTorch). The files have a text and a label a
line. Prints a line of JSON for each. model2vec starts from the static vectors in data/embeddings, which are distilled
from all-MiniLM-L6-v2 by its own recipe.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

EMBEDDINGS = Path(__file__).parents[1] / "data" / "embeddings"


def read(path: Path) -> tuple[list[str], list[str]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def clocked(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return max(time.process_time() - begun, 1e-9)


def fasttext_with_subwords(texts: list[str], labels: list[str]) -> Callable[[list[str]], list[str]]:
    import fasttext

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        lines = (f"__label__{label} {plain(text)}" for text, label in zip(texts, labels, strict=True))
        file.write("\n".join(lines))
        file.flush()
        model = fasttext.train_supervised(
            file.name, wordNgrams=2, minn=3, maxn=5, lr=0.5, epoch=50, thread=1, verbose=0
        )
    found = model.f.predict  # the wrapper round it asks NumPy 1 for something

    return lambda unseen: [
        found(f"{plain(text)}\n", 1, 0.0, "strict")[0][1].removeprefix("__label__") for text in unseen
    ]


def plain(text: str) -> str:
    return " ".join(text.lower().split())


def model2vec_classifier(texts: list[str], labels: list[str]) -> Callable[[list[str]], list[str]]:
    import torch
    from model2vec import StaticModel
    from model2vec.train import StaticModelForClassification
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    torch.set_num_threads(1)
    pieces = (EMBEDDINGS / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
    codes, scales = np.load(EMBEDDINGS / "vectors.npy"), np.load(EMBEDDINGS / "scales.npy")
    vectors = codes.astype(np.float32) * scales.astype(np.float32)[:, None]
    vocabulary = {piece: number for number, piece in enumerate([*pieces, "[UNK]", "[PAD]"])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    start = StaticModel(np.vstack([vectors, np.zeros((2, vectors.shape[1]), np.float32)]), tokenizer)
    model = StaticModelForClassification.from_static_model(model=start)
    model.fit(texts, labels)
    pipeline = model.to_pipeline()
    return lambda unseen: [*pipeline.predict(unseen)]


def results(train: Path, test: Path) -> Iterator[dict[str, object]]:
    texts, labels = read(train)
    unseen, actual = read(test)
    for name, learn in (("fastText, subwords", fasttext_with_subwords), ("model2vec", model2vec_classifier)):
        found = {}
        took = clocked(lambda learn=learn, found=found: found.update(predict=learn(texts, labels)))
        given: list[str] = []
        speed = len(unseen) / clocked(lambda found=found, given=given: given.extend(found["predict"](unseen)))
        right = [one == other for one, other in zip(given, actual, strict=True)]
        yield {"name": name, "right": sum(right), "n": len(right), "train": took, "speed": speed}


if __name__ == "__main__":
    for result in results(Path(sys.argv[1]), Path(sys.argv[2])):
        print(json.dumps(result), flush=True)
