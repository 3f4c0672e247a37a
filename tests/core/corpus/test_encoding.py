from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpus.encoding import encoding_of
from core.errors import BadUpload

GERMAN = "id;text\n1;Die Überweisung für Müller fehlt – bitte prüfen\n2;Größe falsch, Gebühr 5 €\n"
ENGLISH = "id,text\n" + "1,plain english text about cards\n" * 20_000


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (GERMAN, "cp1252"),
        ("id;text\n1;La carte a été refusée à Orléans, où est l'œuvre ?\n", "cp1252"),
        ("id;text\n1;¿Dónde está mi señal? Año 2021\n", "cp1252"),
        ("id;text\n1;Где мой перевод? Прошу проверить счёт\n", "cp1251"),
        ("id;text\n1;Где мой перевод? Прошу проверить счёт\n", "koi8_r"),
        ("id;text\n1;Gdzie jest moja płatność? Proszę o źródło, żółć\n2;Cześć, nie działa\n", "cp1250"),
        ("id,text\n1,カードが届きません。確認してください\n", "cp932"),
        ("id,text\n1,我的银行卡还没有到，请帮我查一下\n", "gb18030"),
        ("id,text\n1,카드가 아직 도착하지 않았습니다\n", "cp949"),
    ],
)
def test_the_encoding_is_recognised(text, encoding):
    assert encoding_of(BytesIO(text.encode(encoding))) == encoding


def test_one_accent_after_a_megabyte_of_english_decides():
    assert encoding_of(BytesIO((ENGLISH * 2 + "9,it’s the café\n").encode("cp1252"))) == "cp1252"


def test_mixed_encodings_are_refused_with_the_line():
    mixed = ENGLISH.encode() + "8,für\n".encode() + "9,für\n".encode("cp1252")
    with pytest.raises(BadUpload, match=r"^Line 20003 is not UTF-8 although the rest of the file is"):
        encoding_of(BytesIO(mixed))


def test_what_no_encoding_reads_is_refused_with_those_tried():
    with pytest.raises(BadUpload, match=r"not recognised \(tried UTF-8"):
        encoding_of(BytesIO(b"6,\xa0 \xa6 \xac \xad \xb1 \x98 \xa0\n"))


# A leading NUL would turn UTF-16's mark into UTF-32's, and a mark of its own is one that is not asked for.
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_text_with_a_mark_or_in_utf8_reads_back_exactly(text, encoding):
    content = text.encode(encoding)
    assert content.decode(encoding_of(BytesIO(content))) == text


@given(st.binary(max_size=200))
def test_bytes_are_either_decoded_whole_or_refused(content):
    try:
        encoding = encoding_of(BytesIO(content))
    except BadUpload:
        return
    content.decode(encoding)
