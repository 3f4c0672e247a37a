"""The line to a server that speaks the OpenAI protocol. The only file that knows the openai package.

It sends one request and brings back one answer: patiently where the server is busy, in simpler words where it does not
know a parameter, with a plain sentence where nothing helps. It does not know what is asked or what is made of it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal, NamedTuple

import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessage

from core.errors import BadReply, TeacherBusy, TeacherError
from core.teachers.forms import Schema, unbounded
from core.teachers.prompts import Message
from core.teachers.room import Room, Turn
from core.teachers.settings import ModelSettings

TRIES = 6  # with pauses of 1, 2, 4 … seconds: past that a server is down rather than busy
TRIES_IN_VAIN = 3  # where nobody is there at all: whoever waits is to hear of it within seconds
LONGEST_PAUSE = 30.0
SAID = 200  # characters of a server's own message that are passed on

CUT = "\n[cut off at the length limit]"
REFUSED = "[refused] "

_NOT_SUPPORTED = frozenset({400, 404, 415, 422, 501})
_BUSY = frozenset({408, 409, 425, 429})


FORMS: tuple[Literal["bounded", "json_schema", "json_object", "text"], ...]
FORMS = ("bounded", "json_schema", "json_object", "text")


class Request(NamedTuple):
    """What is asked, whatever way the server lets it be asked."""

    name: str
    model: str
    messages: tuple[Message, ...]
    temperature: float
    top_p: float
    schema: Schema


class Answer(NamedTuple):
    """What came back. The text says by CUT and REFUSED where it is not a whole reply. Tokens unknown are 0."""

    text: str
    prompt_tokens: int
    completion_tokens: int


class Way(NamedTuple):
    """How a server can be asked. Each step down is taken when it refuses the one above."""

    form: Literal["bounded", "json_schema", "json_object", "text"] = "bounded"  # bounded: a schema with lengths
    sampling: bool = True  # some reasoning models allow no temperature

    def simpler(self, error: openai.APIStatusError) -> "Way | None":
        """The next way to try after a refusal; None where the way was not the reason, or there is none left."""
        if error.status_code not in _NOT_SUPPORTED or _is_final(error):
            return None
        said = f"{error.param} {error.message}".casefold()
        if self.sampling and ("temperature" in said or "top_p" in said):
            return self._replace(sampling=False)
        return None if self.form == "text" else self._replace(form=FORMS[FORMS.index(self.form) + 1])


class Line:
    """An open connection, for the tasks of one event loop."""

    def __init__(self, settings: ModelSettings, connection: "Connection") -> None:
        self.settings = settings
        self.connection = connection
        self.users = 0
        self.room = Room(settings.concurrency)
        self.failure: TeacherError | None = None
        self.client = openai.AsyncOpenAI(
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            timeout=settings.timeout,
            max_retries=0,  # we retry ourselves: within one deadline, and in words a person can read
        )

    async def complete(self, request: Request, spread: float, allow: Callable[[], None], turn: Turn) -> Answer:
        """One answer. `spread`, 0 to 1, keeps many callers from trying again at the same moment.

        `allow` is asked when it is the request's turn. Raises what that raises, TeacherBusy, TeacherError, and BadReply
        where the server declines this very text. After any but the last nobody else on the line asks any more, while
        calls already under way may end and be kept.
        """
        async with self.room.place(turn):
            if self.failure is not None:
                raise type(self.failure)(str(self.failure)) from self.failure
            try:
                allow()
                return read(await self._patiently(request, spread))
            except BadReply:
                raise
            except TeacherError as error:
                self.failure = error
                raise

    async def _patiently(self, request: Request, spread: float) -> ChatCompletion:
        clock = asyncio.get_running_loop()
        deadline = clock.time() + self.settings.patience
        attempt = 1
        while True:
            try:
                return await self._send(request)
            except (openai.APIConnectionError, openai.APIStatusError) as error:
                pause = _pause_after(error, attempt, spread)
                tries = TRIES_IN_VAIN if type(error) is openai.APIConnectionError else TRIES  # not a time-out
                last = attempt >= tries or clock.time() + pause > deadline or self.failure is not None
                if last or not _is_busy(error):
                    raise _in_words(error, self.settings, request.model) from error
            await asyncio.sleep(pause)
            attempt += 1

    async def _send(self, request: Request) -> ChatCompletion:
        way = self.connection.way
        while True:
            try:
                completion = await self._create(request, way)
            except openai.APIStatusError as error:
                simpler = way.simpler(error)
                if simpler is None:
                    raise
                way = simpler
                continue
            except (openai.APIResponseValidationError, json.JSONDecodeError) as error:
                raise _not_a_server(self.settings) from error
            if not _is_whole(completion):
                raise _not_a_server(self.settings)
            self.connection.remember(way)
            return completion

    async def _create(self, request: Request, way: Way) -> ChatCompletion:
        in_words = way.form in ("json_object", "text")
        body: dict[str, object] = {"model": request.model}
        body["messages"] = _with_form(request) if in_words else request.messages
        if way.sampling:
            body |= {"temperature": request.temperature, "top_p": request.top_p}
        if way.form != "text":
            body["response_format"] = _format(request, way)
        # the package's own method for chats first walks through all that is sent: a millisecond and more a call
        return await self.client.post("/chat/completions", cast_to=ChatCompletion, body=body)


class Connection:
    """A server, and what it has shown it cannot do. It outlives the event loops that lines belong to."""

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self.way = Way()
        self._lines: dict[asyncio.AbstractEventLoop, Line] = {}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Line]:
        """The line of the running event loop; the last to leave closes it."""
        loop = asyncio.get_running_loop()
        if loop not in self._lines:
            self._lines[loop] = Line(self.settings, self)
        line = self._lines[loop]
        line.users += 1
        try:
            yield line
        finally:
            line.users -= 1
            if line.users == 0:
                del self._lines[loop]
                await line.client.close()

    def remember(self, way: Way) -> None:
        """Ask in this way from now on; what was once refused is not tried again."""
        simplest = max(self.way.form, way.form, key=FORMS.index)
        self.way = Way(form=simplest, sampling=self.way.sampling and way.sampling)


def read(completion: ChatCompletion) -> Answer:
    tokens = (_count(completion.usage, "prompt_tokens"), _count(completion.usage, "completion_tokens"))
    if not completion.choices:
        return Answer("", *tokens)
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Answer(REFUSED + _clean(choice.message.refusal or "its content filter stopped it"), *tokens)
    text = _clean(choice.message.content or "")
    return Answer(text + CUT if choice.finish_reason == "length" else text, *tokens)


def _count(usage: object, name: str) -> int:
    counted = getattr(usage, name, None)
    return counted if isinstance(counted, int) else 0


def _is_whole(completion: object) -> bool:
    """Whether it is a completion indeed: the package hands on, unchecked, whatever else came with status 200."""
    choices = completion.choices if isinstance(completion, ChatCompletion) else None
    return isinstance(choices, list) and all(
        isinstance(getattr(choice, "message", None), ChatCompletionMessage)
        and isinstance(choice.message.content, str | None)
        for choice in choices
    )


def _format(request: Request, way: Way) -> dict[str, object]:
    if way.form == "json_object":
        return {"type": "json_object"}
    schema = request.schema if way.form == "bounded" else unbounded(request.schema)
    return {"type": "json_schema", "json_schema": {"name": request.name, "strict": True, "schema": schema}}


def _with_form(request: Request) -> tuple[Message, ...]:
    """The same conversation, with the form in words for a server that takes no schema."""
    system, *others = request.messages
    told = f"Answer with one JSON object of the form “{request.name}”, and nothing else. Its JSON schema:\n"
    content = f"{system['content']}\n\n{told}{json.dumps(request.schema, ensure_ascii=False)}"
    return ({"role": "system", "content": content}, *others)


def _clean(text: str) -> str:
    """Text that every database can hold: no half characters, no zero bytes."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _pause_after(error: openai.APIError, attempt: int, spread: float) -> float:
    """Seconds to wait: ever longer, and never less than the server asks for in Retry-After."""
    own = min(LONGEST_PAUSE, 2.0 ** (attempt - 1)) * (0.5 + spread / 2)
    asked = error.response.headers.get("retry-after", "") if isinstance(error, openai.APIStatusError) else ""
    try:
        return max(own, float(asked))
    except ValueError:  # none, or a date: our own pauses have to do
        return own


def _is_busy(error: openai.APIError) -> bool:
    if not isinstance(error, openai.APIStatusError):
        return True
    temporary = error.status_code in _BUSY or (error.status_code >= 500 and error.status_code != 501)
    return temporary and error.code != "insufficient_quota"


def _is_final(error: openai.APIStatusError) -> bool:
    """Whether a refusal is about the model or the text, so that asking in another way cannot help."""
    return _is_too_long(error) or error.code in {"model_not_found", "content_filter", "invalid_api_key"}


def _is_too_long(error: openai.APIStatusError) -> bool:
    about_length = error.code == "context_length_exceeded" or "context" in error.message.casefold()
    return error.status_code == 413 or (error.status_code == 400 and about_length)


def _in_words(error: openai.APIError, settings: ModelSettings, model: str) -> TeacherError:
    """What happened and what to do, for the person whose run this is."""
    if isinstance(error, openai.APITimeoutError):
        waited = f"{settings.timeout:g} seconds"
        return TeacherBusy(f"The language model did not answer within {waited}. Try again later; no answer is lost.")
    if not isinstance(error, openai.APIStatusError):
        return TeacherBusy(
            f"The language model at {settings.base_url} cannot be reached. Check that its server runs and that this "
            "machine is connected; no answer is lost."
        )
    if _is_busy(error):
        return TeacherBusy("The language model's server is overloaded. Try again later; no answer is lost.")
    if error.status_code == 401:
        return TeacherError(f"{settings.base_url} did not accept the key. Check OPENAI_API_KEY.")
    if error.code == "insufficient_quota":
        return TeacherError("The account at the language model's provider has no credit left. Top it up and continue.")
    if error.code == "content_filter":
        return BadReply("The provider's content filter declined this text.")
    if _is_too_long(error):
        return TeacherError(f"The request is longer than “{model}” can read. Choose smaller batches or another model.")
    said = " ".join(error.message.split())[:SAID]
    if error.status_code == 403:
        return TeacherError(f"This key may not use the model “{model}”. Choose another model or key. ({said})")
    if error.status_code == 404:
        return TeacherError(f"{settings.base_url} has no model “{model}”. Check both in the settings. ({said})")
    return TeacherError(f"The language model's server refused the request: {said}")


def _not_a_server(settings: ModelSettings) -> TeacherError:
    return TeacherError(
        f"{settings.base_url} does not answer like a language model's server. Check OPENAI_BASE_URL; it often ends "
        "in /v1."
    )


async def offered_models(settings: ModelSettings) -> list[str]:
    """The names of the models that a server says it has. Raises TeacherBusy, TeacherError."""
    async with openai.AsyncOpenAI(
        api_key=settings.api_key or "none", base_url=settings.base_url, timeout=settings.timeout, max_retries=0
    ) as client:
        try:
            return [model.id async for model in client.models.list()]
        except (openai.APIConnectionError, openai.APIStatusError) as error:
            raise _in_words(error, settings, settings.model) from error
