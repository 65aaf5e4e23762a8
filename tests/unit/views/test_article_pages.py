"""A long text is read page by page, and nothing of it is lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.article_pages import PAGE, article_pages
from bot.views.characters import clean
from bot.views.render import utf16_len
from storage import limits
from tests.unit.views.any_document import texts

SENTENCE = "This is one sentence of many. "
PARAGRAPH = SENTENCE * 12


def seen(text: str) -> str:
    """What of a text can be told apart on a page: white space may become a page's end."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def test_a_short_text_is_one_page() -> None:
    assert article_pages("First.\n\nSecond.") == ("First.\n\nSecond.",)
    assert article_pages("") == ("",)
    assert len(article_pages("x" * PAGE)) == 1


def test_pages_end_with_paragraphs_and_are_about_equally_long() -> None:
    pages = article_pages("\n\n".join(f"{n} {PARAGRAPH}".strip() for n in range(30)))
    sizes = [utf16_len(page) for page in pages]
    assert len(pages) == -(-sum(sizes) // PAGE)
    assert all(page.endswith("of many.") and page[0].isdigit() for page in pages)
    assert max(sizes) - min(sizes) < len(PARAGRAPH) * 2


def test_a_paragraph_longer_than_a_page_ends_with_a_sentence() -> None:
    pages = article_pages(SENTENCE * 250)
    assert len(pages) == 3
    assert all(page.startswith("This") and page.endswith("many.") for page in pages)


def test_a_sentence_longer_than_a_page_ends_with_a_word() -> None:
    pages = article_pages("word " * 2000)
    assert all(page.startswith("word") and page.endswith("word") for page in pages)


@pytest.mark.parametrize("sign", ["😀", "👨‍👩‍👧", "e\u0301", "🇰🇿"])
def test_a_word_longer_than_a_page_is_parted_between_characters_as_seen(sign: str) -> None:
    text = sign * 3000
    pages = article_pages(text)
    assert "".join(pages) == text
    assert all(len(page) % len(sign) == 0 for page in pages)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(texts | st.sampled_from([PARAGRAPH, SENTENCE * 120, "ё" * 3500]), max_size=8),
    st.sampled_from(["", " ", "\n\n"]),
)
def test_all_of_any_text_is_on_its_pages_once_and_in_order(parts: list[str], between: str) -> None:
    pages = article_pages(between.join(parts))
    whole = article_pages.__wrapped__(between.join(parts))
    assert pages == whole
    assert all(utf16_len(page) <= PAGE for page in pages)
    assert seen("".join(pages)) == seen(clean(between.join(parts)))
    if len(pages) > 1:
        assert all(pages)


@pytest.mark.parametrize("text", [SENTENCE, "a", "\n\n", "a. ", "1. ", "e\u0301", "漢", "\u2067"])
def test_the_longest_article_takes_no_time(text: str) -> None:
    longest = (text * limits.BODY)[: limits.BODY]
    begun = time.process_time()
    article_pages(longest)
    assert time.process_time() - begun < 1
