import pytest

from core.errors import TeacherError
from core.teachers.settings import OPENAI, ModelSettings, from_environment, is_local


def test_a_key_alone_is_enough_for_the_usual_provider():
    settings = from_environment({"OPENAI_API_KEY": "k"})
    assert (settings.base_url, settings.model) == (OPENAI, "gpt-4o-mini")
    assert settings.summariser == settings.model


def test_everything_can_be_said_in_the_environment():
    settings = from_environment(
        {
            "OPENAI_API_KEY": "k",
            "OPENAI_BASE_URL": "https://models.example.org/v1/",
            "TNT_MODEL": "large",
            "TNT_SMALL_MODEL": "small",
            "TNT_CONCURRENCY": "32",
        }
    )
    assert settings == ModelSettings(
        base_url="https://models.example.org/v1", api_key="k", model="large", small_model="small", concurrency=32
    )
    assert settings.summariser == "small"


def test_a_model_chosen_by_hand_goes_before_the_environment():
    assert from_environment({"OPENAI_API_KEY": "k", "TNT_MODEL": "a"}, model="b").model == "b"


def test_a_missing_key_is_said_with_what_to_do():
    with pytest.raises(TeacherError, match="Set OPENAI_API_KEY"):
        from_environment({})
    with pytest.raises(TeacherError, match="Set OPENAI_API_KEY"):
        from_environment({"OPENAI_BASE_URL": "https://models.example.org/v1"})


def test_a_server_of_ones_own_needs_a_model_and_no_key():
    assert from_environment({"OPENAI_BASE_URL": "http://127.0.0.1:8080/v1", "TNT_MODEL": "m"}).api_key == ""
    with pytest.raises(TeacherError, match="Set TNT_MODEL"):
        from_environment({"OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"})


@pytest.mark.parametrize("address", ["models.example.org/v1", "localhost:8080/v1", "ftp://example.org", "http://"])
def test_what_is_no_address_is_refused_before_anything_is_asked(address):
    with pytest.raises(TeacherError, match="begins with http"):
        from_environment({"OPENAI_BASE_URL": address, "TNT_MODEL": "m"})


@pytest.mark.parametrize("value", ["many", "0", "-3", "1.5"])
def test_a_concurrency_that_is_none_is_refused(value):
    with pytest.raises(TeacherError, match="whole number"):
        from_environment({"OPENAI_API_KEY": "k", "TNT_CONCURRENCY": value})


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost:1234/v1", True),
        ("http://[::1]:1234/v1", True),
        ("http://192.168.1.7/v1", True),
        ("http://ollama:11434/v1", True),
        ("http://box.local/v1", True),
        ("https://8.8.8.8/v1", False),
        ("https://localhost.example.org/v1", False),
        (OPENAI, False),
    ],
)
def test_which_servers_are_ones_own(address, local):
    assert is_local(address) is local


def test_a_key_is_never_printed():
    assert "secret" not in repr(ModelSettings(model="m", api_key="secret"))


def test_a_key_that_was_copied_badly_is_refused_without_showing_it():
    with pytest.raises(TeacherError, match="OPENAI_API_KEY holds characters") as told:
        from_environment({"OPENAI_API_KEY": "secret key…"})
    assert told.value.__cause__ is None
