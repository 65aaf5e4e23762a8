"""The order of updates and what becomes of failures, on a real inbox."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from bot.transport.inbox import MAX_ATTEMPTS, MAX_IN_FLIGHT, UpdateQueue
from storage import DatabaseUnavailable, Store

BOT = 7


def update(update_id: int, chat: int, text: str = "") -> dict:
    message = {"message_id": update_id, "chat": {"id": chat}, "text": text}
    return {"update_id": update_id, "message": message}


class Bench:
    """A queue whose handler does what a test says, without waiting for time."""

    def __init__(self, store: Store, handle) -> None:
        self.store = store
        self.told: list[tuple[int, str]] = []
        self.slept: list[float] = []
        self.queue = UpdateQueue(store.inbox, handle, self._apologise, sleep=self._sleep)

    async def _apologise(self, update: dict, short_id: str) -> None:
        self.told.append((update["update_id"], short_id))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def give(self, *updates: dict) -> None:

        await self.store.inbox.receive(
            BOT, [(one["update_id"], json.dumps(one)) for one in updates]
        )
        for one in updates:
            self.queue.put(one["update_id"], one)

    async def empty(self) -> None:
        await until(lambda: not self.queue.waiting)


async def until(true: Callable[[], bool]) -> None:
    """Let the queue work until something is so."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def test_one_chat_is_in_order_and_different_chats_are_at_once(store: Store):
    seen: dict[int, list[int]] = defaultdict(list)
    busy: Counter[int] = Counter()
    most = 0

    async def handle(one: dict) -> None:
        nonlocal most
        chat = one["message"]["chat"]["id"]
        busy[chat] += 1
        assert busy[chat] == 1
        most = max(most, busy.total())
        await asyncio.sleep(0.001)
        seen[chat].append(one["update_id"])
        busy[chat] -= 1

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.give(*(update(n, n % 50) for n in range(300)))
    await bench.empty()
    assert all(ids == sorted(ids) for ids in seen.values())
    assert sum(len(ids) for ids in seen.values()) == 300
    assert 10 < most <= MAX_IN_FLIGHT
    assert await store.inbox.count() == (0, 0)
    await bench.queue.stop(5)


async def test_a_slow_chat_keeps_nobody_waiting(store: Store):
    release = asyncio.Event()
    done: list[int] = []

    async def handle(one: dict) -> None:
        if one["message"]["chat"]["id"] == 1:
            await release.wait()
        done.append(one["update_id"])

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.give(update(1, 1), update(2, 1), *(update(n, n) for n in range(3, 100)))
    await until(lambda: len(done) == 97)
    assert not {1, 2} & set(done)
    release.set()
    await bench.empty()
    assert done[-2:] == [1, 2]
    await bench.queue.stop(5)


async def test_a_failure_that_passes_is_tried_again_in_its_chats_order(store: Store):
    tries: Counter[int] = Counter()
    done: list[int] = []

    async def handle(one: dict) -> None:
        tries[one["update_id"]] += 1
        if one["update_id"] == 1 and tries[1] < MAX_ATTEMPTS:
            raise ConnectionError
        done.append(one["update_id"])

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.give(update(1, 1), update(2, 1))
    await bench.empty()
    assert done == [1, 2]
    assert tries == {1: MAX_ATTEMPTS, 2: 1}
    assert bench.told == []
    assert await store.inbox.count() == (0, 0)
    await bench.queue.stop(5)


async def test_many_that_fail_do_not_stop_the_others(store: Store):
    done: list[int] = []

    async def handle(one: dict) -> None:
        if one["message"]["text"] == "bad":
            raise ValueError("bad")
        done.append(one["update_id"])

    bench = Bench(store, handle)
    await bench.queue.start()
    bad = [update(n, n, "bad") for n in range(100)]
    await bench.give(*bad, *(update(n, n % 7, "good") for n in range(100, 150)))
    await bench.empty()
    assert sorted(done) == list(range(100, 150))
    assert sorted(number for number, _ in bench.told) == list(range(100))
    assert await store.inbox.count() == (0, 100)
    await bench.queue.stop(5)


async def test_what_kills_the_process_is_tried_a_bounded_number_of_times(store: Store):
    """Each start finds the update again, counts the attempt, and dies in it."""
    await store.inbox.receive(BOT, [(1, '{"update_id": 1, "message": {"chat": {"id": 1}}}')])
    deaths = 0

    async def die(_: dict) -> None:
        nonlocal deaths
        deaths += 1
        await asyncio.Event().wait()

    for attempt in range(1, MAX_ATTEMPTS + 1):
        bench = Bench(store, die)
        assert await bench.queue.start() == 1
        before = deaths
        await until(lambda before=before: deaths > before)
        # Killed: nothing of it ends in order.
        for task in [*bench.queue._tasks, bench.queue._clearing._task]:
            task.cancel()
        await asyncio.gather(*bench.queue._tasks, return_exceptions=True)
        # A cancelled task takes its attempt back; a killed process cannot.
        await store.inbox.begin(1, attempt)
    bench = Bench(store, die)
    await bench.queue.start()
    await bench.empty()
    assert deaths == MAX_ATTEMPTS
    assert [number for number, _ in bench.told] == [1]
    assert await store.inbox.count() == (0, 1)
    await bench.queue.stop(5)


async def test_a_clean_stop_waits_for_what_is_in_flight_and_keeps_the_rest(store: Store):
    begun = asyncio.Event()
    release = asyncio.Event()

    async def handle(_: dict) -> None:
        begun.set()
        await release.wait()

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.give(*(update(n, 1) for n in range(5)))
    await begun.wait()
    stopping = asyncio.create_task(bench.queue.stop(5))
    await asyncio.sleep(0)
    release.set()
    await stopping
    assert [one.update_id for one in await store.inbox.left_over()] == [1, 2, 3, 4]


async def test_an_update_given_twice_is_handled_once(store: Store):
    done: list[int] = []

    async def handle(one: dict) -> None:
        await asyncio.sleep(0.01)
        done.append(one["update_id"])

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.give(update(1, 1))
    await bench.give(update(1, 1), update(2, 2))
    await bench.empty()
    assert sorted(done) == [1, 2]
    await bench.queue.stop(5)


@pytest.mark.parametrize("body", ["not json", "[]", "5"])
async def test_what_is_no_update_is_set_aside_at_the_start(store: Store, body: str):
    await store.inbox.receive(BOT, [(1, body)])

    async def handle(_: dict) -> None:
        raise AssertionError("nothing to handle")

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.empty()
    assert await store.inbox.count() == (0, 1)
    await bench.queue.stop(5)


async def test_the_databases_absence_uses_up_no_attempt(store: Store):
    tries: Counter[int] = Counter()

    async def handle(one: dict) -> None:
        tries[one["update_id"]] += 1
        if one["update_id"] == 1 and tries[1] < 3 * MAX_ATTEMPTS:
            raise DatabaseUnavailable("it is away")

    bench = Bench(store, handle)
    await bench.queue.start()
    await bench.give(update(1, 1), update(2, 1))
    await bench.empty()
    assert tries == {1: 3 * MAX_ATTEMPTS, 2: 1}
    assert bench.told == []
    assert await store.inbox.count() == (0, 0)
    await bench.queue.stop(5)


async def test_a_stop_in_good_order_uses_up_no_attempt(store: Store):
    await store.inbox.receive(BOT, [(1, '{"update_id": 1, "message": {"chat": {"id": 1}}}')])

    begun = asyncio.Event()

    async def hang(_: dict) -> None:
        begun.set()
        await asyncio.Event().wait()

    for _ in range(MAX_ATTEMPTS + 2):
        begun.clear()
        bench = Bench(store, hang)
        await bench.queue.start()
        await asyncio.wait_for(begun.wait(), 5)
        await bench.queue.stop(0.01)
    assert [(one.update_id, one.attempts) for one in await store.inbox.left_over()] == [(1, 0)]


async def test_an_update_set_aside_is_so_even_where_nobody_can_be_told(store: Store):
    async def fail(_: dict) -> None:
        raise ValueError

    bench = Bench(store, fail)

    async def nobody(_update: dict, _short_id: str) -> None:
        raise ConnectionError

    bench.queue = UpdateQueue(store.inbox, fail, nobody, sleep=bench._sleep)
    await bench.queue.start()
    await bench.give(update(1, 1))
    await bench.empty()
    assert await store.inbox.count() == (0, 1)
    await bench.queue.stop(5)
