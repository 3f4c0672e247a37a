"""Vectors are kept under their keys, once, whoever else keeps them at the same time."""

import threading

import numpy as np

from core.store.vectors import KeptVectors


def made(count, start=0):
    chance = np.random.default_rng(start)
    return {f"key {start + number}": chance.standard_normal(7).astype(np.float32) for number in range(count)}


def test_what_was_kept_is_recalled_to_the_last_bit(engine):
    vectors = made(1_200)
    KeptVectors(engine).keep(vectors)
    found = KeptVectors(engine).recall(["unknown", *vectors])
    assert found.keys() == vectors.keys()
    assert all(found[key].tobytes() == vectors[key].tobytes() for key in vectors)
    assert found["key 0"].dtype == np.float32


def test_a_vector_that_is_known_stays_as_it_is(engine):
    memory = KeptVectors(engine)
    memory.keep(made(3))
    memory.keep({"key 1": np.ones(7, np.float32), "new": np.ones(7, np.float32)})
    assert memory.recall(["key 1"])["key 1"].tobytes() == made(3)["key 1"].tobytes()
    assert memory.recall(["new"])["new"].tolist() == [1] * 7
    memory.keep({})
    assert memory.recall([]) == {}


def test_several_may_keep_the_same_at_the_same_time(engine):
    vectors = made(300)
    failures = []

    def keep(part):
        try:
            for start in range(0, 300, 30):
                KeptVectors(engine).keep(dict(part[start : start + 60]))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=keep, args=([*vectors.items()][::way],)) for way in (1, -1, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert KeptVectors(engine).recall([*vectors]).keys() == vectors.keys()
