"""Scoring that stopped half-way through no fault of the input: the same command goes on where it was."""


class Interrupted(Exception):
    """What is done is kept. The message says what happened, in a sentence."""
