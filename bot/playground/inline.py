"""Inline mode: queries that wait, answers that are remembered, messages sent via the bot."""

import asyncio
import base64
import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.playground.records import Json

ANSWER_WINDOW = 10.0  # seconds to answer a query; not documented, bots report refusals after ten
ANSWERS_KEPT = 1000  # of those that people may still choose from
MAX_QUERY = 256  # characters; Bot API, InlineQuery
_OLD_ID = 20  # bytes; an id is the data centre, the message and a hash
_NEW_ID = 24  # bytes
_LAST_DATA_CENTRE = 1000


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One result of an answer, as people see it.

    content: what a message holds once the result is chosen: text, entities, photo and the like.
    """

    id: str
    type: str
    content: Json
    title: str = ""
    description: str = ""
    url: str = ""
    thumbnail_url: str = ""
    reply_markup: Json | None = None

    @property
    def text(self) -> str:
        """What the message will say."""
        said: str = self.content.get("text") or self.content.get("caption") or ""
        return said


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """The bot's answer to an inline query.

    cache_time: seconds. button: the Bot API's InlineQueryResultsButton.
    cached: whether it was remembered, so that the bot was not asked.
    """

    query_id: str
    query: str
    results: tuple[InlineResult, ...]
    next_offset: str = ""
    cache_time: int = 300
    is_personal: bool = False
    button: Json | None = None
    cached: bool = False

    def result(self, result_id: str) -> InlineResult:
        """The result of that id. Raises ValueError where there is none."""
        for result in self.results:
            if result.id == result_id:
                return result
        raise ValueError(f"no result {result_id!r} among {[result.id for result in self.results]}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that waits for the bot. asked_at: Unix time in seconds."""

    query_id: str
    person_id: int
    query: str
    offset: str
    asked_at: float
    answered: asyncio.Future[InlineAnswer]


class InlineBook:
    """What Telegram's servers keep of inline mode. clock: Unix time in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.enabled = True
        """Whether inline mode is on, BotFather's /setinline."""
        self.feedback = True
        """Whether the bot is told of chosen results, BotFather's /setinlinefeedback."""
        self._clock = clock
        self._asked: dict[str, Asked] = {}
        self._answers: dict[str, InlineAnswer] = {}
        self._remembered: dict[tuple[int, str, str], tuple[float, InlineAnswer]] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._ids: dict[tuple[int, int], str] = {}

    def remembered(self, person_id: int, query: str, offset: str) -> InlineAnswer | None:
        """The answer that is still good for this person, their own before everybody's."""
        now = self._clock()
        for whose in (person_id, 0):
            until, answer = self._remembered.get((whose, query, offset), (0.0, None))
            if answer is not None and now < until:
                return replace(answer, cached=True)
        return None

    def ask(self, query_id: str, person_id: int, query: str, offset: str) -> Asked:
        """Let a query wait for its answer."""
        now = self._clock()
        self._asked = {
            number: asked
            for number, asked in self._asked.items()
            if now - asked.asked_at <= ANSWER_WINDOW
        }
        answered: asyncio.Future[InlineAnswer] = asyncio.get_running_loop().create_future()
        asked = Asked(query_id, person_id, query, offset, now, answered)
        self._asked[query_id] = asked
        return asked

    def waiting(self, query_id: str) -> Asked | None:
        """The query of this id, None for one that is unknown, answered or too old."""
        asked = self._asked.get(query_id)
        if asked is None or self._clock() - asked.asked_at > ANSWER_WINDOW:
            return None
        return asked

    def answer(self, answer: InlineAnswer) -> None:
        """Hand the answer to whom it was asked by, and remember it."""
        asked = self._asked.pop(answer.query_id)
        self._answers[answer.query_id] = answer
        if len(self._answers) > ANSWERS_KEPT:
            del self._answers[next(iter(self._answers))]
        now = self._clock()
        if len(self._remembered) >= ANSWERS_KEPT:
            self._remembered = {
                key: (until, kept) for key, (until, kept) in self._remembered.items() if now < until
            }
        whose = asked.person_id if answer.is_personal else 0
        self._remembered[whose, asked.query, asked.offset] = now + answer.cache_time, answer
        if not asked.answered.done():
            asked.answered.set_result(answer)

    def answered(self, query_id: str) -> InlineAnswer | None:
        """An answer that people may still choose from."""
        return self._answers.get(query_id)

    def register(self, chat_id: int, message_id: int) -> str:
        """The inline_message_id of a new message."""
        digest = hashlib.blake2b(f"{chat_id} {message_id}".encode(), digest_size=8).digest()
        packed = struct.pack("<iqi", 2, chat_id, message_id) + digest
        inline_id = base64.urlsafe_b64encode(packed).decode().rstrip("=")
        self._places[inline_id] = chat_id, message_id
        self._ids[chat_id, message_id] = inline_id
        return inline_id

    def place(self, inline_message_id: str) -> tuple[int, int] | None:
        """The chat and the number of a message, None for an id that was never given."""
        return self._places.get(inline_message_id)

    def id_of(self, chat_id: int, message_id: int) -> str:
        """The inline_message_id of a message, "" for one that has none."""
        return self._ids.get((chat_id, message_id), "")


def is_inline_id(text: str) -> bool:
    """Whether text has the form of an inline_message_id."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return False
    if len(packed) not in {_OLD_ID, _NEW_ID}:
        return False
    data_centre: int = struct.unpack_from("<i", packed)[0]
    return 1 <= data_centre <= _LAST_DATA_CENTRE
