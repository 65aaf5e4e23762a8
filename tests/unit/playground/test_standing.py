"""Who may what in groups and channels, and what becomes of a group."""

from typing import Any

import pytest

from bot.playground import ApiError, Chat, Person, World, people
from bot.playground.api import BotApi

from .conftest import Clock, Refusal
from .test_chats import updates

Json = dict[str, Any]


async def post(api: BotApi, chat: Chat, **more: Any) -> Json:
    message: Json = await api.call("sendMessage", {"chat_id": chat.id, "text": "x", **more})
    return message


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_rights_are_those_of_the_kind_of_chat(
    api: BotApi, world: World, reader: Person, kind: str
) -> None:
    make = {"group": world.add_group, "supergroup": world.add_supergroup}
    chat = make.get(kind, world.add_channel)("Talk", reader)  # type: ignore[operator]
    world.set_bot_status(chat, "administrator", by=reader, rights=frozenset({"can_manage_chat"}))
    bot = await api.call("getChatMember", {"chat_id": chat.id, "user_id": world.bot["id"]})
    assert bot["can_manage_chat"] is True
    assert bot["can_delete_messages"] is False
    assert ("can_post_messages" in bot) is (kind == "channel")
    assert ("can_manage_topics" in bot) is (kind == "supergroup")
    assert ("can_pin_messages" in bot) is (kind != "channel")


async def test_a_channel_asks_for_the_right_to_post(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    channel = world.add_channel("News", reader)
    edits = frozenset({"can_edit_messages"})
    world.set_bot_status(channel, "administrator", by=reader, rights=edits)
    assert await refusal("sendMessage", chat_id=channel.id, text="x") == (
        "Bad Request: need administrator rights in the channel chat"
    )
    posts = frozenset({"can_post_messages"})
    world.set_bot_status(channel, "administrator", by=reader, rights=posts)
    assert (await post(api, channel))["sender_chat"]["id"] == channel.id


async def test_who_may_post_edits_and_deletes_own_posts_and_no_others(
    api: BotApi, refusal: Refusal, world: World, reader: Person, clock: Clock
) -> None:
    channel = world.add_channel("News", reader)
    posts = frozenset({"can_post_messages"})
    world.set_bot_status(channel, "administrator", by=reader, rights=posts)
    own = await post(api, channel)
    theirs = people.say(world, reader, "mine", chat=channel)
    place = {"chat_id": channel.id, "message_id": own["message_id"]}
    clock.seconds += 72 * 3600
    assert (await api.call("editMessageText", place | {"text": "y"}))["text"] == "y"
    other = place | {"message_id": theirs["message_id"]}
    assert await refusal("editMessageText", text="y", **other) == (
        "Bad Request: message can't be edited"
    )
    too_late = "Bad Request: message can't be deleted for everyone"
    assert await refusal("deleteMessage", **place) == too_late
    recent = place | {"message_id": (await post(api, channel))["message_id"]}
    assert await api.call("deleteMessage", recent) is True
    assert await refusal("deleteMessage", **other) == too_late


@pytest.mark.parametrize(
    ("method", "content", "reason"),
    [
        ("sendMessage", {"text": "x"}, "text messages"),
        ("sendPhoto", {"photo": "https://24.kg/a.jpg"}, "photos"),
    ],
)
async def test_a_silenced_bot_is_refused_by_what_it_sends(
    refusal: Refusal, world: World, reader: Person, method: str, content: Json, reason: str
) -> None:
    group = world.add_supergroup("Talk", reader)
    world.set_bot_status(group, "restricted", by=reader)
    quiet = world.add_supergroup("Quiet", reader)
    quiet.permissions = frozenset()
    for chat in (group, quiet):
        assert await refusal(method, chat_id=chat.id, **content) == (
            f"Bad Request: not enough rights to send {reason} to the chat"
        )


async def test_a_group_where_members_may_not_write_hears_its_administrators(
    api: BotApi, world: World, reader: Person
) -> None:
    quiet = world.add_supergroup("Quiet", reader, bot="administrator")
    quiet.permissions = frozenset()
    assert (await post(api, quiet))["text"] == "x"
    chat = await api.call("getChat", {"chat_id": quiet.id})
    assert chat["permissions"]["can_send_messages"] is False


async def test_whose_account_is_gone_cannot_be_written_to(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    reader.deactivated = True
    assert await refusal("sendMessage", chat_id=reader.id, text="x") == (
        "Forbidden: user is deactivated"
    )
    assert (await api.call("getChat", {"chat_id": reader.id}))["id"] == reader.id


async def test_a_group_becomes_a_supergroup(api: BotApi, world: World, reader: Person) -> None:
    group = world.add_group("Newsroom", reader)
    new = world.migrate(group)
    old_word, new_word = (update["message"] for update in await updates(api))
    assert old_word["migrate_to_chat_id"] == new.id
    assert old_word["chat"]["id"] == group.id
    assert new_word["migrate_from_chat_id"] == group.id
    assert new_word["chat"] == new_word["sender_chat"] == new.as_json()
    with pytest.raises(ApiError) as refused:
        await post(api, group)
    assert refused.value.answer() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    assert (await post(api, new))["chat"]["type"] == "supergroup"


async def test_a_migration_may_be_told_as_leaving_and_joining(
    api: BotApi, world: World, reader: Person
) -> None:
    world.migrate(world.add_group("Newsroom", reader), tell_membership=True)
    heard = await updates(api)
    changes = [update["my_chat_member"] for update in heard if "my_chat_member" in update]
    assert [
        (change["chat"]["type"], change["new_chat_member"]["status"]) for change in changes
    ] == [("group", "left"), ("supergroup", "member")]


async def test_a_deleted_group_is_closed(refusal: Refusal, world: World, reader: Person) -> None:
    group = world.add_group("Newsroom", reader)
    group.deleted = True
    for method, more in (("sendMessage", {"text": "x"}), ("getChatAdministrators", {})):
        assert await refusal(method, chat_id=group.id, **more) == (
            "Forbidden: the group chat was deleted"
        )


async def test_topics_are_opened_closed_and_deleted(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    forum = world.add_supergroup("Talk", reader, forum=True)
    thread = world.add_thread(forum, "Rates")
    (update,) = await updates(api)
    opened = update["message"]
    assert opened["forum_topic_created"]["name"] == "Rates"
    assert opened["message_id"] == opened["message_thread_id"] == thread
    there = {"chat_id": forum.id, "text": "x", "message_thread_id": thread}
    assert (await api.call("sendMessage", there))["reply_to_message"] == opened

    world.set_thread_closed(forum, thread)
    assert await refusal("sendMessage", **there) == "Bad Request: TOPIC_CLOSED"
    topics = frozenset({"can_manage_topics"})
    world.set_bot_status(forum, "administrator", by=reader, rights=topics)
    assert (await api.call("sendMessage", there))["message_thread_id"] == thread
    world.set_bot_status(forum, "member", by=reader)
    world.set_thread_closed(forum, thread, False)
    assert (await api.call("sendMessage", there))["message_thread_id"] == thread

    world.delete_thread(forum, thread)
    assert await refusal("sendMessage", **there) == "Bad Request: message thread not found"
    assert not any(
        message.get("message_thread_id") == thread for message in forum.messages.values()
    )


async def test_words_in_a_topic_answer_its_opening(
    api: BotApi, world: World, reader: Person
) -> None:
    forum = world.add_supergroup("Talk", reader, forum=True)
    thread = world.add_thread(forum, "Rates")
    said = people.say(world, reader, "/latest@caravan_bot", chat=forum, thread=thread)
    assert said["is_topic_message"] is True
    assert said["reply_to_message"]["forum_topic_created"]["name"] == "Rates"
    assert (await updates(api))[-1]["message"] == said
    with pytest.raises(ValueError, match="no topic 99"):
        people.say(world, reader, "x", chat=forum, thread=99)


async def test_an_anonymous_administrator_writes_as_the_group(
    api: BotApi, world: World, reader: Person
) -> None:
    group = world.add_supergroup("Talk", world.add_person("Owner"), reader)
    hidden = frozenset({"can_manage_chat", "is_anonymous"})
    world.set_member(group, reader, "administrator", hidden)
    said = people.say(world, reader, "/subscribe", chat=group)
    assert said["from"] == {
        "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
    }  # fmt: skip
    assert said["sender_chat"] == group.as_json()
    assert (await updates(api))[-1]["message"] == said
    administrators = await api.call("getChatAdministrators", {"chat_id": group.id})
    assert [admin["is_anonymous"] for admin in administrators] == [False, True]
    anonymous = {"chat_id": group.id, "user_id": said["from"]["id"]}
    assert (await api.call("getChatMember", anonymous))["status"] == "left"


async def test_one_may_write_as_a_channel_of_ones_own_only(world: World, reader: Person) -> None:
    group = world.add_supergroup("Talk", reader)
    channel = world.add_channel("News", reader)
    said = people.say(world, reader, "x", chat=group, as_chat=channel)
    assert (said["from"]["id"], said["sender_chat"]["id"]) == (136817688, channel.id)
    foreign = world.add_channel("Other", world.add_person("Owner"))
    with pytest.raises(ValueError, match="may not write as Other"):
        people.say(world, reader, "x", chat=group, as_chat=foreign)


async def test_who_may_not_write_in_a_chat(world: World, reader: Person) -> None:
    owner = world.add_person("Owner")
    channel = world.add_channel("News", owner, reader)
    with pytest.raises(ValueError, match="may not post in News"):
        people.say(world, reader, "x", chat=channel)
    group = world.add_supergroup("Talk", owner, reader)
    world.set_member(group, reader, "restricted")
    with pytest.raises(ValueError, match="may not write in Talk"):
        people.say(world, reader, "x", chat=group)
    world.set_member(group, reader, "kicked")
    with pytest.raises(ValueError, match="not a member of Talk"):
        people.say(world, reader, "x", chat=group)


async def test_leaving_is_told_to_the_bot(api: BotApi, world: World, reader: Person) -> None:
    channel = world.add_channel("News", reader)
    assert await api.call("leaveChat", {"chat_id": channel.id}) is True
    (update,) = await updates(api)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"
    assert update["my_chat_member"]["from"] == world.bot


async def test_an_album_is_several_messages(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    channel = world.add_channel("News", reader)
    item = {"type": "photo", "media": "https://24.kg/a.jpg", "caption": "One"}
    messages = await api.call("sendMediaGroup", {"chat_id": channel.id, "media": [item] * 2})
    assert [message["caption"] for message in messages] == ["One", "One"]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert list(channel.messages.values()) == messages
    for media, reason in (
        ({}, "expected an Array of InputMedia"),
        ([], "there are no messages to send"),
        ([item] * 11, "too many messages to send as an album"),
        ([item, item | {"show_caption_above_media": True}],
         "parameter show_caption_above_media must be the same for all messages"),
    ):  # fmt: skip
        refused = await refusal("sendMediaGroup", chat_id=channel.id, media=media)
        assert refused == f"Bad Request: {reason}"


async def test_a_photo_by_its_address(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    url = "https://24.kg/a.jpg"
    message = await api.call("sendPhoto", {"chat_id": reader.id, "photo": url, "caption": "c"})
    assert message["photo"][0]["file_id"] == world.files.neutral_photo().file_id
    world.files.no_pictures.add(url)
    assert await refusal("sendPhoto", chat_id=reader.id, photo=url) == (
        "Bad Request: wrong type of the web page content"
    )
    world.files.missing.add(url)
    for address in (url, "http://127.0.0.1/a.jpg", "http://localhost:1/a.jpg"):
        assert await refusal("sendPhoto", chat_id=reader.id, photo=address) == (
            "Bad Request: failed to get HTTP URL content"
        )


async def test_only_administrators_see_who_is_in_a_channel(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    channel = world.add_channel("News", reader, username="news_kg", bot="left")
    for method, more in (("getChatMember", {"user_id": reader.id}), ("getChatAdministrators", {})):
        assert await refusal(method, chat_id="@news_kg", **more) == (
            "Bad Request: member list is inaccessible"
        )
    own = {"chat_id": channel.id, "user_id": world.bot["id"]}
    assert (await api.call("getChatMember", own))["status"] == "left"
    world.set_bot_status(channel, "administrator", by=reader, rights=frozenset())
    theirs = {"chat_id": "@news_kg", "user_id": reader.id}
    assert (await api.call("getChatMember", theirs))["status"] == "creator"
