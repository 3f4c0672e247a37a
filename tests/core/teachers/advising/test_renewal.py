"""Advice and what others did meanwhile go together as long as they touch different things."""

from core.taxonomy import edits
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers.advising.renewal import renewed


def after(taxonomy, *steps):
    for labels in steps:
        taxonomy = taxonomy.apply(Change(labels=labels, author="human:Ana", based_on=taxonomy.version))
    return taxonomy


CARDS, FEES = Label(id="cards", name="Cards", edge_cases=("old",)), Label(id="fees", name="Fees")
BASE = after(Taxonomy(), (CARDS, FEES))
RULE = (CARDS.model_copy(update={"edge_cases": ("old", "new")}),)


def test_what_nobody_else_touched_is_as_it_was():
    assert renewed(BASE, BASE, RULE) == RULE


def test_two_rules_for_one_label_are_both_kept():
    now = after(BASE, (CARDS.model_copy(update={"edge_cases": ("old", "theirs")}),))
    (label,) = renewed(BASE, now, RULE)
    assert label.edge_cases == ("old", "theirs", "new")


def test_a_rule_is_kept_beside_a_new_name():
    (label,) = renewed(BASE, after(BASE, edits.rename(BASE, "cards", "Bank cards")), RULE)
    assert (label.name, label.edge_cases) == ("Bank cards", ("old", "new"))


def test_two_wordings_do_not_go_together():
    wished = edits.rename(BASE, "cards", "Plastic")
    assert renewed(BASE, after(BASE, edits.rename(BASE, "cards", "Bank cards")), wished) is None


def test_advice_on_a_label_that_is_gone_or_locked_by_now_is_out_of_date():
    assert renewed(BASE, after(BASE, edits.retire(BASE, "cards")), RULE) is None
    assert renewed(BASE, after(BASE, edits.lock(BASE, "cards")), RULE) is None


def test_a_merge_survives_new_words_of_the_one_that_stays_and_not_of_the_one_that_goes():
    wished = edits.merge(BASE, ("cards", "fees"), "cards")
    stays = after(BASE, (CARDS.model_copy(update={"description": "Plastic."}),))
    assert after(stays, renewed(BASE, stays, wished)).live[0].description == "Plastic."
    assert renewed(BASE, after(BASE, edits.rename(BASE, "fees", "Charges")), wished) is None


def test_a_name_that_someone_has_taken_meanwhile_is_free_no_more():
    wished = (Label(id="refunds", name="Refunds"),)
    now = after(BASE, (Label(id="refunds-2", name="refunds"),))
    assert renewed(BASE, now, wished) is None
    assert renewed(BASE, after(BASE, wished), wished) is None


def test_advice_that_has_been_followed_by_hand_has_nothing_left_to_do():
    assert renewed(BASE, after(BASE, RULE), RULE) is None
