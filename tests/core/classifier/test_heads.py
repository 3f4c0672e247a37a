import lightgbm
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from core.classifier.features import keeping, learn_features, matrix, strongest
from core.classifier.heads import fit, flattened, logistic, network
from core.classifier.portable.terms import Row
from tests.core.classifier.cases import HOSTILE, colours, tickets

EXAMPLES = tickets(70)
TEXTS = [example.text for example in EXAMPLES]
LABELS, CODES = np.unique([example.primary for example in EXAMPLES], return_inverse=True)
WEIGHTS = np.ones(len(TEXTS))
FEATURES = learn_features(TEXTS, "tfidf")
ROWS = matrix(FEATURES, TEXTS)
UNSEEN = [*HOSTILE, *(example.text for example in tickets(100)[70:])]


def probabilities(head, features=FEATURES, texts=UNSEEN):
    return np.array([head.probabilities(features.row(text)) for text in texts])


def test_portable_logistic_regression_agrees_with_scikit_learn_on_hostile_texts():
    reference = LogisticRegression(C=10).fit(ROWS, CODES)
    head = logistic(ROWS, CODES, WEIGHTS, [0.1])[0]
    head.weights, head.biases = reference.coef_.T.astype(np.float32), reference.intercept_.astype(np.float32)
    assert probabilities(head) == pytest.approx(reference.predict_proba(matrix(FEATURES, UNSEEN)), abs=1e-5)


def test_fitting_among_the_rows_axes_finds_the_same_optimum():
    reference = LogisticRegression(C=1, tol=1e-5, max_iter=500).fit(ROWS, CODES)
    found = probabilities(logistic(ROWS, CODES, WEIGHTS, [1])[0])
    assert found == pytest.approx(reference.predict_proba(matrix(FEATURES, UNSEEN)), abs=5e-3)


def test_two_labels_are_as_probable_as_scikit_learn_says():
    codes = (CODES == 0).astype(int)
    reference = LogisticRegression(C=1, tol=1e-5, max_iter=500).fit(ROWS, codes)
    found = probabilities(logistic(ROWS, codes, WEIGHTS, [1])[0])
    assert found == pytest.approx(reference.predict_proba(matrix(FEATURES, UNSEEN)), abs=5e-3)


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("codes", [CODES, (CODES == 0).astype(int)], ids=["many labels", "two labels"])
def test_the_portable_network_agrees_with_scikit_learn(codes):
    reference = MLPClassifier((32,), alpha=1e-5, batch_size=64, max_iter=15, random_state=4)
    reference.fit(4 * ROWS.astype(np.float32), codes)
    found = probabilities(network(ROWS, codes, WEIGHTS, hidden=32, seed=4))
    assert found == pytest.approx(reference.predict_proba(4 * matrix(FEATURES, UNSEEN)), abs=1e-4)


def test_flattened_trees_agree_with_lightgbm_to_the_last_digits():
    settings = {
        "objective": "multiclass",
        "num_class": len(LABELS),
        "verbosity": -1,
        "min_data_in_leaf": 2,
        "num_threads": 1,
    }
    features = keeping(FEATURES, strongest(FEATURES, ROWS, CODES, most=500))
    data = lightgbm.Dataset(matrix(features, TEXTS), CODES, params=settings)
    booster = lightgbm.train(settings, data, num_boost_round=8)
    head = flattened(booster.model_to_string(), len(LABELS), features.width)
    assert len(head.feature) > len(head.roots)
    found = probabilities(head, features)
    assert found == pytest.approx(booster.predict(matrix(features, UNSEEN)), abs=1e-12)


@pytest.mark.parametrize("kind", ["svm", "logistic", "trees", "network"])
def test_every_head_separates_what_is_easily_separated(kind):
    examples = colours(each=30)
    texts = [example.text for example in examples]
    labels, codes = np.unique([example.primary for example in examples], return_inverse=True)
    features = learn_features(texts, "tfidf")
    setting = {"svm": 1, "logistic": 0.1, "trees": 3, "network": 32}[kind]
    head = fit(kind, [setting], matrix(features, texts), codes, np.ones(len(codes)), len(labels), seed=0)[0]
    assert (probabilities(head, features, texts).argmax(axis=1) == codes).all()


@pytest.mark.parametrize("kind", ["svm", "logistic", "trees", "network"])
def test_probabilities_sum_to_one_for_hostile_texts(kind):
    setting = {"svm": 1, "logistic": 1, "trees": 3, "network": 32}[kind]
    head = fit(kind, [setting], ROWS, CODES, WEIGHTS, len(LABELS), seed=0)[0]
    assert probabilities(head, texts=HOSTILE).sum(axis=1) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("kind", ["svm", "logistic", "trees", "network"])
def test_heads_fitted_together_are_in_the_order_of_their_settings_and_as_good_as_alone(kind):
    settings = {"svm": [0.1, 1], "logistic": [0.1, 10], "trees": [2, 4], "network": [8, 16]}[kind]
    rows, codes = ROWS[:, :300], CODES % 3
    together = fit(kind, settings, rows, codes, WEIGHTS, 3, seed=0)
    for setting, head in zip(settings, together, strict=True):
        alone = fit(kind, [setting], rows, codes, WEIGHTS, 3, seed=0)[0]
        for row in rows[:20].toarray():
            said = Row(np.arange(300), row)
            assert head.probabilities(said) == pytest.approx(alone.probabilities(said), abs=0.02)
