"""How numbers lie in memory for the compiled code: the model's, the texts', the answers', and room to work in.

It knows shapes and types, not what is done with them.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class Tables(NamedTuple):
    """A model as the compiled code reads it. Labels are padded to whole cache lines with ones that never win."""

    letters: npt.NDArray[np.uint32]  # [BEYOND] what each character counts as, 0 for a separator
    known: npt.NDArray[np.uint64]  # [2^bits / 64] a bit a bucket; known ones are columns in their order
    known_before: npt.NDArray[np.int32]  # [2^bits / 64] how many are known before
    idf: npt.NDArray[np.float64]  # [columns] nothing for the last
    weights: npt.NDArray[np.float32]  # [columns, labels] nothing for the last
    biases: npt.NDArray[np.float64]  # [labels]
    thresholds: npt.NDArray[np.float64]  # [labels], or empty where none can be reached
    more_weights: npt.NDArray[np.float32]  # the same of the second head, which judges each label by itself
    more_biases: npt.NDArray[np.float64]  # empty where there is none
    logarithms: npt.NDArray[np.float64]  # 1 + ln n for small n


class Texts(NamedTuple):
    """Texts as Arrow holds them: bytes, where each text starts and ends, and which are there at all."""

    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[Any]  # [texts + 1] int32 or int64
    validity: npt.NDArray[np.uint8]  # a bit a text; empty where all are there
    shift: int  # the first text's place among the bits


class Answers(NamedTuple):
    """Room for what is found: each text's labels one after the other, where they end, and how sure the first is."""

    labels: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]  # [texts]
    confidence: npt.NDArray[np.float64]  # [texts]
    close: npt.NDArray[np.bool_]  # [texts] a decision that hung on rounding


class Room(NamedTuple):
    """Where one text is worked out; used again for the next."""

    codes: npt.NDArray[np.uint32]  # [WORDS]
    seen: npt.NDArray[np.int32]  # [columns] how often each column came
    touched: npt.NDArray[np.int32]  # [columns + 1] which did, in the order they came
    values: npt.NDArray[np.float64]  # [columns]
    logits: npt.NDArray[np.float64]  # [labels]
    powers: npt.NDArray[np.float64]  # [labels]
    chances: npt.NDArray[np.float64]  # [labels]
    others: npt.NDArray[np.float64]  # [labels]
    rests: npt.NDArray[np.float64]  # [labels]


def room_for(tables: Tables, words: int) -> Room:
    """Room for texts of any length, of which so many words are cut at a time."""
    columns, labels = len(tables.idf), len(tables.biases)
    return Room(
        np.empty(words, dtype=np.uint32),
        np.zeros(columns, dtype=np.int32),
        np.empty(columns + 1, dtype=np.int32),
        np.empty(columns, dtype=np.float64),
        *(np.empty(labels, dtype=np.float64) for _ in range(5)),
    )
