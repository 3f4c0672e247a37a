"""One question, one paid answer: the conversation with a server, over real HTTP."""

import asyncio
import json
import time

import pytest

from core.errors import BadReply, TeacherBusy, TeacherError
from core.teachers import prompts
from core.teachers.asking import Asking
from core.teachers.forms import SummaryForm, strict_schema
from core.teachers.settings import ModelSettings
from tests.scripted_server import Drop, Fail, Raw, Say, script, scripted_server, without
from tests.shelf import Shelf

PROMPT = prompts.read("summarise", '+++\npurpose = "x"\ntemperature = 0.2\n+++\nSay it briefly.\n---\n{{ text }}\n')
SCHEMA = strict_schema(SummaryForm)
GOOD = {"summary": "short"}
BAD = '{"summary": ""}'


def settings(server, **changes):
    return ModelSettings(model="m", base_url=server.base_url, **changes)


def asked(server, memory=None, text="a", meaning=lambda form: form.summary, chances=4, **changes):
    async def ask():
        asking = Asking(settings(server, **changes), Shelf() if memory is None else memory)
        async with asking.open() as line:
            return await asking.ask(line, PROMPT, {"text": text}, SummaryForm, SCHEMA, meaning, second_chances=chances)

    return asyncio.run(ask())


def test_an_answer_in_the_form_asked_for():
    memory = Shelf()
    with scripted_server(script([GOOD])) as server:
        assert asked(server, memory) == "short"
    (call,) = server.calls
    assert call["model"] == "m"
    assert (call["temperature"], call["top_p"]) == (0.2, 1.0)
    assert [message["role"] for message in call["messages"]] == ["system", "user"]
    form = call["response_format"]["json_schema"]
    assert (form["name"], form["strict"], form["schema"]["additionalProperties"]) == ("summarise", True, False)
    (reply,) = memory.values()
    assert (reply.prompt, reply.model, reply.text) == (PROMPT.signature, "m", json.dumps(GOOD))
    assert reply.prompt_tokens == 4 and reply.completion_tokens == len(reply.text) // 4


def test_a_server_that_does_not_count_tokens_gets_none_counted_for_it():
    memory = Shelf()
    with scripted_server(script([Say(json.dumps(GOOD), usage=False)])) as server:
        asked(server, memory)
    (reply,) = memory.values()
    assert (reply.prompt_tokens, reply.completion_tokens) == (0, 0)


def test_the_same_question_is_paid_once():
    memory = Shelf()
    with scripted_server(script([GOOD], then=script([500]))) as server:
        assert asked(server, memory) == asked(server, memory)
    assert len(server.calls) == 1


def test_the_same_question_at_the_same_time_is_paid_once():
    with scripted_server(script([GOOD], then=script([500])), delay=0.1) as server:

        async def twice():
            asking = Asking(settings(server), Shelf())
            async with asking.open() as line:
                same = [
                    asking.ask(line, PROMPT, {"text": "a"}, SummaryForm, SCHEMA, lambda form: form) for _ in range(5)
                ]
                return await asyncio.gather(*same)

        assert len({*asyncio.run(twice())}) == 1
    assert len(server.calls) == 1


@pytest.mark.parametrize("change", [{"model": "n"}, {"asked_again": 1}])
def test_another_model_or_a_wish_to_ask_afresh_is_another_question(change):
    memory = Shelf()
    with scripted_server(script([GOOD, GOOD])) as server:
        asked(server, memory)
        asyncio.run(_ask_with(Asking(settings(server).model_copy(update=change), memory)))
    assert len(server.calls) == 2


async def _ask_with(asking, prompt=PROMPT):
    async with asking.open() as line:
        return await asking.ask(line, prompt, {"text": "a"}, SummaryForm, SCHEMA, lambda form: form.summary)


def test_an_edited_prompt_is_another_question_and_another_address_is_not():
    memory = Shelf()
    edited = prompts.read("summarise", '+++\npurpose = "y"\ntemperature = 0.2\n+++\nSay it briefly.\n---\n{{ text }}\n')
    with scripted_server(script([GOOD])) as first:
        asked(first, memory)
    with scripted_server(script([GOOD])) as second:
        asked(second, memory)
        assert not second.calls
        asyncio.run(_ask_with(Asking(settings(second), memory), edited))
        assert len(second.calls) == 1


def test_one_asking_serves_one_event_loop_after_another():
    with scripted_server(script([GOOD, GOOD])) as server:
        asking = Asking(settings(server), Shelf())
        asyncio.run(_ask_with(asking))
        asyncio.run(_ask_with(asking))
        assert len(server.calls) == 1


def test_a_fault_goes_back_to_the_model_a_little_warmer_each_time():
    with scripted_server(script(["nonsense", BAD, GOOD])) as server:
        assert asked(server) == "short"
    assert [call["temperature"] for call in server.calls] == [0.2, 0.3, 0.4]
    *before, reply, objection = server.calls[2]["messages"]
    assert before == server.calls[0]["messages"]
    assert reply == {"role": "assistant", "content": BAD}
    assert "summary: String should have at least 1 character" in objection["content"]


def test_a_reply_that_stays_bad_is_said_to_be_after_five_tries_and_every_one_is_kept():
    memory = Shelf()
    with scripted_server(script(["nonsense"] * 9)) as server:
        with pytest.raises(BadReply, match=r"even after 5 tries\. The reply holds no JSON object"):
            asked(server, memory)
        assert len(server.calls) == 5
        with pytest.raises(BadReply):
            asked(server, memory)  # from memory: what was paid for is not paid again
    assert len(server.calls) == 5
    assert len(memory) == 5


def test_a_reply_of_the_right_form_and_the_wrong_meaning_goes_back_too_as_often_as_is_allowed():
    def never(form):
        raise BadReply("That is no summary.")

    told = pytest.raises(BadReply, match=r"even after 2 tries\. That is no summary\.")
    with scripted_server(script([GOOD] * 9)) as server, told:
        asked(server, meaning=never, chances=1)
    assert len(server.calls) == 2
    assert "That is no summary." in server.calls[1]["messages"][-1]["content"]


def test_a_reply_that_was_cut_off_is_noticed_and_asked_for_more_briefly():
    memory = Shelf()
    with scripted_server(script([Say('{"summary": "sho', finish="length"), GOOD])) as server:
        assert asked(server, memory) == "short"
        assert asked(server, memory) == "short"
    assert len(server.calls) == 2
    messages = server.calls[1]["messages"]
    assert [message["role"] for message in messages] == ["system", "user"]
    assert "cut off at the length limit; be briefer" in messages[-1]["content"]


def test_even_a_whole_object_is_not_believed_when_the_reply_was_cut_off():
    with scripted_server(script([Say(json.dumps(GOOD), finish="length"), {"summary": "whole"}])) as server:
        assert asked(server) == "whole"


@pytest.mark.parametrize("nothing", [Say(None), Say(""), Say("x", choices=False)])
def test_an_empty_answer_is_asked_for_again(nothing):
    with scripted_server(script([nothing, GOOD])) as server:
        assert asked(server) == "short"
    assert "The reply was empty." in server.calls[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "refused",
    [
        Say(None, refusal="I cannot help with that."),
        Say(None, finish="content_filter"),
        Fail(400, code="content_filter"),
    ],
)
def test_a_refusal_is_not_argued_with(refused):
    with scripted_server(script([refused])) as server, pytest.raises(BadReply, match="declined"):
        asked(server)
    assert len(server.calls) == 1


def test_half_characters_and_zero_bytes_never_reach_the_memory():
    memory = Shelf()
    with scripted_server(script([Say('{"summary": "a\ud800\x00b"}')])) as server:
        assert asked(server, memory) == "a?b"
    (reply,) = memory.values()
    reply.text.encode("utf-8")
    assert "\x00" not in reply.text


@pytest.mark.parametrize("status", [400, 404, 422, 501])
@pytest.mark.parametrize(
    ("refused", "found"), [(["json_schema"], "json_object"), (["json_schema", "json_object"], "text")]
)
def test_a_server_that_takes_no_schema_is_asked_in_simpler_ways_and_that_is_remembered(status, refused, found):
    with scripted_server(without(*refused, status=status, then=script([GOOD, GOOD]))) as server:

        async def two():
            asking = Asking(settings(server), Shelf())
            async with asking.open() as line:
                for text in "ab":
                    await asking.ask(line, PROMPT, {"text": text}, SummaryForm, SCHEMA, lambda form: form)

        asyncio.run(two())
    forms = [call.get("response_format", {}).get("type", "text") for call in server.calls]
    assert forms == ["json_schema", *refused, found, found]  # a schema first with bounds, then without
    assert '"additionalProperties": false' in server.calls[-1]["messages"][0]["content"]


def test_an_answer_got_in_a_simpler_way_is_found_again_by_a_new_process():
    memory = Shelf()
    with scripted_server(without("json_schema", then=script([GOOD]))) as server:
        asked(server, memory)
        asked(server, memory)
    assert len(server.calls) == 3


def test_a_server_that_takes_no_bounds_in_a_schema_is_asked_without_them():
    with scripted_server(script([Fail(400, "'maxLength' is not permitted"), GOOD])) as server:
        assert asked(server) == "short"
    first, second = (call["response_format"]["json_schema"]["schema"]["properties"] for call in server.calls)
    assert (first["summary"], second["summary"]) == ({"type": "string", "maxLength": 300}, {"type": "string"})


def test_a_model_that_allows_no_temperature_is_asked_without():
    strict = Fail(400, "Unsupported value: 'temperature' does not support 0.2", param="temperature")
    with scripted_server(script([strict, GOOD])) as server:
        assert asked(server) == "short"
    assert "temperature" not in server.calls[1] and "top_p" not in server.calls[1]
    assert server.calls[1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize("busy", [Fail(429), Fail(500), Fail(503), Fail(408), Drop()])
def test_a_busy_server_is_asked_again_without_the_reader_noticing(busy):
    with scripted_server(script([busy, GOOD])) as server:
        assert asked(server) == "short"
    assert len(server.calls) == 2


def test_a_server_says_how_long_to_wait():
    with scripted_server(script([Fail(429, retry_after="1.5"), GOOD])) as server:
        start = time.monotonic()
        assert asked(server) == "short"
        assert time.monotonic() - start >= 1.5


def test_a_wait_that_is_longer_than_our_patience_ends_at_once():
    with scripted_server(script([Fail(429, retry_after="3600")])) as server:
        start = time.monotonic()
        with pytest.raises(TeacherBusy, match="is overloaded"):
            asked(server)
        assert time.monotonic() - start < 5
    assert len(server.calls) == 1


def test_patience_has_an_end():
    with scripted_server(script([500] * 99)) as server, pytest.raises(TeacherBusy):
        asked(server, patience=2)
    assert 1 < len(server.calls) < 5


def test_a_slow_server_is_said_to_be_slow():
    told = pytest.raises(TeacherBusy, match=r"did not answer within 0\.2 seconds")
    with scripted_server(script([GOOD] * 9), delay=1) as server, told:
        asked(server, timeout=0.2, patience=0.5)


def test_a_server_that_is_not_there_is_named_within_seconds_however_patient_one_is():
    with scripted_server() as server:
        pass
    began = time.monotonic()
    with pytest.raises(TeacherBusy, match=rf"{server.base_url} cannot be reached"):
        asked(server, patience=300)
    assert time.monotonic() - began < 10


def test_an_odd_count_of_tokens_is_no_count():
    memory = Shelf()
    odd = {"choices": [{"message": {"content": json.dumps(GOOD)}}], "usage": {"prompt_tokens": "many"}}
    with scripted_server(script([Raw(json.dumps(odd), "application/json")])) as server:
        assert asked(server, memory) == "short"
    (reply,) = memory.values()
    assert (reply.prompt_tokens, reply.completion_tokens) == (0, 0)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fail(401, "Incorrect API key provided: sk-1234"), "did not accept the key. Check OPENAI_API_KEY"),
        (Fail(403, "no access"), "may not use the model “m”"),
        (Fail(404, "The model `m` does not exist", code="model_not_found"), "has no model “m”"),
        (Fail(400, "too many tokens", code="context_length_exceeded"), "longer than “m” can read"),
        (Fail(400, "the request exceeds the available context size"), "longer than “m” can read"),
        (Fail(429, "You exceeded your current quota", code="insufficient_quota"), "no credit left"),
        (Raw("<h1>Welcome</h1>"), "does not answer like a language model's server"),
        (Raw("{broken", "application/json"), "does not answer like a language model's server"),
        (Raw("[]", "application/json"), "does not answer like a language model's server"),
        (Raw('{"hello": 1}', "application/json"), "does not answer like a language model's server"),
        (Raw('{"choices": [{"message": {"content": ["part"]}}]}', "application/json"), "does not answer like"),
        (
            Raw('{"choices": [{"text": "old protocol"}]}', "application/json"),
            "does not answer like a language model's server",
        ),
    ],
)
def test_what_waiting_cannot_mend_is_said_at_once_with_what_to_do(fault, said):
    with scripted_server(script([fault])) as server, pytest.raises(TeacherError, match=said) as told:
        asked(server)
    assert len(server.calls) == 1
    assert not isinstance(told.value, TeacherBusy | BadReply)
    assert "sk-1234" not in str(told.value)


def test_a_refusal_in_every_way_of_asking_is_passed_on():
    told = pytest.raises(TeacherError, match="bad luck")
    with scripted_server(script([Fail(400, "bad\nluck")] * 4)) as server, told:
        asked(server)
    assert len(server.calls) == 4


def test_a_key_is_sent_and_a_missing_one_is_no_reason_to_stop():
    with scripted_server(script([GOOD, GOOD])) as server:
        asked(server, api_key="k")
        asked(server)
    assert [headers["authorization"] for headers in server.headers] == ["Bearer k", "Bearer none"]


def test_after_one_failure_nobody_in_the_queue_asks_any_more_and_answers_under_way_are_kept():
    memory = Shelf()
    behaviour = script([Fail(401), Say(json.dumps(GOOD))] + [Say(json.dumps(GOOD))] * 50)
    with scripted_server(behaviour, delay=0.2) as server:

        async def many():
            asking = Asking(settings(server, concurrency=2), memory)
            async with asking.open() as line:
                questions = [
                    asking.ask(line, PROMPT, {"text": str(n)}, SummaryForm, SCHEMA, lambda form: form)
                    for n in range(20)
                ]
                return await asyncio.gather(*questions, return_exceptions=True)

        outcomes = asyncio.run(many())
    assert len(server.calls) <= 4
    assert len(memory) == sum(not isinstance(outcome, Exception) for outcome in outcomes) == len(server.calls) - 1
