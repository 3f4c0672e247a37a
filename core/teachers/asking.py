"""Ask a language model a question and get an answer in the form asked for, paid for once.

Every reply, usable or not, is kept under the hash of all it depends on before anything is made of it. So a run that
was killed repeats only the calls that were in flight. Knows nothing of taxonomies; any prompt can be asked this way.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakValueDictionary

from core.errors import BadReply
from core.teachers.connection import CUT, REFUSED, Connection, Line, Request
from core.teachers.forms import Form, Schema, read_form
from core.teachers.prompts import Message, Prompt
from core.teachers.protocol import Memory, Reply
from core.teachers.room import Turn
from core.teachers.settings import ModelSettings

TRIES = 5  # the paper's guardrail: up to five, a little more freely each time
WARMER = 0.1

Meaning = TypeVar("Meaning")


class Asking:
    """A conversation with one server, and the memory of what it has answered."""

    def __init__(self, settings: ModelSettings, memory: Memory) -> None:
        self.settings = settings
        self._memory = memory
        self._connection = Connection(settings)
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Line]:
        async with self._connection.open() as line:
            yield line

    async def ask(
        self,
        line: Line,
        prompt: Prompt,
        values: dict[str, object],
        form: type[Form],
        schema: Schema,
        meaning: Callable[[Form], Meaning],
        model: str = "",
        second_chances: int = TRIES - 1,
        turn: Turn = Turn.NOW,
    ) -> Meaning:
        """What the model's answer means.

        `meaning` turns a reply into what it stands for, or raises BadReply; like a fault of form, that sentence goes
        back to the model. `second_chances` bounds how often for faults of meaning. `schema` is the form's, see
        strict_schema. `turn` says who goes first of those who ask at once. Raises BadReply when the tries are used up,
        TeacherBusy and TeacherError when nobody answers.
        """
        asked = prompt.render(values)
        request = Request(
            name=prompt.name,
            model=model or self.settings.model,
            messages=asked,
            temperature=prompt.header.temperature,
            top_p=prompt.header.top_p,
            schema=schema,
        )
        attempt, misunderstood = 0, 0
        while True:
            text = await self._reply(line, prompt, request, turn)
            try:
                return _understood(text, form, meaning)
            except BadReply as fault:
                attempt += 1
                misunderstood += isinstance(fault, _Misunderstood)
                if text.startswith(REFUSED) or attempt == TRIES or misunderstood > second_chances:
                    raise _unusable(fault, attempt) from fault
                messages = _objection(asked, text, fault)
            request = request._replace(
                messages=messages, temperature=round(prompt.header.temperature + WARMER * attempt, 2)
            )

    async def _reply(self, line: Line, prompt: Prompt, request: Request, turn: Turn) -> str:
        key = key_of(prompt, request, self.settings.asked_again)
        # the second of two who ask the same at once waits here, and then finds the answer kept
        lock = self._locks.setdefault((id(line), key), asyncio.Lock())
        async with lock:
            kept = self._memory.recall(key)
            if kept is not None:
                return kept
            answer = await line.complete(request, int(key[:8], 16) / 0xFFFFFFFF, self._memory.allow, turn)
            tokens = (answer.prompt_tokens, answer.completion_tokens)
            self._memory.keep(key, Reply(prompt.signature, request.model, answer.text, *tokens))
            return answer.text


def key_of(prompt: Prompt, request: Request, asked_again: int) -> str:
    """The hash of everything an answer depends on.

    Not in it: the server's address, since a model is the same model behind another gateway or port; and the way the
    form was asked for (schema, JSON mode, words), which is found out anew by each process.
    """
    parts = [prompt.version, *request, asked_again]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class _Misunderstood(BadReply):
    """The form was right; what it says was not."""


def _understood(text: str, form: type[Form], meaning: Callable[[Form], Meaning]) -> Meaning:
    if text.startswith(REFUSED):
        raise BadReply(f"The model declined to answer: {text.removeprefix(REFUSED).rstrip('.')}.")
    if text.endswith(CUT):
        raise BadReply("The reply was cut off at the length limit; be briefer.")
    if not text.strip():
        raise BadReply("The reply was empty.")
    reply = read_form(text, form)
    try:
        return meaning(reply)
    except BadReply as fault:
        raise _Misunderstood(str(fault)) from fault


def _objection(asked: tuple[Message, ...], text: str, fault: BadReply) -> tuple[Message, ...]:
    """The conversation that sends a reply back. A cut or empty one is not repeated: it would show nothing new."""
    said = f"{fault} Answer again, completely and in the form asked for."
    if text.endswith(CUT) or not text.strip():
        *before, question = asked
        return (*before, {"role": "user", "content": f"{question['content']}\n\nYour last reply failed. {said}"})
    return (
        *asked,
        {"role": "assistant", "content": text},
        {"role": "user", "content": f"This reply cannot be used. {said}"},
    )


def _unusable(fault: BadReply, attempts: int) -> BadReply:
    if attempts == 1:
        return BadReply(str(fault))
    return BadReply(f"The model's answer could not be used, even after {attempts} tries. {fault}")
