"""Updates that are about chats: members, anonymous ones, chosen chats, groups that move."""

import pytest

from bot.transport.incoming import Moved, Shared, read_update
from bot.transport.standing import Standing, read_standing
from storage.deliveries import Chat, ChatKind

PERSON = {"id": 5, "is_bot": False, "first_name": "Aida", "last_name": "K", "language_code": "ru"}
BOT = {"id": 7, "is_bot": True, "first_name": "Caravan"}
CHAT = {"id": 5, "type": "private", "first_name": "Aida", "last_name": "K"}
GROUP = {"id": -1005, "type": "supergroup", "title": "Readers", "is_forum": True}
CHANNEL = {"id": -1007, "type": "channel", "title": "News", "username": "news"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}


def message(**given) -> dict:
    filled = {"message_id": 9, "date": 1, "from": PERSON, "chat": CHAT}
    return {"update_id": 1, "message": {**filled, **given}}


def member(status: str, **given) -> dict:
    return {"user": BOT, "status": status, **given}


def became(chat: dict, old: dict, new: dict):
    change = {"from": PERSON, "chat": chat, "old_chat_member": old, "new_chat_member": new}
    return read_update({"update_id": 1, "my_chat_member": {"date": 1, **change}})


def test_a_message_knows_its_chat():
    private = read_update(message(text="x"))
    assert private.chat == Chat(5, ChatKind.PRIVATE, "Aida K") and private.awaited
    group = read_update(message(text="x", chat=GROUP))
    assert group.chat == Chat(-1005, ChatKind.SUPERGROUP, "Readers")


def test_an_anonymous_administrator_is_the_group_itself():
    incoming = read_update(message(text="/subscribe", chat=GROUP, sender_chat=GROUP) | {})
    assert incoming.person_id == incoming.chat_id == -1005
    as_channel = read_update(message(text="x", chat=GROUP, sender_chat=CHANNEL))
    assert as_channel.person_id == -1007


def test_who_presses_is_always_a_person():
    query = {"id": "1", "from": PERSON, "data": "u:5"}
    shown = {"message_id": 3, "chat": GROUP, "sender_chat": GROUP, "from": ANONYMOUS, "date": 1}
    pressed = read_update({"callback_query": {**query, "message": shown}})
    assert pressed.person_id == 5


def test_a_chosen_chat():
    shared = {"request_id": 1, "chat_id": -1007, "title": "News"}
    assert read_update(message(chat_shared=shared)).shared == Shared(1, -1007)


def test_a_group_that_becomes_a_supergroup_is_told_twice_and_nobody_waits():
    before = read_update(message(chat={**GROUP, "id": -5}, migrate_to_chat_id=-1005))
    after = read_update(message(chat=GROUP, sender_chat=GROUP, migrate_from_chat_id=-5))
    assert before.moved == after.moved == Moved(-5, -1005)
    assert not before.awaited and not after.awaited


def test_links_behind_words_are_read():
    entities = [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://t.me/b?start=x"},
    ]
    reply = read_update(message(text="y", reply_to_message={"message_id": 1, "entities": entities}))
    assert reply.answered.links == ("https://t.me/b?start=x",)


def test_what_the_bot_became_in_a_channel():
    incoming = became(CHANNEL, member("left"), member("administrator", can_post_messages=True))
    assert incoming.person_id == 5 and incoming.chat == Chat(
        -1007, ChatKind.CHANNEL, "News", "news"
    )
    assert not incoming.membership.old.present and incoming.membership.new.may_post
    assert not incoming.awaited and not incoming.private and incoming.text == ""


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        (member("creator"), "channel", (True, True, True)),
        (member("administrator", can_post_messages=True), "channel", (True, True, True)),
        (member("administrator"), "channel", (True, False, True)),
        (member("administrator"), "supergroup", (True, True, True)),
        (member("member"), "channel", (True, False, False)),
        (member("member"), "group", (True, True, False)),
        (member("member"), "private", (True, True, False)),
        (
            member("restricted", is_member=True, can_send_messages=True),
            "supergroup",
            (True, True, False),
        ),
        (member("restricted", is_member=True), "supergroup", (True, False, False)),
        (
            member("restricted", is_member=False, can_send_messages=True),
            "supergroup",
            (False, False, False),
        ),
        (member("left"), "supergroup", (False, False, False)),
        (member("kicked"), "private", (False, False, False)),
        ({}, "channel", (False, False, False)),
    ],
)
def test_standings(given: dict, kind: str, expected: tuple[bool, bool, bool]):
    standing: Standing = read_standing(given, ChatKind(kind))
    assert (standing.present, standing.may_post, standing.is_admin) == expected
