"""Two taxonomies of one corpus, and how their labels meet."""

from hypothesis import given
from hypothesis import strategies as st

from core.labelling.crossing import crossing
from core.store.crossing import Meeting
from core.taxonomy.edits import merge, retire
from core.taxonomy.label import Label
from core.taxonomy.taxonomy import Change, Taxonomy


def made(*names):
    labels = tuple(Label(id=name.casefold(), name=name) for name in names)
    return Taxonomy().apply(Change(labels=labels, author="human:Ana", based_on=0))


TOPICS, INTENTS = made("Cards", "App", "Fees"), made("Ask", "Complain")


def test_a_merged_label_brings_its_documents_to_the_one_that_stays():
    topics = TOPICS.apply(Change(labels=merge(TOPICS, ["app"], "cards"), author="human:Ana", based_on=1))
    met = crossing([Meeting("cards", "ask", 3), Meeting("app", "ask", 1), Meeting("fees", "ask", 4)], topics, INTENTS)
    assert met.documents == {("cards", "ask"): 4, ("fees", "ask"): 4}
    assert met.share("cards", "ask").value == 0.5


def test_a_retired_label_takes_its_documents_out_of_every_share():
    topics = TOPICS.apply(Change(labels=retire(TOPICS, "app"), author="human:Ana", based_on=1))
    met = crossing([Meeting("cards", "ask", 3), Meeting("app", "ask", 7)], topics, INTENTS)
    assert (met.of_one, met.of_other) == ({"cards": 3}, {"ask": 3})


def test_documents_that_no_label_fits_are_counted_as_such():
    met = crossing([Meeting(None, "ask", 3), Meeting("cards", None, 2), Meeting(None, None, 1)], TOPICS, INTENTS)
    assert met.of_one == {None: 4, "cards": 2}
    assert met.of_other == {"ask": 3, None: 3}


@given(
    st.lists(
        st.builds(
            Meeting,
            one=st.sampled_from([None, "cards", "app", "fees"]),
            other=st.sampled_from([None, "ask", "complain"]),
            documents=st.integers(0, 50),
        )
    )
)
def test_rows_and_columns_add_up_to_the_same_documents(meetings):
    met = crossing(meetings, TOPICS, INTENTS)
    whole = sum(meeting.documents for meeting in meetings)
    assert sum(met.documents.values()) == sum(met.of_one.values()) == sum(met.of_other.values()) == whole
