"""A channel and a group for the demo, so that there is somewhere to subscribe."""

from bot.playground.records import Chat, Person
from bot.playground.server import Playground

CHANNEL_NAME = "caravan_daily"


def add_demo_chats(telegram: Playground, owner: Person, *others: Person) -> tuple[Chat, Chat]:
    """A channel of the owner's where the bot may post, and a group of all; both on the page.

    `/subscribe @caravan_daily` works for the owner at once; the others are no administrators.
    """
    world = telegram.world
    channel = world.add_channel("Caravan Daily", owner, *others, username=CHANNEL_NAME, bot="left")
    group = world.add_supergroup("Caravan Readers", owner, *others, username="caravan_readers")
    posts = frozenset({"can_manage_chat", "can_post_messages"})
    world.set_bot_status(channel, "administrator", by=owner, rights=posts)
    # It was there before the demo began: nothing of it is news to the bot.
    world.updates.keep_last(0)
    for chat in (channel, group):
        telegram.show_chat(chat, owner)
    return channel, group
