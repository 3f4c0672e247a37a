from core.classifier.scores import Evaluation

KEPT_BEFORE = {
    "against": "people",
    "method": "held out",
    "n": 40,
    "accuracy": {"value": 0.8, "low": 0.65, "high": 0.9, "n": 40, "method": "share, Wilson interval"},
    "macro_f1": {"value": 0.7, "low": 0.5, "high": 0.8, "n": 40, "method": "bootstrap over documents, percentiles"},
    "applicable_f1": 0.75,
    "baseline": 0.3,
    "labels": [{"label": "fees", "precision": 0.9, "recall": 0.8, "f1": 0.85, "support": 12}],
    "confusions": [{"actual": "fees", "predicted": "cards", "count": 3}],
    "documents_per_second": 4000.0,
    "size_bytes": 123456,
    "seed": 0,
}


def test_scores_kept_by_earlier_versions_still_load():
    found = Evaluation.model_validate(KEPT_BEFORE)
    assert (found.applicable_f1.value, found.applicable_f1.low, found.applicable_f1.n) == (0.75, None, 40)
    assert found.exact is None
    assert found.labels[0].f1_range is None
    assert found.without_label == 0


def test_what_was_loaded_is_kept_as_it_is_from_then_on():
    found = Evaluation.model_validate(KEPT_BEFORE)
    assert Evaluation.model_validate(found.model_dump(mode="json")) == found


def test_a_perfect_score_that_was_kept_as_a_whole_number_loads():
    assert Evaluation.model_validate({**KEPT_BEFORE, "applicable_f1": 1}).applicable_f1.value == 1
