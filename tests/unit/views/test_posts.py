"""What subscribed chats get."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import words_for
from bot.money.paths import Quotes
from bot.playground.detect import find_entities
from bot.views.posts import (
    OWN_TEXT,
    Site,
    bundle,
    digest,
    hashtag,
    post,
    rates,
    taken_back,
)
from bot.views.rate_tables import Rate
from storage import ArticleStatus
from storage.deliveries import Format, Mode, Subscription
from tests.unit.views.builders import (
    DAY,
    any_article,
    article,
    check_sendable,
    lines,
    links,
    marked,
    quote,
)

EN, RU = words_for("en"), words_for("ru")
SITE = Site("The Post", "caravan_bot")
PLAIN = Subscription(id=1, chat_id=-100, made_by=5)

owners_texts = st.text(max_size=OWN_TEXT)
subscriptions = st.builds(
    Subscription,
    id=st.just(1),
    chat_id=st.just(-100),
    made_by=st.just(5),
    mode=st.sampled_from(Mode),
    format=st.sampled_from(Format),
    picture=st.booleans(),
    hashtags=st.booleans(),
    header=owners_texts,
    footer=owners_texts,
)


def subscribed(**given: Any) -> Subscription:
    return replace(PLAIN, **given)


def test_a_post_is_a_title_a_summary_and_a_link() -> None:
    shown = article(
        title="Uranium prices rise", summary="They rose. Again. Much. Too much.", body="Long text."
    )
    message = post(shown, PLAIN, EN, SITE)
    assert lines(message)[0] == "Uranium prices rise"
    assert "They rose. Again. Much." in message.text and "Long text" not in message.text
    assert ("Uranium prices rise", "https://example.org/1") in links(message)
    assert ("Read on the site", "https://example.org/1") in links(message)
    assert not message.keyboard


def test_the_title_alone_is_the_link() -> None:
    message = post(article(title="Short"), subscribed(format=Format.TITLE), EN, SITE)
    assert message.text == "Short" and links(message) == [("Short", "https://example.org/1")]


def test_the_whole_text_is_there_as_far_as_it_fits() -> None:
    whole = subscribed(format=Format.FULL, footer="The end")
    body = "\n\n".join(f"Paragraph {n}. " + "Words of it. " * 20 for n in range(5))
    assert "Paragraph 4" in post(article(body=body), whole, EN, SITE).text
    long = post(article(title="T" * 500, body=body * 20), whole, EN, SITE)
    assert "T" * 500 in long.text and "Read on the site" in long.text
    assert long.text.endswith("The end")


def test_a_title_is_never_cut() -> None:
    title = "𝕊" * 500  # two UTF-16 units each
    message = post(article(title=title, body="b" * 9000), subscribed(header="H"), EN, SITE)
    assert title in message.text


def test_an_article_without_an_address_is_read_in_the_bot() -> None:
    message = post(article(7, url=None, title="Title"), PLAIN, EN, SITE)
    there = "https://t.me/caravan_bot?start=a_7"
    assert links(message) == [("Title", there), ("Read on", there)]


def test_a_picture_is_a_card_above_the_text_where_it_is_wanted() -> None:
    shown = article(image="https://example.org/1.jpg")
    card = post(shown, PLAIN, EN, SITE).preview
    assert card is not None and card.above and card.url == "https://example.org/1.jpg"
    assert post(shown, subscribed(picture=False), EN, SITE).preview is None
    assert post(article(), PLAIN, EN, SITE).preview is None


def test_topics_are_hashtags_where_they_are_wanted() -> None:
    shown = article(
        topics=("Central Asia", "Нефть и газ", "2024"),
        published_at=datetime(2024, 5, 3, tzinfo=UTC),
    )
    message = post(shown, subscribed(hashtags=True), EN, SITE)
    assert "#Central_Asia #Нефть_и_газ" in message.text and "#2024" not in message.text
    assert lines(message)[1] == "3 May 2024"
    assert lines(post(shown, PLAIN, EN, SITE))[1] == "Central Asia · 3 May 2024"


@given(topic=st.text(max_size=64))
def test_telegram_makes_a_hashtag_of_what_is_called_one(topic: str) -> None:
    tag = hashtag(topic)
    assert not tag or [one.type for one in find_entities(tag)] == ["hashtag"]


def test_the_owners_lines_are_around_the_post() -> None:
    own = subscribed(header="Our channel\nDaily news", footer="Write to us")
    assert lines(post(article(), own, EN, SITE))[:2] == ["Our channel", "Daily news"]
    assert lines(post(article(), own, EN, SITE))[-1] == "Write to us"


@given(
    shown=any_article,
    subscription=subscriptions,
    words=st.sampled_from([EN, RU]),
    bot_name=st.sampled_from(["", "caravan_bot"]),
)
def test_telegram_takes_any_post(shown: Any, subscription: Any, words: Any, bot_name: str) -> None:
    site = Site("The Post", bot_name)
    check_sendable(post(shown, subscription, words, site))
    check_sendable(taken_back(shown, subscription, words))


@given(
    shown=st.lists(any_article, min_size=1, max_size=12),
    subscription=subscriptions,
    more=st.integers(0, 1000),
)
def test_telegram_takes_any_list(shown: Any, subscription: Any, more: int) -> None:
    check_sendable(bundle(shown, subscription, EN, SITE, more=more))
    check_sendable(digest(shown, subscription, RU, SITE, more=more))


def test_a_bundle_lists_all_that_fit_and_counts_the_rest() -> None:
    few = bundle([article(1), article(2)], PLAIN, EN, SITE)
    assert lines(few) == ["2 new articles", "", "1. Title 1", "2. Title 2"]
    many = [article(n, title=f"{n} " + "t" * 190) for n in range(1, 51)]
    message = bundle(many, PLAIN, EN, SITE, more=10)
    listed = [line for line in lines(message) if "ttt" in line]
    assert all(line.endswith("t" * 190) for line in listed) and 15 < len(listed) < 25
    assert lines(message)[0] == "60 new articles"
    assert lines(message)[-1] == f"and {60 - len(listed)} more"


def test_a_bundle_of_long_titles_without_room_still_fits() -> None:
    many = [article(n, title="𝕊" * 500) for n in range(1, 20)]
    own = subscribed(header="h" * OWN_TEXT, footer="f" * OWN_TEXT)
    message = bundle(many, own, EN, SITE)
    check_sendable(message)
    assert message.text.endswith("f" * OWN_TEXT)


def test_a_short_digest_has_summaries_and_a_long_one_titles() -> None:
    told = [article(n, summary=f"Summary {n}.") for n in range(1, 4)]
    short = digest(told, subscribed(mode=Mode.DAILY), EN, SITE)
    assert lines(short)[0] == "The Post: the day" and "Summary 2." in short.text
    long = digest([article(n) for n in range(1, 12)], subscribed(mode=Mode.WEEKLY), EN, SITE)
    assert lines(long)[0] == "The Post: the week" and "Text 3." not in long.text
    assert lines(long)[-1] == "11. Title 11"
    titles = digest(told, subscribed(mode=Mode.DAILY, format=Format.TITLE), EN, SITE)
    assert "Summary 2." not in titles.text


def test_what_was_taken_back_is_marked_and_struck_out() -> None:
    message = taken_back(article(title="Wrong"), subscribed(footer="Us"), EN)
    assert marked(message, "strikethrough") == ["Wrong"] and not links(message)
    assert "taken back" in message.text and message.text.endswith("Us")
    forgotten = taken_back(article(status=ArticleStatus.DELETED, title="Secret"), PLAIN, EN)
    assert "Secret" not in forgotten.text


def test_the_rates_of_the_day() -> None:
    quotes = Quotes([quote("USD/KZT", "523.56")], DAY)
    table = [Rate(quotes.path("USD", "KZT"), None)]
    message = rates(table, {"site": "The Post"}, subscribed(header="Good morning"), EN)
    assert lines(message)[:2] == ["Good morning", ""]
    assert "USD/KZT" in message.text and "523.56" in message.text and not message.keyboard
    check_sendable(message)
    check_sendable(rates([], {}, PLAIN, EN))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_post_speaks_the_chats_language(language: str) -> None:
    said = post(article(), PLAIN, words_for(language), SITE).text
    assert (words_for(language).gettext("Read on the site")) in said
