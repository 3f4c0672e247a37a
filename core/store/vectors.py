"""What sentence encoders made of texts, kept so that no text is sent or paid for twice. Knows no encoder."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.store.tables import VectorRow

Vector = npt.NDArray[np.float32]
_AT_ONCE = 500  # keys in one question


class KeptVectors:
    """The workspace's memory of vectors, under keys that say all a vector depends on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def recall(self, keys: Sequence[str]) -> dict[str, Vector]:
        """Those vectors that are known, by key."""
        found: dict[str, Vector] = {}
        with self.engine.connect() as connection:
            for start in range(0, len(keys), _AT_ONCE):
                asked = keys[start : start + _AT_ONCE]
                query = select(col(VectorRow.key), col(VectorRow.numbers)).where(col(VectorRow.key).in_(asked))
                found |= {key: np.frombuffer(numbers, "<f4") for key, numbers in connection.execute(query)}
        return found

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Keep all of them in one step; one that is known already stays as it is."""
        while new := sorted(vectors.keys() - self.recall([*vectors])):
            rows = [{"key": key, "numbers": vectors[key].astype("<f4").tobytes()} for key in new]
            try:
                with self.engine.begin() as connection:
                    connection.execute(insert(VectorRow), rows)
                return
            except IntegrityError:
                continue  # someone kept some of them at the same moment; what they left is kept now
