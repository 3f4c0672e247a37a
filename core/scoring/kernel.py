"""The fast profile's arithmetic, compiled: UTF-8 bytes in, labels out, one text after the other.

It knows arrays. It does not know Arrow, files or models, and trusts no byte of a text: what is not UTF-8 separates
words, as the replacement character does that stands for it elsewhere.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from core.scoring.compiling import compiled, fused, reordered
from core.scoring.layout import Answers, Room, Tables, Texts

ALONE: Final = 0x80000000  # set on a character that is a word of its own
BEYOND: Final = 0x32000  # the first code point without a place among the letters
WORDS: Final = 1024  # cut before they are looked up
CLOSE: Final = 1e-10  # shares of probability this close are told apart elsewhere, in one agreed order of additions

_START, _PRIME = np.uint32(2166136261), np.uint32(16777619)
_ONE, _PAIRS, _FOURS = np.uint64(1), np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_EIGHTS, _ALL = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
_LOG2_E, _LN2_HIGH, _LN2_LOW = 1.4426950408889634, 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROUNDER: Final = 6755399441055744.0  # 1.5 · 2^52: a number added to it is rounded to a whole one in its last bits
_LEAST: Final = -700.0  # e to the power of less is nothing beside one


@compiled
def score(tables: Tables, texts: Texts, first: int, answers: Answers, room: Room) -> int:
    """Score from the text `first` on, and say which one is next: less than all where the room for labels is used up."""
    count, labels = len(texts.offsets) - 1, len(tables.biases)
    used = 0
    for text in range(first, count):
        if used + labels > len(answers.labels):
            return text
        start, end = int(texts.offsets[text]), int(texts.offsets[text + 1])
        bit = texts.shift + text
        if len(texts.validity) > 0 and not texts.validity[bit >> 3] >> (bit & 7) & 1:
            end = start
        found = _count(tables, texts.data, start, end, room)
        _weigh(tables, room, found)
        _add(tables.weights, tables.biases, room, found, room.logits)
        total = _share(room)
        if len(tables.more_biases) > 0:
            _judge_each(tables, room, found)
        used, close = _choose(tables.thresholds, room, answers.labels, used)
        answers.ends[text] = used
        answers.confidence[text] = 1.0 / total
        answers.close[text] = close
    return count


@compiled
def _count(tables: Tables, data: npt.NDArray[np.uint8], start: int, end: int, room: Room) -> int:
    """How many columns the words and pairs of a text have; `room` then holds them in order, and how often each came.

    Words are cut first and looked up some hundred at a time, so that the processor waits for many at once.
    """
    code, before = _START, np.uint32(0)
    size, words, found, has_before = 0, 0, 0, False
    at = start
    while at < end:
        byte = data[at]
        if byte < 0x80:
            letter = tables.letters[byte]
            at += 1
        else:
            point, step = _code_point(data, at, end)
            letter = tables.letters[point] if point < BEYOND else np.uint32(0)
            at += step
        if np.uint32(letter - np.uint32(1)) < np.uint32(ALONE - 1):
            code = np.uint32(np.uint32(code ^ letter) * _PRIME)
            size += 1
            continue
        room.codes[words] = code
        words += size >= 2
        code, size = _START, 0
        if letter != 0:
            room.codes[words] = np.uint32(np.uint32(code ^ (letter & np.uint32(ALONE - 1))) * _PRIME)
            words += 1
        if words + 2 > len(room.codes):
            found, before = _look_up(tables, room, words, found, before, has_before)
            words, has_before = 0, True
    room.codes[words] = code
    words += size >= 2
    found, before = _look_up(tables, room, words, found, before, has_before)
    return found


@compiled
def _look_up(
    tables: Tables, room: Room, words: int, found: int, before: np.uint32, has_before: bool
) -> tuple[int, np.uint32]:
    """Each word's column and that of its pair with the word before; all that is unknown is in the last column.

    A place is always written, and kept when the column is new: nothing here is for the processor to guess.
    """
    for place in range(words):
        code = room.codes[place]
        word = np.uint32(np.uint32(code ^ (code >> np.uint32(15))) * np.uint32(0x2C1B3C6D))
        word = np.uint32(word ^ (word >> np.uint32(12)))
        column = _column(tables, word)
        room.touched[found] = column
        found += room.seen[column] == 0
        room.seen[column] += 1
        if has_before or place > 0:
            pair = np.uint32(np.uint32(before * np.uint32(0x9E3779B1)) ^ np.uint32(word + np.uint32(0x7F4A7C15)))
            pair = np.uint32(np.uint32(pair ^ (pair >> np.uint32(15))) * np.uint32(0x85EBCA6B))
            pair = np.uint32(pair ^ (pair >> np.uint32(13)))
            column = _column(tables, pair)
            room.touched[found] = column
            found += room.seen[column] == 0
            room.seen[column] += 1
        before = word
    return found, before


@compiled
def _column(tables: Tables, code: np.uint32) -> int:
    """A hash's column: how many known buckets come before its own; the last one if its own is not known.

    Thirty-two kilobytes say so of a quarter of a million buckets, and stay where the processor has them at once.
    """
    place = np.uint32((code >> np.uint32(6)) & np.uint32(len(tables.known) - 1))
    bit, known = np.uint64(code & np.uint32(63)), tables.known[place]
    lower = known & ((_ONE << bit) - _ONE)
    lower -= lower >> _ONE & _PAIRS  # bits are counted in pairs, then in fours, in eights, and all
    lower = (lower & _FOURS) + (lower >> np.uint64(2) & _FOURS)
    lower = (lower + (lower >> np.uint64(4))) & _EIGHTS
    column = np.int64(tables.known_before[place]) + np.int64((lower * _ALL) >> np.uint64(56))
    is_known = (known >> bit & _ONE) != np.uint64(0)
    return int(column) if is_known else len(tables.idf) - 1


@compiled
def _code_point(data: npt.NDArray[np.uint8], at: int, end: int) -> tuple[int, int]:
    """The character that starts at a byte of 0x80 or more, and its bytes; (BEYOND, 1) where there is none.

    Well-formed sequences are those of table 3-7 of the Unicode standard: nothing overlong, no surrogates.
    """
    lead = int(data[at])
    if 0xC2 <= lead <= 0xDF and at + 1 < end:
        second = int(data[at + 1])
        if second & 0xC0 == 0x80:
            return (lead & 0x1F) << 6 | second & 0x3F, 2
    elif 0xE0 <= lead <= 0xEF and at + 2 < end:
        second, third = int(data[at + 1]), int(data[at + 2])
        point = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
        if second & 0xC0 == 0x80 and third & 0xC0 == 0x80 and point >= 0x800 and not 0xD800 <= point <= 0xDFFF:
            return point, 3
    elif 0xF0 <= lead <= 0xF4 and at + 3 < end:
        second, third, fourth = int(data[at + 1]), int(data[at + 2]), int(data[at + 3])
        point = (lead & 0x07) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
        if second & 0xC0 == 0x80 and third & 0xC0 == 0x80 and fourth & 0xC0 == 0x80 and 0x10000 <= point <= 0x10FFFF:
            return point, 4
    return BEYOND, 1


@compiled
def _weigh(tables: Tables, room: Room, found: int) -> None:
    """(1 + ln count) · idf, scaled to unit length; the counts are left at zero for the next text."""
    square = 0.0
    for place in range(found):
        column = room.touched[place]
        times = room.seen[column]
        room.seen[column] = 0
        often = tables.logarithms[times] if times < len(tables.logarithms) else 1.0 + math.log(times)
        value = often * tables.idf[column]
        room.values[place] = value
        square += value * value
    scale = 1.0 / math.sqrt(square) if square > 0.0 else 0.0
    for place in range(found):
        room.values[place] *= scale


@fused
def _add(
    weights: npt.NDArray[np.float32],
    biases: npt.NDArray[np.float64],
    room: Room,
    found: int,
    logits: npt.NDArray[np.float64],
) -> None:
    """The weights of the columns found, added up in their order; six at a time to spare the sums a way to memory."""
    touched, values = room.touched, room.values
    logits[:] = biases
    place = 0
    while place + 6 <= found:
        one, two, three = weights[touched[place]], weights[touched[place + 1]], weights[touched[place + 2]]
        four, five, six = weights[touched[place + 3]], weights[touched[place + 4]], weights[touched[place + 5]]
        a, b, c = values[place], values[place + 1], values[place + 2]
        d, e, f = values[place + 3], values[place + 4], values[place + 5]
        for label in range(len(logits)):
            half = ((logits[label] + a * one[label]) + b * two[label]) + c * three[label]
            logits[label] = ((half + d * four[label]) + e * five[label]) + f * six[label]
        place += 6
    while place < found:
        row, value = weights[touched[place]], values[place]
        for label in range(len(logits)):
            logits[label] += value * row[label]
        place += 1


@compiled
def _share(room: Room) -> float:
    """Turn logits into powers of e, the highest of them 1, and into chances that add up to one; the powers' sum."""
    highest = _highest(room.logits)
    for label in range(len(room.logits)):
        room.logits[label] -= highest
    _raise(room.logits, room.powers, room.rests)
    total = _total(room.powers)
    share = 1.0 / total
    for label in range(len(room.powers)):
        room.chances[label] = room.powers[label] * share
    return total


@compiled
def _judge_each(tables: Tables, room: Room, found: int) -> None:
    """The chance of each label by itself: the logistic function of what the second head's weights add up to."""
    logits, below, powers = room.chances, room.logits, room.others
    _add(tables.more_weights, tables.more_biases, room, found, logits)
    for label in range(len(logits)):
        below[label] = -abs(logits[label])
    _raise(below, powers, room.rests)
    for label in range(len(logits)):
        chance = powers[label] / (1.0 + powers[label])
        logits[label] = 1.0 - chance if logits[label] >= 0.0 else chance


@compiled
def _raise(exponents: npt.NDArray[np.float64], powers: npt.NDArray[np.float64], rests: npt.NDArray[np.float64]) -> None:
    """e to the power of each exponent, none above 0, to twelve places, in loops that the compiler makes vectors of.

    A whole power of two by its bits, the rest, within half a power, by ten terms of the Taylor series.
    """
    for label in range(len(exponents)):
        exponent = exponents[label] if exponents[label] > _LEAST else _LEAST
        rounded = exponent * _LOG2_E + _ROUNDER
        powers[label] = rounded
        whole = rounded - _ROUNDER
        x = (exponent - whole * _LN2_HIGH) - whole * _LN2_LOW
        high = 1 / 720 + x * (1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x * (1 / 3628800))))
        rests[label] = 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * high)))))
    bits = powers.view(np.int64)
    for label in range(len(exponents)):
        bits[label] = (bits[label] + 1023) << 52
    for label in range(len(exponents)):
        powers[label] *= rests[label]


@reordered
def _highest(numbers: npt.NDArray[np.float64]) -> float:
    highest = float(numbers[0])
    for place in range(len(numbers)):
        highest = numbers[place] if numbers[place] > highest else highest
    return highest


@reordered
def _total(numbers: npt.NDArray[np.float64]) -> float:
    total = 0.0
    for place in range(len(numbers)):
        total += numbers[place]
    return total


@compiled
def _choose(
    thresholds: npt.NDArray[np.float64], room: Room, chosen: npt.NDArray[np.int32], used: int
) -> tuple[int, bool]:
    """Write the likeliest label and, likeliest first, the others that reach their thresholds; whether it was close."""
    powers, chances = room.powers, room.chances
    leading, reaching = 0, 0
    for label in range(len(powers)):
        leading += powers[label] >= 1.0 - CLOSE
    for label in range(len(thresholds)):
        reaching += chances[label] >= thresholds[label] - CLOSE
    best = 0
    while powers[best] < 1.0 and best + 1 < len(powers):
        best += 1
    chosen[used] = best
    start, used = used + 1, used + 1
    close = leading > 1
    if reaching == 0:
        return used, close
    for label in range(len(powers)):
        if label == best or chances[label] < thresholds[label] - CLOSE:
            continue
        close = close or chances[label] <= thresholds[label] + CLOSE
        place = used
        while place > start and chances[chosen[place - 1]] < chances[label]:
            chosen[place] = chosen[place - 1]
            place -= 1
        close = close or (place > start and chances[chosen[place - 1]] - chances[label] < CLOSE)
        close = close or (place < used and chances[label] - chances[chosen[place + 1]] < CLOSE)
        chosen[place] = label
        used += 1
    return used, close
