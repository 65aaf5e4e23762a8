"""The one place where every call of the bot passes."""

import contextlib
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.playground.errors import (
    AnswerReplaced,
    ApiError,
    ConnectionDropped,
    Drop,
    RawAnswer,
)
from bot.playground.methods import METHODS
from bot.playground.params import Params, Upload
from bot.playground.world import World

_ATTACHED = re.compile(r"attach://([^\s\"']+)")

Verdict = Drop | RawAnswer | None
Interceptor = Callable[[str, Params], Verdict | Awaitable[Verdict]]
"""Told of each call before it takes effect, with the method's name as documented.

It may raise ApiError (refuse), give a Drop (cut the connection) or a RawAnswer (answer with
other bytes), be a coroutine function that waits first, or give None (go on).
"""


class BotApi:
    """Executes methods on the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._interceptors: list[Interceptor] = []
        world.call_from_webhook = self._call_from_webhook

    def intercept(self, interceptor: Interceptor) -> Callable[[], None]:
        """Let something happen to calls. Gives what ends it."""
        self._interceptors.append(interceptor)
        return lambda: self._interceptors.remove(interceptor)

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """The result of a method.

        Raises ApiError for a refusal, and what an interceptor wished for: ConnectionDropped,
        AnswerReplaced.
        """
        known = METHODS.get(method.lower())
        if known is None:
            raise ApiError(404, "Not Found: method not found")
        values = params if isinstance(params, Params) else Params(params)
        world = self._world
        if world.record_calls:
            world.calls.append((known.name, Params(values)))
        if world.strict and not known.parameters.issuperset(values):
            _complain_of_unknown(world, known.name, known.parameters, values)
        if world.strict and None in values.values():
            world.complain(f"{known.name} was given a null, which Telegram takes for text")
        wish = None
        if self._interceptors:
            wish = await self._ask_interceptors(known.name, values)
        result = known.run(world, values)
        if inspect.isawaitable(result):
            result = await result
        if wish is Drop.AFTER:
            raise ConnectionDropped
        if isinstance(wish, RawAnswer):
            raise AnswerReplaced(wish)
        return result

    async def _ask_interceptors(self, method: str, params: Params) -> Verdict:
        """What is to be done after the method took effect; raises for what comes before."""
        for interceptor in tuple(self._interceptors):
            answer = interceptor(method, params)
            verdict: Verdict = await answer if inspect.isawaitable(answer) else answer
            if verdict is Drop.BEFORE:
                raise ConnectionDropped
            if isinstance(verdict, RawAnswer) and not verdict.takes_effect:
                raise AnswerReplaced(verdict)
            if verdict is not None:
                return verdict
        return None

    async def _call_from_webhook(self, method: str, params: dict[str, Any]) -> None:
        with contextlib.suppress(ApiError, ConnectionDropped, AnswerReplaced):
            await self.call(method, params)


def _complain_of_unknown(world: World, method: str, known: frozenset[str], params: Params) -> None:
    # By a parameter, or by a field within one.
    attached = {
        name
        for value in params.values()
        if not isinstance(value, Upload)
        for name in _ATTACHED.findall(str(value))
    }
    for name in params.keys() - known - attached:
        world.complain(f"{method} has no parameter {name!r}")
