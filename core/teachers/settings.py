"""Which language model to ask, where, and how hard. Knows the environment's names, and nothing of openai."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError

from core.errors import TeacherError

OPENAI = "https://api.openai.com/v1"
LOCAL_TIMEOUT = 900.0  # seconds: a small machine may read a batch for minutes, and nobody is charged for waiting
OPENAI_MODEL = "gpt-4o-mini"  # what is asked there when nobody has chosen: cheap, and keeps to a given form


class ModelSettings(BaseModel, frozen=True, extra="forbid"):
    """A connection to any server that speaks the OpenAI protocol.

    Times are in seconds. `patience` is how long one question may take with all its waiting and retrying.
    `asked_again` enters every question's hash: raise it to ask afresh what has been answered before.
    """

    model: str = Field(min_length=1)
    small_model: str = ""  # writes the summaries; empty means the model itself
    base_url: str = OPENAI
    api_key: str = Field(default="", repr=False, pattern=r"^[!-~]*$")
    timeout: float = Field(default=120, gt=0)
    patience: float = Field(default=300, gt=0)
    concurrency: int = Field(default=8, ge=1, le=256)
    asked_again: int = Field(default=0, ge=0)

    @property
    def summariser(self) -> str:
        return self.small_model or self.model


def from_environment(environ: Mapping[str, str], model: str = "") -> ModelSettings:
    """What OPENAI_API_KEY, OPENAI_BASE_URL, TNT_MODEL, TNT_SMALL_MODEL and TNT_CONCURRENCY say.

    `model`, if given, goes before TNT_MODEL. Raises TeacherError where something is missing.
    """
    base_url = environ.get("OPENAI_BASE_URL", "").strip().rstrip("/") or OPENAI
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise TeacherError("OPENAI_BASE_URL has to be an address that begins with http:// or https://.")
    api_key = environ.get("OPENAI_API_KEY", "").strip()
    if not api_key and not is_local(base_url):
        raise TeacherError(
            "There is no key for the language model. Set OPENAI_API_KEY, or OPENAI_BASE_URL to a model that runs "
            "on your own network."
        )
    chosen = model.strip() or environ.get("TNT_MODEL", "").strip() or (OPENAI_MODEL if base_url == OPENAI else "")
    if not chosen:
        raise TeacherError(f"No language model is chosen. Set TNT_MODEL to the name of a model that {base_url} offers.")
    slow = LOCAL_TIMEOUT if is_local(base_url) else None
    given = {
        "timeout": slow,
        "patience": slow and 2 * slow,
        "model": chosen,
        "small_model": environ.get("TNT_SMALL_MODEL", "").strip(),
        "base_url": base_url,
        "api_key": api_key,
        "concurrency": environ.get("TNT_CONCURRENCY", "").strip(),
    }
    try:
        return ModelSettings.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        if any(fault["loc"] == ("api_key",) for fault in error.errors()):
            raise TeacherError("OPENAI_API_KEY holds characters that no key has. Copy it once more.") from None
        raise TeacherError("TNT_CONCURRENCY has to be a whole number from 1 to 256.") from error


def is_local(base_url: str) -> bool:
    """Whether an address lies on this machine or a private network, where servers seldom ask for a key."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))
