"""Language, time zone and home currencies, set by buttons."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from telegram import Bot

from bot.app import Caravan
from bot.config import Settings
from bot.handlers import Ask, Services
from bot.transport.incoming import Incoming
from storage import Person
from tests.builders import drafts
from tests.e2e.conftest import TOKEN, World
from tests.e2e.reading import answer_to, button, load, rows, toast

JUST_BEFORE_MIDNIGHT = datetime(2024, 12, 21, 23, 30, tzinfo=UTC)


def ticked(message: dict[str, Any]) -> list[str]:
    return [label[2:] for row in rows(message) for label in row if label.startswith("✓ ")]


async def stored(world: World) -> Person:
    return await world.store.people.get(world.reader.person.id)


async def open_currencies(world: World) -> dict[str, Any]:
    return await world.reader.tap(await world.reader.ask("/settings"), "Home currencies")


async def test_a_language_is_spoken_from_the_moment_it_is_chosen(world: World):
    await load(world, *drafts(1))
    asked = await world.reader.ask("/settings")
    assert "Language: English (as in Telegram)" in asked["text"]
    languages = await world.reader.tap(asked, "Language")
    assert ticked(languages) == ["As in Telegram"]
    russian = await world.reader.tap(languages, "Русский")
    assert russian["message_id"] == asked["message_id"]
    assert russian["text"].startswith("Настройки\n\nЯзык: Русский\n")
    assert (await world.reader.ask("/latest"))["text"].startswith("Последние статьи")
    # Whatever the others speak.
    assert (await world.phone("Timur").ask("/latest"))["text"].startswith("Latest articles")
    languages = await world.reader.tap(russian, "Язык")
    assert ticked(languages) == ["Русский"]
    again = await world.reader.tap(languages, "Как в Telegram")
    assert again["text"] == asked["text"]


async def test_the_language_chosen_goes_before_that_of_telegram(world: World):
    phone = world.phone("Timur", language="ru")
    settings = await phone.ask("/settings")
    english = await phone.tap(await phone.tap(settings, "Язык"), "English")
    assert english["text"].startswith("Settings\n\nLanguage: English\n")
    assert (await phone.ask("/nonsense"))["text"].startswith("I don't know this command.")


async def test_a_time_zone_is_chosen_from_pages(world: World):
    asked = await world.reader.ask("/settings")
    assert "Time zone: Almaty, UTC+5 (as on the site)" in asked["text"]
    first = await world.reader.tap(asked, "Time zone")
    assert ticked(first) == ["As on the site"]
    second = await world.reader.tap(first, "▶")
    back = await world.reader.tap(second, "◀")
    assert rows(back) == rows(first)
    second = await world.reader.tap(back, "▶")
    chosen = await world.reader.tap(second, "Dubai UTC+4")
    assert chosen["message_id"] == asked["message_id"]
    assert "Time zone: Dubai, UTC+4\n" in chosen["text"]
    assert await stored(world) == Person(time_zone="Asia/Dubai")
    zones = await world.reader.tap(chosen, "Time zone")
    assert zones["text"].split("\n")[2].startswith("Dubai, UTC+4: it is ")
    reset = await world.reader.tap(zones, "As on the site")
    assert reset["text"] == asked["text"]


async def test_home_currencies_are_taken_up_and_off_in_order(world: World):
    shown = await open_currencies(world)
    assert ticked(shown) == ["KZT", "KGS", "UZS", "RUB", "USD", "EUR", "As on the site"]
    shown = await world.reader.tap(shown, "CNY")
    shown = await world.reader.tap(shown, "✓ USD")
    shown = await world.reader.tap(shown, "USD")
    own = ("EUR", "RUB", "KZT", "KGS", "UZS", "CNY", "USD")
    assert await stored(world) == Person(home_currencies=own)
    assert "As on the site" not in ticked(shown)
    settings = await world.reader.tap(shown, "Back")
    assert f"Home currencies: {', '.join(own)}\n" in settings["text"]
    shown = await world.reader.tap(await open_currencies(world), "As on the site")
    assert "As on the site" in ticked(shown)
    assert await stored(world) == Person()


async def test_currencies_of_further_pages_stay_on_their_page(world: World):
    second = await world.reader.tap(await open_currencies(world), "▶")
    pressed = await world.reader.tap(second, "JPY")
    assert ticked(pressed) == ["JPY"]
    assert (await stored(world)).home_currencies[-1] == "JPY"


async def test_there_are_at_most_eight_and_at_least_one(world: World):
    shown = await open_currencies(world)
    for code in ("CNY", "TJS"):
        shown = await world.reader.tap(shown, code)
    before = await stored(world)
    assert len(before.home_currencies) == 8
    said = await toast(world.reader, shown, "TRY")
    assert said.text == "At most 8 currencies: take one off first." and said.show_alert
    assert await stored(world) == before
    for code in before.home_currencies[:-1]:
        shown = await world.reader.tap(shown, f"✓ {code}")
    assert ticked(shown) == ["TJS"]
    said = await toast(world.reader, shown, "✓ TJS")
    assert said.text == "One currency has to stay: add another first."
    assert await stored(world) == Person(home_currencies=("TJS",))


async def test_a_press_that_is_handled_twice_does_what_it_does_once(world: World):
    shown = await open_currencies(world)
    once = await world.reader.tap(shown, "CNY")
    person = await stored(world)
    world.forge(world.reader, once, button(shown, "CNY")["callback_data"])
    await answer_to(world.reader)
    assert await stored(world) == person


@pytest.mark.parametrize("data", ["o:l=kk", "o:z=Asia/Atlantis", "o:c:1+QQQ", "o:c:1-QQQ"])
async def test_what_is_not_on_offer_is_not_stored(world: World, data: str):
    shown = await open_currencies(world)
    world.forge(world.reader, shown, data)
    await answer_to(world.reader)
    assert await stored(world) == Person()


async def test_a_group_is_led_to_the_private_chat(world: World):
    group = world.telegram.world.add_supergroup("Talk", world.reader.person, bot="administrator")
    phone = world.telegram.phone(world.reader.person, group)
    hint = await phone.ask("/settings")
    assert hint["text"] == "Your settings I show to you alone, in our private chat."
    await world.reader.open_link(button(hint, "My settings")["url"])
    assert (await world.reader.heard()).message["text"].startswith("Settings\n")
    # Nor does a button that was made elsewhere work there.
    world.forge(phone, hint, "o:l=ru")
    await answer_to(phone)
    assert await stored(world) == Person()


async def test_settings_outlive_a_restart_and_hold_in_groups_too(
    world: World, make_settings: Callable[..., Settings]
):
    languages = await world.reader.tap(await world.reader.ask("/settings"), "Language")
    await world.reader.tap(languages, "Русский")
    await world.caravan.stop()
    again = Caravan(make_settings())
    await again.start()
    try:
        settings = await world.reader.ask("/settings")
        assert settings["text"].startswith("Настройки\n\nЯзык: Русский\n")
        group = world.telegram.world.add_supergroup("Talk", world.reader.person, bot="member")
        phone = world.telegram.phone(world.reader.person, group)
        assert (await phone.ask("/help"))["text"].startswith("Что я умею")
    finally:
        await again.stop()


async def test_settings_are_among_what_help_names(world: World):
    assert "/settings – " in (await world.reader.ask("/help"))["text"]


async def test_a_persons_settings_go_before_the_defaults_in_all_that_is_asked(
    world: World, make_settings: Callable[..., Settings]
):
    settings = make_settings(default_timezone="Asia/Almaty", home_currencies="USD,EUR")
    incoming = Incoming(7, "en", 7, private=True, message=None)
    async with Bot(TOKEN, base_url=f"{world.telegram.url}/bot") as bot:
        given = (world.store, world.caravan._services.api, world.caravan._sender, settings, bot)
        services = Services(*given, clock=lambda: JUST_BEFORE_MIDNIGHT)

        def held() -> tuple[object, ...]:
            ask = Ask.of(incoming, services)
            return ask.words.language, ask.zone.key, ask.now.hour, ask.today, ask.home_currencies

        sites = ("en", "Asia/Almaty", 4, date(2024, 12, 22), ("USD", "EUR"))
        assert held() == sites
        await world.store.people.set(
            7, language="ru", time_zone="America/New_York", home_currencies=("KGS",)
        )
        assert held() == ("ru", "America/New_York", 18, date(2024, 12, 21), ("KGS",))
        # What a newer or older program knew, and this one does not.
        await world.store.people.set(7, language="xx", time_zone="Mars/Olympus", home_currencies=())
        assert held() == sites
