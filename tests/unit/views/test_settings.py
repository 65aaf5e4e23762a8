"""What people set, and what they may choose from."""

from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import LOCALES, words_for
from bot.money.currencies import is_currency
from bot.views import choosing
from bot.views import settings as views
from bot.views.actions import LIMIT, decode, encode
from bot.views.choices import (
    Choice,
    ResetCurrencies,
    SetCurrency,
    SetLanguage,
    SetZone,
    ShowCurrencies,
    ShowLanguages,
    ShowSettings,
    ShowZones,
    decode_choice,
)
from bot.views.message import Message
from bot.views.zones import ZONES, city, described, offset
from storage import Person, limits
from tests.unit.views.builders import button, check_sendable, labels, lines

EN, RU = words_for("en"), words_for("ru")
NOTHING = Person()
SITES = ("USD", "EUR", "RUB")
WINTER = datetime(2024, 12, 21, 9, 5, tzinfo=UTC)
SUMMER = datetime(2024, 7, 1, tzinfo=UTC)


def standing(own: Person = NOTHING, zone: str = "Asia/Almaty") -> views.Standing:
    zone = own.time_zone or zone
    return views.Standing(
        own, zone, own.home_currencies or SITES, WINTER.astimezone(ZoneInfo(zone))
    )


def currencies(own: Person = NOTHING, page: int = 1, words=EN) -> Message:
    offered = views.offered_currencies(SITES, own.home_currencies)
    return views.currencies(standing(own), offered, page, words)


def test_what_is_not_set_is_said_to_be_as_elsewhere() -> None:
    message = views.settings(standing(), EN)
    check_sendable(message)
    assert lines(message)[:5] == [
        "Settings",
        "",
        "Language: English (as in Telegram)",
        "Time zone: Almaty, UTC+5 (as on the site)",
        "Home currencies: USD, EUR, RUB (as on the site)",
    ]
    assert button(message, "Language").action == ShowLanguages()
    assert button(message, "Time zone").action == ShowZones()
    assert button(message, "Home currencies").action == ShowCurrencies()


def test_what_is_set_is_said_plainly_in_the_language_that_is_set() -> None:
    message = views.settings(standing(Person("ru", "Asia/Kolkata", ("KGS", "USD"))), RU)
    check_sendable(message)
    assert lines(message)[2:5] == [
        "Язык: Русский",
        "Часовой пояс: Калькутта, UTC+5:30",
        "Мои валюты: KGS, USD",
    ]


@pytest.mark.parametrize(
    ("own", "ticked"), [(None, "✓ As in Telegram"), ("en", "✓ English"), ("ru", "✓ Русский")]
)
def test_each_language_calls_itself_and_the_chosen_one_is_ticked(
    own: str | None, ticked: str
) -> None:
    message = views.languages(Person(own), EN)
    check_sendable(message)
    shown = [label for row in labels(message) for label in row]
    assert [label.removeprefix("✓ ") for label in shown] == [
        "English",
        "Русский",
        "As in Telegram",
        "Back",
    ]
    assert [label for label in shown if label.startswith("✓")] == [ticked]
    assert button(message, ticked).action == SetLanguage(own)
    assert button(message, "Back").action == ShowSettings()


def test_there_is_a_name_for_each_language_that_is_spoken() -> None:
    assert choosing.LANGUAGES.keys() == LOCALES.keys()


def test_zones_begin_with_the_region_and_turn_page_by_page() -> None:
    first = views.zones(standing(), 1, EN)
    check_sendable(first)
    assert lines(first) == ["Time zone", "", "Almaty, UTC+5: it is 14:05 there."]
    assert labels(first)[0] == ["Almaty UTC+5", "Bishkek UTC+6"]
    assert button(first, "Bishkek UTC+6").action == SetZone("Asia/Bishkek")
    assert button(first, "✓ As on the site").action == SetZone(None)
    assert button(first, "▶").action == ShowZones(2)
    assert views.zones(standing(), 999, EN) == views.zones(standing(), 5, EN)
    assert button(views.zones(standing(), 5, EN), "◀").action == ShowZones(4)


def test_the_zone_that_is_set_is_ticked_and_the_clock_goes_by_it() -> None:
    message = views.zones(standing(Person(time_zone="Asia/Tokyo")), 5, RU)
    check_sendable(message)
    assert "Токио, UTC+9: сейчас там 18:05." in message.text
    assert button(message, "✓ Токио UTC+9").action == SetZone("Asia/Tokyo")
    assert button(message, "Как на сайте").action == SetZone(None)


@pytest.mark.parametrize("words", [EN, RU])
def test_every_zone_is_on_one_page_can_be_stored_and_has_a_name(words) -> None:
    pages = [views.zones(standing(), number, words) for number in range(1, 6)]
    for page in pages:
        check_sendable(page)
    offered = [
        one.action.name
        for page in pages
        for row in page.keyboard
        for one in row
        if isinstance(one.action, SetZone) and one.action.name
    ]
    assert offered == list(ZONES) and len(set(ZONES)) == len(ZONES)
    for zone in ZONES:
        assert ZoneInfo(zone).key == zone and len(zone) <= limits.TIME_ZONE
        assert "/" not in city(zone, words) and "_" not in city(zone, words)
        if words is RU and zone != "UTC":
            assert not city(zone, words).isascii()


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("UTC", "UTC", "UTC"),
        ("Europe/London", "UTC", "UTC+1"),
        ("Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
        ("America/New_York", "UTC−5", "UTC−4"),
        ("America/St_Johns", "UTC−3:30", "UTC−2:30"),
        ("Pacific/Kiritimati", "UTC+14", "UTC+14"),
    ],
)
def test_a_zones_offset_is_that_of_the_day(zone: str, winter: str, summer: str) -> None:
    assert (offset(zone, WINTER), offset(zone, SUMMER)) == (winter, summer)


def test_a_zone_is_not_named_twice() -> None:
    assert described("UTC", WINTER, EN) == "UTC"
    assert described("Africa/Nairobi", WINTER, RU) == "Найроби, UTC+3"


def test_a_zone_that_is_not_on_offer_has_a_name_too() -> None:
    assert described("US/East-Indiana", WINTER, EN) == "East-Indiana, UTC−5"


def test_home_currencies_are_named_in_their_order_and_ticked() -> None:
    message = currencies(Person(home_currencies=("KGS", "USD")))
    check_sendable(message)
    assert "1. KGS – Kyrgystani Som\n2. USD – US Dollar" in message.text
    assert labels(message)[0] == ["KZT", "✓ KGS", "TJS", "UZS"]
    assert button(message, "✓ KGS").action == SetCurrency("KGS", mine=False)
    assert button(message, "KZT").action == SetCurrency("KZT", mine=True)
    assert button(message, "As on the site").action == ResetCurrencies()


def test_without_own_currencies_the_sites_are_ticked() -> None:
    message = currencies(words=RU)
    check_sendable(message)
    assert "1. USD – доллар США" in message.text
    assert [label for row in labels(message) for label in row if label.startswith("✓")] == [
        "✓ RUB",
        "✓ USD",
        "✓ EUR",
        "✓ Как на сайте",
    ]


def test_currencies_turn_page_by_page_and_buttons_stay_on_theirs() -> None:
    second = currencies(page=2)
    check_sendable(second)
    assert button(second, "JPY").action == SetCurrency("JPY", mine=True, page=2)
    assert button(second, "✓ As on the site").action == ResetCurrencies(2)
    assert button(second, "◀").action == ShowCurrencies(1)
    assert currencies(page=99) == second


def test_what_is_chosen_already_is_on_offer_whatever_it_is() -> None:
    offered = views.offered_currencies(("USD", "ISK"), ("XAU",))
    assert offered[-2:] == ("ISK", "XAU") and len(set(offered)) == len(offered)
    own = Person(home_currencies=("XAU", "QQQ"))
    message = views.currencies(standing(own), offered, 3, EN)
    check_sendable(message)
    assert "1. XAU – Gold\n2. QQQ\n" in message.text
    assert button(message, "✓ XAU").action == SetCurrency("XAU", mine=False, page=3)


def test_all_on_offer_are_currencies() -> None:
    offered = views.offered_currencies()
    assert all(is_currency(code) for code in offered) and len(set(offered)) == len(offered)


@pytest.mark.parametrize("words", [EN, RU])
def test_a_group_is_led_to_the_private_chat(words) -> None:
    message = views.elsewhere("caravan_bot", words)
    check_sendable(message)
    assert [[one.url for one in row] for row in message.keyboard] == [
        ["https://t.me/caravan_bot?start=settings"]
    ]


FORMS = {
    "o": ShowSettings(),
    "o:l": ShowLanguages(),
    "o:l=ru": SetLanguage("ru"),
    "o:l=": SetLanguage(None),
    "o:z:2": ShowZones(2),
    "o:z=Asia/Almaty": SetZone("Asia/Almaty"),
    "o:z=": SetZone(None),
    "o:c:1": ShowCurrencies(1),
    "o:c:2+KZT": SetCurrency("KZT", mine=True, page=2),
    "o:c:1-KZT": SetCurrency("KZT", mine=False),
    "o:c:1=": ResetCurrencies(1),
}


@pytest.mark.parametrize("data", FORMS)
def test_forms_that_stand_under_messages_already_keep_their_meaning(data: str) -> None:
    assert decode(data) == FORMS[data]
    assert encode(FORMS[data]) == data


def test_every_choice_has_a_form() -> None:
    assert {type(choice) for choice in FORMS.values()} == {*get_args(Choice)}


@pytest.mark.parametrize(
    "data",
    [
        *["o:", "o:l:", "o:l=RU", "o:l=e", "o:l=english!", "o:z", "o:z:0", "o:z:01", "o:z:1000"],
        *["o:z= UTC", "o:z=Ünı", "o:z=" + "x" * 49, "o:c", "o:c:0", "o:c:1+", "o:c:1+kzt"],
        *["o:c:1+KZTT", "o:c:1*KZT", "o:c:1=KZT", "o:c:1+KZT\n", "o:c:١+KZT", "O"],
    ],
)
def test_what_no_button_carries_is_nothing_to_choose(data: str) -> None:
    assert decode(data) is None and decode_choice(data) is None


@given(data=st.from_regex(r"o(:[lzc])?([:=+-]?[\w/+-]{0,60})", fullmatch=True))
def test_any_text_is_a_choice_of_that_very_form_or_none(data: str) -> None:
    choice = decode(data)
    assert choice is None or (encode(choice) == data and len(data.encode()) <= LIMIT)
