"""The method by which the bot answers inline queries."""

import re
from typing import Any

from bot.playground.entities import clean_text
from bot.playground.errors import ApiError, bad_request
from bot.playground.inline import InlineAnswer
from bot.playground.keyboard import checked_web_app
from bot.playground.links import user_of_link
from bot.playground.params import Fields, Params, parse_fields
from bot.playground.records import Json
from bot.playground.results import read_results
from bot.playground.world import World

DEFAULT_CACHE_TIME = 300  # seconds; Bot API, answerInlineQuery
LONGEST_CACHE_TIME = 24 * 60 * 60  # seconds
MAX_NEXT_OFFSET = 64  # bytes; Bot API, answerInlineQuery
MAX_START_PARAMETER = 64  # characters; Bot API, InlineQueryResultsButton


def answer_inline_query(world: World, params: Params) -> bool:
    """answerInlineQuery."""
    query_id = str(params.integer("inline_query_id", low=-(2**63), high=2**63 - 1))
    cache_time = params.integer("cache_time", DEFAULT_CACHE_TIME, low=0, high=LONGEST_CACHE_TIME)
    if "cache_time" in params and str(cache_time) != params.text("cache_time"):
        world.complain(f"cache_time {params.text('cache_time')} was taken for {cache_time}")
    next_offset = params.text("next_offset")
    button = _read_button(params)
    if button is not None:
        _check_button(button)
    results = read_results(world, params)
    if len(next_offset.encode()) > MAX_NEXT_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    asked = world.inline.waiting(query_id)
    if asked is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.inline.answer(
        InlineAnswer(
            query_id,
            asked.query,
            results,
            next_offset=next_offset,
            cache_time=cache_time,
            is_personal=params.flag("is_personal"),
            button=button,
        )
    )
    return True


def _read_button(params: Params) -> Json | None:
    value = params.json("button", "Can't parse inline query results button JSON object")
    if value is None:
        # The parameters of older Bot API versions still work.
        text = params.text("switch_pm_text")
        parameter = params.text("switch_pm_parameter")
        return {"text": text, "start_parameter": parameter} if text else None
    return parse_fields(
        value,
        "InlineQueryResultsButton must be an Object",
        _button,
        "Can't parse inline query results button: ",
    )


def _button(fields: Fields) -> Json:
    text = fields.text("text", required=True)
    if "start_parameter" in fields.values:
        return {"text": text, "start_parameter": fields.text("start_parameter")}
    if "web_app" in fields.values:
        url = fields.object("web_app").text("url", required=True)
        return {"text": text, "web_app": {"url": url}}
    raise ApiError(400, "InlineQueryResultsButton must have exactly one optional field")


def _check_button(button: Json) -> None:
    button["text"] = clean_text(button["text"])
    if "web_app" in button:
        url = button["web_app"]["url"]
        if user_of_link(url):
            raise bad_request("Link to a user can't be used in the Web App button")
        checked_web_app(url, "Inline query button Web App")
    else:
        parameter = button["start_parameter"]
        if not parameter:
            raise bad_request("Can't use empty start_parameter")
        if len(parameter.encode()) > MAX_START_PARAMETER:
            raise bad_request("Too long start_parameter specified")
        if not re.fullmatch("[A-Za-z0-9_-]+", parameter):
            raise bad_request("Unallowed characters in start_parameter are used")
    if not button["text"]:
        raise bad_request("SWITCH_PM_TEXT_EMPTY")


HANDLERS: dict[str, tuple[Any, str]] = {
    "answerInlineQuery": (
        answer_inline_query,
        "inline_query_id results cache_time is_personal next_offset button switch_pm_text "
        "switch_pm_parameter",
    ),
}
