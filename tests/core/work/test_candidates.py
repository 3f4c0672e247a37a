"""What settings, old and new, ask to be trained."""

import pytest
from pydantic import ValidationError

from core.classifier.fitting import NESTING
from core.classifier.recipe import MINILM, PROFILES
from core.work.candidates import NESTED, candidates
from core.work.settings import PAPER, TrainSettings


def named(settings):
    return {each.part: each.name for each in candidates(settings)}


def test_profiles_are_trained_of_each_structure_the_quick_ones_first():
    assert named(TrainSettings()) == {
        "fast": "Fast",
        "balanced": "Balanced",
        "fast per parent": "Fast, per parent",
        "balanced per parent": "Balanced, per parent",
    }
    first = next(iter(candidates(TrainSettings(even=True, distrust="never", seed=3))))
    assert first.recipe == PROFILES["fast"].model_copy(update={"even": True, "seed": 3})
    assert first.profile == "fast"


def test_settings_from_before_there_were_profiles_mean_what_they_meant():
    stored = {"heads": ["logistic", "trees"], "features": ["tfidf"], "seed": 5}
    settings = TrainSettings.model_validate(stored)
    assert settings.profiles == ()
    assert list(named(settings))[:2] == ["logistic tfidf", "trees tfidf"]
    assert TrainSettings.model_validate(settings.model_dump(mode="json")) == settings


def test_the_papers_three_on_both_kinds_of_features_are_one_setting():
    flat = [each for each in candidates(PAPER) if each.recipe.structure == "flat"]
    assert len(flat) == 6
    assert {each.recipe.head for each in flat} == {"logistic", "trees", "network"}


def test_heads_that_cannot_be_nested_are_flat_once():
    assert NESTED == NESTING
    settings = TrainSettings(heads=("svm", "trees"), features=("tfidf",))
    assert list(named(settings)) == ["svm tfidf", "trees tfidf", "svm tfidf per parent"]
    nested = settings.model_copy(update={"structures": ("per parent",)})
    assert list(named(nested)) == ["svm tfidf per parent", "trees tfidf"]


def test_heads_and_profiles_can_stand_side_by_side_and_an_encoder_goes_where_it_is_needed():
    settings = TrainSettings(
        profiles=("accurate",), heads=("svm",), features=("encoder", "tfidf"), structures=("flat",)
    )
    found = {each.part: each.recipe.encoder for each in candidates(settings)}
    assert found == {"accurate": MINILM, "svm encoder": MINILM, "svm tfidf": ""}


@pytest.mark.parametrize(
    "nonsense", [{"profiles": ()}, {"heads": ("svm",)}, {"features": ("tfidf",)}, {"structures": ()}, {"encoder": ""}]
)
def test_settings_that_train_nothing_are_refused(nonsense):
    with pytest.raises(ValidationError):
        TrainSettings(**nonsense)
