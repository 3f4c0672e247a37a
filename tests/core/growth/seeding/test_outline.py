from core.growth.seeding.outline import outline_entries


def outline(text: str) -> list[tuple[str, str | None]]:
    entries = outline_entries(text.splitlines())
    return [(entry.name, None if entry.above is None else entries[entry.above].name) for entry in entries]


def test_a_line_stands_under_the_last_one_less_indented():
    text = "Cards\n    Lost\n      Abroad\n  Stolen\n\nFees\n\tYearly"
    assert outline(text) == [
        ("Cards", None),
        ("Lost", "Cards"),
        ("Abroad", "Lost"),
        ("Stolen", "Cards"),
        ("Fees", None),
        ("Yearly", "Fees"),
    ]


def test_bullets_and_numbers_before_names_are_no_part_of_them():
    assert [name for name, _ in outline("- Cards\n* Fees\n1. Loans\n2.1) Rates\n3D printing\n• Tea")] == [
        *("Cards", "Fees", "Loans", "Rates", "3D printing", "Tea")
    ]


def test_what_looks_like_a_bullet_inside_a_name_is_part_of_it():
    names = ["Cards - lost", "Fees 1. half", "1.1.1" + ".1" * 5_000]  # tried from each dot on, the last takes minutes
    assert [name for name, _ in outline("\n".join(names))] == names


def test_headings_stand_above_what_follows():
    text = "# Cards\n- Lost\n## Abroad\n- Cash\n# Fees"
    assert outline(text) == [
        ("Cards", None),
        ("Lost", "Cards"),
        ("Abroad", "Cards"),
        ("Cash", "Abroad"),
        ("Fees", None),
    ]
