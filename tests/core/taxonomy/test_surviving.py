from core.taxonomy.label import Label, Quote
from core.taxonomy.surviving import Choice, Line, distinct, documents, lines, survivor

CARDS = Label(
    id="cards",
    name="Cards",
    description="Cards",
    includes=("lost cards", "PIN"),
    excludes=("App trouble", "loans"),
    examples=("d1", "d2"),
    counter_examples=("d3",),
    quotes=(Quote(document="d1", text="my card"),),
    notation="A",
)
APP = Label(
    id="app",
    name="App",
    includes=("pin", "signing in"),
    excludes=("lost cards",),
    examples=("d3", "d4"),
    counter_examples=("d5",),
    quotes=(Quote(document="d4", text="the app"),),
    colour="#112233",
)
BOTH = (CARDS, APP)


def test_lines_come_once_with_the_labels_that_have_them():
    assert lines(BOTH, "includes") == (
        Line("lost cards", ("cards",)),
        Line("PIN", ("cards", "app")),
        Line("signing in", ("app",)),
    )


def test_what_does_not_belong_is_doubted_where_it_belongs_to_another_of_them():
    found = {line.text: line.doubt for line in lines(BOTH, "excludes")}
    assert found == {
        "App trouble": "names “App”, which is one of them",
        "loans": "",
        "lost cards": "belongs to another of them",
    }


def test_an_example_of_one_is_no_counter_example_of_all():
    assert documents(BOTH, "examples") == ("d1", "d2", "d3", "d4")
    assert documents(BOTH, "counter_examples") == ("d5",)


def test_wordings_are_offered_once_and_empty_ones_are_not():
    assert distinct(BOTH, "description") == ("Cards",)
    assert distinct((*BOTH, CARDS), "name") == ("Cards", "App")


def test_the_label_that_stays_reads_as_chosen_and_has_the_quotes_of_the_examples_that_survive():
    choice = Choice(
        name="Cards and app",
        description="Both",
        lines={"includes": ("PIN",), "excludes": (), "edge_cases": ()},
        documents={"examples": ("d4",), "counter_examples": ("d4", "d5")},
        notation="A",
        colour="#112233",
        notes="merged",
    )
    assert survivor(CARDS, BOTH, choice) == Label(
        id="cards",
        name="Cards and app",
        description="Both",
        includes=("PIN",),
        examples=("d4",),
        counter_examples=("d5",),
        quotes=(Quote(document="d4", text="the app"),),
        notation="A",
        colour="#112233",
        notes="merged",
    )
