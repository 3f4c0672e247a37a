from core.taxonomy import edits
from core.taxonomy.brief import Brief
from core.taxonomy.label import Label
from core.taxonomy.publishing.codebook import to_markdown
from tests.core.taxonomy.publishing_cases import Log, edition

BRIEF = Brief(use_case="Sort *support* mail")


def example():
    log = Log()
    log.do(
        lambda _: (
            Label(id="orders", name="Orders", description="What was bought", includes=("a", "b"), excludes=("c",)),
            Label(id="late", name="=Late", description="@home\nnow\n\nthen", parent="orders", notation="1.1"),
            Label(id="delays", name="Delays", notes="ask Ben"),
            Label(id="spam", name="Spam"),
        )
    )
    log.do(lambda now: edits.merge(now, ["delays"], "late"))
    log.do(lambda now: edits.retire(now, "spam"))
    log.do(lambda now: edits.choose_examples(now, "orders", ["d1", "d2"]))
    return log


def test_annotators_are_told_what_belongs_where_and_nothing_of_the_past():
    assert to_markdown(edition(example(), brief=BRIEF)) == (
        "# Topics\n\n"
        "Codebook for annotators · Version 4, 4 March 2026 · By Ana · 2 labels\n\n"
        "Sort \\*support\\* mail\n\n"
        "Choose the label whose description fits a document best\\. Where none fits, say so instead of guessing\\.\n\n"
        "## 1 Orders\n\nWhat was bought\n\n"
        "Belongs here:\n\n- a\n- b\n\n"
        "Does not belong here:\n\n- c\n\n"
        "### 1.1 \\=Late \\[1\\.1\\]\n\n@home now\n\nthen\n"
    )


def test_editors_are_told_what_became_of_the_rest_and_what_else_a_label_is_called():
    text = to_markdown(edition(example(), called="agreed with legal"), "editors")
    assert "Version 4, “agreed with legal”, 4 March 2026" in text
    assert "Also called:\n\n- Delays\n" in text
    assert text.endswith("## No longer in use\n\n- Delays\\: merged into “\\=Late”\n- Spam\\: retired\n")
    assert "Choose the label" not in text


def test_examples_are_printed_only_where_their_texts_may_leave_the_house():
    assert "Examples" not in to_markdown(edition(example()))
    text = to_markdown(edition(example(), texts={"d1": "My order\nis late", "d2": "x" * 700}))
    assert "Examples:\n\n- My order is late\n- " + "x" * 599 + "…\n" in text


def test_text_in_the_codebook_is_never_markup():
    log = Log()
    log.do(lambda _: (Label(id="a", name="<img src=x>"), Label(id="b", name="![x](y)")))
    text = to_markdown(edition(log, name="# A\n# B"))
    assert text.startswith("# \\# A \\# B\n")
    assert "\\<img src\\=x\\>" in text and "\\!\\[x\\]\\(y\\)" in text


def test_a_codebook_without_labels_is_only_its_heading():
    assert to_markdown(edition([], brief=BRIEF)) == (
        "# Topics\n\nCodebook for annotators · Version 0 · 0 labels\n\nSort \\*support\\* mail\n"
    )
