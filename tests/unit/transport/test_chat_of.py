"""What an update has to be in order with."""

from typing import Any

import pytest

from bot.transport.inbox import chat_of, parse

PERSON = {"id": 7, "is_bot": False, "first_name": "Aida"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup"}
MESSAGE = {"message_id": 1, "date": 0, "chat": GROUP, "from": PERSON}


@pytest.mark.parametrize(
    ("kind", "content", "chat"),
    [
        ("message", MESSAGE, -100),
        ("message", {**MESSAGE, "chat": PRIVATE}, 7),
        ("message", {**MESSAGE, "reply_to_message": {**MESSAGE, "chat": PRIVATE}}, -100),
        ("edited_message", MESSAGE, -100),
        ("channel_post", {"message_id": 1, "chat": {"id": -200}}, -200),
        ("edited_channel_post", {"message_id": 1, "chat": {"id": -200}}, -200),
        ("business_message", MESSAGE, -100),
        ("deleted_business_messages", {"chat": PRIVATE, "message_ids": [1]}, 7),
        ("business_connection", {"id": "b", "user": PERSON}, 7),
        ("callback_query", {"id": "1", "from": {"id": 8}, "message": MESSAGE}, -100),
        ("callback_query", {"id": "1", "from": PERSON, "inline_message_id": "x"}, 7),
        ("callback_query", {"id": "1", "from": PERSON, "message": None}, 7),
        ("inline_query", {"id": "1", "from": PERSON, "query": ""}, 7),
        ("chosen_inline_result", {"result_id": "1", "from": PERSON}, 7),
        ("shipping_query", {"id": "1", "from": PERSON}, 7),
        ("pre_checkout_query", {"id": "1", "from": PERSON}, 7),
        ("purchased_paid_media", {"from": PERSON}, 7),
        ("my_chat_member", {"chat": GROUP, "from": PERSON}, -100),
        ("chat_member", {"chat": GROUP, "from": PERSON}, -100),
        ("chat_join_request", {"chat": GROUP, "from": PERSON}, -100),
        ("message_reaction", {"chat": GROUP, "user": PERSON, "message_id": 1}, -100),
        ("message_reaction_count", {"chat": GROUP, "message_id": 1}, -100),
        ("chat_boost", {"chat": GROUP}, -100),
        ("removed_chat_boost", {"chat": GROUP}, -100),
        ("poll_answer", {"poll_id": "1", "user": PERSON}, 7),
        ("poll", {"id": "1", "question": "?"}, None),
        ("something_new", {"text": "?"}, None),
        ("something_new", "text", None),
        ("something_new", [], None),
    ],
)
def test_an_update_is_in_order_with_its_chat_or_else_its_person(
    kind: str, content: Any, chat: int | None
) -> None:
    assert chat_of({"update_id": 1, kind: content}) == chat


def test_an_update_of_nothing_is_in_order_with_nothing() -> None:
    assert chat_of({"update_id": 1}) is None
    assert chat_of({}) is None


def test_an_update_is_an_object() -> None:
    assert parse(b'{"update_id": 1}') == {"update_id": 1}
    assert parse('{"text": "ё"}') == {"text": "ё"}


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"{}"', b"", b"{", b"\xff"])
def test_what_is_no_object_is_no_update(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(body)
