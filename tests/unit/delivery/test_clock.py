"""The clock: what is due is begun, and what goes wrong with it is no other's business."""

import asyncio
import logging
from collections.abc import Sequence

import pytest

from bot.delivery.clock import Clock, Job

WITHIN = 10.0  # seconds


class Work:
    """Due work that is given here, once."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = list(jobs)
        self.opened = self.closed = 0

    async def open(self) -> None:
        self.opened += 1

    async def claim(self) -> Sequence[Job]:
        jobs, self.jobs = self.jobs, []
        return jobs

    async def close(self) -> None:
        self.closed += 1


class Noted:
    """A job that says it was done."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        self.done.set()


def failing(error: Exception) -> Job:
    async def job() -> None:
        raise error

    return job


async def test_what_is_due_is_begun_without_waiting_for_each_other() -> None:
    never, noted = asyncio.Event(), Noted()

    async def slow() -> None:
        await never.wait()

    work = Work(slow, noted)
    clock = Clock(work, look_every=0.01)
    await clock.start()
    await asyncio.wait_for(noted.done.wait(), WITHIN)
    later = Noted()
    work.jobs.append(later)
    await asyncio.wait_for(later.done.wait(), WITHIN)
    await asyncio.wait_for(clock.stop(), WITHIN)
    assert (work.opened, work.closed) == (1, 1)


@pytest.mark.parametrize(
    ("error", "level"),
    [(RuntimeError("a fault"), logging.ERROR), (ConnectionError("away"), logging.WARNING)],
)
async def test_a_job_that_fails_is_told_and_the_others_go_on(
    error: Exception, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    noted = Noted()
    clock = Clock(Work(failing(error)), Work(noted))
    await clock.look()
    await asyncio.wait_for(clock.idle(), WITHIN)
    assert noted.done.is_set()
    assert [one.levelno for one in caplog.records] == [level]
    await clock.stop()


async def test_a_stop_cancels_jobs_and_waits_until_they_have_given_back() -> None:
    begun, given_back = asyncio.Event(), asyncio.Event()

    async def job() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            given_back.set()
            raise

    work = Work(job)
    clock = Clock(work)
    await clock.start()
    await asyncio.wait_for(begun.wait(), WITHIN)
    await asyncio.wait_for(clock.stop(), WITHIN)
    assert given_back.is_set() and work.closed == 1


async def test_one_that_was_never_started_can_be_stopped() -> None:
    work = Work()
    await Clock(work).stop()
    assert work.closed == 1


async def test_woken_it_looks_at_once() -> None:
    work = Work()
    clock = Clock(work, look_every=3600)
    await clock.start()
    noted = Noted()
    work.jobs.append(noted)
    clock.wake()
    await asyncio.wait_for(noted.done.wait(), WITHIN)
    await asyncio.wait_for(clock.stop(), WITHIN)
