"""The Dask engine: the same parts as on one machine, by workers of a real cluster, of which one may die."""

import os
import signal

import pytest
from distributed import Client, LocalCluster

from core.errors import BadUpload
from core.scoring.bulk import Order, score_files
from core.scoring.cluster import on_cluster
from core.scoring.local import in_processes
from tests.core.scoring.test_bulk import rows_of


def ordered(order, engine):
    return score_files(order, engine, lambda progress: None)


@pytest.fixture(scope="module")
def cluster():
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=2, threads_per_worker=1, **here) as cluster:
        yield cluster


@pytest.mark.parametrize("kind", ["fast", "usual"])
def test_a_cluster_writes_what_one_process_writes(kind, cluster, table, tmp_path, request):
    classifier = request.getfixturevalue(kind)
    order = Order(classifier, str(table), str(tmp_path / "here.parquet"), ("message",), "number", rows_a_part=60)
    total = ordered(order, lambda classifier, tasks: in_processes(classifier, tasks, 1))
    there = order._replace(into=str(tmp_path / "there.parquet"))
    address = cluster.scheduler_address
    assert ordered(there, lambda classifier, tasks: on_cluster(classifier, tasks, address, 2)) == total
    assert rows_of(tmp_path / "there.parquet") == rows_of(tmp_path / "here.parquet")


def test_the_parts_of_a_worker_that_dies_go_to_another(usual, cluster, table, words, tmp_path):
    order = Order(usual, str(table), str(tmp_path / "out"), ("message",), "number", rows_a_part=20)

    def bereaved(classifier, tasks):
        done = on_cluster(classifier, tasks, cluster.scheduler_address, 2)
        yield next(done)
        with Client(cluster) as client:
            victim = min(client.run(os.getpid).values())
            os.kill(victim, signal.SIGKILL)
        yield from done

    assert ordered(order, bereaved).rows == 1000
    assert [row["id"] for row in rows_of(tmp_path / "out")] == list(range(1000))


def test_a_cluster_is_started_where_none_is_named(fast, table, tmp_path):
    order = Order(fast, str(table), str(tmp_path / "out"), ("message",), "number", rows_a_part=500)
    assert ordered(order, lambda classifier, tasks: on_cluster(classifier, tasks, None, 1)).rows == 1000


def test_a_scheduler_that_does_not_answer_is_named(fast, table, tmp_path, monkeypatch):
    monkeypatch.setattr("core.scoring.cluster._SECONDS", 0.2)
    order = Order(fast, str(table), str(tmp_path / "out"), ("message",))
    with pytest.raises(BadUpload, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9\."):
        ordered(order, lambda classifier, tasks: on_cluster(classifier, tasks, "tcp://127.0.0.1:9", 1))


def test_without_dask_it_is_said_what_to_install(fast, table, tmp_path, monkeypatch):
    monkeypatch.setattr("core.scoring.cluster.find_spec", lambda name: None)
    order = Order(fast, str(table), str(tmp_path / "out"), ("message",))
    with pytest.raises(BadUpload, match=r'pip install "tnt-studio\[dask\]"'):
        ordered(order, lambda classifier, tasks: on_cluster(classifier, tasks, None, 1))
