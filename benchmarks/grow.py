"""How near a grow run with a language model comes to the least time its calls allow, and how others' ways compare.

    python -m benchmarks.grow

2,000 documents of 60 to 100 words, three trials, 32 calls at once, every reply after 0.3 s (slow_server.py). The ideal
is the run's own calls on 32 slots and nothing else: a free slot takes, of the calls for which all is there that they
show the model, the one with the longest chain of others behind it. Each document is summarised once. What else the
machine does at the time makes the run slower, and not the ideal.

Others' ways make the same calls by the openai package alone, with no work in between. Summaries: the tutorial's
example run allows two calls at once, and five for its labels; Delve asks for all at once. In both the tables come one
after another. Where a way takes minutes, a part of its calls is made and the time scaled, as its row says.

Memory is the greatest that the run's process held less what it held when the run began, each run in a process of its
own (Linux only).
"""

import asyncio
import gc
import heapq
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import openai

from core.corpus.document import Document, document_id
from core.growth.plan import Plan
from core.store import documents, findings, projects, runs
from core.store.projects import Upload
from core.store.workspace import open_workspace
from core.taxonomy.brief import Brief
from core.teachers.preferring import DOCUMENTS_SHOWN
from core.teachers.showing import FITTED_AT_ONCE
from core.work.here import perform_here
from core.work.planning import PLAN
from core.work.requests import request
from core.work.settings import GrowSettings

COUNT, OTHER_COUNTS = 2000, (500, 8000)
AT_ONCE = 32
SECONDS = 0.3  # a reply
SETTINGS = GrowSettings(teacher="llm", sample=None)
LETTERS = 500  # of a document in the calls of others' ways
WIDTH = 76
OTHER_WAYS: tuple[
    tuple[str, dict[str, int], float], ...
] = (  # calls at once by kind, else one; share of summaries made
    ("Delve's: summaries 32 at once, the rest one at a time", {"summarise": AT_ONCE}, 1),
    ("five summaries and labels at once (a tenth of the summaries, scaled)", {"summarise": 5, "fit": 5}, 0.1),
    ("LangGraph tutorial's: two summaries, five labels at once (a tenth, scaled)", {"summarise": 2, "fit": 5}, 0.1),
)

OPENINGS = ("I have written to you before about", "Please tell me what has become of", "Nobody can explain to me")
THINGS = ("the parcel", "the invoice", "the card", "the refund", "the account", "the password", "the device", "the fee")
DOINGS = ("was promised for", "has been missing since", "was changed without a word on", "should have been here by")
DAYS = ("Monday", "the first of May", "last week", "the end of the year", "my birthday", "the day after the order")
CLOSINGS = (
    "and I would like to know what I am to do about it",
    "so that I had to call the branch again from my work",
    "which is the third time that this has happened to us",
    "although your letter said that it would not be a problem",
)


class Call(NamedTuple):
    """A call of a run, and the calls whose answers it shows the model."""

    kind: str
    name: str
    needs: tuple[str, ...] = ()


class Took(NamedTuple):
    """What one run took: seconds, of the processor too, and megabytes before and at most."""

    seconds: float
    cpu: float
    before: float
    most: float
    status: str


def corpus(count: int) -> Iterator[Document]:
    chance = random.Random(7)
    for number in range(count):
        parts = (OPENINGS, THINGS, DOINGS, DAYS, CLOSINGS)
        sentences = (" ".join(chance.choice(part) for part in parts) for _ in range(3))
        text = f"Case {number}. {'. '.join(sentences)}."
        yield Document(id=document_id(text), text=text)


def calls(plan: Plan) -> list[Call]:
    """All calls of a run in which every reply can be used."""
    summaries = {*plan.train, *plan.measured, *plan.tested}
    rounds = range(1, SETTINGS.rounds + 1)
    shown = {number: plan.judged(number, SETTINGS.seed)[:DOCUMENTS_SHOWN] for number in rounds}
    found = [Call("summarise", f"{place}") for place in sorted(summaries.union(*shown.values()))]
    finished: list[str] = []
    for trial in range(1, SETTINGS.trials + 1):
        batches = plan.minibatches(trial, SETTINGS.seed, SETTINGS.batch_size, SETTINGS.batch_tokens)
        before, fits = (), []
        for number, batch in enumerate(batches, start=1):
            table = f"table {trial} {number}"
            found.append(Call("update" if before else "create", table, (*before, *map(str, batch))))
            fits += _fits(f"fit {trial} {number}", table, plan.measured)
            before = (table,)
        review = f"review {trial}"
        found.append(Call("review", review, (*before, *(fit.name for fit in fits))))
        last = _fits(f"fit {trial} review", review, plan.measured)
        done = tuple(fit.name for fit in last)
        found += [*fits, *last]
        found += [each._replace(needs=(*each.needs, *done)) for each in _fits(f"test {trial}", review, plan.tested)]
        finished += done
    return [*found, *(Call("choose", f"vote {number}", (*finished, *map(str, shown[number]))) for number in rounds)]


def _fits(name: str, table: str, places: Sequence[int]) -> list[Call]:
    parts = (places[start : start + FITTED_AT_ONCE] for start in range(0, len(places), FITTED_AT_ONCE))
    return [Call("fit", f"{name} {part[0]}", (table, *map(str, part))) for part in parts]


def ideal(work: Sequence[Call], slots: int, seconds: float) -> float:
    """When the last of the calls ends, if the free slots always take those with the longest chains behind them."""
    waiting_for: dict[str, list[Call]] = defaultdict(list)
    for call in work:
        for need in call.needs:
            waiting_for[need].append(call)
    chains: dict[str, int] = {}
    for call in reversed(_in_order(work, waiting_for)):
        chains[call.name] = 1 + max((chains[other.name] for other in waiting_for[call.name]), default=0)
    missing = {call.name: len(call.needs) for call in work}
    ready = [(-chains[call.name], place, call.name) for place, call in enumerate(work) if not call.needs]
    heapq.heapify(ready)
    places = {call.name: place for place, call in enumerate(work)}
    waves = 0
    while ready:  # every call takes equally long, so that slots fall free together
        waves += 1
        ended = [heapq.heappop(ready)[2] for _ in range(min(slots, len(ready)))]
        for call in (waiting for name in ended for waiting in waiting_for[name]):
            missing[call.name] -= 1
            if not missing[call.name]:
                heapq.heappush(ready, (-chains[call.name], places[call.name], call.name))
    return waves * seconds


def _in_order(work: Sequence[Call], waiting_for: dict[str, list[Call]]) -> list[Call]:
    """The calls, each after those it needs."""
    missing = {call.name: len(call.needs) for call in work}
    order = [call for call in work if not call.needs]
    for call in order:  # it grows as it is read
        for other in waiting_for[call.name]:
            missing[other.name] -= 1
            if not missing[other.name]:
                order.append(other)
    return order


def memory(name: str) -> float:
    """Megabytes that this process holds (VmRSS) or has held at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def prepare(folder: Path, count: int) -> None:
    engine = open_workspace(f"sqlite:///{folder / 'workspace.db'}")
    project = projects.add_project(engine, "Benchmark", "benchmark")
    upload = Upload(name="synthetic", made_by="benchmark", rows=count, documents=0, duplicates=0, empty=0)
    documents.add_documents(engine, project.id, corpus(count), upload)
    projects.add_taxonomy(engine, project.id, "Topics", Brief(max_labels=25))


def perform(folder: Path) -> None:
    """The run itself, in this process; says on standard output what it took."""
    engine = open_workspace(f"sqlite:///{folder / 'workspace.db'}")
    project = projects.projects(engine)[0]
    run = request(engine, projects.taxonomies(engine, project.id)[0].id, SETTINGS, "benchmark")
    gc.collect()
    gc.freeze()  # as the worker does
    before, begun, cpu = memory("VmRSS"), time.perf_counter(), time.process_time()
    ended = asyncio.run(perform_here(engine, run.id, lambda _: None))
    seconds = time.perf_counter() - begun
    took = Took(seconds, time.process_time() - cpu, before, memory("VmHWM"), f"{ended.status} {ended.note}".strip())
    print(json.dumps(took))


def measured(base_url: str, count: int) -> tuple[Took, Plan]:
    environ = {**os.environ, "OPENAI_BASE_URL": base_url, "TNT_MODEL": "slow", "TNT_CONCURRENCY": str(AT_ONCE)}
    with tempfile.TemporaryDirectory() as folder:
        child("prepare", folder, str(count), environ=environ)
        took = Took(*json.loads(child("perform", folder, environ=environ)))
        engine = open_workspace(f"sqlite:///{folder}/workspace.db")
        plan = findings.finding(engine, runs.runs(engine)[0].id, PLAN, Plan)
        engine.dispose()
    if took.status != "done" or plan is None:
        sys.exit(f"The run did not end well: {took.status}")
    return took, plan


def child(*arguments: str, environ: dict[str, str]) -> str:
    command = [sys.executable, "-m", "benchmarks.grow", *arguments]
    return subprocess.run(command, check=True, env=environ, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def slow_server(seconds: float) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.slow_server", str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout
        yield server.stdout.readline().strip()
        server.stdin.close()


def asked(base_url: str) -> dict:
    with urlopen(f"{base_url}/tally") as reply:
        return json.load(reply)


def otherwise(base_url: str, work: Sequence[Call], at_once: Mapping[str, int], share: float) -> float:
    """Seconds that calls take by kind, one kind after another, so many at once; of summaries a share is made."""
    kinds = Counter(call.kind for call in work)

    async def all_kinds() -> float:
        async with openai.AsyncOpenAI(api_key="none", base_url=base_url, max_retries=0) as client:
            total = 0.0
            for kind, count in kinds.items():
                made = round(count * share) if kind == "summarise" else count
                begun = time.perf_counter()
                await several(client, kind, made, at_once.get(kind, 1))
                total += (time.perf_counter() - begun) * count / made
            return total

    return asyncio.run(all_kinds())


async def several(client: openai.AsyncOpenAI, kind: str, count: int, at_once: int) -> None:
    room = asyncio.Semaphore(at_once)

    async def one() -> None:
        async with room:
            await client.chat.completions.create(
                model="slow",
                messages=[{"role": "user", "content": f'<document id="1">{"word " * (LETTERS // 5)}</document>'}],
                response_format={"type": "json_schema", "json_schema": {"name": kind, "schema": {}}},
            )

    await asyncio.gather(*(one() for _ in range(count)))


def report() -> None:
    with slow_server(SECONDS) as base_url:
        took, plan = measured(base_url, COUNT)
        tally = asked(base_url)
        work = calls(plan)
        planned = Counter(call.kind for call in work)
        if tally["asked"] != planned:
            print(f"The run made other calls than reckoned: {tally['asked']} instead of {dict(planned)}")
        best = ideal(work, AT_ONCE, SECONDS)
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in planned.items())
        print(f"{COUNT:,} documents, {SETTINGS.trials} trials, {len(work):,} calls of {SECONDS} s: {kinds}")
        print(
            f"most calls at once: {tally['most_at_once']}; processor: run {took.cpu:.1f} s, server {tally['cpu']:.1f} s"
        )
        print(f"the machine's load meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
        print(f"{'way':<{WIDTH}}{'seconds':>9}{'of the ideal':>14}")
        show("ideal", best, best)
        show("TnT Studio", took.seconds, best)
        for way, at_once, share in OTHER_WAYS:
            show(way, otherwise(base_url, work, at_once, share), best)
        show("one at a time (reckoned)", len(work) * SECONDS, best)
        print(f"\n{'documents':>9}{'seconds':>9}{'memory before':>16}{'growth':>10}")
        sizes = {COUNT: took} | {count: measured(base_url, count)[0] for count in OTHER_COUNTS}
        for count, each in sorted(sizes.items()):
            print(f"{count:>9,}{each.seconds:>9.1f}{each.before:>13.0f} MB{each.most - each.before:>7.0f} MB")


def show(way: str, seconds: float, best: float) -> None:
    print(f"{way:<{WIDTH}}{seconds:>9.1f}{seconds / best:>14.2f}", flush=True)


def main() -> None:
    match sys.argv[1:]:
        case ["prepare", folder, count]:
            prepare(Path(folder), int(count))
        case ["perform", folder]:
            perform(Path(folder))
        case []:
            report()


if __name__ == "__main__":
    main()
