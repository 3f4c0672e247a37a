from core.taxonomy.completeness import lacking
from core.taxonomy.label import Label


def test_what_a_contract_lacks_is_named_most_helpful_first():
    bare = Label(id="cards", name="Cards")
    assert lacking(bare) == ["description", "example", "counter-example", "line on what does not belong", "edge case"]
    told = {"description": "About cards", "examples": ("d1",), "excludes": ("fees",), "edge_cases": ("a fee: Fees",)}
    assert lacking(bare.model_copy(update=told)) == ["counter-example"]
    assert lacking(bare.model_copy(update={**told, "counter_examples": ("d2",)})) == []
