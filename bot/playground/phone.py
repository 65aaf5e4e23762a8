"""Someone's phone: write to the bot, hear its answers, press its buttons."""

import asyncio
import mimetypes
from collections import deque
from collections.abc import Callable

from bot.playground import inline_people, people, picking
from bot.playground.inline import InlineAnswer, InlineResult
from bot.playground.records import Chat, Event, Json, Person
from bot.playground.world import World

_FROM_BOT = frozenset({"message", "edit", "delete", "answer", "action"})
PATIENCE = 10.0  # seconds until a phone gives up hearing


class Phone:
    """One person's view of one chat. The bot's events are kept from the phone's making on."""

    def __init__(self, world: World, person: Person, chat: Chat | None = None) -> None:
        self.person = person
        self.chat = chat or world.private_chat(person)
        self._world = world
        self._heard: deque[Event] = deque()
        self._arrived = asyncio.Event()
        world.listen(self._notice, self.chat)

    @property
    def messages(self) -> list[Json]:
        """What the chat shows now, in order."""
        return list(self.chat.messages.values())

    @property
    def keys(self) -> list[Json]:
        """The Bot API's KeyboardButtons under the chat now, row after row."""
        return [key for row in (self.chat.keyboard or {}).get("keyboard", ()) for key in row]

    async def say(
        self,
        text: str,
        *,
        reply_to: Json | None = None,
        thread: int = 0,
        as_chat: Chat | None = None,
    ) -> Json:
        """Write to the bot. Gives the message; does not wait for an answer.

        as_chat: in whose name, that of the group itself or of a channel of theirs.
        """
        return people.say(
            self._world, self.person, text, chat=self.chat, reply_to=reply_to, thread=thread,
            as_chat=as_chat,
        )  # fmt: skip

    async def press_key(self, text: str) -> Json:
        """Press a key under the private chat that says only its text. Gives the message."""
        return picking.press_key(self._world, self.person, text)

    async def pick_chat(self, text: str, chat: Chat) -> Json:
        """Press the key that asks for a chat, and choose this one.

        The bot is added or promoted as the key asks. Gives the message with chat_shared.
        Raises ValueError for a chat that an app would not offer.
        """
        return picking.pick_chat(self._world, self.person, text, chat)

    async def pick_users(self, text: str, *chosen: Person) -> Json:
        """Press the key that asks for people, and choose these. Gives the message."""
        return picking.pick_users(self._world, self.person, text, *chosen)

    async def send_document(
        self,
        name: str,
        data: bytes,
        *,
        caption: str = "",
        mime_type: str = "",
        reply_to: Json | None = None,
    ) -> Json:
        """Send a file. mime_type: guessed from the name where left out."""
        kind = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self._world.files.add("document", data, name, kind)
        return people.send_file(
            self._world, self.person, file, caption=caption, chat=self.chat, reply_to=reply_to
        )

    async def send_photo(
        self, data: bytes, *, caption: str = "", reply_to: Json | None = None
    ) -> Json:
        """Send a picture."""
        file = self._world.files.add("photo", data, "", "image/jpeg")
        return people.send_file(
            self._world, self.person, file, caption=caption, chat=self.chat, reply_to=reply_to
        )

    async def edit(self, message: Json, text: str) -> Json:
        """Change what was written. Gives the new message."""
        return people.edit(self._world, self.person, message, text)

    async def heard(
        self,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - it is the error text that is wanted
        *,
        actions: bool = False,
    ) -> Event:
        """The next event from the bot in this chat; each is given once.

        actions: also "typing" and the like. Raises TimeoutError.
        """
        return await self._take(lambda event: actions or event.kind != "action", timeout)

    async def ask(self, text: str, *, timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """Write, then give the next new or changed message of the bot.

        Events from before are forgotten. Raises TimeoutError.
        """
        self._heard.clear()
        await self.say(text)
        return await self._next_message(timeout)

    async def press(self, message: Json, button: str = "", *, data: str = "") -> str:
        """Press the inline button with this text or callback data. Gives the query's id.

        Raises AssertionError where the message, as it is now, has no such button.
        """
        shown = self.chat.messages.get(message["message_id"])
        if shown is None:
            raise AssertionError("the message is no longer there")
        buttons = people.keyboard_buttons(shown)
        for candidate in buttons:
            if candidate["text"] == button or (data and candidate.get("callback_data") == data):
                if "callback_data" not in candidate:
                    raise AssertionError(f"the button does not call the bot: {candidate}")
                found: str = candidate["callback_data"]
                return people.press(self._world, self.person, shown, found)
        names = [candidate["text"] for candidate in buttons]
        raise AssertionError(f"no button {button or data!r} among {names}")

    async def tap(
        self,
        message: Json,
        button: str = "",
        *,
        data: str = "",
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Json:
        """Press, then wait for the answer to it and for a new or changed message, given back.

        Events from before are forgotten. Raises TimeoutError.
        """
        self._heard.clear()
        query_id = await self.press(message, button, data=data)
        shown = await self._next_message(timeout)
        await self._take(
            lambda event: event.kind == "answer" and event.query_id == query_id, timeout
        )
        return shown

    async def inline(
        self,
        text: str,
        offset: str = "",
        chat_type: str = "",
        *,
        fresh: bool = False,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> InlineAnswer:
        """Write "@bot text" and give the results, remembered ones where they are still good.

        chat_type: as the bot is told; that of the phone's chat where left out ("sender" is the
        private one with the bot). fresh: ask the bot in any case. Raises TimeoutError.
        """
        kind = chat_type or ("sender" if self.chat.type == "private" else self.chat.type)
        asked = inline_people.ask(
            self._world, self.person, text, offset=offset, chat_type=kind, fresh=fresh
        )
        if isinstance(asked, InlineAnswer):
            return asked
        try:
            return await asyncio.wait_for(asked.answered, timeout)
        except TimeoutError:
            raise TimeoutError(f"no answer to the inline query {text!r} in {timeout} s") from None

    async def choose(
        self, answer: InlineAnswer, result: InlineResult, chat: Chat | None = None
    ) -> Json:
        """Send a result into the chat (the phone's where left out). Gives the message."""
        return inline_people.choose(
            self._world, self.person, answer, result, chat=chat or self.chat
        )

    async def press_inline_button(self, answer: InlineAnswer) -> Json:
        """Press the button over the results. Gives the /start in the private chat."""
        return inline_people.press_button(self._world, self.person, answer)

    async def open_link(self, url: str) -> Json | None:
        """Open https://t.me/<bot>?start=PAYLOAD. Gives the /start in the private chat.

        None where the link only opens the chat. Raises ValueError for a link to elsewhere.
        """
        return inline_people.open_link(self._world, self.person, url)

    def block(self) -> None:
        """Block the bot."""
        people.set_blocked(self._world, self.person, True)

    def unblock(self) -> None:
        """Let the bot write again."""
        people.set_blocked(self._world, self.person, False)

    def _notice(self, event: Event) -> None:
        if event.kind not in _FROM_BOT:
            return
        if event.kind == "answer" and event.person_id != self.person.id:
            return
        self._heard.append(event)
        self._arrived.set()

    async def _next_message(self, seconds: float) -> Json:
        event = await self._take(lambda event: event.kind in {"message", "edit"}, seconds)
        assert event.message is not None
        return event.message

    async def _take(self, wanted: Callable[[Event], bool], seconds: float) -> Event:
        """Remove and give the first event that is wanted, now or within these seconds."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for event in self._heard:
                        if wanted(event):
                            self._heard.remove(event)
                            return event
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            last = [message.get("text", "(no text)") for message in self.messages[-3:]]
            raise TimeoutError(
                f"nothing of that kind from the bot within {seconds} s; other events: "
                f"{[event.kind for event in self._heard]}; the chat ends with {last}"
            ) from None
