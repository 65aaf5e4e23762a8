"""What a worker may still begin, where it was held up."""

import asyncio

import pytest

from bot.delivery.leases import SPARE, Leases
from bot.delivery.limiter import Limiter, Limits, Stopped
from bot.delivery.turns import PostTurns
from bot.delivery.windows import Pace
from storage.lanes import LEASE
from tests.unit.delivery.virtual_time import Time

LIMITS = Limits(Pace(30, 1.0), Pace(1, 1.0), Pace(20, 60.0))
WITHIN = 10.0  # seconds
LASTS = LEASE.total_seconds()


def test_a_lease_is_over_a_little_before_another_may_take_the_chat() -> None:
    time = Time()
    leases = Leases(time)
    leases.hold([1, 2], time.now)
    time.now += LASTS - SPARE - 0.1
    assert not leases.is_over(1)
    leases.hold([2], time.now)
    time.now += 0.2
    assert leases.is_over(1) and not leases.is_over(2)
    leases.forget(1)
    assert not leases.is_over(1)


async def test_a_post_whose_turn_comes_too_late_is_not_begun() -> None:
    time = Time()
    limiter, leases = Limiter(LIMITS, clock=time, later=time.later), Leases(time)
    turns = PostTurns(limiter, leases)
    leases.hold([1], time.now)
    slot = await asyncio.wait_for(turns.wait("sendMessage", 1), WITHIN)
    assert slot is not None
    slot.answered()
    time.now += LASTS
    with pytest.raises(Stopped):
        await asyncio.wait_for(turns.wait("sendMessage", 1), WITHIN)
