"""The one place where every call of the bot passes."""

import asyncio
import contextlib
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.playground.errors import (
    AnswerCut,
    AnswerReplaced,
    ApiError,
    ConnectionDropped,
    Drop,
    RawAnswer,
    too_many_requests,
)
from bot.playground.faults import Fault, FaultKind
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

        Raises ApiError for a refusal, and what an interceptor or a fault wished for:
        ConnectionDropped, AnswerReplaced, AnswerCut.
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
        fault = world.faults.pick(known.name, values, world.clock())
        if fault is not None and not fault.takes_effect:
            world.faults.note(fault, known.name, values, world.clock())
            await _happen(fault)
        result = known.run(world, values)
        if inspect.isawaitable(result):
            result = await result
        if wish is Drop.AFTER:
            raise ConnectionDropped
        if isinstance(wish, RawAnswer):
            raise AnswerReplaced(wish)
        if fault is not None and fault.takes_effect:
            world.faults.note(fault, known.name, values, world.clock())
            await _happen(fault, result)
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
        with contextlib.suppress(ApiError, ConnectionDropped, AnswerReplaced, AnswerCut):
            await self.call(method, params)


async def _happen(fault: Fault, result: Any = None) -> None:
    """Let a fault happen. result: of the method, where it took effect. Raises what the kind says.

    A delay only waits.
    """
    kind = fault.kind
    if kind is FaultKind.DELAY:
        await asyncio.sleep(fault.seconds)
    elif kind is FaultKind.TOO_MANY_REQUESTS:
        raise too_many_requests(fault.retry_after)
    elif kind is FaultKind.INTERNAL_ERROR:
        raise ApiError(500, "Internal Server Error")
    elif kind is FaultKind.REFUSAL:
        raise ApiError(fault.code, fault.description)
    elif kind is FaultKind.CUT:
        raise AnswerCut(result)
    elif kind in _PROXY:
        raise AnswerReplaced(_PROXY[kind])
    else:
        raise ConnectionDropped(reset=True)


def _proxy_page(status: int, words: str) -> RawAnswer:
    page = (
        f"<html>\r\n<head><title>{status} {words}</title></head>\r\n<body>\r\n"
        f"<center><h1>{status} {words}</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
        "</body>\r\n</html>\r\n"
    )
    return RawAnswer(status, page.encode())


_PROXY = {
    FaultKind.BAD_GATEWAY: _proxy_page(502, "Bad Gateway"),
    FaultKind.GATEWAY_TIMEOUT: _proxy_page(504, "Gateway Time-out"),
}


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
