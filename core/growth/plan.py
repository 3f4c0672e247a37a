"""Which documents a run grows a taxonomy from, and which only measure it. Knows positions and lengths, no texts."""

import random
from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from core.growth.minibatches import minibatches, sample

SHARES = (0.6, 0.2)  # for training and for validation; the rest is for the test (paper section 5.1)
MEASURED = 100  # validation documents that coverage is measured with after every step, at most
TESTED = 200  # test documents that candidates are measured with, at most
JUDGED = 40  # validation documents that candidates are judged by in one round
FEWEST = 10  # documents worth splitting; of fewer all are read, and nothing is measured on others


class Plan(BaseModel, frozen=True):
    """The documents of a run by their places in the order of arrival, split once and for all of its trials.

    `tokens` says of each document of `train`, in the same order, how long it is as a teacher reads it. `summaries`
    says whether documents are read as summaries.
    """

    train: tuple[int, ...]
    validation: tuple[int, ...] = ()
    test: tuple[int, ...] = ()
    tokens: tuple[int, ...]
    summaries: bool = False

    @property
    def measured(self) -> tuple[int, ...]:
        """The validation documents that a state is measured with, always the same."""
        return self.validation[:MEASURED]

    @property
    def tested(self) -> tuple[int, ...]:
        """The test documents that candidates are measured with."""
        return self.test[:TESTED]

    def judged(self, round_number: int, seed: int) -> list[int]:
        """The validation documents that candidates are judged by in a round, each time others."""
        draw = random.Random(f"{seed} vote {round_number}")
        return draw.sample(self.validation, min(JUDGED, len(self.validation)))

    def minibatches(self, trial: int, seed: int, most: int, budget: int) -> list[Sequence[int]]:
        """What a trial (from 1) reads, in its own order, in portions of at most `most` documents and about `budget`
        tokens."""
        order = list(range(len(self.train)))
        random.Random(f"{seed} {trial}").shuffle(order)
        weights = [self.tokens[place] for place in order]
        return minibatches([self.train[place] for place in order], most, weights, budget)


def split(positions: Sequence[int], tokens: Mapping[int, int], seed: int, summaries: bool = False) -> Plan:
    """Positions dealt out at random, 60 % to train, 20 % each to validate and to test; the same for the same seed."""
    dealt = sample(positions, None, seed)
    if len(dealt) < FEWEST:
        return Plan(train=tuple(dealt), tokens=tuple(tokens[each] for each in dealt), summaries=summaries)
    first = round(SHARES[0] * len(dealt))
    second = first + round(SHARES[1] * len(dealt))
    train = dealt[:first]
    return Plan(
        train=tuple(train),
        validation=tuple(dealt[first:second]),
        test=tuple(dealt[second:]),
        tokens=tuple(tokens[each] for each in train),
        summaries=summaries,
    )
