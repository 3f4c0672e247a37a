import pytest

from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from pages.parts.colours import COLOURS, by_place, colour_of, colours, contrast, hard_to_see_on

LABELS = (Label(id="cards", name="Cards"), Label(id="app", name="App", colour="#123456"))
TAXONOMY = Taxonomy().apply(Change(labels=LABELS, author="human:Ana", based_on=0))


def test_a_colour_that_people_chose_wins_everywhere():
    assert colours(TAXONOMY) == {"cards": COLOURS[0], "app": "#123456"}
    assert colour_of(TAXONOMY, "app") == "#123456"
    assert by_place(TAXONOMY, "app") == COLOURS[1]


def test_a_label_s_own_colour_stays_when_others_come():
    more = TAXONOMY.apply(Change(labels=(Label(id="new", name="New"),), author="human:Ana", based_on=1))
    assert colour_of(more, "cards") == colour_of(TAXONOMY, "cards")


@pytest.mark.parametrize("colour", COLOURS)
def test_the_colours_of_the_house_stand_out_in_light_and_dark(colour):
    assert hard_to_see_on(colour) == []


def test_a_colour_that_is_hard_to_see_says_where():
    assert hard_to_see_on("#FFF3A0") == ["light"]
    assert hard_to_see_on("#101010") == ["dark"]
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # WCAG's own borderline grey
