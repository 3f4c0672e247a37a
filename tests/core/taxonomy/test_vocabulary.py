import pytest

from core.taxonomy.vocabulary import tag_of


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("German", "de"),
        (" deutsch ", "de"),
        ("Brazilian Portuguese", "pt"),
        ("en", "en"),
        ("pt-BR", "pt-BR"),
        ("日本語", "ja"),
        ("", ""),
        ("Klingon", ""),
    ],
)
def test_a_language_is_told_by_its_name_or_tag(language, tag):
    assert tag_of(language) == tag
