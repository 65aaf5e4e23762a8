"""The journal of what the bot did."""

from bot.playground import Person, World
from bot.playground.api import BotApi

from .conftest import Clock


async def test_everything_the_bot_does_is_in_it_in_order(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    first = await api.call(
        "sendMessage", {"chat_id": reader.id, "text": "x", "disable_notification": True}
    )
    place = {"chat_id": reader.id, "message_id": first["message_id"]}
    clock.seconds += 1
    await api.call("editMessageText", place | {"text": "y"})
    await api.call("deleteMessage", place)
    entries = world.journal.entries
    assert [(entry.number, entry.deed, entry.text, entry.silent) for entry in entries] == [
        (1, "sent", "x", True), (2, "edited", "y", False), (3, "deleted", "", False),
    ]  # fmt: skip
    assert [entry.time for entry in entries[:2]] == [clock.seconds - 1, clock.seconds]
    assert world.journal.since(1, 1) == [entries[1]]
    assert world.journal.of(reader.id) == [entries[0]]
    assert world.journal.of(reader.id, "edited") == [entries[1]]
    assert world.journal.of(1) == []


async def test_copies_are_counted_by_link_chat_and_topic(
    api: BotApi, world: World, reader: Person
) -> None:
    forum = world.add_supergroup("Talk", reader, forum=True)
    thread = world.add_thread(forum, "News")
    link = {"type": "text_link", "offset": 0, "length": 1, "url": "https://24.kg/1"}
    linked = {"text": "🐪 news", "entities": [link | {"length": 2}]}
    for there in (
        {"chat_id": forum.id, "message_thread_id": thread},
        {"chat_id": forum.id, "message_thread_id": thread},
        {"chat_id": forum.id},
    ):
        await api.call("sendMessage", there | linked)
    await api.call("sendMessage", {"chat_id": reader.id, "text": "no link"})
    assert world.journal.copies() == {
        (forum.id, thread, "https://24.kg/1"): 2,
        (forum.id, 0, "https://24.kg/1"): 1,
        (reader.id, 0, "no link"): 1,
    }


async def test_a_link_is_found_wherever_it_is(api: BotApi, world: World, reader: Person) -> None:
    button = {"inline_keyboard": [[{"text": "Read", "url": "https://24.kg/2"}]]}
    for content, link in (
        ({"text": "🐪 24.kg/1 x"}, "24.kg/1"),
        ({"text": "x", "link_preview_options": {"url": "https://24.kg/3"}}, "https://24.kg/3"),
        ({"text": "x", "reply_markup": button}, "https://24.kg/2"),
    ):
        await api.call("sendMessage", {"chat_id": reader.id} | content)
        assert world.journal.entries[-1].link == link
    photo = {"photo": "https://24.kg/a.jpg", "caption": "24.kg/4"}
    await api.call("sendPhoto", {"chat_id": reader.id} | photo)
    last = world.journal.entries[-1]
    assert (last.text, last.link, last.as_json()["deed"]) == ("24.kg/4", "24.kg/4", "sent")


async def test_a_world_that_forgets_keeps_no_journal(
    api: BotApi, world: World, reader: Person
) -> None:
    world.messages_kept = 1
    await api.call("sendMessage", {"chat_id": reader.id, "text": "x"})
    assert world.journal.entries == []
