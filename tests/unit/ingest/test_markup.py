"""HTML to text, and titles."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.markup import first_words, text_of, title_of
from bot.ingest.summaries import LENGTH, first_sentences


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two</p><p>Three<br>four</p>", "One & two\n\nThree\nfour"),
        ("a<br><br>b", "a\n\nb"),
        ("<ul><li>x<li><p>y</p><ol><li>z</ol></ul>tail", "- x\n- y\n  - z\n\ntail"),
        ("<p>a\n   b\u00a0 c</p>", "a b c"),
        ("<p>H<sub>2</sub>O <b>is</b> wet</p>", "H2O is wet"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<script>x()</script><style>p{}</style><!-- no --><p>yes", "yes"),
        ("no tags &amp;lt; twice\n\nand   a\nparagraph", "no tags &lt; twice\n\nand a paragraph"),
        ("<p>so\u00adft</p>", "soft"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "1 2\n3"),
        ('<?xml version="1.0" encoding="windows-1251"?><meta charset="koi8-r"><p>Снег', "Снег"),
        ("", ""),
    ],
)
def test_html_becomes_text_with_its_paragraphs(html: str, text: str) -> None:
    assert text_of(html) == text


def test_depth_is_no_obstacle() -> None:
    assert text_of("<div>" * 100_000 + "deep") == "deep"


@pytest.mark.parametrize(
    ("given", "html", "title"),
    [
        ("A <b>bold</b> &amp;amp; <i>x", True, "A bold &amp; x"),
        ("AT&amp;T", True, "AT&T"),
        ("1 < 2 &amp;", False, "1 < 2 &amp;"),
        ("a < b > c", True, "a < b > c"),
        ("Hi<br>there", True, "Hi there"),
        ("<script>x()</script>Hi", True, "Hi"),
        (" a\n\t b ", False, "a b"),
        ("a\u200bb\u202ec\u200dd\ufeff\u200f\x07", False, "abcd"),
        ("👨\u200d👩\u200d👧", False, "👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", False, "می\u200cخواهم"),
    ],
)
def test_a_title_is_one_plain_line(given: str, html: bool, title: str) -> None:
    assert title_of(given, html=html) == title


@given(st.text(max_size=200) | st.text("<>&/pbr! -\"'=;#lt", max_size=100))
def test_any_text_is_made_plain(text: str) -> None:
    assert "\x00" not in text_of(text)
    title = title_of(text, html=True)
    assert title == title_of(title)
    assert "\n" not in title


def test_first_words_end_at_a_word() -> None:
    assert first_words("one two three", 9) == "one two"
    assert first_words("one two", 9) == "one two"
    assert first_words("x" * 20, 9) == "x" * 9


def test_a_summary_is_whole_sentences() -> None:
    text = "Mr. Smith of the U.S. Senate spoke. " + "He said more in 3.5 hours. " * 20
    summary = first_sentences(text)
    assert summary.endswith("hours.") and LENGTH / 2 < len(summary) <= LENGTH
    assert text.startswith(summary)


def test_a_sentence_without_an_end_is_cut_at_a_word() -> None:
    summary = first_sentences("word " * 200)
    assert summary.endswith("word…") and len(summary) <= LENGTH


def test_a_short_text_is_its_own_summary() -> None:
    assert first_sentences("Only this\n\nand that") == "Only this and that"


@pytest.mark.parametrize("begin", ["<div><p>", "<b>", '<b x="<">', "<wbr>", "<a><b><p>", "<dd>"])
@pytest.mark.parametrize("end", ["</p></div>", "</i></u>", "</br>"])
def test_no_depth_of_elements_and_no_end_without_a_beginning_takes_long(
    begin: str, end: str
) -> None:
    begun = process_time()
    assert "x" in text_of(begin * 30_000 + "x" + end * 30_000)
    assert process_time() - begun < 2


def test_a_long_text_of_few_elements_in_one_another_keeps_its_paragraphs() -> None:
    html = "<div><p>One <b>two</b><wbr></p><ul><li>a<li>b</ul></div>" * 2_000
    assert text_of(html).split("\n\n")[:4] == ["One two", "- a\n- b", "One two", "- a\n- b"]


def test_what_lies_too_deep_still_ends_its_lines() -> None:
    text = text_of("<div>" * 3_000 + "One<div>two</div>three")
    assert text.split() == ["One", "two", "three"]
