import numpy as np
import pytest

from core.classifier.examples import Example
from core.classifier.learning_curve import Measured, in_words, learning_curve, measured, told, usual_sizes
from core.classifier.recipe import Recipe
from core.classifier.training import train
from tests.core.classifier.cases import colours

SIZES = (50, 100, 200, 400, 800, 1600)


def world(law, seed=0, kept=600):
    """Documents kept aside that each become told once the accuracy passes a chance of their own, with some noise."""
    rng = np.random.default_rng(seed)
    own = rng.random(kept)
    return [
        Measured(size, tuple(np.where(rng.random(kept) < 0.9, own, rng.random(kept)) < law(size))) for size in SIZES
    ]


def steep(n):
    return 0.95 - 3.0 * n**-0.4


def flat(n):
    return 0.8


def test_a_law_without_noise_is_found_again():
    """10,000 documents, of which just so many are right as the law says."""
    places = np.arange(10_000)
    steps = [Measured(size, tuple(places < round(10_000 * steep(size)))) for size in SIZES]
    found = learning_curve(steps)
    assert found.law == pytest.approx((0.95, 3.0, 0.4), rel=0.1)
    assert found.gain.value == pytest.approx(steep(3200) - steep(1600), abs=1e-3)
    assert found.now.value == pytest.approx(steep(1600), abs=1e-3)
    assert [point.accuracy.n for point in found.points] == [10_000] * 6


def test_a_rising_curve_is_worth_its_labels_and_says_what_they_cost():
    found = learning_curve(world(steep), cost_each=0.002)
    assert (found.prospects, found.more) == ("worth it", 1600)
    assert found.cost == pytest.approx(3.2)
    assert found.gain.low <= steep(3200) - steep(1600) <= found.gain.high
    assert in_words(found, "3.20 dollars").startswith("1,600 more labels (3.20 dollars) would bring +")


def test_on_a_flat_curve_more_labels_would_hardly_help():
    found = learning_curve(world(flat))
    assert found.prospects == "hardly"
    assert in_words(found).startswith("More labels would hardly help: 1,600 more would bring ")


def test_a_noisy_curve_cannot_tell():
    rng = np.random.default_rng(0)
    steps = [Measured(size, tuple(rng.random(60) < rng.uniform(0.5, 0.9))) for size in SIZES]
    found = learning_curve(steps)
    assert found.prospects == "cannot tell"
    assert "cannot be told" in in_words(found)


def test_bands_hold_the_curve_and_more_never_brings_less():
    found = learning_curve(world(steep))
    assert all(point.fitted.low <= point.fitted.value <= point.fitted.high for point in found.points)
    assert found.gain.low >= 0
    assert found.then.value >= found.now.value


def test_the_order_of_sizes_and_documents_does_not_matter():
    steps = world(steep)
    turned = [Measured(step.examples, step.right[::-1]) for step in steps]
    assert learning_curve(turned).law == pytest.approx(learning_curve(steps).law)


def test_too_few_sizes_or_documents_fit_no_law():
    assert learning_curve(world(steep)[:3]).law is None
    few = learning_curve(world(steep, kept=10))
    assert (few.law, few.prospects, few.gain.value) == (None, "cannot tell", None)
    assert in_words(few).startswith("Whether more labels would help cannot be told yet.")
    assert learning_curve([]).points == ()


def test_all_sizes_must_be_scored_on_the_same_documents():
    with pytest.raises(ValueError, match="same documents"):
        learning_curve([Measured(10, (True,)), Measured(20, (True, False))])


def test_each_part_of_the_examples_holds_the_one_before_whatever_their_order():
    examples, parts = colours(10), []
    measured(examples[::-1], [5, 10, 500], lambda some: parts.append(list(some)) or [True])
    again = []
    steps = measured(examples, [500, 10, 5], lambda some: again.append(list(some)) or [True])
    assert [step.examples for step in steps] == [5, 10, 30]
    assert parts == again
    assert parts[1][:5] == parts[0]


def test_sizes_grow_by_a_factor_up_to_all_examples():
    assert usual_sizes(1600) == [200, 303, 459, 696, 1056, 1600]
    assert usual_sizes(10) == [10]
    assert usual_sizes(0) == []


def test_a_classifier_is_taught_and_scored_on_documents_kept_aside():
    kept = [Example("a rose", "red"), Example("the ocean", "blue"), Example("moss", "green")]
    recipe = Recipe(head="logistic", features="tfidf", setting=10.0)
    steps = measured(colours(10), [30], lambda some: told(train(some, recipe).model, kept))
    assert steps == [Measured(30, (True, True, True))]
