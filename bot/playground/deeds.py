"""What people do on the demo's page, each deed by the name of its request."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.playground import inline_people, people
from bot.playground.inline import ANSWER_WINDOW, InlineAnswer, InlineResult
from bot.playground.params import Params
from bot.playground.records import Json, Person
from bot.playground.world import World

Deed = Callable[[Person, Params], Json | Awaitable[Json]]
"""Gives what the page is told; raises ValueError or TimeoutError with words for the person."""


def deeds(world: World) -> dict[str, Deed]:
    """All that can be done on the page."""

    def say(person: Person, params: Params) -> Json:
        reply_to = None
        number = params.integer("reply_to") if params.get("reply_to") else 0
        if number:
            reply_to = world.private_chat(person).messages.get(number)
            if reply_to is None:
                raise ValueError("the message to reply to is gone")
        message = people.say(world, person, params.text("text"), reply_to=reply_to)
        return {"message": shown_message(message)}

    def press(person: Person, params: Params) -> Json:
        message = world.private_chat(person).messages.get(params.integer("message_id"))
        if message is None:
            raise ValueError("the message is gone")
        return {"query_id": people.press(world, person, message, params.text("data"))}

    def upload(person: Person, params: Params) -> Json:
        file = params.upload("file")
        if file is None or not file.data:
            raise ValueError("there is no file, or it is empty")
        mime_type = file.content_type or "application/octet-stream"
        stored = world.files.add("document", file.data, file.name, mime_type)
        message = people.send_file(world, person, stored, caption=params.text("caption"))
        return {"message": shown_message(message)}

    async def inline(person: Person, params: Params) -> Json:
        asked = inline_people.ask(world, person, params.text("query"), offset=params.text("offset"))
        if isinstance(asked, InlineAnswer):
            return _shown_answer(asked)
        try:
            return _shown_answer(await asyncio.wait_for(asked.answered, ANSWER_WINDOW))
        except TimeoutError:
            raise TimeoutError("the bot is not responding") from None

    def choose(person: Person, params: Params) -> Json:
        answer = world.inline.answered(params.text("query_id"))
        if answer is None:
            raise ValueError("the results are too old")
        result = answer.result(params.text("result_id"))
        message = inline_people.choose(world, person, answer, result)
        return {"message": shown_message(message)}

    def link(person: Person, params: Params) -> Json:
        message = inline_people.open_link(world, person, params.text("url"))
        return {"message": None if message is None else shown_message(message)}

    def clear(person: Person, params: Params) -> Json:
        people.clear(world, person)
        return {}

    def language(person: Person, params: Params) -> Json:
        people.set_language(world, person, params.text("language_code"))
        return {}

    def block(person: Person, params: Params) -> Json:
        people.set_blocked(world, person, params.flag("blocked"))
        return {}

    return {
        "say": say,
        "press": press,
        "upload": upload,
        "inline": inline,
        "choose": choose,
        "link": link,
        "clear": clear,
        "language": language,
        "block": block,
    }


def shown_message(message: Json) -> Json:
    """A message with the word whether the person wrote it."""
    return message | {"out": not message.get("from", {}).get("is_bot", True)}


def _shown_answer(answer: InlineAnswer) -> Json:
    return {
        "query_id": answer.query_id,
        "results": [_shown_result(result) for result in answer.results],
        "next_offset": answer.next_offset,
        "button": answer.button,
    }


def _shown_result(result: InlineResult) -> Json:
    body: Json = {"id": result.id, "title": result.title, "description": result.description}
    body |= {"url": result.url, "thumbnail_url": result.thumbnail_url, "text": result.text}
    if "photo" in result.content:
        body["photo"] = result.content["photo"]
    return body
