"""Where DBOS keeps its books and what a worker is called; how runs survive is tested in tests/faults."""

from core.work.durable import queue_url
from core.work.worker import executor


def test_the_queue_is_a_file_beside_the_workspace(tmp_path):
    assert queue_url({"TNT_DATA": str(tmp_path)}) == f"sqlite:///{tmp_path}/queue.db"
    assert executor({}) == "worker"


def test_the_queue_shares_a_postgresql_database_and_each_machine_has_a_worker_of_its_own():
    url = "postgresql+psycopg://ann:secret@db/tnt"
    assert queue_url({"DATABASE_URL": url}) == "postgresql://ann:secret@db/tnt"
    assert executor({"DATABASE_URL": url}).startswith("worker-")
    assert executor({"DATABASE_URL": url, "TNT_EXECUTOR": "two"}) == "two"
