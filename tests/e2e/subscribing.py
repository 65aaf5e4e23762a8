"""What tests of subscriptions share."""

from typing import Any

from bot.playground import Phone
from bot.playground.records import Chat
from storage import Draft
from storage.deliveries import Subscription
from tests.e2e.conftest import World


async def announce(world: World, *given: Draft) -> None:
    """Load articles that are to be posted."""
    await world.store.load(given, [], person_id=1, file_name="test", announce=True)


def channel(world: World, title: str = "News", **given: Any) -> Chat:
    """A channel of the reader's, in which the bot may post."""
    return world.telegram.world.add_channel(title, world.reader.person, **given)


def posts_in(world: World, chat: Chat) -> Phone:
    """Hears what comes into a chat from now on."""
    return world.telegram.phone(world.reader.person, chat)


async def next_message(phone: Phone) -> dict[str, Any]:
    """The next new message of the bot in the phone's chat."""
    while True:
        event = await phone.heard()
        if event.kind == "message":
            assert event.message is not None
            return event.message


async def only(world: World, chat_id: int) -> Subscription:
    """The one subscription of a chat."""
    (found,) = await world.store.subscriptions.of_chat(chat_id)
    return found
