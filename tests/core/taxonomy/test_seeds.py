from core.taxonomy.label import Label
from core.taxonomy.seeds import Seed, Seeds, as_labels
from core.taxonomy.taxonomy import Change, Taxonomy

LIST = Seeds(
    (
        Seed("Cards", "All about cards"),
        Seed("Lost", "Cards that are gone", ("stolen",), ("broken",), parent=0),
        Seed("Fees", "What it costs"),
    ),
    (),
)


def test_a_list_becomes_labels_with_ids_of_their_own_under_their_parents():
    assert as_labels(Taxonomy(), LIST) == (
        Label(id="cards", name="Cards", description="All about cards"),
        Label(
            id="lost",
            name="Lost",
            description="Cards that are gone",
            includes=("stolen",),
            excludes=("broken",),
            parent="cards",
        ),
        Label(id="fees", name="Fees", description="What it costs"),
    )


def test_a_label_there_already_only_gets_the_description_it_lacks():
    there = (
        Label(id="c", name="cards", includes=("mine",), locked=True),
        Label(id="f", name="Fees", description="Ours"),
        Label(id="lost", name="Lost", became=()),
    )
    before = Taxonomy().apply(Change(labels=there, author="human:Ana", based_on=0))
    touched = {label.id: label for label in as_labels(before, LIST)}
    assert touched["c"] == there[0].model_copy(update={"description": "All about cards"})
    assert "f" not in touched
    assert (touched["lost-2"].name, touched["lost-2"].parent) == ("Lost", "c")


def test_putting_a_list_in_twice_changes_nothing():
    once = Taxonomy().apply(Change(labels=as_labels(Taxonomy(), LIST), author="human:Ana", based_on=0))
    assert as_labels(once, LIST) == ()


def test_names_without_letters_get_ids_too():
    seeds = Seeds((Seed("?!"), Seed("!!"), Seed("Label")), ())
    assert [label.id for label in as_labels(Taxonomy(), seeds)] == ["label", "label-2", "label-3"]
