"""What people do in inline mode: ask, choose, press its buttons, open links to the bot."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.playground import people
from bot.playground.entities import clean_text
from bot.playground.inline import MAX_QUERY, Asked, InlineAnswer, InlineResult
from bot.playground.records import Chat, Json, Person
from bot.playground.world import World

_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
_PAYLOAD = re.compile("[A-Za-z0-9_-]{1,64}")  # Bot API, deep linking


def ask(
    world: World,
    person: Person,
    query: str,
    *,
    offset: str = "",
    chat_type: str = "sender",
    fresh: bool = False,
) -> InlineAnswer | Asked:
    """The person writes "@bot query". Gives a remembered answer, or the query that now waits.

    chat_type: "sender" (their chat with the bot), "private" (with somebody else), "group",
    "supergroup" or "channel". fresh: ask the bot in any case.
    Raises ValueError for what an app does not ask, TimeoutError where the bot would never hear it.
    """
    if not world.inline.enabled:
        raise ValueError("the bot does not support inline queries")
    query = clean_text(query)
    if len(query) > MAX_QUERY:
        raise ValueError(f"an inline query has at most {MAX_QUERY} characters")
    if not fresh:
        remembered = world.inline.remembered(person.id, query, offset)
        if remembered is not None:
            return remembered
    query_id = world.next_query_id()
    asked = world.inline.ask(query_id, person.id, query, offset)
    update: Json = {"id": query_id, "from": person.user(), "chat_type": chat_type}
    update |= {"query": query, "offset": offset}
    if world.updates.push("inline_query", update) is None:
        raise TimeoutError("the bot does not ask for updates of the kind inline_query")
    return asked


def choose(
    world: World,
    person: Person,
    answer: InlineAnswer,
    result: InlineResult,
    *,
    chat: Chat | None = None,
) -> Json:
    """The person sends a result into the chat (their private one where left out).

    Gives the message. Raises ValueError where it is no result of the answer, or they cannot write.
    """
    answer.result(result.id)
    content = {"via_bot": world.bot} | result.content
    if result.reply_markup is not None:
        content["reply_markup"] = result.reply_markup
    message = people.send(world, person, content, chat=chat)
    chosen: Json = {"from": person.user(), "query": answer.query, "result_id": result.id}
    if result.reply_markup is not None:
        # Without buttons the bot gets no handle on the message.
        chosen["inline_message_id"] = world.inline.register(
            message["chat"]["id"], message["message_id"]
        )
    if world.inline.feedback:
        world.updates.push("chosen_inline_result", chosen)
    return message


def press_button(world: World, person: Person, answer: InlineAnswer) -> Json:
    """The person presses the button over the results. Gives the /start that it sends.

    Raises ValueError where there is no button that starts the bot.
    """
    if answer.button is None or "start_parameter" not in answer.button:
        raise ValueError("the answer has no button that starts the bot")
    return people.say(world, person, f"/start {answer.button['start_parameter']}")


def open_link(world: World, person: Person, url: str) -> Json | None:
    """The person opens a link to the bot, and presses START where their app offers it.

    Gives the /start that is sent, None where the app only opens the chat.
    Raises ValueError for any other link, and for a payload that apps do not take.
    """
    username, payload = _deep_link(url)
    if username.lower() != world.bot["username"].lower():
        raise ValueError(f"{url} is no link to the bot")
    if payload is not None and not _PAYLOAD.fullmatch(payload):
        raise ValueError(f"{payload!r} is no payload: 1 to 64 of A-Z a-z 0-9 _ -")
    if payload is not None:
        return people.say(world, person, f"/start {payload}")
    return None if person.started else people.say(world, person, "/start")


def _deep_link(url: str) -> tuple[str, str | None]:
    """The name and the payload of a link to a bot; ("", None) for any other."""
    if url.lower().startswith(("tg:resolve", "tg://resolve")):
        values = parse_qs(urlsplit(url).query, keep_blank_values=True)
        username = values.get("domain", [""])[0]
    else:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme.lower() not in {"http", "https"} or parts.hostname not in _HOSTS:
            return "", None
        values = parse_qs(parts.query, keep_blank_values=True)
        username = parts.path.strip("/")
    payload = values.get("start", [None])[0]
    return username, payload or None
