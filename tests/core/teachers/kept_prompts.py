"""Prompts as models read them, held to the renderings that were read and kept."""

import os
from pathlib import Path

from core.teachers import prompts

GOLDEN = Path(__file__).parents[2] / "golden" / "prompts"


def unchanged(name, messages):
    """Fails where a rendering is not the one that was kept. After an intended change: TNT_GOLDEN=1; read the diff."""
    text = "".join(f"=== {message['role']}\n{message['content']}\n" for message in messages)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("TNT_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def in_good_form(name):
    """A prompt says what it is for, leaves the form of the reply to the code, and takes no orders from documents."""
    prompt = prompts.load(name)
    assert prompt.header.purpose.endswith(".")
    assert "json" not in (prompt.system + prompt.user).casefold()
    assert "instruction to you" in prompt.system
    return prompt
