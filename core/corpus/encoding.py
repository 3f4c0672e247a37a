"""Which encoding a file's text is in. Nothing is ever replaced: what no encoding reads is refused.

UTF-8 first, as it cannot be mistaken. Then byte order marks and UTF-16 by its zeros. Then Windows' Western
encoding if the text reads like a Western language (short texts mislead statistics there), then statistics.
"""

import codecs
import re
from typing import BinaryIO, Final

from charset_normalizer import from_bytes

from core.corpus.limits import GUESSING_BYTES
from core.errors import BadUpload

_MARKS: Final = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REGIONAL: Final = (
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "mac_roman"),
    *("cp932", "gb18030", "big5", "cp949", "euc_jp"),
)
_WESTERN: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ‘’“”–—…•€£§°«»¿¡©®™´·ªº\xa0")
_LEAST_WORDINESS: Final = 0.6
_CHUNK: Final = 1 << 20


def encoding_of(file: BinaryIO) -> str:
    """The name of the codec that reads the whole file, which is left at its start.

    Raises BadUpload with the encodings tried, or with the line where UTF-8 gives way to something else.
    """
    head = file.read(4)
    file.seek(0)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _reading_all(file, encoding)
    error = _first_error(file, "utf-8")
    if error is None:
        wide = _wide(_sample(file, 0))
        return _reading_all(file, wide) if wide else "utf-8"
    sample = _sample(file, max(0, error - GUESSING_BYTES // 2))
    wide = _wide(sample)
    if wide:
        return _reading_all(file, wide)
    if _is_mostly_utf8(sample):
        raise BadUpload(
            f"Line {_line(file, error)} is not UTF-8 although the rest of the file is; "
            "encodings are mixed, so save the whole file again as UTF-8."
        )
    for encoding in _candidates(sample):
        if _first_error(file, encoding) is None:
            return encoding
    raise BadUpload(
        f"The file's encoding was not recognised (tried UTF-8, UTF-16, cp1252 and {len(_REGIONAL)} regional ones); "
        "save it again as UTF-8."
    )


def _reading_all(file: BinaryIO, encoding: str) -> str:
    error = _first_error(file, encoding)
    if error is not None:
        raise BadUpload(
            f"The file says it is {encoding.removesuffix('-sig').upper()} but breaks off or stops being so after "
            f"{error:,} bytes; save it again as UTF-8."
        )
    return encoding


def _first_error(file: BinaryIO, encoding: str) -> int | None:
    """About where the file stops being valid (exactly so for UTF-8), or None. Leaves the file at its start."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            pending = len(decoder.getstate()[0])
            decoder.decode(chunk)
            done += len(chunk)
        pending = len(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return max(0, done - pending + error.start)
    except UnicodeError:  # UTF-16 and UTF-32 without a mark in the right place
        return done
    finally:
        file.seek(0)
    return None


def _sample(file: BinaryIO, start: int) -> bytes:
    file.seek(start)
    sample = file.read(GUESSING_BYTES)
    file.seek(0)
    return sample


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark: Western text in it has a zero for every other byte."""
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return None


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether more than half of what is not ASCII is well-formed UTF-8, which chance does not bring about."""
    whole = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", sample))
    broken = sample.decode("utf-8", "replace").count("�")
    return whole > 0 and whole >= broken


def _candidates(sample: bytes) -> list[str]:
    lines = b"\n".join(line for line in sample.splitlines() if not line.isascii())  # ASCII says nothing
    western = ["cp1252"] if _reads_western(lines) else []
    matches = from_bytes(lines, cp_isolation=list(_REGIONAL))
    wordiness = {match.encoding: _wordiness(str(match)) for match in matches}  # the likeliest first
    likely = [encoding for encoding, share in wordiness.items() if share > _LEAST_WORDINESS]
    return [*western, *sorted(likely, key=lambda encoding: -wordiness[encoding])]


def _wordiness(text: str) -> float:
    """The share of letters in what is not ASCII: the wrong encoding makes signs of them."""
    marked = [character for character in text if not character.isascii()]
    return round(sum(map(str.isalpha, marked)) / len(marked), 1) if marked else 0.0


def _reads_western(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    marked = [character for character in text if not character.isascii()]
    usual = sum(character in _WESTERN for character in marked)
    in_rows = sum(len(run) for run in re.findall(r"[^\W\d_a-zA-Z]{3,}", text))  # Cyrillic looks like this
    return usual >= 0.97 * len(marked) and in_rows <= 0.1 * len(marked)


def _line(file: BinaryIO, position: int) -> int:
    file.seek(0)
    before = file.read(position)
    file.seek(0)
    return before.count(b"\n") + 1
