"""Cards of inline mode, and the messages that they become."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.locales import Words, words_for
from bot.views.inline import card, nothing_found
from bot.views.message import Preview
from storage import Article
from storage.search.parser import parse
from tests.unit.views.builders import any_article, article, button, check_sendable, links, marked

EN, RU = words_for("en"), words_for("ru")
SHOWN = article(
    5,
    title="Uranium from Mangystau",
    summary="Exports grew. Much of it is uranium ore. It goes by rail. Nobody knows where to.",
    image="https://example.org/5.jpg",
    published_at=datetime(2024, 12, 21, 9, tzinfo=UTC),
    language="en",
)


def test_a_card_shows_the_title_and_why_it_was_found() -> None:
    one = card(SHOWN, parse("ore"), "caravan_bot", EN)
    assert (one.id, one.title) == ("5", "Uranium from Mangystau")
    assert one.description == "Much of it is uranium ore. It goes by rail."
    assert one.thumbnail == "https://example.org/5.jpg"
    assert card(SHOWN, None, "caravan_bot", EN).description.startswith("Exports grew.")


def test_what_a_card_sends_can_be_read_and_followed() -> None:
    message = card(SHOWN, parse("ore"), "caravan_bot", EN).message
    check_sendable(message)
    assert message.text == (
        "Uranium from Mangystau\n21 December 2024\n\n"
        "Exports grew. Much of it is uranium ore. It goes by rail. Nobody knows where to."
    )
    assert links(message) == [("Uranium from Mangystau", "https://example.org/5")]
    assert marked(message, "date_time") == ["21 December 2024"]
    assert button(message, "Read on the site").url == "https://example.org/5"
    assert button(message, "Open in the bot").url == "https://t.me/caravan_bot?start=a_5"
    assert message.preview == Preview("https://example.org/5.jpg", above=True, large=True)


def test_without_a_picture_the_sites_own_card_is_shown() -> None:
    one = card(article(5), None, "caravan_bot", EN)
    assert (one.thumbnail, one.message.preview) == ("", Preview("https://example.org/5"))
    assert card(article(5, url=None), None, "caravan_bot", EN).message.preview is None


def test_where_nothing_is_found_a_button_leads_on() -> None:
    assert nothing_found(EN) == "Nothing found: search in the bot"


@given(
    shown=any_article,
    query=st.none() | st.text(max_size=40),
    words=st.sampled_from([EN, RU]),
)
def test_any_article_is_a_card(shown: Article, query: str | None, words: Words) -> None:
    one = card(shown, None if query is None else parse(query), "caravan_bot", words)
    check_sendable(one.message)
    assert one.title.strip() and 1 <= len(one.id) <= 64
    assert all(button.action is None for row in one.message.keyboard for button in row)
