"""The scripted server as a command, as browser and kill tests start it."""

import asyncio
import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

from core.corpus.document import Document, document_id
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.llm import LLMTeacher
from core.teachers.settings import ModelSettings
from tests.shelf import Shelf

ROOT = Path(__file__).parents[1]


def tickets(count):
    with (ROOT / "data" / "samples" / "support_tickets.csv").open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:count]
    return [Document(id=document_id(text), text=text) for text in texts]


def test_the_command_says_where_it_listens_and_logs_every_call(tmp_path):
    log = tmp_path / "calls.txt"
    command = [sys.executable, "-m", "tests.scripted_server", "--log", str(log)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            base_url = server.stdout.readline().strip()
            teacher = LLMTeacher(ModelSettings(model="scripted", base_url=base_url), Shelf())
            proposal = asyncio.run(teacher.propose(Brief(), Taxonomy(), {}, tickets(60)))
            labels = tuple(Label(id=str(n), name=label.name) for n, label in enumerate(proposal.labels))
            taxonomy = Taxonomy().apply(Change(labels=labels, author="t", based_on=0))
            verdicts = asyncio.run(teacher.assign(Brief(), taxonomy, {}, tickets(40)))
        finally:
            server.kill()
    assert {"Card delivery", "Sign-in and app trouble"} <= {label.name for label in proposal.labels}
    assert sum(verdict.primary is not None for verdict in verdicts) > 20
    assert all(verdict.quote in document.text for verdict, document in zip(verdicts, tickets(40), strict=True))
    kinds = Counter(line.split()[0] for line in log.read_text(encoding="utf-8").splitlines())
    assert (kinds["create"], kinds["assign"]) == (1, 40)
    assert len(kinds) in (2, 3)  # summaries only where the texts are long
