"""A budget that several processes share: reserved before it is used, and used at once."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from bot.delivery.limiter import Limiter, Limits
from bot.delivery.sharing import VALID, SharedBudget
from bot.delivery.windows import Pace
from storage.budget import Budget, Rule
from storage.errors import DatabaseUnavailable
from storage.outcomes import Reserved
from tests.unit.delivery.virtual_time import Time, settle

LIMITS = Limits(Pace(30, 1.0), Pace(1, 1.0), Pace(20, 60.0))
WITHIN = 10.0  # seconds
AHEAD = 500.0  # seconds that the database's clock is ahead


def granted(*moments: float, now: float = 0.0) -> Reserved:
    """moments: seconds from now.  Names are 1, 2, 3 ... in their order."""
    return Reserved(len(moments), 0.0, moments, tuple(range(1, len(moments) + 1)), now)


class OneRow:
    """In place of the database's."""

    def __init__(self, *answers: Reserved | Exception) -> None:
        self.time = Time()
        self.ahead = AHEAD
        self.answers = list(answers)
        self.asked: list[bool] = []
        self.blocked: list[float] = []
        self.was_asked = asyncio.Event()
        self.told: dict[int, float | None] = {}
        self.was_told = asyncio.Event()

    async def reserve(
        self, want: int, rule: Rule, *, evenly: bool, ended: Mapping[int, float | None]
    ) -> Reserved:
        assert want <= 3 and rule.most == 30 and min(rule.reserved, rule.counted) > 1.0
        if ended:
            self.told |= ended
            self.was_told.set()
        if not want:
            return granted(now=self.time.now + self.ahead)
        self.asked.append(evenly)
        self.was_asked.set()
        answer = self.answers.pop(0) if self.answers else granted(0.0)
        if isinstance(answer, Exception):
            raise answer
        return replace(answer, now=self.time.now + self.ahead)

    async def block(self, seconds: float) -> None:
        self.blocked.append(seconds)


def joined(row: OneRow) -> tuple[Limiter, SharedBudget, Time]:
    time = row.time
    limiter = Limiter(LIMITS, clock=time, later=time.later)
    share = SharedBudget(cast(Budget, row), LIMITS.over_all, limiter.arrived, clock=time)
    limiter.join(share)
    return limiter, share, time


async def test_each_message_is_reserved_before_it_is_sent() -> None:
    row = OneRow()
    limiter, share, _ = joined(row)
    await asyncio.wait_for(limiter.reply(1), WITHIN)
    await asyncio.wait_for(limiter.post(2), WITHIN)
    assert row.asked == [False, True]
    await share.close()


async def test_what_was_not_used_at_once_is_not_used_later() -> None:
    row = OneRow()
    limiter, share, time = joined(row)
    waiting = asyncio.create_task(limiter.reply(1))
    await settle()
    (await waiting).answered()
    share._posts.append((time.now, 7))
    time.now += 2 * VALID
    assert share.take(post=True) is None and share.take(post=False) is None
    await share.close()
    assert row.told[7] is None


async def test_it_is_told_when_each_message_was_counted() -> None:
    row = OneRow(granted(0.0))
    limiter, share, time = joined(row)
    slot = await asyncio.wait_for(limiter.reply(1), WITHIN)
    time.now += 0.25
    slot.answered()
    await asyncio.wait_for(row.was_told.wait(), WITHIN)
    assert row.told == {1: time.now + AHEAD}
    await share.close()


async def test_a_clock_that_is_set_anew_is_followed() -> None:
    row = OneRow(granted(0.0), replace(granted(0.0), names=(2,)))
    limiter, share, time = joined(row)
    (await asyncio.wait_for(limiter.reply(1), WITHIN)).answered()
    row.ahead = AHEAD - 60
    slot = await asyncio.wait_for(limiter.reply(2), WITHIN)
    slot.answered()
    while 2 not in row.told:
        row.was_told.clear()
        await asyncio.wait_for(row.was_told.wait(), WITHIN)
    assert row.told[2] == time.now + row.ahead
    await share.close()


async def test_a_reply_does_not_wait_for_the_turn_of_a_post() -> None:
    row = OneRow(Reserved(0, 3600.0))
    limiter, share, _ = joined(row)
    post = asyncio.create_task(limiter.post(1))
    await asyncio.wait_for(row.was_asked.wait(), WITHIN)
    await asyncio.wait_for(limiter.reply(2), WITHIN)
    assert row.asked[:2] == [True, False]
    await asyncio.wait_for(post, WITHIN)
    await share.close()


async def test_all_processes_are_told_to_be_silent() -> None:
    row = OneRow()
    limiter, share, _ = joined(row)
    for chat_id in (1, 2):
        slot = await asyncio.wait_for(limiter.reply(chat_id), WITHIN)
        slot.refused(7.0)
    await share.close()
    assert row.blocked == [7.0]


async def test_a_database_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.sharing.REST", 0.01)
    row = OneRow(DatabaseUnavailable("away"), DatabaseUnavailable("away"))
    limiter, share, _ = joined(row)
    await asyncio.wait_for(limiter.reply(1), WITHIN)
    assert len(row.asked) == 3
    await share.close()


async def test_posts_that_are_reserved_ahead_go_each_at_its_own_moment() -> None:
    row = OneRow(granted(0.0, 0.034, 0.068), Reserved(0, 3600.0))
    limiter, share, time = joined(row)
    posts = [asyncio.create_task(limiter.post(chat_id)) for chat_id in (1, 2, 3)]
    await asyncio.wait_for(posts[0], WITHIN)
    for number in (1, 2):
        await time.pass_by(0.030)
        assert not posts[number].done()
        await time.pass_by(0.005)
        assert posts[number].done()
    await share.close()
