"""Money in plain words, in groups and in other chats, and the buttons under an answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.playground import Phone
from storage import Quote
from tests.builders import draft, quote
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, button, load, rows, toast

ANSWER = "100 USD = 52,356.02 KZT"


def today() -> Any:
    return datetime.now(UTC).date()


@pytest.fixture(autouse=True)
async def ticker(world: World) -> None:
    await put(
        world,
        *(quote(as_of=today() - timedelta(days)) for days in (0, 30)),
        quote("KGS", "0.01149", as_of=today()),
        quote("UZS", "0.00008", as_of=today()),
        quote("EUR", "1.0437", as_of=today()),
    )


async def put(world: World, *quotes: Quote) -> None:
    await world.store.load([], quotes, person_id=1, file_name="test")


def first_line(message: dict[str, Any]) -> str:
    return str(message["text"].split("\n")[0])


async def ask(phone: Phone, text: str) -> str:
    return first_line(await phone.ask(text))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("100 usd kzt", ANSWER),
        ("how much is 100 usd in kzt please?", ANSWER),
        ("$100 to tenge", ANSWER),
        ("usd/kzt", "1 USD = 523.56 KZT"),
        ("3*(20+5) usd to usd", "75 USD = 75.00 USD"),
        ("1000000 UZS USD", "1,000,000 UZS = 75–85 USD"),
    ],
)
async def test_plain_text_that_is_nothing_else_is_converted(
    world: World, text: str, answer: str
) -> None:
    assert await ask(world.reader, text) == answer


async def test_without_a_target_the_home_currencies_are_shown(world: World) -> None:
    message = await world.reader.ask("100 usd")
    assert "100 USD = 95.81 EUR\n100 USD = 52,356.02 KZT\n100 USD = 8,703.22 KGS" in message["text"]
    assert "RUB" not in message["text"]


async def test_a_text_that_says_more_is_a_search_with_the_conversion_as_a_button(
    world: World,
) -> None:
    await load(world, draft("A loan of 2 million euros to Tajikistan"))
    found = await world.reader.ask("the loan of 2 million euros to Tajikistan")
    assert first_line(found) == "Search: the loan of 2 million euros to Tajikistan"
    answer = await world.reader.tap(found, "Convert 2,000,000 EUR")
    assert answer["message_id"] != found["message_id"]
    assert "2,000,000 EUR = 2,087,400.00 USD" in answer["text"]


@pytest.mark.parametrize(
    ("text", "label"),
    [("try", None), ("uranium", None), ("COVID-19", None), ("EUR-2024", None), ("250", None)],
)
async def test_words_that_are_currencies_only_by_chance_are_looked_for(
    world: World, text: str, label: str | None
) -> None:
    found = await world.reader.ask(text)
    assert found["text"].startswith(f"Nothing was found for {text}.")
    assert rows(found) == ([[label]] if label else [])


async def test_an_everyday_word_with_a_rate_has_the_button(world: World) -> None:
    await put(world, quote("BRL", "0.164", as_of=today()))
    assert ["Convert 1 BRL"] in rows(await world.reader.ask("real"))


async def test_pages_of_a_search_keep_the_button(world: World) -> None:
    await load(world, *(draft(f"Debt of 5 euros, part {n}", position=n) for n in range(1, 10)))
    found = await world.reader.ask("debt of 5 euros")
    turned = await world.reader.tap(found, data=button(found, "Newest first")["callback_data"])
    assert ["Convert 5 EUR"] in rows(turned)


async def test_a_bare_number_is_of_the_last_pair(world: World) -> None:
    await world.reader.ask("100 usd kzt")
    assert await ask(world.reader, "250") == "250 USD = 130,890.05 KZT"
    assert await ask(world.reader, "2.5k") == "2,500 USD = 1,308,900.52 KZT"
    await world.reader.ask("1 kgs")
    assert await ask(world.reader, "250") == "250 KGS = 2.87 USD"
    assert "KZT" in world.reader.messages[-1]["text"]
    assert await ask(world.phone("Timur"), "250") == (
        "Nothing was found for 250. Try fewer words, or other ones."
    )


async def test_the_buttons_swap_and_add_in_place(world: World) -> None:
    shown = await world.reader.ask("100 usd kzt")
    assert rows(shown) == [
        ["⇄ Swap", "Copy"],
        ["Chart", "Alert", "How?"],
        ["+ EUR", "+ KGS", "+ UZS"],
    ]
    assert button(shown, "Copy")["copy_text"] == {"text": "52356.02"}
    added = await world.reader.tap(shown, "+ KGS")
    assert added["message_id"] == shown["message_id"]
    assert added["text"].startswith(f"{ANSWER}\n100 USD = 8,703.22 KGS\n")
    swapped = await world.reader.tap(await world.reader.ask("100 usd kzt"), "⇄ Swap")
    assert first_line(swapped) == "100 KZT = 0.191 USD"
    assert await ask(world.reader, "250") == "250 KZT = 0.478 USD"


async def test_how_it_was_worked_out_is_shown_on_demand(world: World) -> None:
    shown = await world.reader.ask("100 kzt kgs")
    how = await world.reader.tap(shown, "How?")
    assert "KZT → USD → KGS: Exact to ± 0.306 %" in how["text"]
    assert "1 KZT = 0.00191 USD (0.001905–0.001915)" in how["text"]
    assert (await world.reader.tap(how, "Less"))["text"] == shown["text"]


async def test_the_other_meanings_of_a_name_are_buttons_both_ways(world: World) -> None:
    shown = await world.reader.ask("1000 som to usd")
    assert first_line(shown) == "1,000 KGS = 11.49 USD"
    other = await world.reader.tap(shown, "UZS?")
    assert first_line(other).startswith("1,000 UZS = 0.075–0.085 USD")
    assert first_line(await world.reader.tap(other, "KGS?")) == "1,000 KGS = 11.49 USD"


async def test_an_ambiguous_name_is_asked_about(world: World) -> None:
    await put(world, quote("SEK", "0.0912", as_of=today()))
    russian = world.phone("Пётр", "ru")
    asked = await russian.ask("100 крон в доллары")
    assert rows(asked) == [["SEK?", "NOK?", "DKK?", "CZK?"], ["ISK?"]]
    assert first_line(await russian.tap(asked, "SEK?")) == "100 SEK = 9,12 USD"
    no_rate = await russian.tap(await russian.ask("100 крон в доллары"), "NOK?")
    assert first_line(no_rate) == "Курса NOK/USD пока нет."


async def test_a_question_too_long_for_its_buttons_is_remembered(world: World) -> None:
    words = "сколько будет если перевести сто двадцать пять крон в американские доллары"
    await put(world, quote("SEK", "0.0912", as_of=today()))
    russian = world.phone("Пётр", "ru")
    asked = await russian.ask(f"/convert {words}")
    assert button(asked, "SEK?")["callback_data"].startswith("m:")
    assert first_line(await russian.tap(asked, "SEK?")) == "125 SEK = 11,40 USD"
    exact = f"1{'0' * 15}.{'1' * 40} usd kzt, kgs, uzs, eur"
    long = await world.reader.ask(exact)
    assert button(long, "How?")["callback_data"].startswith("m:")
    assert "Exact to" in (await world.reader.tap(long, "How?"))["text"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("c::100:USDXQX:", "There is no rate for USD/XQX yet."),
        ("c::9999999999999999999:USDKZT:", "This amount is too large"),
        ("m:99999", "This conversion is no longer there. Please ask again."),
    ],
)
async def test_forged_buttons_are_answered(world: World, data: str, said: str) -> None:
    shown = await world.reader.ask("100 usd kzt")
    world.forge(world.reader, shown, data)
    assert (await answer_to(world.reader)).text.startswith(said)


async def test_a_number_of_something_else_is_no_conversion(world: World) -> None:
    shown = await world.reader.ask("100 usd kzt")
    number = await world.store.searches.remember("the words of a search")
    world.forge(world.reader, shown, f"m:{number}")
    assert "no longer there" in (await answer_to(world.reader)).text


async def test_a_date_asks_for_the_rates_of_that_day(world: World) -> None:
    old = today() - timedelta(100)
    await put(world, quote("KZT", "0.002000", as_of=old))
    message = await world.reader.ask(f"100 usd kzt {old + timedelta(2):%d.%m.%Y}")
    assert first_line(message) == "100 USD = 50,000.00 KZT"
    assert "these are the nearest" in message["text"]
    swapped = await world.reader.tap(message, "⇄ Swap")
    assert first_line(swapped) == "100 KZT = 0.200 USD"
    exact = await world.reader.ask(f"100 usd kzt {old:%d.%m.%Y}")
    assert "nearest" not in exact["text"]
    none = await world.reader.ask(f"100 usd kzt {old - timedelta(1):%d.%m.%Y}")
    assert "or the week before." in none["text"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-5 usd", "Only amounts from zero up"),
        ("10/0 usd to kzt", "Nothing can be divided by zero."),
        ("99999999999999999999 usd", "too large"),
        ("100 usd jpy", "There is no rate for USD/JPY yet."),
        ("100 usd + 50 eur", "several currencies (USD, EUR)"),
    ],
)
async def test_what_asks_for_money_and_cannot_be_answered_is_told(
    world: World, text: str, said: str
) -> None:
    assert said in (await world.reader.ask(text))["text"]


async def test_in_groups_only_the_command_converts(world: World) -> None:
    group = world.telegram.world.add_supergroup("Friends", world.reader.person)
    phone = Phone(world.telegram.world, world.reader.person, group)
    await phone.say("100 usd kzt")  # not for the bot
    assert await ask(phone, "/convert 100 usd kzt") == ANSWER


async def test_the_command_reads_the_message_that_it_answers(world: World) -> None:
    group = world.telegram.world.add_supergroup("Friends", world.reader.person)
    phone = Phone(world.telegram.world, world.reader.person, group)
    bill = await phone.say("I paid 100 usd for the hotel, can you believe it")

    async def reply(text: str, to: dict[str, Any] = bill) -> str:
        await phone.say(text, reply_to=to)
        event = await phone.heard()
        assert event.message is not None
        return str(event.message["text"])

    assert "100 USD = 52,356.02 KZT" in await reply("/convert")
    assert (await reply("/convert kgs")).startswith("100 USD = 8,703.22 KGS\n")
    assert (await reply("/convert 5 eur usd")).startswith("5 EUR = 5.22 USD\n")
    talk = await phone.say("good morning")
    assert "no amount of money in that message" in await reply("/convert", talk)


async def test_inline_the_conversion_comes_before_articles(world: World) -> None:
    await load(world, draft("Why 100 usd is no longer what it was"))
    answer = await world.reader.inline("100 usd kzt")
    card, *articles = answer.results
    assert (card.title, answer.is_personal) == (ANSWER, True)
    assert card.description.startswith("± 138 KZT · ")
    assert [one.title for one in articles] == ["Why 100 usd is no longer what it was"]
    friends = world.telegram.world.add_supergroup("Friends", world.reader.person, bot="left")
    sent = await world.reader.choose(answer, card, friends)
    assert first_line(sent) == ANSWER
    assert button(sent, "Copy")["copy_text"] == {"text": "52356.02"}


async def test_inline_several_currencies_come_together_and_one_by_one(world: World) -> None:
    answer = await world.reader.inline("100 usd to kzt and kgs")
    assert [card.title for card in answer.results] == [
        "100 USD · KZT · KGS",
        "100 USD = 52,356.02 KZT",
        "100 USD = 8,703.22 KGS",
    ]
    assert answer.results[0].description == "52,356.02 KZT · 8,703.22 KGS"
    assert answer.button is None


async def test_inline_words_that_say_more_show_articles_first(world: World) -> None:
    await load(world, draft("A loan of 2 million euros"))
    first, *others = (await world.reader.inline("the loan of 2 million euros")).results
    assert first.title == "A loan of 2 million euros"
    assert others[0].title.startswith("2,000,000 EUR")
    assert (await world.reader.inline("100 usd jpy")).results == ()


async def test_a_persons_settings_decide(world: World) -> None:
    person = world.reader.person.id
    await world.store.people.set(person, home_currencies=("UZS", "KZT"))
    assert (await ask(world.reader, "1 usd")).endswith("UZS")
    assert await ask(world.reader, "1000 som to kzt") == "1,000 UZS = 39.1–44.7 KZT"
    titles = [card.title for card in (await world.reader.inline("1 usd")).results]
    assert titles[0] == "1 USD · UZS · KZT"
    await world.reader.ask("100 usd kzt")
    again = await world.reader.inline("250")
    assert again.results[0].title == "250 USD = 130,890.05 KZT"


async def test_an_old_button_answers_from_what_it_carries(world: World) -> None:
    shown = await world.reader.ask("/start")
    world.forge(world.reader, shown, "c:h:100:USDKZT:")
    event = await world.reader.heard()
    assert event.message is not None and first_line(event.message) == ANSWER
    assert (await toast(world.reader, event.message, "Less")).text == ""
