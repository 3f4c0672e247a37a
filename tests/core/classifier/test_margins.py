import numpy as np
import pytest
from sklearn.svm import LinearSVC

from core.classifier import margins
from core.classifier.features import learn_features, matrix
from core.classifier.margins import separated
from tests.core.classifier.cases import tickets

EXAMPLES = tickets(120)
TEXTS = [example.text for example in EXAMPLES]
LABELS, CODES = np.unique([example.primary for example in EXAMPLES], return_inverse=True)
HAS = np.arange(len(LABELS)) == CODES[:, None]
ROWS = matrix(learn_features(TEXTS, "both"), TEXTS)


@pytest.mark.parametrize("cost", [0.1, 1])
@pytest.mark.parametrize("weights", [np.ones(len(TEXTS)), 1.0 + np.arange(len(TEXTS)) % 3], ids=["even", "weighted"])
def test_the_hyperplanes_are_those_of_scikit_learn(monkeypatch, cost, weights):
    monkeypatch.setattr(margins, "CLOSE", 1e-5)
    monkeypatch.setattr(margins, "MOST_SWEEPS", 500)
    reference = LinearSVC(C=cost, tol=1e-8, max_iter=20_000).fit(ROWS, CODES, sample_weight=weights)
    found, biases = separated(ROWS, HAS, weights, cost, seed=0)
    assert ROWS @ found + biases == pytest.approx(reference.decision_function(ROWS), abs=2e-3)


def test_as_close_as_training_goes_no_answer_of_the_exact_ones_differs():
    reference = LinearSVC(C=1).fit(ROWS, CODES)
    found, biases = separated(ROWS, HAS, np.ones(len(TEXTS)), 1, seed=0)
    assert ((ROWS @ found + biases).argmax(axis=1) == reference.predict(ROWS)).all()


def test_rows_may_have_several_labels_or_none():
    has = HAS.copy()
    has[0] = False
    has[1] = True
    found, biases = separated(ROWS, has, np.ones(len(TEXTS)), 10, seed=0)
    scores = ROWS @ found + biases
    assert (scores[0] < 0).all()
    assert (scores[1] > 0).all()


def test_rows_without_any_number_have_the_bias_only():
    found, biases = separated(ROWS[:, :0], HAS, np.ones(len(TEXTS)), 1, seed=0)
    assert found.shape == (0, len(LABELS))
    assert biases.argmax() == np.bincount(CODES).argmax()
