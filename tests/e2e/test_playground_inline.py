"""Inline mode as the real framework sees it, over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    SwitchInlineQueryChosenChat,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.playground import InlineAnswer, Person, Phone, Playground

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running
        assert running.world.complaints == []


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[Bot]:
    async with Bot(
        telegram.token,
        base_url=f"{telegram.url}/bot",
        base_file_url=f"{telegram.url}/file/bot",
    ) as running:
        yield running


@pytest.fixture
def reader(telegram: Playground) -> Person:
    return telegram.world.add_person("Aida", language_code="ru", started=True)


@pytest.fixture
def phone(telegram: Playground, reader: Person) -> Phone:
    return telegram.phone(reader)


def article(
    number: int, *, keyboard: InlineKeyboardMarkup | None = None
) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        str(number),
        f"Article {number}",
        InputTextMessageContent(
            f"<b>Article</b> {number}",
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(url="https://24.kg/1", show_above_text=True),
        ),
        reply_markup=keyboard,
        url="https://24.kg/1",
        description="What it says",
        thumbnail_url="https://24.kg/1.jpg",
        thumbnail_width=100,
        thumbnail_height=100,
    )


async def hear(bot: Bot) -> Update:
    """The next update, confirmed."""
    (update, *_) = await bot.get_updates(timeout=5, limit=1)
    await bot.get_updates(offset=update.update_id + 1, limit=1)
    return update


async def test_an_answer_of_the_framework_is_shown_and_chosen(bot: Bot, phone: Phone) -> None:
    waiting = asyncio.create_task(phone.inline("rates"))
    query = (await hear(bot)).inline_query
    assert query is not None
    assert (query.query, query.offset, query.chat_type) == ("rates", "", "sender")
    assert query.from_user.language_code == "ru"
    photo = InlineQueryResultPhoto("p", "https://24.kg/a.jpg", "https://24.kg/b.jpg", caption="x")
    assert await bot.answer_inline_query(
        query.id,
        [article(1, keyboard=KEYBOARD), photo],
        cache_time=30,
        is_personal=True,
        next_offset="2",
        button=InlineQueryResultsButton("Settings", start_parameter="settings"),
    )
    answer = await waiting
    assert [result.type for result in answer.results] == ["article", "photo"]
    assert answer.results[0].thumbnail_url == "https://24.kg/1.jpg"
    sent = await phone.choose(answer, answer.results[0])
    assert sent["text"] == "Article 1"
    assert sent["link_preview_options"] == {"url": "https://24.kg/1", "show_above_text": True}

    message = (await hear(bot)).message
    assert message is not None
    assert message.via_bot == bot.bot
    chosen = (await hear(bot)).chosen_inline_result
    assert chosen is not None
    assert (chosen.result_id, chosen.query) == ("1", "rates")

    await phone.press(sent, "More")
    pressed = (await hear(bot)).callback_query
    assert pressed is not None
    assert (pressed.message, pressed.inline_message_id) == (None, chosen.inline_message_id)
    assert await bot.edit_message_text("changed", inline_message_id=pressed.inline_message_id)
    assert await pressed.answer("done")
    assert phone.messages[-1]["text"] == "changed"


async def test_pages_of_results(bot: Bot, phone: Phone) -> None:
    """The framework cuts the pages itself where it is told the offset of the query."""
    everything = [article(number) for number in range(60)]

    async def page(offset: str) -> InlineAnswer:
        waiting = asyncio.create_task(phone.inline("news", offset))
        query = (await hear(bot)).inline_query
        assert query is not None
        await bot.answer_inline_query(query.id, everything, current_offset=query.offset)
        return await waiting

    first = await page("")
    assert (len(first.results), first.next_offset) == (50, "1")
    second = await page(first.next_offset)
    assert ([result.id for result in second.results], second.next_offset) == (
        [str(number) for number in range(50, 60)],
        "",
    )


async def test_refusals_of_answers_become_the_frameworks_errors(bot: Bot, phone: Phone) -> None:
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_inline_query("12345", [])
    waiting = asyncio.create_task(phone.inline("rates"))
    query = (await hear(bot)).inline_query
    assert query is not None
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        await bot.answer_inline_query(query.id, [article(1), article(1)])
    await bot.answer_inline_query(query.id, [])
    assert (await waiting).results == ()


async def test_the_bot_knows_that_it_is_asked_inline(bot: Bot) -> None:
    assert (await bot.get_me()).supports_inline_queries is True


async def test_buttons_that_begin_a_query(bot: Bot, reader: Person) -> None:
    only_groups = SwitchInlineQueryChosenChat("rates", allow_group_chats=True)
    everywhere = SwitchInlineQueryChosenChat("", True, True, True, True)
    sent = await bot.send_message(
        reader.id,
        "x",
        reply_markup=InlineKeyboardMarkup(
            [
                [InlineKeyboardButton("a", switch_inline_query="rates")],
                [InlineKeyboardButton("b", switch_inline_query_current_chat="")],
                [InlineKeyboardButton("c", switch_inline_query_chosen_chat=only_groups)],
                [InlineKeyboardButton("d", switch_inline_query_chosen_chat=everywhere)],
            ]
        ),
    )
    assert sent.reply_markup is not None
    a, b, c, d = (row[0] for row in sent.reply_markup.inline_keyboard)
    assert (a.switch_inline_query, b.switch_inline_query_current_chat) == ("rates", "")
    assert c.switch_inline_query_chosen_chat is not None
    assert c.switch_inline_query_chosen_chat.allow_group_chats is True
    assert c.switch_inline_query_chosen_chat.allow_user_chats is False
    # For all kinds of chats it is the plain button.
    assert (d.switch_inline_query, d.switch_inline_query_chosen_chat) == ("", None)
