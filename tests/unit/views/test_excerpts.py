"""What of an article shows why it was found."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.document import Document, Paragraph
from bot.views.excerpts import LOOKED_AT, Excerpt, bold_words, excerpt
from bot.views.render import MAX_TEXT, render, utf16_len
from storage import Article, limits
from storage.search.parser import parse
from tests.unit.views.any_document import texts
from tests.unit.views.builders import article

BODY = (
    "Rail was built. The dam holds. Water and rail meet at the dam. Rails and railways alike. "
    "Then it ends."
)


def found(query: str, limit: int = 400, **given: object) -> Excerpt:
    return excerpt(article(**{"language": "en", **given}), parse(query), limit)


def bold(one: Excerpt) -> list[str]:
    return [one.text[start:end] for start, end in one.places]


def test_the_sentence_with_the_most_different_words_and_the_one_after_it() -> None:
    shown = found("rail dam", body=BODY)
    assert shown.text == "Water and rail meet at the dam. Rails and railways alike."
    assert bold(shown) == ["rail", "dam", "Rails"]


def test_words_are_found_in_their_other_forms() -> None:
    shown = found("турбина", body="Начало. Турбинами занялись. Конец.", language="ru")
    assert (shown.text, bold(shown)) == ("Турбинами занялись. Конец.", ["Турбинами"])


def test_a_summary_is_chosen_unless_the_text_has_more_of_the_words() -> None:
    assert found("dam", summary="A dam is planned.", body=BODY).text == "A dam is planned."
    shown = found("rail dam", summary="A dam is planned.", body=BODY)
    assert shown.text.startswith("Water and rail")


def test_the_next_sentence_is_left_out_where_it_does_not_fit() -> None:
    assert found("rail dam", 40, body=BODY).text == "Water and rail meet at the dam."


@pytest.mark.parametrize("query", ["unicorn", "", "-rail"])
def test_without_a_match_the_first_sentences_are_shown(query: str) -> None:
    assert found(query, 70, body=BODY).text == BODY[: BODY.index(" Rails")]
    assert excerpt(article(body=BODY), None, 70) == found(query, 70, body=BODY)


@pytest.mark.parametrize("words", ["word ", "слово ", "😀😀 "])
def test_of_a_sentence_that_is_too_long_the_part_about_the_words_is_shown(words: str) -> None:
    shown = found("turbine", 120, body=f"It was {words * 90}a turbine {words * 90}")
    assert shown.text.startswith("…") and shown.text.endswith("…")
    assert bold(shown) == ["turbine"]
    assert 60 < utf16_len(shown.text) <= 120
    begin = found("turbine", 60, body=f"A turbine {words * 90}")
    assert begin.text.startswith("A turbine") and begin.text.endswith("…")


def test_what_begins_within_a_sentence_begins_with_an_ellipsis() -> None:
    endless = "pad word " * 140 + "llama and more " + "pad word " * 140
    assert bold(found("llama", body=endless)) == ["llama"]
    assert found("llama", body=endless).text.startswith("…pad word ")


def test_only_the_begin_of_a_long_text_is_looked_at() -> None:
    far = "Word. " * (LOOKED_AT // 6) + "A turbine."
    assert found("turbine", body=far).places == ()
    assert bold(found("turbine", body=far[6 * 50 :])) == ["turbine"]


def test_a_title_keeps_all_of_its_text() -> None:
    parts = bold_words("Rail meets the rails", parse("rail"), "en")
    assert "".join(part if isinstance(part, str) else str(part.inlines[0]) for part in parts) == (
        "Rail meets the rails"
    )
    assert [isinstance(part, str) for part in parts] == [False, True, False]
    assert bold_words("Rail", None, "en") == ("Rail",)


@given(
    parts=st.lists(texts | st.sampled_from(["turbine ", "Turbine. ", "rail\n\n"]), max_size=12),
    limit=st.integers(40, 400),
)
def test_an_excerpt_of_any_text_fits_and_is_bold_at_words(parts: list[str], limit: int) -> None:
    shown: Article = article(summary="".join(parts[:3]), body="".join(parts), language="en")
    one = excerpt(shown, parse("turbine rail"), limit)
    assert utf16_len(one.text) <= limit
    assert all(word.casefold() in "turbine rail" for word in bold(one))
    assert render(Document(Paragraph(*one.inlines))).text


@pytest.mark.parametrize("text", ["turbine ", "Turbine. ", "turbine\n\n", "turbine, " * 200 + ". "])
def test_no_text_takes_long(text: str) -> None:
    body = (text * limits.BODY)[: limits.BODY]
    query = parse("turbine rail")
    query.spans(body[:LOOKED_AT], "en")  # what the words cost alone is measured elsewhere
    begun = time.process_time()
    one = excerpt(article(body=body, language="en"), query, MAX_TEXT)
    assert one.places and time.process_time() - begun < 0.5
