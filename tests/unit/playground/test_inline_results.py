"""What Telegram takes for an answer to an inline query, and with which words it refuses others."""

import asyncio
from typing import Any

import pytest

from bot.playground import ApiError, Person, Phone, World
from bot.playground.api import BotApi

from .conftest import INLINE_KEYBOARD as KEYBOARD
from .conftest import Json, answered, article, hear

PART = "can't parse inline query result: "
BUTTON = "can't parse inline query results button: "


@pytest.fixture
def phone(world: World, reader: Person) -> Phone:
    return Phone(world, reader)


async def refused(api: BotApi, phone: Phone, **params: Any) -> str:
    """The refusal of an answer to a waiting query, without its beginning."""
    waiting = asyncio.create_task(phone.inline("x", fresh=True))
    query_id = (await hear(api))["inline_query"]["id"]
    with pytest.raises(ApiError) as error:
        await api.call("answerInlineQuery", {"inline_query_id": query_id, **params})
    waiting.cancel()
    assert error.value.code == 400
    return error.value.description.removeprefix("Bad Request: ")


def without(result: Json, name: str) -> Json:
    return {key: value for key, value in result.items() if key != name}


def photo(**more: Any) -> Json:
    base = {"type": "photo", "id": "p", "photo_url": "https://24.kg/a.jpg"}
    return base | {"thumbnail_url": "https://24.kg/b.jpg"} | more


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("x", f"{PART}Inline query result must be an object"),
        ({}, f'{PART}Can\'t find field "type"'),
        ({"type": "article"}, f'{PART}Can\'t find field "id"'),
        ({"type": "door", "id": "1"},
         f'{PART}type "door" is unsupported for the inline query result'),
        (without(article(), "input_message_content"), f'{PART}Can\'t find field "message_text"'),
        (article(input_message_content="x"),
         f'{PART}Field "input_message_content" must be of type Object'),
        (article(input_message_content={}), f"{PART}Input message content is not specified"),
        (article(text=""), f"{PART}Input message content is not specified"),
        (without(article(), "title"), f'{PART}Can\'t find field "title"'),
        (article(title=""), "ARTICLE_TITLE_EMPTY"),
        (article(title=["x"]), f'{PART}Field "title" must be of type String'),
        (article(description=True), f'{PART}Field "description" must be of type String'),
        (article(text="<b>x", content={"parse_mode": "HTML"}),
         f'{PART}Can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
        (article(content={"parse_mode": "BBCode"}), f"{PART}Unsupported parse_mode"),
        (article(content={"entities": [{"type": "bold"}]}),
         f'{PART}Can\'t parse MessageEntity: Can\'t find field "offset"'),
        (article(content={"entities": [{"type": "bold", "offset": 0, "length": 9}]}),
         "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9"),
        (article(content={"link_preview_options": 1}),
         f'{PART}Field "link_preview_options" must be of type Object'),
        (article(content={"link_preview_options": {"url": []}}),
         f'{PART}Field "url" must be of type String'),
        (article(text=" \n"), "text must be non-empty"),
        (article(text="x" * 4097), "MESSAGE_TOO_LONG"),
        (article(text="я" * 16385), f"{PART}Text is too long"),
        (article(reply_markup="x"), f'{PART}Field "reply_markup" must be of type Object'),
        (article(reply_markup={"inline_keyboard": [[{"text": "x"}]]}),
         f"{PART}Can't parse inline keyboard button: Text buttons are unallowed in the inline "
         "keyboard"),
        (article(reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "я" * 33}]]}),
         "BUTTON_DATA_INVALID"),
        (article(reply_markup={"keyboard": [["x"]]}), "inline keyboard expected"),
        (article(thumbnail_url="data:image/png;base64,AA"), "WEBDOCUMENT_URL_INVALID"),
        (article(number=""), "RESULT_ID_EMPTY"),
        (article(number="я" * 33), "RESULT_ID_INVALID"),
        (without(photo(), "photo_url"), f'{PART}Can\'t find field "photo_file_id"'),
        (without(photo(), "thumbnail_url"), "PHOTO_THUMB_URL_EMPTY"),
        (photo(photo_url="ftp://24.kg/a.jpg"), "WEBDOCUMENT_URL_INVALID"),
        (photo(photo_url="nofile"), "wrong file identifier/HTTP URL specified"),
        (photo(caption="x" * 1025), "MEDIA_CAPTION_TOO_LONG"),
    ],
)  # fmt: skip
async def test_wrong_results_are_refused(
    api: BotApi, phone: Phone, result: object, reason: str
) -> None:
    # Every later check is met too late: the good result before it changes nothing.
    before = article("first")
    shown = await refused(api, phone, results=[before, result])
    assert shown.startswith(reason.partition(" offset 9")[0])


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"results": "{"}, "can't parse JSON encoded inline query results"),
        ({"results": {}}, "expected an Array of inline query results"),
        ({"results": [article()] * 51}, "too many inline query results specified"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"next_offset": "я" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": "{"}, "can't parse inline query results button JSON object"),
        ({"button": []}, f"{BUTTON}InlineQueryResultsButton must be an Object"),
        ({"button": {"start_parameter": "x"}}, f'{BUTTON}Can\'t find field "text"'),
        ({"button": {"text": "x"}},
         f"{BUTTON}InlineQueryResultsButton must have exactly one optional field"),
        ({"button": {"text": "x", "start_parameter": ""}}, "can't use empty start_parameter"),
        ({"button": {"text": "x", "start_parameter": "x" * 65}},
         "too long start_parameter specified"),
        ({"button": {"text": "x", "start_parameter": "a b"}},
         "unallowed characters in start_parameter are used"),
        ({"button": {"text": "", "start_parameter": "a"}}, "SWITCH_PM_TEXT_EMPTY"),
        ({"button": {"text": "x", "web_app": {"url": "http://24.kg"}}},
         "inline query button Web App URL 'http://24.kg' is invalid: Only HTTPS links are allowed"),
        ({"button": {"text": "x", "web_app": {"url": "tg://user?id=1"}}},
         "link to a user can't be used in the Web App button"),
    ],
)  # fmt: skip
async def test_wrong_answers_are_refused(
    api: BotApi, phone: Phone, params: Json, reason: str
) -> None:
    assert (await refused(api, phone, **params)).startswith(reason)


async def test_the_largest_answer_is_taken(api: BotApi, world: World, phone: Phone) -> None:
    results = [article(f"{number:064}", "x" * 4096, reply_markup=KEYBOARD) for number in range(50)]
    button = {"text": "x", "start_parameter": "x" * 64}
    answer = await answered(api, phone, results=results, next_offset="x" * 64, button=button)
    assert len(answer.results) == 50
    assert world.complaints == []


async def test_no_results_are_an_answer_too(api: BotApi, phone: Phone) -> None:
    assert (await answered(api, phone, results=[])).results == ()
    assert (await answered(api, phone, results="")).results == ()


@pytest.mark.parametrize(("given", "kept"), [(-5, 0), (86401, 86400), ("soon", 0)])
async def test_a_cache_time_is_kept_within_its_bounds(
    api: BotApi, world: World, phone: Phone, given: object, kept: int
) -> None:
    assert (await answered(api, phone, cache_time=given)).cache_time == kept
    assert world.complaints == [f"cache_time {given} was taken for {kept}"]


async def test_photos_with_captions(api: BotApi, world: World, phone: Phone) -> None:
    gif = b"GIF89a\x02\x00\x01\x00\x00\x00\x00;"
    stored = world.files.add("photo", gif, "", "image/gif")
    by_url = photo(caption="<b>Chart</b>", parse_mode="HTML", show_caption_above_media=True)
    by_id = {"type": "photo", "id": "2", "photo_file_id": stored.file_id, "caption": "x"}
    instead = photo(id="3", input_message_content={"message_text": "only text"})
    answer = await answered(api, phone, results=[by_url, by_id, instead])
    first = await phone.choose(answer, answer.result("p"))
    assert (first["caption"], first["caption_entities"][0]["type"]) == ("Chart", "bold")
    assert first["show_caption_above_media"] is True
    assert world.files.by_id(first["photo"][0]["file_id"]) is not None
    second = await phone.choose(answer, answer.result("2"))
    assert second["photo"] == stored.as_photo()
    third = await phone.choose(answer, answer.result("3"))
    assert (third["text"], "photo" in third) == ("only text", False)


async def test_what_telegram_passes_over_is_complained_of(
    api: BotApi, world: World, phone: Phone
) -> None:
    await answered(api, phone, results=[
        article(subtitle="x", url="no address"),
        article("2", content={"text": "x"}),
    ])  # fmt: skip
    assert world.complaints == [
        "a result of the type article has no field 'subtitle'",
        "the content of a result has no field 'text'",
        "the url of a result, 'no address', is no address of a page",
    ]


async def test_kinds_that_are_not_kept_are_complained_of(
    api: BotApi, world: World, phone: Phone
) -> None:
    gif = {"type": "gif", "id": "1"}
    place = article(input_message_content={"latitude": 1, "longitude": 2})
    assert "is unsupported" in await refused(api, phone, results=[gif])
    assert "is not specified" in await refused(api, phone, results=[place])
    assert world.complaints == [
        "results of the type gif are not kept by this server",
        "only text contents of results are kept by this server",
    ]


async def test_the_parameters_of_older_versions_still_work(api: BotApi, phone: Phone) -> None:
    old: Json = {"type": "article", "id": "1", "title": "x", "message_text": "<b>x</b>"}
    old |= {"parse_mode": "HTML", "disable_web_page_preview": True}
    answer = await answered(
        api, phone, results=[old], switch_pm_text="Start", switch_pm_parameter="go"
    )
    assert answer.button == {"text": "Start", "start_parameter": "go"}
    assert answer.results[0].content["entities"][0]["type"] == "bold"
