"""Who may look after a chat's subscriptions: Telegram is asked, at that moment, every time."""

from enum import Enum, auto

from telegram.error import BadRequest, Forbidden

from bot.handlers.ask import Ask
from bot.transport.standing import Standing, read_standing
from bot.views import subscription_refusals as refusals
from storage.deliveries import Chat, ChatKind


class May(Enum):
    YES = auto()
    NO = auto()  # no administrator
    UNKNOWN = auto()  # the bot is not there, so Telegram does not tell it


async def may_manage(ask: Ask, chat_id: int) -> May:
    """Whether who asks may see and change what a chat has subscribed.

    One's own private chat; a chat that one administers. Who writes in a group's name is an
    administrator of it: Telegram lets nobody else.
    """
    if chat_id == ask.person_id and (chat_id > 0 or chat_id == ask.incoming.chat_id):
        return May.YES
    if chat_id > 0 or ask.person_id < 0:
        return May.NO
    try:
        member = await _member(ask, chat_id, ask.person_id)
    except BadRequest:
        # Nobody is known there by this number, or the bot itself is not there.
        return May.NO if await own_standing(ask, chat_id, None) is not None else May.UNKNOWN
    except Forbidden:
        return May.UNKNOWN
    return May.YES if read_standing(member, ChatKind.GROUP).is_admin else May.NO


async def refusal(ask: Ask, chat_id: int, chat: Chat | None = None) -> str | None:
    """Why who asks may not, in one sentence; None where they may."""
    match await may_manage(ask, chat_id):
        case May.YES:
            return None
        case May.NO:
            return refusals.no_admin(chat, ask.words)
        case May.UNKNOWN:
            return refusals.not_there(chat, ask.words)


async def own_standing(ask: Ask, chat_id: int, kind: ChatKind | None) -> Standing | None:
    """What the bot is in a chat; None where it is not in it, or cannot see it.

    kind: None where only that matters.
    """
    try:
        member = await _member(ask, chat_id, ask.services.bot.id)
    except (BadRequest, Forbidden):
        return None
    standing = read_standing(member, kind or ChatKind.GROUP)
    return standing if standing.present else None


async def _member(ask: Ask, chat_id: int, user_id: int) -> dict[str, object]:
    call = {"chat_id": chat_id, "user_id": user_id}
    found: dict[str, object] = await ask.services.api.call("getChatMember", call)
    return found
