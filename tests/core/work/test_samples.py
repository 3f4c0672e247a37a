from pathlib import Path

import pytest

from core.store import documents, ledger, projects
from core.store.workspace import open_workspace
from core.work.samples import SAMPLES, Sample, sample_project


@pytest.mark.parametrize(
    ("sample", "size"), list(zip(SAMPLES, (600, 200, 300), strict=True)), ids=lambda part: str(part)[:20]
)
def test_a_sample_becomes_a_project_with_documents_and_empty_taxonomies(
    tmp_path: Path, sample: Sample, size: int
) -> None:
    engine = open_workspace(f"sqlite:///{tmp_path / 'workspace.db'}")
    project = sample_project(engine, sample, "Ana")
    assert documents.count_documents(engine, project.id) == size
    cards = projects.taxonomies(engine, project.id)
    assert [card.name for card in cards] == list(sample.taxonomies)
    assert all(not ledger.taxonomy(engine, card.id).labels for card in cards)
    engine.dispose()
