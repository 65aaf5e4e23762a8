"""A Telegram on this machine: a local Bot API over HTTP and a page to chat with the bot.

The demo runs on it, and the tests and the benchmark speak to it in Telegram's place.
"""

from bot.playground.demo_chats import add_demo_chats
from bot.playground.errors import ApiError, Drop, RawAnswer, too_many_requests
from bot.playground.faults import FaultKind, Faults
from bot.playground.flood import Flood
from bot.playground.inline import InlineAnswer, InlineResult
from bot.playground.journal import Entry, Journal
from bot.playground.phone import Phone
from bot.playground.records import Chat, Event, Person
from bot.playground.server import Playground
from bot.playground.world import World

__all__ = [
    "ApiError",
    "Chat",
    "Drop",
    "Entry",
    "Event",
    "FaultKind",
    "Faults",
    "Flood",
    "InlineAnswer",
    "InlineResult",
    "Journal",
    "Person",
    "Phone",
    "Playground",
    "RawAnswer",
    "World",
    "add_demo_chats",
    "too_many_requests",
]
