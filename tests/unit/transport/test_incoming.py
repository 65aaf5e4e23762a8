import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.incoming import Incoming, read_update

PERSON = {"id": 5, "is_bot": False, "first_name": "Aida", "language_code": "ru"}
CHAT = {"id": 5, "type": "private", "first_name": "Aida"}
GROUP = {"id": -1005, "type": "supergroup", "title": "Readers", "is_forum": True}


def message(text: str, **given) -> dict:
    filled = {"message_id": 9, "date": 1, "from": PERSON, "chat": CHAT, "text": text}
    return {"update_id": 1, "message": {**filled, **given}}


def read(text: str, **given) -> Incoming:
    incoming = read_update(message(text, **given))
    assert incoming is not None
    return incoming


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/latest", ("latest", "")),
        ("/LATEST", ("latest", "")),
        ("/search two words", ("search", "two words")),
        ("/load\n  a\nb ", ("load", "a\nb")),
        ("/latest@caravan_bot 10", ("latest", "10")),
        ("/latest@Caravan_Bot", ("latest", "")),
        ("/latest@another_bot", None),
        ("say /latest", None),
        ("/", None),
        ("/ latest", None),
        ("//x", None),
        ("/новости", None),
        ("", None),
    ],
)
def test_commands(text: str, command: tuple[str, str] | None):
    assert read(text).command("caravan_bot") == command


def test_a_message_in_a_forum_is_answered_in_its_thread():
    in_forum = read("x", chat=GROUP, message_thread_id=77, is_topic_message=True)
    assert (in_forum.chat_id, in_forum.private, in_forum.message.thread_id) == (-1005, False, 77)
    in_replies = read("x", chat=GROUP, message_thread_id=77)
    assert in_replies.message.thread_id is None


def test_a_document_and_the_one_replied_to():
    document = {"file_id": "F", "file_unique_id": "U", "file_name": "a.txt", "file_size": 5}
    sent = read_update(
        {
            "message": {
                "message_id": 1,
                "from": PERSON,
                "chat": CHAT,
                "document": document,
                "caption": "/load",
            }
        }
    )
    assert (sent.message.document.file_id, sent.message.document.size) == ("F", 5)
    assert sent.command("b") == ("load", "")
    reply = read("/load", reply_to_message={"message_id": 1, "document": {"file_id": "F"}})
    assert reply.answered.document.file_id == "F"


def test_a_pressed_button_is_no_command_even_under_one():
    pressed = read_update(
        {
            "callback_query": {
                "id": "77",
                "from": PERSON,
                "message": {"message_id": 3, "chat": CHAT, "date": 0, "text": "/latest"},
                "data": "l:2",
            }
        }
    )
    assert (pressed.query_id, pressed.data, pressed.text) == ("77", "l:2", "")
    assert pressed.command("b") is None
    assert pressed.message.message_id == 3


def test_an_inline_query_has_words_and_an_offset_and_no_chat():
    query = {"id": "77", "from": PERSON, "query": "/latest", "offset": "20", "chat_type": "group"}
    asked = read_update({"inline_query": query})
    assert (asked.inline.query_id, asked.inline.text, asked.inline.offset) == (
        "77",
        "/latest",
        "20",
    )
    assert (asked.person_id, asked.language_code) == (5, "ru")
    assert (asked.private, asked.message, asked.query_id, asked.text) == (False, None, None, "")
    assert asked.command("b") is None
    bare = read_update({"inline_query": {"id": "77", "from": PERSON}})
    assert (bare.inline.text, bare.inline.offset) == ("", "")
    assert read("x").inline is None


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"message": {"message_id": 1, "chat": {"id": -1, "type": "channel"}}},
        {"message": {"nonsense": True}},
        {"edited_message": message("/latest")["message"]},
        {"channel_post": message("/latest")["message"]},
        {"callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x", "data": "l:1"}},
        {"poll": {"id": "1"}},
    ],
)
def test_what_nobody_waits_for_an_answer_to(update: dict):
    assert read_update(update) is None


@given(text=st.text())
def test_any_text_is_read(text: str):
    command = read(text).command("caravan_bot")
    assert command is None or text.startswith("/")


def test_people_that_were_chosen():
    users = [{"user_id": 8, "first_name": "Aida", "last_name": "K"}, {"user_id": 9}]
    shared = {"request_id": 11, "users": users}
    update = {"message": {"message_id": 1, "chat": CHAT, "from": PERSON, "users_shared": shared}}
    picked = read_update(update).picked
    assert picked.number == 11
    assert [(one.person_id, one.name) for one in picked.people] == [(8, "Aida K"), (9, "")]


AIDA = {"id": 8, "is_bot": False, "first_name": "Aida"}


@pytest.mark.parametrize(
    ("answered", "about"),
    [
        ({"from": AIDA}, (8, "Aida")),
        ({"from": AIDA | {"is_bot": True}}, None),
        ({"from": PERSON, "contact": {"first_name": "Aida", "user_id": 8}}, (8, "Aida")),
        ({"from": PERSON, "contact": {"first_name": "Aida"}}, None),
        ({"from": PERSON, "forward_origin": {"type": "user", "sender_user": AIDA}}, (8, "Aida")),
        ({"from": PERSON, "forward_origin": {"type": "hidden_user"}}, None),
        ({"from": AIDA, "message_id": 70}, None),  # which opened the topic
    ],
)
def test_whom_the_answered_message_is_about(answered: dict, about: tuple[int, str] | None):
    reply = read("x", reply_to_message={"message_id": 1, **answered}, message_thread_id=70)
    found = reply.about
    assert about == (found and (found.person_id, found.name))
