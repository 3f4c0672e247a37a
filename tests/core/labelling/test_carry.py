import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotFound
from core.labelling.carry import Carried, askable_again, carry, current, origins, stale_ids
from core.taxonomy import edits
from core.taxonomy.history import replay
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Taxonomy
from tests.core.labelling.judgements import annotation, edited, verdict
from tests.core.taxonomy.histories import grown, histories, step


@given(histories())
def test_every_id_ever_issued_is_either_stale_or_means_one_label_in_force(log):
    taxonomy = replay(log)
    known, stale = origins(taxonomy), stale_ids(taxonomy)
    assert set(known) == {label.id for label in taxonomy.live}
    meant = [label_id for ids in known.values() for label_id in ids]
    assert sorted([*meant, *stale]) == sorted(taxonomy.labels)
    assert all(label_id in ids for label_id, ids in known.items())


@given(histories(), st.data())
def test_a_judgement_follows_its_label_or_goes_stale(log, data):
    taxonomy = replay(log)
    if not taxonomy.labels:
        return
    label_id = data.draw(st.sampled_from(sorted(taxonomy.labels)))
    for judgement in (verdict("1", label_id), annotation("1", "Ana", label_id)):
        carried = carry(judgement, taxonomy)
        assert carried.stale == (label_id in stale_ids(taxonomy))
        if not carried.stale:
            assert taxonomy.trace(label_id) == (taxonomy[carried.primary],)
            assert label_id in origins(taxonomy)[carried.primary]
        assert all(taxonomy[kept].in_force for kept in carried.applicable)


def test_judgements_follow_renamed_and_merged_labels_and_go_stale_with_split_and_retired_ones():
    taxonomy = edited()
    assert carry(verdict("1", "bills"), taxonomy) == Carried("bills", ("bills",), stale=False)
    assert carry(verdict("1", "money-back"), taxonomy) == Carried("refunds", ("refunds",), stale=False)
    assert carry(verdict("1", "delivery"), taxonomy) == Carried(None, (), stale=True)
    assert carry(verdict("1", "spam"), taxonomy) == Carried(None, (), stale=True)
    assert stale_ids(taxonomy) == {"delivery", "spam"}
    assert origins(taxonomy)["refunds"] == {"refunds", "money-back"}


def test_that_no_label_fits_is_not_stale():
    assert carry(verdict("1", None), edited()) == Carried(None, (), stale=False)


def test_labels_that_became_one_are_named_once_the_primary_first():
    carried = carry(verdict("1", "money-back", "refunds", "bills", "spam"), edited())
    assert carried == Carried("refunds", ("refunds", "bills"), stale=False)


def test_a_document_of_a_split_label_is_asked_again_even_when_one_part_is_left():
    taxonomy = edited()
    taxonomy = taxonomy.apply(step(edits.retire(taxonomy, "late"), taxonomy))
    assert taxonomy.trace("delivery") == (taxonomy["lost"],)
    assert current(taxonomy, "delivery") is None


def test_a_label_of_another_taxonomy_is_not_passed_over():
    with pytest.raises(NotFound, match="“elsewhere”"):
        carry(verdict("1", "elsewhere"), edited())


def test_a_hundred_thousand_judgements_of_thousands_of_merged_labels_are_carried():
    labels = {f"l{n}": Label(id=f"l{n}", name=f"L{n}", became=(f"l{n + 1}",)) for n in range(5000)}
    taxonomy = Taxonomy(labels={**labels, "l5000": Label(id="l5000", name="Last")})
    first = verdict("1", "l0")
    assert all(carry(first, taxonomy).primary == "l5000" for _ in range(100_000))
    assert len(origins(taxonomy)["l5000"]) == 5001


def test_what_a_version_still_has_whole_cannot_be_judged_again_by_it():
    before, now = grown("Refunds", "Money back", "Delivery", "Spam", "Bills"), edited()
    assert askable_again(now, now) == stale_ids(now) == {"delivery", "spam"}
    assert askable_again(now, before) == frozenset()
    without_delivery = before.apply(step(edits.retire(before, "delivery"), before))
    assert askable_again(now, without_delivery) == {"delivery"}
    assert askable_again(now, grown("Refunds", "Delivery")) == {"spam"}, "it never had Spam"
