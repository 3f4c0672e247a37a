"""What people write into the box of words finds what they mean, in any script, and says what it cannot understand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidTaxonomy
from core.labelling.query import fold, parse, passages


def finds(written, text):
    return parse(written).match(fold(text)) is not None


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("refund", "I want a REFUND."),
        ("card lost", "I lost my card"),
        ("refund*", "Refunding takes long"),
        ('"money back"', "I want my money back"),
        ('"money ba*"', "my money back"),
        ("“money back”", "Money\nback"),
        ("refund OR chargeback", "a chargeback"),
        ("refund, chargeback", "a chargeback"),
        ("refund\nchargeback", "a refund"),
        ("refund AND card", "card refund"),
        ("refund -exchange", "a refund"),
        ("refund NOT exchange", "a refund"),
        ("-exchange", "anything else"),
        ("cafe", "Le Café"),
        ("GRÖSSE", "Welche Größe?"),
        ("Straße", "STRASSE 5"),
        ("don't", "I don’t"),
        ("e-mail", "my E‑Mail"),
        ("C++", "in C++, of course"),
        ("1,000", "about 1,000 euro"),
        ("refund", "refund_status"),
        ("fix", "a ﬁx"),
        ("退款", "我要退款谢谢"),
        ("返品 遅い", "この返品はとても遅いです"),
        ("iphone", "iPhoneを修理"),
        ("ｶﾞｽ", "ガス料金"),
        ("пришел", "Заказ не пришёл"),
        ("कमी", "कमी है"),
        ("👍", "thanks 👍"),
    ],
)
def test_words_find_what_a_person_means(written, text):
    assert finds(written, text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("refund", "refunds"),
        ("fund", "refund"),
        ("card lost", "my card"),
        ('"money back"', "back, money"),
        ("refund -exchange", "a refund or exchange"),
        ("refund, card -exchange", "a card exchange"),
        ("か", "が"),
        ("कम", "कमी है"),
        ("мои", "мой"),
        ("iphone", "iphones"),
    ],
)
def test_words_do_not_find_what_only_looks_like_it(written, text):
    assert not finds(written, text)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('refund "money back', "The quotation mark before “money back” is not closed."),
        ("refund OR", "There has to be a word to look for after OR."),
        ("OR refund", "There has to be a word before OR, at the beginning."),
        ("refund NOT", "There has to be a word to look for after NOT."),
        ("refund OR -card", "There has to be a word to look for after OR."),
        ("refund - card", "A minus stands alone, after “refund”."),
        ("card *", "A star needs the beginning of a word before it, after “card”."),
        ("re*und", "“re*und”: a star may only stand at the end of a word."),
        ('card ""', "Nothing is between the quotation marks, after “card”."),
    ],
)
def test_what_cannot_be_understood_is_said_in_one_sentence_with_its_place(written, said):
    with pytest.raises(InvalidTaxonomy) as caught:
        parse(written)
    assert str(caught.value) == said


def test_brackets_are_refused_with_what_to_do_instead():
    with pytest.raises(InvalidTaxonomy, match=r"Brackets are not understood, after “card”\. Write each way out"):
        parse("card (lost OR stolen)")
    assert finds('"(lost)"', "card (lost)")


def test_nothing_written_asks_for_nothing():
    assert parse(" \n ") is None


def test_a_query_is_read_back_in_words():
    assert str(parse('refund* "money back" OR chargeback -exchange')) == (
        "“refund*” and “money back” or “chargeback”, without “exchange”"
    )
    assert str(parse("-exchange")) == "without “exchange”"


def test_passages_are_those_of_the_text_as_it_is_written():
    text = "Die ﬁxe Übergröße: GRÖSSE im Café"
    query = parse("ubergrosse cafe fixe")
    found = passages(query.match(fold(text)), text)
    assert [text[start:end] for start, end in found] == ["ﬁxe", "Übergröße", "Café"]


letters = st.text(st.characters(categories=("Ll", "Lu", "Lo", "Nd")), min_size=1, max_size=8)


@given(st.text())
def test_a_text_folded_twice_is_as_folded_once_unless_unicode_itself_wavers(text):
    once = fold(text)
    assert fold(fold(once)) == fold(once)


@given(letters, st.text(max_size=30), st.text(max_size=30))
def test_a_word_is_found_wherever_it_stands_alone(word, before, after):
    if word in ("OR", "AND", "NOT") or not fold(word).split():
        return
    assert finds(word, f"{before} {word} {after}")


@given(st.lists(letters, min_size=1, max_size=4), st.randoms())
def test_the_order_of_words_does_not_matter(words, chance):
    words = [word for word in words if word not in ("OR", "AND", "NOT")] or ["word"]
    shuffled = [*words]
    chance.shuffle(shuffled)
    assert finds(" ".join(words), " ".join(shuffled))


@given(letters, st.text(max_size=40))
def test_without_is_the_opposite_of_with(word, text):
    if word in ("OR", "AND", "NOT"):
        return
    assert finds(word, text) != finds(f"-{word}", text)


@given(st.text(max_size=40))
def test_whatever_is_written_is_understood_or_refused_in_words(written):
    try:
        query = parse(written)
    except InvalidTaxonomy as error:
        assert str(error)
        return
    assert query is None or isinstance(str(query), str)


@given(letters, st.text(max_size=20), st.text(max_size=20))
def test_a_passage_says_the_word_again(word, before, after):
    text = f"{before} {word} {after}"
    terms = parse(f'"{word}"').ways[0]
    for start, end in passages(terms, text):
        assert fold(unicodedata.normalize("NFC", text[start:end])).strip() in fold(text)
        assert terms[0].occurs_in(fold(text))
