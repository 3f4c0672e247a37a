"""Parts scored by the workers of a Dask cluster: one that runs somewhere, or one started here for the while.

It knows Dask, and only when it is asked for. It does not know what a part is made of.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import Any

from core.errors import BadUpload
from core.scoring.interrupted import Interrupted
from core.scoring.part import Classifier, Done, Task, score_part

IN_FLIGHT = 2  # parts a thread of a worker: one at work, one waiting
_HERE = "127.0.0.1"
_SECONDS = 10  # for a scheduler to answer


def on_cluster(classifier: Classifier, tasks: Sequence[Task], address: str | None, processes: int) -> Iterator[Done]:
    """The parts as they are done, in any order. Every worker gets the bundle once; a lost worker's parts go to another.

    Raises BadUpload when Dask is not installed or no scheduler answers, and Interrupted when workers keep dying.
    """
    if find_spec("distributed") is None:
        raise BadUpload('The Dask engine is not installed. Install it with: python -m pip install "tnt-studio[dask]"')
    distributed = import_module("distributed")
    with ExitStack() as stack:
        client = stack.enter_context(_client(stack, address, processes))
        try:
            everywhere = client.scatter(classifier, broadcast=True, hash=False)
            most = max(sum(client.nthreads().values()), 1) * IN_FLIGHT
            yield from _done(
                lambda task: client.submit(score_part, everywhere, task, pure=False),
                distributed.as_completed(),
                tasks,
                most,
            )
        except (distributed.KilledWorker, distributed.client.FutureCancelledError) as error:
            raise Interrupted("Workers of the cluster kept dying, perhaps because their memory ran out.") from error


def _client(stack: ExitStack, address: str | None, processes: int) -> AbstractContextManager[Any]:
    distributed = import_module("distributed")
    if address is None:
        cluster = distributed.LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            host=_HERE,
            dashboard_address=f"{_HERE}:0",
            scheduler_kwargs={"dashboard": False},
        )
        return distributed.Client(stack.enter_context(cluster))  # type: ignore[no-any-return]
    try:
        return distributed.Client(address, timeout=_SECONDS)  # type: ignore[no-any-return]
    except (OSError, ValueError) as error:
        raise BadUpload(f"No Dask scheduler answers at {address}. Check the address and that it runs.") from error


def _done(start: Callable[[Task], Any], finished: Any, tasks: Sequence[Task], most: int) -> Iterator[Done]:  # noqa: ANN401
    """At most so many parts are with the workers at a time; `finished` gives them back as they end."""
    waiting = iter(tasks)
    for task in islice(waiting, most):
        finished.add(start(task))
    for future in finished:
        yield future.result()
        for task in islice(waiting, 1):
            finished.add(start(task))
