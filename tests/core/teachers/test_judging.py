import pytest

from core.corpus.document import Document
from core.errors import BadReply
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.teachers import judging
from core.teachers.forms import JudgementForm

LABELS = (
    Label(id="fees", name="Fees and prices"),
    Label(id="card-delivery", name="Card delivery"),
    Label(id="cards", name="Cards"),
    Label(id="old", name="Old label", became=("fees",)),
)
TAXONOMY = Taxonomy().apply(Change(labels=LABELS, author="t", based_on=0))
DOCUMENT = Document(id="d", text="My card has\nnot arrived. “Hello”, I said.")


def judged(**said):
    form = JudgementForm(**{"primary_id": None, "confidence": 0.5, **said})
    return judging.verdict(form, TAXONOMY, DOCUMENT)


@pytest.mark.parametrize(
    "said",
    [
        "card-delivery",
        "Card delivery",
        "card  DELIVERY",
        "card_delivery",
        "id: card-delivery",
        "[card-delivery] Card delivery",
    ],
)
def test_a_label_is_understood_by_id_by_name_and_by_an_id_in_dress(said):
    assert judged(primary_id=said).primary == "card-delivery"


@pytest.mark.parametrize(
    "said", ["neither fees nor cards", "no fees label fits", "Other", "old", "Old label", "card", "x"]
)
def test_what_is_not_one_of_the_labels_is_never_guessed_at(said):
    with pytest.raises(BadReply, match="is not a label of this taxonomy"):
        judged(primary_id=said)


def test_the_name_helps_where_the_id_does_not():
    assert judged(primary_id="17", primary_name="Cards").primary == "cards"
    assert judged(primary_id=None, primary_name="Cards").primary == "cards"
    assert judged(primary_id="cards", primary_name="Some card thing").primary == "cards"


def test_an_id_and_a_name_that_disagree_are_not_understood():
    with pytest.raises(BadReply, match="belong to different labels"):
        judged(primary_id="fees", primary_name="Cards")


@pytest.mark.parametrize("said", [None, "", "null", "None"])
def test_no_label_fits_is_an_answer(said):
    verdict = judged(primary_id=said, primary_name=said, confidence=0.9)
    assert (verdict.primary, verdict.applicable, verdict.needs_review) == (None, (), False)


def test_no_primary_label_but_others_that_apply_is_not_understood():
    with pytest.raises(BadReply, match="No primary label"):
        judged(applicable_ids=["cards"])


def test_the_primary_label_leads_those_that_apply_and_unknown_ones_are_left_out():
    verdict = judged(primary_id="cards", applicable_ids=["Fees and prices", "cards", "nonsense", "fees"])
    assert verdict.applicable == ("cards", "fees")


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("My card has not arrived.", "My card has\nnot arrived."),
        ("“Hello”, I said.", "“Hello”, I said."),
        ('"not arrived"', "not arrived"),
        ("My card did not arrive", ""),
        ("", ""),
        ("“”", ""),
    ],
)
def test_a_quote_is_kept_only_if_the_document_says_so(quote, kept):
    verdict = judged(primary_id="cards", quote=quote)
    assert verdict.quote == kept
    assert verdict.quote in DOCUMENT.text
