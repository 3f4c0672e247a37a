from core.corpus.conversation import conversation, is_conversation


def test_roles_are_visible_and_turns_apart():
    turns = [{"role": "user", "content": " hello "}, {"role": "assistant", "content": "Good day"}]
    assert conversation(turns) == "User: hello\n\nAssistant: Good day"


def test_content_may_come_in_parts():
    parts = [{"type": "text", "text": "look"}, {"type": "image_url", "image_url": {}}, "and say", {"text": ""}]
    assert conversation([{"role": "user", "content": parts}]) == "User: look\n[image_url]\nand say"


def test_turns_without_words_are_left_out():
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": None}, {"role": "tool", "content": ""}]
    assert conversation(turns) == "User: hi"


def test_the_other_common_spelling_is_understood():
    turns = [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]
    assert is_conversation(turns)
    assert conversation(turns) == "User: hi\n\nAssistant: hello"


def test_other_lists_are_no_conversations():
    for value in (
        [],
        ["user"],
        [{"role": "user"}],
        [{"role": 1, "content": "x"}],
        {"role": "user", "content": "x"},
        "hi",
    ):
        assert not is_conversation(value)
