"""What goes out comes back: into nothing as the same labels, into where it came from as no change at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.growth.seeding.reading import read_seeds
from core.taxonomy.history import replay
from core.taxonomy.incoming import incoming
from core.taxonomy.label import Label, Quote
from core.taxonomy.publishing.forms import FORMS
from core.taxonomy.taxonomy import Taxonomy
from tests.core.taxonomy.histories import histories, step
from tests.core.taxonomy.publishing_cases import edition, hard, planted

READ_BACK = [name for name in FORMS if name.startswith("taxonomy.")]


def read(published, name):
    return read_seeds(name, FORMS[name].written(published), published.language)


@given(histories())
@settings(deadline=None, max_examples=50)
def test_a_taxonomy_comes_back_whole_and_changes_nothing_where_it_came_from(log):
    now = replay(log)
    for name in READ_BACK if now.labels else ():
        seeds = read(edition(log), name)
        assert planted(incoming(Taxonomy(), seeds).labels).labels == now.labels, name
        assert incoming(now, seeds, retire_missing=True).labels == (), name


@pytest.mark.parametrize("name", READ_BACK)
@pytest.mark.parametrize("language", ["en", "de", "pt-BR"])
def test_what_is_hard_for_files_comes_back_as_it_was(name, language):
    now = replay(hard())
    seeds = read(edition(hard(), texts={"d1": "text"}, language=language), name)
    labels = dict(planted(incoming(Taxonomy(), seeds).labels).labels)
    trimmed = labels["gebühren"].model_copy(update={"notes": "ask legal\r\nagain"})  # lines end in one way only
    assert trimmed.model_dump() == now["gebühren"].model_dump()
    assert labels | {"gebühren": trimmed} == now.labels
    assert incoming(now, seeds, retire_missing=True) == ((), (), 0)


@pytest.mark.parametrize("name", [name for name in READ_BACK if name != "taxonomy.json"])
def test_texts_of_documents_stay_in_the_house_unless_they_are_let_out(name):
    secret = "Meine Karte ist weg"
    label = Label(id="a", name="A", examples=("d1",), quotes=(Quote(document="d1", text=secret),))
    log = [step((label,), Taxonomy())]
    kept_in = FORMS[name].written(edition(log))
    assert secret.encode() not in kept_in or name.endswith("xlsx")
    seeds = read(edition(log), name)
    assert (seeds.labels[0].further.quotes, seeds.labels[0].further.examples) == ((), ("d1",))
    assert incoming(replay(log), seeds).labels == ()
    let_out = read(edition(log, texts={"d1": secret}), name)
    assert planted(incoming(Taxonomy(), let_out).labels)["a"] == label


CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("'=+-@ \n\t;|,\"\\#_<>&{}[]:/x0"))
TEXTS = st.text(CHARACTERS, max_size=12)
LABELS = st.builds(
    Label,
    id=st.just("a"),
    name=st.text(CHARACTERS, min_size=1, max_size=12).filter(lambda name: any(each.isalnum() for each in name)),
    description=TEXTS,
    includes=st.lists(TEXTS, max_size=3).map(tuple),
    edge_cases=st.lists(TEXTS, max_size=2).map(tuple),
    notes=TEXTS,
    notation=TEXTS,
)


@given(LABELS)
@settings(deadline=None, max_examples=60)
def test_any_text_that_a_label_can_hold_changes_nothing_when_it_comes_back(label):
    log = [step((label,), Taxonomy())]
    for name in READ_BACK:
        assert incoming(replay(log), read(edition(log), name)).labels == (), name


def test_a_table_may_lose_columns_and_rows_and_be_sorted():
    log = [step((Label(id="a", name="A", description="d", notes="n"), Label(id="b", name="B", parent="a")), Taxonomy())]
    content = FORMS["taxonomy.csv"].written(edition(log)).decode().replace("Description", "Something else")
    head, first, second = content.splitlines()
    seeds = read_seeds("a.csv", f"{head}\n{second}\n{first}\n".encode())
    assert incoming(replay(log), seeds).labels == ()
    alone = read_seeds("a.csv", f"{head}\n{second}\n".encode())
    assert [label.name for label in incoming(replay(log), alone).labels] == []


def test_a_label_renamed_in_its_own_row_keeps_those_below_it():
    labels = (Label(id="a", name="A"), Label(id="b", name="B", parent="a"), Label(id="c", name="C", parent="b"))
    log = [step(labels, Taxonomy())]
    content = FORMS["taxonomy.csv"].written(edition(log)).decode()
    renamed = content.replace("a,A,,", "a,Another,,").replace("b,A,B,", "b,A,Bee,")
    after = incoming(replay(log), read_seeds("a.csv", renamed.encode()))
    assert [(label.id, label.name, label.parent) for label in after.labels] == [
        ("a", "Another", None),
        ("b", "Bee", "a"),
    ]


def test_a_label_can_be_retired_and_merged_in_a_spreadsheet():
    log = [step(tuple(Label(id=name.casefold(), name=name) for name in "ABC"), Taxonomy())]
    rows = FORMS["taxonomy.csv"].written(edition(log)).decode().splitlines()
    changed = [rows[0], rows[1], rows[2].replace("in use,", "retired,"), rows[3].replace("in use,", "merged,a")]
    after = incoming(replay(log), read_seeds("a.csv", "\n".join(changed).encode()))
    assert [(label.id, label.became) for label in after.labels] == [("b", ()), ("c", ("a",))]


def test_a_table_of_the_first_version_is_still_read():
    text = 'id,name,path,description,includes,excludes\na,A,A,d,"- x\ny; z",\nb,B,A / B,,,\n'
    seeds = read_seeds("a.csv", text.encode())
    assert [(seed.name, seed.includes, seed.parent) for seed in seeds.labels] == [
        ("A", ("- x", "y; z"), None),
        ("B", (), 0),
    ]


def test_the_same_edition_is_the_same_file_each_time():
    log = [step(replay(hard()).live, Taxonomy(), at=datetime(2026, 1, 2, tzinfo=UTC))]
    for name in set(FORMS) - {"taxonomy.xlsx"}:
        assert FORMS[name].written(edition(log)) == FORMS[name].written(edition(log))
