"""Subscriptions in words, and the screens they are managed from."""

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import words_for
from bot.views import alerts as alert_views
from bot.views import notices, subscription_refusals
from bot.views import queue as queue_views
from bot.views import subscription_parts as parts
from bot.views import subscriptions as views
from bot.views.message import Message, Picker, WantsReply
from bot.views.posts import OWN_TEXT
from bot.views.subscription_actions import TEXTS, Part, ShowPart, read_text_token
from storage.alerts import Alert
from storage.deliveries import (
    Chat,
    ChatKind,
    Format,
    Mode,
    Subscription,
    SubscriptionState,
    Wants,
)
from storage.outcomes import QueueState
from tests.unit.views.builders import check_sendable, labels, lines, links

EN, RU = words_for("en"), words_for("ru")
NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)
NEWS = Chat(-1007, ChatKind.CHANNEL, "News")
ME = Chat(5, ChatKind.PRIVATE, "Aida")
PLAIN = Subscription(id=1, chat_id=-1007, made_by=5, time_zone="Asia/Almaty")

languages = st.sampled_from([EN, RU])
any_text = st.text(max_size=OWN_TEXT)
any_wants = st.builds(
    Wants,
    st.lists(st.text(min_size=1, max_size=64), max_size=20).map(tuple),
    st.text(max_size=300),
    st.lists(st.text(min_size=1, max_size=60), max_size=20).map(tuple),
)
any_subscription = st.builds(
    Subscription,
    id=st.integers(1, 10**12),
    chat_id=st.just(-1007),
    made_by=st.just(5),
    thread_id=st.sampled_from([0, 7]),
    wants=any_wants,
    mode=st.sampled_from(Mode),
    bundle_from=st.integers(2, 50),
    at=st.integers(0, 1439),
    weekday=st.integers(0, 6),
    time_zone=st.sampled_from(["Asia/Almaty", "UTC"]),
    format=st.sampled_from(Format),
    picture=st.booleans(),
    hashtags=st.booleans(),
    header=any_text,
    footer=any_text,
    silent_from=st.sampled_from([None, 1320]),
    silent_to=st.sampled_from([None, 420]),
    language=st.sampled_from([None, "ru", "xx"]),
    state=st.sampled_from(SubscriptionState),
    reason=st.none() | any_text,
)
any_chat = st.builds(
    Chat, st.integers(-(10**13), -1), st.sampled_from(ChatKind), st.text(max_size=300)
)
any_shown = st.builds(views.Shown, any_subscription, any_chat)


def shown(**given: Any) -> views.Shown:
    return views.Shown(dataclasses.replace(PLAIN, **given), NEWS)


@given(one=any_shown, words=languages, part=st.sampled_from(Part), page=st.integers(1, 99))
def test_telegram_takes_every_screen(one: views.Shown, words: Any, part: Part, page: int) -> None:
    check_sendable(views.subscription(one, NOW, words))
    check_sendable(views.subscribed(one, NOW, words))
    check_sendable(views.already(one, NOW, words, bot_name="caravan_bot"))
    check_sendable(views.offer(one.chat, words))
    check_sendable(views.offer_there(one.chat, "caravan_bot", words))
    check_sendable(views.elsewhere(one.chat, "caravan_bot", words))
    check_sendable(parts.part(one, ShowPart(one.subscription.id, part, page), NOW, words))
    check_sendable(subscription_refusals.let_me_in(one.chat, words))
    check_sendable(subscription_refusals.said(subscription_refusals.no_admin(one.chat, words)))
    check_sendable(subscription_refusals.said(subscription_refusals.not_there(one.chat, words)))


@given(ones=st.lists(any_shown, max_size=40), words=languages, hidden=st.integers(0, 3))
def test_telegram_takes_any_overview(ones: Any, words: Any, hidden: int) -> None:
    check_sendable(views.overview(ones, words, hidden=hidden))


@given(
    one=any_subscription,
    names=st.lists(st.text(min_size=1, max_size=64), max_size=40, unique=True),
    page=st.integers(1, 9),
)
def test_chosen_topics_come_first_and_all_are_on_some_page(one: Any, names: Any, page: int) -> None:
    number, last, on_page = parts.topics_of(names, one.wants.topics, page)
    offered = tuple((name, at) for at, name in enumerate(on_page, 1))
    check_sendable(parts.topics(one, parts.Topics(offered, number, last), EN))
    everything = [
        name
        for at in range(1, last + 1)
        for name in parts.topics_of(names, one.wants.topics, at)[2]
    ]
    assert {*everything} == {*names, *one.wants.topics}
    assert everything[: len(one.wants.topics)] == [*one.wants.topics]


@given(one=any_shown, field=st.sampled_from(sorted(TEXTS)), words=languages)
def test_a_question_says_in_its_link_what_it_asks_for(one: Any, field: Any, words: Any) -> None:
    message = parts.question(one, field, "caravan_bot", words)
    check_sendable(dataclasses.replace(message, wants=None))
    assert isinstance(message.wants, WantsReply) and 1 <= len(message.wants.hint) <= 64
    tokens = [read_text_token(url.partition("?start=")[2]) for _, url in links(message)]
    assert [(token.id, token.field) for token in tokens if token] == [(one.subscription.id, field)]


def test_a_subscription_in_words() -> None:
    message = views.subscription(shown(), NOW, EN)
    assert lines(message) == [
        "News",
        "",
        "Articles: everything",
        "When: each article at once",
        "Looks: title and summary, picture",
    ]
    assert labels(message)[0] == ["Which articles", "When"]
    wants = Wants(("Energy", "Trade"), "uranium", ("football", "chess"))
    full = views.subscription(
        shown(
            wants=wants, mode=Mode.DAILY, at=450, header="H", silent_from=1320, silent_to=420,
            thread_id=4, state=SubscriptionState.STOPPED, reason="bot was kicked", language="ru",
        ),
        NOW, EN,
    )  # fmt: skip
    assert lines(full) == [
        "News, one topic",
        "Stopped: Telegram does not let me post there (“bot was kicked”). It goes on by itself "
        "when I am let in again.",
        "",
        "Articles: about Energy or Trade, “uranium”, without football, chess",
        "When: a digest each day, 07:30",
        "Time zone: Almaty, UTC+5",
        "Looks: title and summary, picture",
        "Header: H",
        "Without sound: 22:00–07:00",
        "Language: Русский",
    ]
    assert ["Go on", "Delete"] in labels(full)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mode": Mode.BUNDLE, "bundle_from": 10}, "at once; 10 or more of one load as a list"),
        ({"mode": Mode.WEEKLY, "weekday": 6, "at": 0}, "a digest each week: Sunday, 00:00"),
        ({"mode": Mode.RATES, "at": 1439}, "the rates each day, 23:59; no articles"),
    ],
)
def test_when_in_words(given: dict[str, Any], said: str) -> None:
    assert views.moment(shown(**given).subscription, EN) == said


def test_chats_are_chosen_in_place_of_the_keyboard() -> None:
    message = views.choose_chat(EN)
    assert isinstance(message.wants, Picker)
    assert [button.channel for button in message.wants.buttons] == [True, False]


@given(text=st.text(max_size=2000))
def test_blocked_words_are_few_short_and_each_once(text: str) -> None:
    found = parts.blocked_words(text)
    assert len(found) <= parts.BLOCKED and len({*found}) == len(found)
    assert all(word.strip() == word and 1 <= len(word) <= parts.BLOCKED_WORD for word in found)


def test_blocked_words_stand_between_commas_or_lines() -> None:
    assert parts.blocked_words("a b, c;d\ne,, a  b") == ("a b", "c", "d", "e")


def test_a_topic_more_than_there_may_be_is_refused() -> None:
    full = Wants(tuple(f"T{n}" for n in range(parts.TOPICS)))
    assert parts.changed_wants(full, "More", True) is None
    assert parts.changed_wants(full, "T3", True) is not None
    fewer = parts.changed_wants(full, "T3", False)
    assert fewer is not None and "T3" not in fewer.topics


@given(title=any_text, reason=any_text, thread=st.booleans(), words=languages)
def test_telegram_takes_any_notice(title: str, reason: str, thread: bool, words: Any) -> None:
    payload = {"what": "stopped", "chat_id": -1, "title": title, "reason": reason}
    check_sendable(notices.notice({**payload, "thread": thread}, words))


def test_a_notice_names_the_chat_and_the_reason() -> None:
    payload = {"chat_id": -1, "title": "News", "reason": "bot was kicked", "thread": False}
    said = lines(notices.notice(payload, EN))
    assert said[0] == "I cannot post in News any more, so I stopped."
    assert "Telegram says: “bot was kicked”" in said


def queue_state(**given: Any) -> QueueState:
    filled: dict[str, Any] = {
        "waiting": 0, "due": 0, "announced": 0, "dead": 0, "oldest": None, "sent_last_hour": 0,
        "is_paused": False, "active": 0, "paused": 0, "stopped": 0,
    }  # fmt: skip
    return QueueState(**{**filled, **given})


def test_the_queue_in_figures() -> None:
    state = queue_state(
        waiting=5400, due=12, dead=2, oldest=datetime(2024, 12, 21, 11, 50, tzinfo=UTC), active=3
    )
    dead = ((-1, "text is too long"), (-1, "text is too long"), (7, ""))
    message = queue_views.queue(state, dead, NOW, Decimal(30), EN)
    check_sendable(message)
    said = lines(message)
    assert "Waiting: 5,400" in said and "The oldest waits for 10 minutes" in said
    assert "Empty in 3 minutes at the earliest" in said
    assert said[-2:] == ["• 2 × -1: text is too long", "• 1 × 7: ?"]
    assert labels(message) == [["Look again", "Pause all"], ["Retry the dead", "Drop the dead"]]
    paused = queue_views.queue(queue_state(is_paused=True, waiting=1), (), NOW, Decimal(30), RU)
    assert labels(paused)[0][1] == RU.gettext("Go on")
    assert len([line for line in lines(paused) if "1" in line]) == 1


def alert(**given: Any) -> Alert:
    filled: dict[str, Any] = {
        "id": 1, "person_id": 5, "base": "USD", "quote": "KZT", "bound": Decimal("530"),
        "percent": None, "reference": Decimal("523.56"), "above": True,
    }  # fmt: skip
    return Alert(**{**filled, **given})


def told(**given: Any) -> Message:
    payload = {
        "alert": 1, "base": "USD", "quote": "KZT", "rate": "531.20", "bound": "530",
        "percent": None, "reference": "523.56", "above": True,
    }  # fmt: skip
    return alert_views.alert({**payload, **given}, EN)


def test_an_alert_tells_the_rate_and_why() -> None:
    assert lines(told())[:2] == ["1 USD = 531.20 KZT", "It has risen to 530 or above."]
    assert lines(told(above=False, bound="540"))[1] == "It has fallen to 540 or below."
    moved = told(bound=None, percent="1", rate="529.14285714285714")
    assert lines(moved) == ["1 USD = 529.143 KZT", "+1.07 % since it was 523.56."]
    check_sendable(moved)


def test_alerts_in_words() -> None:
    by_percent = alert(id=2, bound=None, percent=Decimal("1.5"))
    rested = alert(id=3, above=False, bound=Decimal("500"), armed=False)
    message = alert_views.alerts([alert(), by_percent, rested], EN)
    check_sendable(message)
    assert [line for line in lines(message) if line.startswith("•")] == [
        "• USD/KZT rises to 530",
        "• USD/KZT moves by 1.5 %, from 523.56",
        "• USD/KZT falls to 500: told, waits until it was away from it again",
    ]
    assert labels(message)[1] == ["✕ USD/KZT moves by 1.5 %"]


@given(
    bound=st.decimals("0.0000001", "1e18", allow_nan=False, places=9),
    words=languages,
    above=st.booleans(),
)
def test_telegram_takes_any_alert(bound: Decimal, words: Any, above: bool) -> None:
    one = alert(bound=bound, above=above, reference=bound)
    check_sendable(alert_views.is_set(one, words))
    check_sendable(alert_views.alerts([one] * 20, words))
    check_sendable(alert_views.choices("USD", "KZT", bound, words))
