"""Which preview of a link a message shows."""

from typing import Any

import pytest

from bot.playground import Person, World
from bot.playground.api import BotApi

from .conftest import Json, Refusal

LINK = {"url": "https://24.kg/news/1"}
NO_LINK = "no link"
WITH_LINK = "read https://24.kg/"


async def kept(api: BotApi, reader: Person, text: str, **params: Any) -> Json | None:
    """The options that the message carries."""
    sent = await api.call("sendMessage", {"chat_id": reader.id, "text": text, **params})
    options: Json | None = sent.get("link_preview_options")
    return options


@pytest.mark.parametrize(
    ("text", "options", "shown"),
    [
        (WITH_LINK, {}, None),
        (WITH_LINK, {"is_disabled": False}, None),
        (WITH_LINK, {"is_disabled": True}, {"is_disabled": True}),
        # What is disabled takes everything else with it.
        (WITH_LINK, {**LINK, "is_disabled": True, "show_above_text": True}, {"is_disabled": True}),
        (NO_LINK, {"is_disabled": True}, None),
        ("mail a@24.kg or @caravan", {"is_disabled": True}, None),
        # The address need not stand in the text.
        (NO_LINK, LINK, LINK),
        (NO_LINK, {**LINK, "prefer_small_media": True}, {**LINK, "prefer_small_media": True}),
        (NO_LINK, {**LINK, "prefer_small_media": True, "prefer_large_media": True},
         {**LINK, "prefer_large_media": True}),
        (NO_LINK, {**LINK, "show_above_text": True}, {**LINK, "show_above_text": True}),
        (WITH_LINK, {"show_above_text": True}, {"show_above_text": True}),
        (NO_LINK, {"show_above_text": True}, None),
        (NO_LINK, {"url": "24.kg"}, {"url": "24.kg"}),
    ],
)  # fmt: skip
async def test_link_previews_are_given_back(
    api: BotApi, world: World, reader: Person, text: str, options: Json, shown: Json | None
) -> None:
    assert await kept(api, reader, text, link_preview_options=options) == shown
    assert world.complaints == []


async def test_a_text_link_has_a_preview_too(api: BotApi, reader: Person) -> None:
    for url, shown in (("https://24.kg", {"is_disabled": True}), ("tg://resolve?domain=x", None)):
        link = {"type": "text_link", "offset": 0, "length": 4, "url": url}
        assert shown == await kept(
            api, reader, "read", entities=[link], link_preview_options={"is_disabled": True}
        )


async def test_the_older_parameter_disables_as_well(api: BotApi, reader: Person) -> None:
    options = await kept(api, reader, WITH_LINK, disable_web_page_preview="true")
    assert options == {"is_disabled": True}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"url": "ftp://24.kg"}, "the link preview URL 'ftp://24.kg' is no address of a page"),
        ({"url": "tg://resolve?domain=x"},
         "the link preview URL 'tg://resolve?domain=x' is no address of a page"),
        ({"prefer_large_media": True}, "the size of a link preview is ignored without its url"),
    ],
)  # fmt: skip
async def test_what_shows_nothing_is_complained_of(
    api: BotApi, world: World, reader: Person, options: Json, complaint: str
) -> None:
    assert await kept(api, reader, WITH_LINK, link_preview_options=options) is None
    assert world.complaints == [complaint]


async def test_a_preview_may_be_all_there_is(api: BotApi, refusal: Refusal, reader: Person) -> None:
    assert await kept(api, reader, "\u200b", link_preview_options=LINK) == LINK
    refused = await refusal("sendMessage", chat_id=reader.id, text="\u200b")
    assert refused == "Bad Request: text must be non-empty"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("{", "can't parse link preview options JSON object"),
        ([], "object expected as link preview options"),
        ({"url": ["x"]}, 'field "url" must be of type String'),
        ({"is_disabled": "yes"}, 'field "is_disabled" must be of type Boolean'),
    ],
)
async def test_wrong_options_are_refused(
    refusal: Refusal, reader: Person, options: object, reason: str
) -> None:
    # They are read before the text, which is missing here.
    refused = await refusal("sendMessage", chat_id=reader.id, link_preview_options=options)
    assert refused == f"Bad Request: {reason}"


async def test_an_edit_may_change_the_preview_alone(
    api: BotApi, refusal: Refusal, reader: Person
) -> None:
    sent = await api.call("sendMessage", {"chat_id": reader.id, "text": WITH_LINK})
    edit: Json = {"chat_id": reader.id, "message_id": sent["message_id"], "text": WITH_LINK}
    edit["link_preview_options"] = {**LINK, "prefer_large_media": True}
    changed = await api.call("editMessageText", edit)
    assert changed["link_preview_options"] == edit["link_preview_options"]
    assert (await refusal("editMessageText", **edit)).startswith(
        "Bad Request: message is not modified"
    )
