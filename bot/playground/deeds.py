"""What people do on the demo's page, each deed by the name of its request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground import inline_people, people, picking
from bot.playground.inline import ANSWER_WINDOW, InlineAnswer, InlineResult
from bot.playground.params import Params
from bot.playground.records import Chat, Json, Person
from bot.playground.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """A chat that the page shows, and through whose eyes. role: how the page calls it."""

    person: Person
    chat: Chat
    role: str


Deed = Callable[[Place, Params], Json | Awaitable[Json]]
"""Gives what the page is told; raises ValueError or TimeoutError with words for the person."""


def deeds(world: World) -> dict[str, Deed]:
    """All that can be done on the page."""

    def say(place: Place, params: Params) -> Json:
        reply_to = None
        number = params.integer("reply_to") if params.get("reply_to") else 0
        if number:
            reply_to = place.chat.messages.get(number)
            if reply_to is None:
                raise ValueError("the message to reply to is gone")
        message = people.say(
            world, place.person, params.text("text"), chat=place.chat, reply_to=reply_to
        )
        return {"message": shown_message(message)}

    def press(place: Place, params: Params) -> Json:
        message = place.chat.messages.get(params.integer("message_id"))
        if message is None:
            raise ValueError("the message is gone")
        return {"query_id": people.press(world, place.person, message, params.text("data"))}

    def upload(place: Place, params: Params) -> Json:
        file = params.upload("file")
        if file is None or not file.data:
            raise ValueError("there is no file, or it is empty")
        mime_type = file.content_type or "application/octet-stream"
        stored = world.files.add("document", file.data, file.name, mime_type)
        message = people.send_file(
            world, place.person, stored, caption=params.text("caption"), chat=place.chat
        )
        return {"message": shown_message(message)}

    async def inline(place: Place, params: Params) -> Json:
        kind = "sender" if place.chat.type == "private" else place.chat.type
        query, offset = params.text("query"), params.text("offset")
        asked = inline_people.ask(world, place.person, query, offset=offset, chat_type=kind)
        if isinstance(asked, InlineAnswer):
            return _shown_answer(asked)
        try:
            return _shown_answer(await asyncio.wait_for(asked.answered, ANSWER_WINDOW))
        except TimeoutError:
            raise TimeoutError("the bot is not responding") from None

    def choose(place: Place, params: Params) -> Json:
        answer = world.inline.answered(params.text("query_id"))
        if answer is None:
            raise ValueError("the results are too old")
        result = answer.result(params.text("result_id"))
        message = inline_people.choose(world, place.person, answer, result, chat=place.chat)
        return {"message": shown_message(message)}

    def link(place: Place, params: Params) -> Json:
        message = inline_people.open_link(world, place.person, params.text("url"))
        return {"message": None if message is None else shown_message(message)}

    def clear(place: Place, params: Params) -> Json:
        people.clear(world, place.person)
        return {}

    def language(place: Place, params: Params) -> Json:
        people.set_language(world, place.person, params.text("language_code"))
        return {}

    def block(place: Place, params: Params) -> Json:
        people.set_blocked(world, place.person, params.flag("blocked"))
        return {}

    return {
        "say": say,
        "press": press,
        **_deeds_with_keys(world),
        "upload": upload,
        "inline": inline,
        "choose": choose,
        "link": link,
        "clear": clear,
        "language": language,
        "block": block,
    }


def _deeds_with_keys(world: World) -> dict[str, Deed]:
    """What can be done with the keyboard under a chat."""

    def key(place: Place, params: Params) -> Json:
        message = picking.press_key(world, place.person, params.text("text"))
        return {"message": shown_message(message)}

    def offers(place: Place, params: Params) -> Json:
        chats = picking.offered(world, place.person, params.text("text"))
        return {"chats": [chat.as_json() for chat in chats]}

    def pick(place: Place, params: Params) -> Json:
        chat = world.chats.get(params.integer("chat", low=-(2**62)))
        if chat is None:
            raise ValueError("the chat is gone")
        message = picking.pick_chat(world, place.person, params.text("text"), chat)
        return {"message": shown_message(message)}

    return {"key": key, "offers": offers, "pick": pick}


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
