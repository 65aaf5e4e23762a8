"""Inline mode, links to the bot, previews of links and dates on the playground's page."""

from __future__ import annotations

import time
from typing import Any

from bot.playground import Person, Playground
from tests.browser.chrome import Page
from tests.browser.scripted import COUNT, LAST, ScriptedBot, shown, start

RESULTS = "document.querySelectorAll('#inline:not([hidden]) .result').length"
FIELD = "document.querySelector('#text').value"


def articles(first: int, count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "type": "article",
            "id": str(number),
            "title": f"Article {number}",
            "description": "What it says",
            "input_message_content": {"message_text": f"chosen {number}"},
            **more,
        }
        for number in range(first, first + count)
    ]


async def asked(page: Page, bot: ScriptedBot, words: str) -> dict[str, Any]:
    """The person writes "@caravan_bot words"; gives the query that the bot hears."""
    await page.click("#text")
    await page.write(f"@Caravan_Bot {words}")
    query: dict[str, Any] = (await bot.hear())["inline_query"]
    assert query["query"] == words
    return query


async def test_results_are_listed_as_one_types_and_the_chosen_one_is_sent(
    page: Page, bot: ScriptedBot, telegram: Playground, reader: Person
) -> None:
    await start(page, bot)
    query = await asked(page, bot, "som")
    picture = telegram.world.files.add("photo", b"GIF89a\1\0\1\0\0\0\0;", "", "image/gif")
    thumbnails = [
        {"thumbnail_url": f"{telegram.url}/page/file/{picture.file_id}"},
        {"thumbnail_url": "https://example.com/elsewhere.png"},
        {},
    ]
    results = [
        article | thumbnail for article, thumbnail in zip(articles(1, 3), thumbnails, strict=True)
    ]
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=results)
    await page.until(f"{RESULTS} === 3")
    told = await page.evaluate(
        """[...document.querySelectorAll('.result')].map((row) => [
          row.querySelector('.result-title').textContent,
          row.querySelector('.result-what').textContent,
          row.querySelector('.result-tile img') !== null,
        ])"""
    )
    # A picture from elsewhere is not loaded.
    assert told == [
        ["Article 1", "What it says", True],
        ["Article 2", "What it says", False],
        ["Article 3", "What it says", False],
    ]
    await page.key("ArrowDown")
    await page.key("Enter")
    message = (await bot.hear())["message"]
    assert (message["text"], message["via_bot"]["username"]) == ("chosen 2", "caravan_bot")
    assert (await bot.hear())["chosen_inline_result"]["result_id"] == "2"
    await shown(page, "chosen 2")
    assert await page.evaluate(FIELD) == ""
    assert await page.evaluate(f"{LAST}.querySelector('.via').textContent") == "via @caravan_bot"
    assert await page.evaluate(f"{LAST}.classList.contains('out')")
    assert await page.evaluate(RESULTS) == 0


async def test_scrolling_brings_more_results_until_there_are_none(
    page: Page, bot: ScriptedBot
) -> None:
    await start(page, bot)
    query = await asked(page, bot, "news")
    await bot.call(
        "answerInlineQuery",
        inline_query_id=query["id"],
        results=articles(1, 20),
        next_offset="20",
    )
    await page.until(f"{RESULTS} === 20")
    await page.evaluate("void (document.querySelector('#inline').scrollTop = 1e6)")
    more = (await bot.hear())["inline_query"]
    assert (more["query"], more["offset"]) == ("news", "20")
    await bot.call("answerInlineQuery", inline_query_id=more["id"], results=articles(21, 5))
    await page.until(f"{RESULTS} === 25")
    await page.click(".result")
    assert (await bot.hear())["message"]["text"] == "chosen 25"


async def test_an_answer_to_what_was_typed_before_is_not_shown(
    page: Page, bot: ScriptedBot
) -> None:
    await start(page, bot)
    old = await asked(page, bot, "so")
    await page.write("m")
    new = (await bot.hear())["inline_query"]
    assert new["query"] == "som"
    await bot.call("answerInlineQuery", inline_query_id=new["id"], results=articles(2, 1))
    await page.until(f"{RESULTS} === 1")
    await bot.call("answerInlineQuery", inline_query_id=old["id"], results=articles(5, 3))
    await page.key("Enter")
    assert (await bot.hear())["message"]["text"] == "chosen 2"


async def test_nothing_found_is_said_and_the_button_starts_the_bot(
    page: Page, bot: ScriptedBot
) -> None:
    await start(page, bot)
    query = await asked(page, bot, "xyz")
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[], cache_time=0)
    await page.until("document.querySelector('#inline-none')?.textContent === 'No results'")
    await page.key("Escape")
    await page.until("document.querySelector('#inline').hidden")
    await page.write("!")
    query = (await bot.hear())["inline_query"]
    button = {"text": "Set it up", "start_parameter": "from-inline"}
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[], button=button)
    await page.until("document.querySelector('#inline-button').textContent === 'Set it up'")
    assert await page.evaluate("document.querySelector('#inline-none').hidden")
    await page.click("#inline-button")
    assert (await bot.hear())["message"]["text"] == "/start from-inline"
    assert await page.evaluate(FIELD) == ""


async def test_a_button_begins_a_query(page: Page, bot: ScriptedBot, reader: Person) -> None:
    await start(page, bot)
    for button, query in (
        ({"switch_inline_query_current_chat": "rates"}, "rates"),
        ({"switch_inline_query": "som"}, "som"),
        ({"switch_inline_query_chosen_chat": {"query": "usd", "allow_user_chats": True}}, "usd"),
    ):
        keyboard = {"inline_keyboard": [[{"text": "Search", **button}]]}
        await bot.call("sendMessage", chat_id=reader.id, text=query, reply_markup=keyboard)
        await shown(page, query)
        await page.click(".key")
        await page.until(f"{FIELD} === '@caravan_bot {query}'")
        assert (await bot.hear())["inline_query"]["query"] == query
        await page.evaluate("void (document.querySelector('#text').value = '')")


async def test_a_link_to_the_bot_starts_it_with_its_payload(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    url = "https://t.me/caravan_bot?start=a-42"
    keyboard = {"inline_keyboard": [[{"text": "Open", "url": url}]]}
    link = {"type": "text_link", "offset": 0, "length": 4, "url": f"{url}_B"}
    await bot.call(
        "sendMessage",
        chat_id=reader.id,
        text="read",
        entities=[link],
        reply_markup=keyboard,
        link_preview_options={"is_disabled": True},
    )
    await shown(page, "read")
    await page.click(".key")
    assert (await bot.hear())["message"]["text"] == "/start a-42"
    # What was said moves all above it: a click before that would meet something else.
    await shown(page, "/start a-42")
    await page.click(".message.in .text a")
    assert (await bot.hear())["message"]["text"] == "/start a-42_B"
    await page.until(f"{COUNT} === 4")


async def test_a_link_shows_a_neutral_card_over_or_under_the_text(
    page: Page, bot: ScriptedBot, telegram: Playground, reader: Person
) -> None:
    await start(page, bot)
    picture = telegram.world.files.add("photo", b"GIF89a\1\0\1\0\0\0\0;", "", "image/gif")
    own = f"{telegram.url}/page/file/{picture.file_id}"
    above = {"url": "https://www.example.com/a", "show_above_text": True}
    for number, (options, text) in enumerate(
        (
            ({**above, "prefer_large_media": True}, "no link"),
            ({"prefer_small_media": True, "url": own}, "a picture"),
            ({}, "https://example.org/b"),
            ({"is_disabled": True}, "https://example.org/c"),
        )
    ):
        await bot.call("sendMessage", chat_id=reader.id, text=text, link_preview_options=options)
        await page.until(f"{COUNT} === {number + 2}")
    cards = await page.evaluate(
        """[...document.querySelectorAll('.message.in')].map((message) => {
          const card = message.querySelector('.preview');
          return card && [
            card.querySelector('.preview-site').textContent,
            card.classList.contains('large'),
            card.nextElementSibling?.classList.contains('text') ?? false,
            card.querySelector('img') !== null,
          ];
        })"""
    )
    assert cards == [
        ["example.com", True, True, False],
        ["127.0.0.1", False, False, True],
        ["example.org", False, False, False],
        None,
    ]


async def test_dates_are_shown_in_the_readers_zone(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await page.command("Emulation.setTimezoneOverride", timezoneId="Asia/Bishkek")
    await start(page, bot)
    moment = 1_795_550_000  # 24 November 2026, 19:53:20 UTC
    days_ago = int(time.time()) - 3 * 86_400
    moments = [(moment, ""), (moment, "t"), (moment, "wD"), (moment, "dT"), (days_ago, "r")]
    await bot.call(
        "sendMessage",
        chat_id=reader.id,
        text=" ".join(["[date]"] * len(moments)),
        entities=[
            {
                "type": "date_time",
                "offset": 7 * index,
                "length": 6,
                "unix_time": unix_time,
                "date_time_format": letters,
            }
            for index, (unix_time, letters) in enumerate(moments)
        ],
    )
    await shown(page, "[date]")
    plain, short, weekday, precise, relative = await page.evaluate(
        f"[...{LAST}.querySelectorAll('.text time')].slice(0, 5).map((t) => t.textContent)"
    )
    # Without a format the text stays, and the date is there to be looked up.
    assert plain == "[date]"
    assert "25 November 2026" in await page.evaluate(f"{LAST}.querySelector('.text time').title")
    assert short == "01:53"
    assert weekday.replace(",", "") == "Wednesday 25 November 2026"
    assert precise == "25/11/26, 01:53:20"
    assert relative == "3 days ago"
