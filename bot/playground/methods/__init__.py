"""The methods of the local Bot API, by their lower-case names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.methods import chats, files, inline, messages, profile, updates
from bot.playground.params import Params
from bot.playground.world import World

Handler = Callable[[World, Params], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """One method. parameters: all names it knows; others are passed over by Telegram."""

    name: str
    run: Handler
    parameters: frozenset[str]


def _methods() -> dict[str, Method]:
    table: dict[str, Method] = {}
    for module in (updates, messages, files, chats, profile, inline):
        handlers: dict[str, tuple[Handler, str]] = module.HANDLERS
        for name, (handler, parameters) in handlers.items():
            table[name.lower()] = Method(name, handler, frozenset(parameters.split()))
    return table


METHODS = _methods()
