from core.taxonomy.label import Label, Quote
from pages.parts.annotator import contract_of


def test_people_who_judge_see_the_contract_with_edge_cases_and_documents_that_show_it():
    label = Label(
        id="cards",
        name="Cards",
        description="About cards",
        includes=("swallowed", "lost"),
        excludes=("fees: Fees",),
        edge_cases=("Stolen with a phone: here",),
        examples=("d1", "gone", "d2"),
        counter_examples=("d3",),
        quotes=(Quote(document="d1", text="ate my card"),),
        notes="Ask legal",
    )
    passages = {"d1": "Today a machine ate my card", "d2": "Where is it", "d3": "A fee for my card"}
    assert contract_of(label, passages).splitlines() == [
        "About cards",
        "Belongs here: swallowed; lost",
        "Does not belong here: fees: Fees",
        "Doubtful, and decided: Stolen with a phone: here",
        "Example: “ate my card”",
        "Looks alike, belongs elsewhere: “A fee for my card”",
    ]


def test_a_label_that_says_nothing_has_no_contract_to_show():
    assert contract_of(Label(id="cards", name="Cards"), {}) == ""
