"""The limiter's turns, as `BotApi` takes them: one for each call of a method that counts."""

from bot.delivery.leases import Leases
from bot.delivery.limiter import Limiter, Slot, Stopped

# Methods that count, and whether what they send is a new message, which alone counts in a
# private chat.
COUNTED = {
    "sendMessage": True,
    "sendPhoto": True,
    "sendDocument": True,
    "editMessageText": False,
    "editMessageMedia": False,
    "editMessageCaption": False,
    "editMessageReplyMarkup": False,
}


class ReplyTurns:
    """Turns for what people wait for, as `BotApi` takes them."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def wait(self, method: str, chat_id: int) -> Slot | None:
        new = COUNTED.get(method)
        return None if new is None else await self._limiter.reply(chat_id, new=new)


class PostTurns:
    """Turns for what nobody waits for.

    Raises Stopped also where the chat may be another worker's by the time its turn has come.
    """

    def __init__(self, limiter: Limiter, leases: Leases) -> None:
        self._limiter = limiter
        self._leases = leases

    async def wait(self, method: str, chat_id: int) -> Slot | None:
        new = COUNTED.get(method)
        if new is None:
            return None
        slot = await self._limiter.post(chat_id, new=new)
        if self._leases.is_over(chat_id):
            slot.unused()
            raise Stopped
        return slot
