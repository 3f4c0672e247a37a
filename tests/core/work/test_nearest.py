from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy
from core.work.nearest import nearest

LABELS = (
    Label(id="cards", name="Bank cards", description="Lost and stolen bank cards"),
    Label(id="debit", name="Debit cards", description="A debit card that was stolen or lost"),
    Label(id="app", name="App", description="Signing in on the phone with a passcode"),
    Label(id="phone", name="Phone", description="A new phone and signing in again"),
)


def grown(*labels):
    return Taxonomy().apply(Change(labels=labels, author="offline", based_on=0))


def test_the_label_that_reads_most_like_those_that_go_is_found_among_those_that_stay():
    taxonomy = grown(*LABELS)
    assert nearest(taxonomy, ["cards"]).label == "debit"
    assert nearest(taxonomy, ["app"]).label == "phone"
    assert nearest(taxonomy, ["cards", "app"]).label in ("debit", "phone")


def test_nothing_is_suggested_where_no_label_is_like_it_or_none_stays():
    assert nearest(grown(LABELS[0], Label(id="x", name="Xylophone")), ["x"]) is None
    assert nearest(grown(LABELS[0]), ["cards"]) is None
    assert nearest(grown(*LABELS), []) is None
