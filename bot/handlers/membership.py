"""What becomes of the bot in chats: let in, thrown out, blocked, moved with a group."""

import asyncio

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.handlers import subscribe
from bot.handlers.ask import Ask
from bot.transport.incoming import Membership
from bot.views import subscriptions as views
from storage.deliveries import Chat, ChatKind, ChatState

# Seconds. Who lets the bot in by choosing the chat for it has said what they want, and Telegram
# tells of the choice just after: then there is nothing to offer.
OFFER_AFTER = 2.0

# As the Bot API would say it where one tried to send.
_BLOCKED = "bot was blocked by the user"
_OUT = "bot is not a member of the chat"
_NO_RIGHT = "not enough rights to post messages"


async def changed(ask: Ask) -> None:
    """The bot was let in or out, or given other rights."""
    change, chat = ask.incoming.membership, ask.incoming.chat
    if change is None or chat is None:
        return
    store = ask.store.subscriptions
    if not change.new.present and (there := await _moved_to(ask, chat)) is not None:
        await store.migrate_chat(chat.chat_id, there)
        return
    if not change.new.may_post:
        await store.close_chat(chat.chat_id, _reason(chat, change))
        return
    known = await store.chat(chat.chat_id)
    if known is not None:
        await store.learn_chat(chat)
        if known.state is ChatState.CLOSED:
            await subscribe.reopen(ask, chat.chat_id)
    if chat.kind is not ChatKind.PRIVATE and _is_news(chat, change):
        await _offer(ask, chat)


async def moved(ask: Ask) -> None:
    """A group became a supergroup."""
    if ask.incoming.moved is not None:
        await ask.store.subscriptions.migrate_chat(ask.incoming.moved.old, ask.incoming.moved.new)


async def _moved_to(ask: Ask, chat: Chat) -> int | None:
    """The supergroup that a group became: to the bot it looks as if it were thrown out of one."""
    if chat.kind is not ChatKind.GROUP:
        return None
    try:
        # Of those questions that Telegram answers with where the group is now.
        await ask.services.api.once("getChatAdministrators", {"chat_id": chat.chat_id})
    except ChatMigrated as moved:
        return moved.new_chat_id
    except TelegramError:
        # It is out, or Telegram cannot be asked: then the group's own message tells of it.
        return None
    return None


def _reason(chat: Chat, change: Membership) -> str:
    if chat.kind is ChatKind.PRIVATE:
        return _BLOCKED
    return _NO_RIGHT if change.new.present else _OUT


def _is_news(chat: Chat, change: Membership) -> bool:
    """Whether it may post there only since now; in a group, whether it was not there before."""
    before = change.old
    return not (before.may_post if chat.kind is ChatKind.CHANNEL else before.present)


async def _offer(ask: Ask, chat: Chat) -> None:
    """To who let the bot in, in private; in a group that cannot be, in the group."""
    await asyncio.sleep(OFFER_AFTER)
    if await ask.store.subscriptions.of_chat(chat.chat_id):
        return
    send = ask.services.sender.send
    try:
        await send(ask.person_id, views.offer(chat, ask.words))
    except (Forbidden, BadRequest):
        if chat.kind is not ChatKind.CHANNEL:
            bot_name = ask.services.bot.username
            await send(chat.chat_id, views.offer_there(chat, bot_name, ask.words))
