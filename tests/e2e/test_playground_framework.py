"""The real framework, talking to the local Bot API."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    ChatAdministratorRights,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    KeyboardButtonRequestChat,
    LinkPreviewOptions,
    MenuButtonCommands,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.playground import Flood, Person, Playground

Context = ContextTypes.DEFAULT_TYPE
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("More", callback_data="more"), InlineKeyboardButton("Site", "24.kg")]]
)


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


async def start(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_html("<b>Hello</b>", reply_markup=KEYBOARD)


async def more(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("here", show_alert=True)
    await query.edit_message_text(f"more for {query.from_user.first_name}")


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    assert message.document is not None
    file = await message.document.get_file()
    data = bytes(await file.download_as_bytearray())
    await message.reply_document(data[::-1], filename=message.document.file_name, caption="back")


@pytest.fixture
async def application(
    telegram: Playground,
) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    running = (
        Application.builder()
        .token(telegram.token)
        .base_url(f"{telegram.url}/bot")
        .base_file_url(f"{telegram.url}/file/bot")
        .build()
    )
    running.add_handler(CommandHandler("start", start))
    running.add_handler(CallbackQueryHandler(more))
    running.add_handler(MessageHandler(filters.Document.ALL, echo))
    assert running.updater is not None
    async with running:
        await running.start()
        await running.updater.start_polling(poll_interval=0)
        yield running
        await running.updater.stop()
        await running.stop()


@pytest.mark.usefixtures("application")
async def test_a_conversation(telegram: Playground, reader: Person) -> None:
    phone = telegram.phone(reader)
    shown = await phone.ask("/start@caravan_bot")
    assert shown["text"] == "Hello"
    assert shown["entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    changed = await phone.tap(shown, "More")
    assert changed["text"] == "more for Aida"
    assert phone.messages[-1] == changed
    await phone.send_document("page.txt", b"abc", caption="/load")
    event = await phone.heard()
    assert event.message is not None
    stored = telegram.world.files.by_id(event.message["document"]["file_id"])
    assert stored is not None
    assert (stored.name, stored.data) == ("page.txt", b"cba")


async def test_messages_are_read_by_the_framework(
    telegram: Playground, bot: Bot, reader: Person
) -> None:
    sent = await bot.send_message(
        reader.id,
        "Rates: 87.45 😀",
        entities=[
            MessageEntity(MessageEntity.BOLD, 0, 6),
            MessageEntity(MessageEntity.TEXT_LINK, 7, 5, url="https://24.kg"),
            MessageEntity(MessageEntity.EXPANDABLE_BLOCKQUOTE, 7, 8),
        ],
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    kept = {(e.type, e.offset, e.length) for e in sent.entities}
    assert kept == {("bold", 0, 6), ("text_link", 7, 5), ("expandable_blockquote", 7, 8)}
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][1].url == "http://24.kg/"
    reply = await bot.send_message(
        reader.id, "x", reply_parameters=ReplyParameters(sent.message_id)
    )
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == sent.message_id
    edited = await bot.edit_message_text("y", reader.id, sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    assert await bot.delete_messages(reader.id, [sent.message_id, reply.message_id])
    assert telegram.phone(reader).messages == []


async def test_refusals_become_the_frameworks_errors(
    telegram: Playground, bot: Bot, reader: Person
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "x")
    with pytest.raises(BadRequest, match='unsupported start tag "x" at byte offset 0'):
        await bot.send_message(reader.id, "<x>", parse_mode="HTML")
    telegram.phone(reader).block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(reader.id, "x")


async def test_files(telegram: Playground, bot: Bot, reader: Person) -> None:
    gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
    photo = await bot.send_photo(reader.id, gif, caption="chart")
    assert (photo.photo[-1].width, photo.caption) == (1, "chart")
    document = await bot.send_document(reader.id, b"a,b", filename="rates.csv")
    assert document.document is not None
    assert document.document.mime_type == "text/csv"
    again = await bot.send_document(reader.id, document.document.file_id)
    assert again.document == document.document
    changed = await bot.edit_message_caption(reader.id, document.message_id, caption="new")
    assert not isinstance(changed, bool)
    assert changed.caption == "new"


async def test_the_bots_own_settings(telegram: Playground, bot: Bot, reader: Person) -> None:
    commands = [BotCommand("latest", "Последнее"), BotCommand("rates", "Курсы")]
    scope = BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands(commands, scope=scope, language_code="ru")
    assert await bot.get_my_commands(scope, "ru") == tuple(commands)
    assert [c["command"] for c in telegram.world.commands_for(reader)] == ["latest", "rates"]
    assert await bot.delete_my_commands(scope, "ru")
    assert await bot.set_my_description("News", language_code="en")
    assert (await bot.get_my_description("en")).description == "News"
    assert (await bot.get_my_name()).name == "Caravan"
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)


async def test_chats_are_read_by_the_framework(
    telegram: Playground, bot: Bot, reader: Person
) -> None:
    group = telegram.world.add_supergroup("Talk", reader, forum=True, bot="administrator")
    chat = await bot.get_chat(group.id)
    assert (chat.title, chat.is_forum) == ("Talk", True)
    assert await bot.get_chat_member_count(group.id) == 2
    owner, own = await bot.get_chat_administrators(group.id)
    assert (owner.status, own.status) == ("creator", "administrator")
    assert (await bot.get_chat_member(group.id, reader.id)).user.language_code == "ru"
    assert (await bot.get_chat(reader.id)).first_name == "Aida"


async def test_a_channel_is_picked_with_the_framework(
    telegram: Playground, bot: Bot, reader: Person
) -> None:
    channel = telegram.world.add_channel("News", reader, username="news_kg", bot="left")
    promotes = ChatAdministratorRights.no_rights().to_dict() | {
        "can_post_messages": True, "can_promote_members": True,
    }  # fmt: skip
    posts = ChatAdministratorRights.no_rights().to_dict() | {"can_post_messages": True}
    wish = KeyboardButtonRequestChat(
        request_id=1,
        chat_is_channel=True,
        user_administrator_rights=ChatAdministratorRights.de_json(promotes, bot),
        bot_administrator_rights=ChatAdministratorRights.de_json(posts, bot),
        request_title=True,
        request_username=True,
    )
    keys = ReplyKeyboardMarkup([[KeyboardButton("Channel", request_chat=wish)]])
    await bot.send_message(reader.id, "Where?", reply_markup=keys)
    phone = telegram.phone(reader)
    await phone.pick_chat("Channel", channel)
    added, shared = await bot.get_updates()
    assert added.my_chat_member is not None
    member = added.my_chat_member.new_chat_member
    assert isinstance(member, ChatMemberAdministrator)
    assert (member.can_post_messages, member.can_delete_messages) == (True, False)
    assert shared.message is not None and shared.message.chat_shared is not None
    assert shared.message.chat_shared.username == "news_kg"
    await bot.send_message(reader.id, "Done", reply_markup=ReplyKeyboardRemove())
    assert phone.keys == []
    album = [InputMediaPhoto("https://24.kg/a.jpg", caption="A"), InputMediaPhoto("24.kg/b.jpg")]
    with pytest.raises(BadRequest):
        await bot.send_media_group(channel.id, album)
    album[1] = InputMediaPhoto("https://24.kg/b.jpg")
    first, second = await bot.send_media_group(channel.id, album)
    assert first.media_group_id == second.media_group_id is not None


async def test_refusals_of_chats_are_known_to_the_framework(
    telegram: Playground, bot: Bot, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the framework warns of a change to come
    group = telegram.world.add_group("Newsroom", reader)
    new = telegram.world.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id
    old_word, new_word = await bot.get_updates()
    assert old_word.message is not None and old_word.message.migrate_to_chat_id == new.id
    assert new_word.message is not None and new_word.message.migrate_from_chat_id == group.id
    telegram.world.flood = Flood()
    await bot.send_message(reader.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(reader.id, "y")
    telegram.world.set_bot_status(new, "kicked", by=reader)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(new.id, "x")


async def test_a_foreign_token_is_refused(telegram: Playground) -> None:
    stranger = Bot("123456:AAF00000000000000000000000000000000", base_url=f"{telegram.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
