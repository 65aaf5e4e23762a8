"""The playground changed and read by other programs: JSON over HTTP under /control/.

A test's bot runs in a process of its own and so may its Telegram; this is how the test reaches it.
POST /control/NAME takes an object, or a list of them, and gives the answer of each; GET reads.
What is wrong with a wish is told with status 400 and {"error": ...}.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import orjson
from aiohttp import web

from bot.playground import people, picking
from bot.playground.flood import Flood
from bot.playground.page import is_ours
from bot.playground.records import PERMISSIONS, Chat, Json, Person
from bot.playground.world import World

Wish = Callable[[World, Json], Any]


class Control:
    """Answers the requests. world: what they change."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, request: web.BaseRequest, name: str) -> web.Response:
        """Do or read what a request names."""
        if not is_ours(request) or "Origin" in request.headers:
            return _answer({"error": "this control belongs to the machine it runs on"}, 403)
        writes = request.method == "POST"
        wish = (DEEDS if writes else READINGS).get(name)
        if wish is None:
            return _answer({"error": f"there is no {request.method} {name}"}, 404)
        try:
            body = orjson.loads(await request.read() or b"{}") if writes else dict(request.query)
            if isinstance(body, list):
                return _answer([wish(self._world, item) for item in body])
            return _answer(wish(self._world, body))
        except KeyError as error:
            return _answer({"error": f"{name} lacks or does not know {error}"}, 400)
        except (TypeError, ValueError) as error:
            return _answer({"error": f"{name}: {error}"}, 400)


def _answer(body: Any, status: int = 200) -> web.Response:
    data = orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
    return web.Response(body=data, status=status, content_type="application/json")


def _person(world: World, wish: Json) -> Json:
    """first_name and what else World.add_person takes. Gives id."""
    return {"id": world.add_person(wish.pop("first_name"), **wish).id}


def _chat(world: World, wish: Json) -> Json:
    """kind, title, people (ids), threads (titles), else as World.add_* take. Gives id, threads."""
    make: dict[str, Callable[..., Chat]] = {
        "group": world.add_group,
        "supergroup": world.add_supergroup,
        "channel": world.add_channel,
    }
    members = [world.people[number] for number in wish.pop("people", ())]
    titles = wish.pop("threads", ())
    chat = make[wish.pop("kind")](wish.pop("title"), *members, **wish)
    return {"id": chat.id, "threads": [world.add_thread(chat, title) for title in titles]}


def _thread(world: World, wish: Json) -> Json:
    """chat, title. Gives thread."""
    return {"thread": world.add_thread(_at(world, wish), wish["title"])}


def _close_thread(world: World, wish: Json) -> Json:
    """chat, thread, closed (true where left out)."""
    world.set_thread_closed(_at(world, wish), wish["thread"], wish.get("closed", True))
    return {}


def _delete_thread(world: World, wish: Json) -> Json:
    """chat, thread."""
    world.delete_thread(_at(world, wish), wish["thread"])
    return {}


def _bot(world: World, wish: Json) -> Json:
    """chat, status, by (a person), rights."""
    chat, by = _at(world, wish), world.people[wish["by"]]
    world.set_bot_status(chat, wish["status"], by=by, rights=_rights(wish))
    return {}


def _member(world: World, wish: Json) -> Json:
    """chat, person, status, rights."""
    chat, person = _at(world, wish), _who(world, wish)
    world.set_member(chat, person, wish.get("status", "member"), _rights(wish))
    return {}


def _permissions(world: World, wish: Json) -> Json:
    """chat, permissions: of those who are no administrators."""
    _at(world, wish).permissions = frozenset(PERMISSIONS) & frozenset(wish["permissions"])
    return {}


def _block(world: World, wish: Json) -> Json:
    """person, blocked (true where left out)."""
    people.set_blocked(world, _who(world, wish), wish.get("blocked", True))
    return {}


def _deactivate(world: World, wish: Json) -> Json:
    """person: deletes their account."""
    _who(world, wish).deactivated = True
    return {}


def _migrate(world: World, wish: Json) -> Json:
    """chat, tell_membership. Gives the id of the supergroup."""
    new = world.migrate(_at(world, wish), tell_membership=wish.get("tell_membership", False))
    return {"id": new.id}


def _delete_group(world: World, wish: Json) -> Json:
    """chat."""
    _at(world, wish).deleted = True
    return {}


def _say(world: World, wish: Json) -> Json:
    """person, text, chat (the private one where left out), thread, as_chat. Gives the message."""
    chat = _at(world, wish) if "chat" in wish else None
    as_chat = world.chats[wish["as_chat"]] if "as_chat" in wish else None
    return people.say(
        world, _who(world, wish), wish["text"], chat=chat, thread=wish.get("thread", 0),
        as_chat=as_chat,
    )  # fmt: skip


def _press(world: World, wish: Json) -> Json:
    """person, chat (the private one where left out), message_id, data. Gives query_id."""
    person = _who(world, wish)
    chat = _at(world, wish) if "chat" in wish else world.private_chat(person)
    message = chat.messages[wish["message_id"]]
    return {"query_id": people.press(world, person, message, wish["data"])}


def _press_key(world: World, wish: Json) -> Json:
    """person, text: of a key that says only that. Gives the message."""
    return picking.press_key(world, _who(world, wish), wish["text"])


def _pick_chat(world: World, wish: Json) -> Json:
    """person, text (of the key), chat. Gives the message."""
    return picking.pick_chat(world, _who(world, wish), wish["text"], _at(world, wish))


def _flood(world: World, wish: Json) -> Json:
    """What Flood takes; {"off": true} ends it. What was refused before is forgotten."""
    world.flood = None if wish.pop("off", False) else Flood(**wish)
    return {}


def _fault(world: World, wish: Json) -> Json:
    """method, kind and what else Faults.add takes."""
    world.faults.add(wish.pop("method"), wish.pop("kind"), **wish)
    return {}


def _script(world: World, wish: Json) -> Json:
    """method, kinds: see Faults.script."""
    world.faults.script(wish["method"], wish["kinds"])
    return {}


def _clear_faults(world: World, wish: Json) -> Json:
    """seed: for chances that begin anew."""
    world.faults.clear()
    if "seed" in wish:
        world.faults.seed(wish["seed"])
    return {}


def _keep(world: World, wish: Json) -> Json:
    """calls: whether each call is kept with its parameters; messages: how many a chat holds."""
    world.record_calls = wish.get("calls", world.record_calls)
    world.messages_kept = wish.get("messages", world.messages_kept)
    return {}


def _read_journal(world: World, query: Json) -> Json:
    """since (a number), most, chat. Gives entries; since what to ask next."""
    since = int(query.get("since", 0))
    entries = world.journal.since(since, int(query.get("most", 0)))
    last = entries[-1].number if entries else since
    if "chat" in query:
        entries = [entry for entry in entries if entry.chat_id == int(query["chat"])]
    return {"entries": [entry.as_json() for entry in entries], "since": last}


def _read_copies(world: World, query: Json) -> list[Json]:
    """least: how many copies a line needs (1). Lines of chat_id, thread, what and count."""
    least = int(query.get("least", 1))
    return [
        {"chat_id": chat, "thread": thread, "what": what, "count": count}
        for (chat, thread, what), count in world.journal.copies().items()
        if count >= least
    ]


def _read_messages(world: World, query: Json) -> list[Json]:
    """chat. The messages it shows now, oldest first."""
    return list(world.chats[int(query["chat"])].messages.values())


def _read_keyboard(world: World, query: Json) -> Json:
    """chat. The keyboard under it now, {} for none."""
    return world.chats[int(query["chat"])].keyboard or {}


def _read_flood(world: World, query: Json) -> Json:
    """What was refused."""
    refused = world.flood.refused if world.flood is not None else []
    return {"refused": [asdict(one) for one in refused]}


def _read_faults(world: World, query: Json) -> Json:
    """What happened, and what came before a retry_after was over."""
    early = [
        {"time": time, "chat_id": chat, "method": method}
        for time, chat, method in world.faults.early
    ]
    return {"happened": [asdict(one) for one in world.faults.happened], "early": early}


def _read_status(world: World, query: Json) -> Json:
    """How much there is, and how often each complaint was made."""
    return {
        "entries": len(world.journal.entries),
        "chats": len(world.chats),
        "updates": len(world.updates),
        "complaints": Counter(world.complaints),
    }


def _at(world: World, wish: Json) -> Chat:
    return world.chats[wish["chat"]]


def _who(world: World, wish: Json) -> Person:
    return world.people[wish["person"]]


def _rights(wish: Json) -> frozenset[str] | None:
    return frozenset(wish["rights"]) if "rights" in wish else None


DEEDS: dict[str, Wish] = {
    "person": _person,
    "chat": _chat,
    "thread": _thread,
    "close_thread": _close_thread,
    "delete_thread": _delete_thread,
    "bot": _bot,
    "member": _member,
    "permissions": _permissions,
    "block": _block,
    "deactivate": _deactivate,
    "migrate": _migrate,
    "delete_group": _delete_group,
    "say": _say,
    "press": _press,
    "press_key": _press_key,
    "pick_chat": _pick_chat,
    "flood": _flood,
    "fault": _fault,
    "script": _script,
    "clear_faults": _clear_faults,
    "keep": _keep,
}
READINGS: dict[str, Wish] = {
    "journal": _read_journal,
    "copies": _read_copies,
    "messages": _read_messages,
    "keyboard": _read_keyboard,
    "flood": _read_flood,
    "faults": _read_faults,
    "status": _read_status,
}
