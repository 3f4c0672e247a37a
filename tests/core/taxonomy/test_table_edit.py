import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.taxonomy.label import Label
from core.taxonomy.table_edit import Row, edited, replaced, rows
from core.taxonomy.taxonomy import Change, Taxonomy

LABELS = (
    Label(id="payments", name="Payments", description="Paying"),
    Label(id="cards", name="Cards", parent="payments", includes=("lost cards", "PIN"), notation="A1"),
    Label(id="fees", name="Fees", parent="payments", locked=True),
    Label(id="app", name="App", notes="ask Ben"),
)


def grown(*labels):
    return Taxonomy().apply(Change(labels=labels, author="offline", based_on=0))


TAXONOMY = grown(*LABELS)
DRAWN = rows(TAXONOMY)


def after(taxonomy, touched):
    return taxonomy.apply(Change(labels=touched, author="human:Ana", based_on=taxonomy.version))


def changed(label_id, **cells):
    return tuple(row.model_copy(update=cells) if row.id == label_id else row for row in DRAWN)


def test_labels_become_lines_parents_first_with_the_path_they_stand_under():
    assert [(row.name, row.under) for row in DRAWN] == [
        ("Payments", ""),
        ("Cards", "Payments"),
        ("Fees", "Payments"),
        ("App", ""),
    ]
    assert DRAWN[1].includes == "• lost cards\n• PIN"
    assert [row.id for row in rows(TAXONOMY, ["app", "cards"])] == ["cards", "app"]


def test_lines_left_alone_touch_nothing():
    assert edited(TAXONOMY, DRAWN, DRAWN) == ((), ())


def test_a_line_that_is_gone_retires_nobody():
    assert edited(TAXONOMY, DRAWN, DRAWN[:1]) == ((), ())


def test_every_cell_can_be_written_and_all_of_it_is_one_change():
    touched, faults = edited(
        TAXONOMY,
        DRAWN,
        changed(
            "cards",
            name=" Bank cards ",
            under="",
            description="About cards",
            includes="• lost cards\n\n stolen cards \n•",
            excludes="fees",
            edge_cases="a fee for a card: Fees",
            notation="B 2",
            notes="seen by Ana",
            locked=True,
        ),
    )
    assert faults == ()
    assert touched == (
        Label(
            id="cards",
            name="Bank cards",
            description="About cards",
            includes=("lost cards", "stolen cards"),
            excludes=("fees",),
            edge_cases=("a fee for a card: Fees",),
            notation="B 2",
            notes="seen by Ana",
            locked=True,
        ),
    )


def test_a_locked_label_can_be_opened():
    touched, _ = edited(TAXONOMY, DRAWN, changed("fees", locked=False))
    assert touched == (LABELS[2].model_copy(update={"locked": False}),)


def test_new_lines_become_labels_also_below_one_another_and_empty_ones_are_passed_over():
    now = (*DRAWN, Row(), Row(name="Fees abroad", under="Payments / Fees"), Row(name="In euros", under="fees abroad"))
    touched, faults = edited(TAXONOMY, DRAWN, now)
    assert faults == ()
    assert [(label.id, label.parent) for label in touched] == [("fees-abroad", "fees"), ("in-euros", "fees-abroad")]


def test_new_labels_of_like_names_get_ids_of_their_own():
    touched, _ = edited(TAXONOMY, DRAWN, (*DRAWN, Row(name="Fees!"), Row(name="Fees?")))
    assert [label.id for label in touched] == ["fees-2", "fees-3"]


def test_two_labels_may_swap_their_names():
    now = tuple(
        row.model_copy(update={"name": {"Cards": "Fees", "Fees": "Cards"}.get(row.name, row.name)}) for row in DRAWN
    )
    touched, faults = edited(TAXONOMY, DRAWN, now)
    assert faults == ()
    assert after(TAXONOMY, touched)["cards"].name == "Fees"


def test_a_parent_is_found_by_its_new_name_and_by_the_one_it_had():
    now = changed("payments", name="Money")
    for under in ("Money", "payments", "Payments"):
        lines = tuple(row.model_copy(update={"under": under}) if row.id == "app" else row for row in now)
        touched, faults = edited(TAXONOMY, DRAWN, lines)
        assert faults == ()
        assert {label.id: label.parent for label in touched}["app"] == "payments"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": "fees "}, "Row 2: two labels would be called “fees”. The other is in row 3."),
        ({"name": " "}, "Row 2: a label needs a name. To take “Cards” out of force, retire it."),
        ({"name": "x" * 81}, "Row 2: “" + "x" * 40 + "…” is too long for a name: at most 80 characters."),
        ({"under": "Payment"}, "Row 2: there is no label “Payment” to stand under. Did you mean “Payments”?"),
        (
            {"under": "Zebras"},
            "Row 2: there is no label “Zebras” to stand under. Leave it empty for the top level.",
        ),
        ({"under": "Cards"}, "Row 2: “Cards” would stand under itself."),
        ({"notation": "x" * 41}, "Row 2: a notation has at most 40 characters."),
    ],
)
def test_a_fault_is_named_by_its_row_and_nothing_is_touched(cells, said):
    assert edited(TAXONOMY, DRAWN, changed("cards", **cells)) == ((), (said,))


def test_labels_that_would_stand_under_each_other_are_both_named():
    now = tuple(
        row.model_copy(update={"under": {"cards": "Fees", "fees": "Cards"}.get(row.id, row.under)}) for row in DRAWN
    )
    assert edited(TAXONOMY, DRAWN, now).faults == (
        "Row 2: “Cards” would stand under itself.",
        "Row 3: “Fees” would stand under itself.",
    )


def test_a_name_that_a_label_outside_the_table_has_is_said_to_be_there():
    drawn = rows(TAXONOMY, ["cards"])
    now = (drawn[0].model_copy(update={"name": "App"}),)
    assert edited(TAXONOMY, drawn, now).faults == (
        "Row 1: two labels would be called “App”. The other is not in this table.",
    )


def test_a_new_line_of_a_name_that_is_there_is_the_one_at_fault():
    assert edited(TAXONOMY, DRAWN, (*DRAWN, Row(name="App"))).faults == (
        "Row 5: two labels would be called “App”. The other is in row 4.",
    )


def test_what_others_wrote_meanwhile_in_cells_that_were_left_alone_stays():
    now = after(TAXONOMY, (LABELS[3].model_copy(update={"description": "By Ben"}),))
    touched, _ = edited(now, DRAWN, changed("app", name="The app"))
    assert (touched[0].name, touched[0].description) == ("The app", "By Ben")


def test_a_label_retired_meanwhile_is_a_fault():
    now = after(TAXONOMY, (LABELS[3].turned_into(),))
    assert edited(now, DRAWN, changed("app", name="The app")).faults == ("Row 4: “App” is no longer in force.",)


def test_one_text_is_put_for_another_in_the_columns_asked_for():
    lines = replaced(DRAWN, "CARD", "Chip", ("name",))
    assert [row.name for row in lines] == ["Payments", "Chips", "Fees", "App"]
    assert lines[1].includes == DRAWN[1].includes
    assert replaced(DRAWN, "CARD", "Chip", ("name",), match_case=True) == DRAWN
    assert replaced(DRAWN, "", "Chip", ("name",)) == DRAWN


def test_what_is_sought_and_what_is_put_in_are_plain_text():
    [line] = replaced([Row(name="a.c (x)")], "(x)", r"\1", ("name",))
    assert line.name == r"a.c \1"
    assert replaced([Row(name="abc")], "a.c", "!", ("name",))[0].name == "abc"


NAMES = st.lists(st.text("abcde ", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=6)


@given(names=NAMES, unders=st.lists(st.sampled_from(["", "Cards", "Fees", "App", "Payments", "a"]), max_size=4))
def test_a_table_without_faults_always_makes_a_taxonomy(names, unders):
    now = [row.model_copy(update={"under": under}) for row, under in zip(DRAWN, (*unders, *[""] * 4), strict=False)]
    touched, faults = edited(TAXONOMY, DRAWN, (*now, *(Row(name=name) for name in names)))
    assert faults or after(TAXONOMY, touched)
    assert not (faults and touched)


def test_every_line_of_a_long_table_can_change_at_once():
    many = grown(*(Label(id=f"l{n}", name=f"Label {n}", parent=f"l{n // 10}" if n else None) for n in range(500)))
    drawn = rows(many)
    touched, faults = edited(many, drawn, replaced(drawn, "Label", "Topic", ("name", "under")))
    assert faults == ()
    assert [label.name for label in touched] == [row.name.replace("Label", "Topic") for row in drawn]
    assert {label.id: label.parent for label in touched} == {label.id: label.parent for label in many.live}
