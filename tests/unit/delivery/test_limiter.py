"""The limiter: never more than Telegram takes, nearly all of that, and replies first."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery import limiter as module
from bot.delivery.leases import Leases
from bot.delivery.limiter import Limiter, Limits
from bot.delivery.turns import PostTurns, ReplyTurns
from bot.delivery.windows import MARGIN, Pace
from bot.transport.api import LONGEST_WAIT, Flooded
from tests.unit.delivery.virtual_time import Time, settle

USUAL = Limits(Pace(30, 1.0), Pace(1, 1.0), Pace(20, 60.0))
GROUP = -100


class Telegram:
    """Takes messages after a while each, and remembers when it counted them.

    20 ms there and as many back; where there is jitter, some take longer by up to so much.
    """

    def __init__(self, limits: Limits = USUAL, *, seed: int = 0, jitter: float = 0.0) -> None:
        self.time = Time()
        self.limiter = Limiter(limits, clock=self.time, later=self.time.later)
        self.counted: list[tuple[float, int]] = []
        self.began: list[tuple[float, int, str]] = []
        self._random = random.Random(seed)
        self._jitter = jitter
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, chat_id: int, kind: str = "post", *, new: bool = True) -> asyncio.Task[None]:
        task = asyncio.create_task(self._send(chat_id, kind, new=new))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _send(self, chat_id: int, kind: str, *, new: bool) -> None:
        wait = self.limiter.reply if kind == "reply" else self.limiter.post
        slot = await wait(chat_id, new=new)
        self.began.append((self.time.now, chat_id, kind))
        await self._pass(self._way())
        self.counted.append((self.time.now, chat_id))
        await self._pass(self._way())
        slot.answered()

    def _way(self) -> float:
        slow = self._random.random() < 0.3
        return 0.02 + (self._random.random() * self._jitter if slow else 0.0)

    async def _pass(self, seconds: float) -> None:
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.time.later(seconds, lambda: None if over.done() else over.set_result(None))
        await over

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    made = Telegram()
    yield made
    await made.close()


def most_within(times: Iterable[float], seconds: float) -> int:
    """How many there are in the fullest stretch of so many seconds."""
    ordered = sorted(times)
    begin = most = 0
    for end, at in enumerate(ordered):
        while ordered[begin] <= at - seconds:
            begin += 1
        most = max(most, end - begin + 1)
    return most


async def test_where_there_is_room_a_reply_waits_for_nothing(telegram: Telegram) -> None:
    for chat_id in range(1, 31):
        telegram.send(chat_id, "reply")
    await settle()
    assert len(telegram.began) == 30
    telegram.send(31, "reply")
    await settle()
    assert len(telegram.began) == 30
    await telegram.time.pass_by(1.05)
    assert len(telegram.began) == 31


@pytest.mark.parametrize("jitter", [0.0, 0.2])
async def test_a_long_queue_uses_95_of_100_and_never_more_than_is_allowed(jitter: float) -> None:
    telegram = Telegram(jitter=jitter)
    for chat_id in range(1, 400):
        telegram.send(chat_id)
    await telegram.time.pass_by(10.0)
    times = [at for at, _ in telegram.counted]
    assert most_within(times, 1.0) <= 30
    # Slow answers that come irregularly cost some of the rate: being refused would cost more.
    assert len(telegram.began) >= (0.95 if not jitter else 0.85) * 30 * 10
    await telegram.close()


async def test_posts_go_one_after_another(telegram: Telegram) -> None:
    for chat_id in range(1, 100):
        telegram.send(chat_id)
    await telegram.time.pass_by(2.0)
    times = [at for at, _ in telegram.counted]
    assert most_within(times, 0.5) <= 17


async def test_a_reply_overtakes_all_posts_and_waits_no_longer_than_for_one(
    telegram: Telegram,
) -> None:
    for chat_id in range(1, 400):
        telegram.send(chat_id)
    await telegram.time.pass_by(5.0)
    asked_at = telegram.time.now
    telegram.send(1_000, "reply")
    await telegram.time.pass_by(1.0)
    (at,) = (at for at, _, kind in telegram.began if kind == "reply")
    assert at - asked_at <= 2 * USUAL.over_all.between


async def test_a_private_chat_gets_one_a_second_and_holds_up_no_other(telegram: Telegram) -> None:
    for _ in range(3):
        telegram.send(7, "reply")
    telegram.send(8, "reply")
    await settle()
    assert [chat for _, chat, _ in telegram.began] == [7, 8]
    await telegram.time.pass_by(2.5)
    times = [at for at, chat, _ in telegram.began if chat == 7]
    assert len(times) == 3 and most_within(times, 1.0) == 1


async def test_edits_count_in_groups_and_not_in_private_chats(telegram: Telegram) -> None:
    for chat_id in (7, GROUP):
        for _ in range(25):
            telegram.send(chat_id, "reply", new=False)
    await telegram.time.pass_by(10.0)
    began = [chat for _, chat, _ in telegram.began]
    assert (began.count(7), began.count(GROUP)) == (25, 20)


async def test_a_group_gets_twenty_a_minute_in_any_minute(telegram: Telegram) -> None:
    for _ in range(60):
        telegram.send(GROUP)
    await telegram.time.pass_by(130.0)
    times = [at for at, _ in telegram.counted]
    assert most_within(times, 60.0) == 20
    assert len(times) == 60


async def test_a_chat_that_is_refused_waits_and_the_others_go_on(telegram: Telegram) -> None:
    slot = await telegram.limiter.reply(7)
    slot.refused(5.0)
    telegram.send(7, "reply")
    telegram.send(8, "reply")
    await telegram.time.pass_by(4.9)
    assert [chat for _, chat, _ in telegram.began] == [8]
    await telegram.time.pass_by(0.2)
    assert [chat for _, chat, _ in telegram.began] == [8, 7]


async def test_two_chats_refused_in_a_row_mean_all(telegram: Telegram) -> None:
    for chat_id in (7, 8):
        (await telegram.limiter.reply(chat_id)).refused(3.0)
    telegram.send(9, "reply")
    telegram.send(10, "post")
    await telegram.time.pass_by(2.9)
    assert telegram.began == []
    await telegram.time.pass_by(0.2)
    assert {chat for _, chat, _ in telegram.began} == {9, 10}


async def test_two_refused_with_one_heard_between_mean_themselves(telegram: Telegram) -> None:
    (await telegram.limiter.reply(7)).refused(3.0)
    await telegram.time.pass_by(0.1)
    (await telegram.limiter.reply(8)).answered()
    (await telegram.limiter.reply(9)).refused(3.0)
    telegram.send(10, "reply")
    await settle()
    assert [chat for _, chat, _ in telegram.began] == [10]


async def test_who_must_wait_too_long_is_told_so(telegram: Telegram) -> None:
    (await telegram.limiter.reply(7)).refused(LONGEST_WAIT + 1)
    with pytest.raises(Flooded) as caught:
        await telegram.limiter.reply(7)
    assert caught.value.seconds == pytest.approx(LONGEST_WAIT + 1)
    with pytest.raises(Flooded):
        await telegram.limiter.post(7)


async def test_a_request_that_hangs_gives_its_room_back(telegram: Telegram) -> None:
    slots = [await telegram.limiter.reply(chat_id) for chat_id in range(1, 31)]
    telegram.send(40, "reply")
    await telegram.time.pass_by(module.HUNG)
    assert telegram.began == []
    await telegram.time.pass_by(1.1)
    assert [chat for _, chat, _ in telegram.began] == [40]
    for slot in slots:
        slot.lost()  # counts once, however late it is told


async def test_one_that_is_cancelled_leaves_its_turn_to_the_next(telegram: Telegram) -> None:
    for chat_id in range(1, 31):
        telegram.send(chat_id, "reply")
    cancelled, other = telegram.send(41, "reply"), telegram.send(42, "reply")
    await settle()
    cancelled.cancel()
    await telegram.time.pass_by(MARGIN + 0.1)
    assert [chat for _, chat, _ in telegram.began][30:] == [42]
    assert other.done() is False or other.exception() is None


async def test_one_that_is_cancelled_when_its_turn_is_given_gives_it_back(
    telegram: Telegram,
) -> None:
    limits = Limits(Pace(1, 1.0), Pace(1, 1.0), Pace(20, 60.0))
    telegram = Telegram(limits)
    first = await telegram.limiter.reply(1)
    waiting = asyncio.create_task(telegram.limiter.reply(2))
    await settle()
    first.answered()
    telegram.time.later(1.1, waiting.cancel)  # after it is given, before it goes on
    telegram.time.now += 1.1
    telegram.limiter.arrived()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    telegram.send(3, "reply")
    await telegram.time.pass_by(1.1)
    assert [chat for _, chat, _ in telegram.began] == [3]


async def test_chats_are_forgotten(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CHATS", 100)
    telegram = Telegram(Limits(Pace(1000, 1.0), Pace(1, 1.0), Pace(20, 60.0)))
    for chat_id in range(1, 2_000):
        (await telegram.limiter.reply(chat_id)).answered()
        telegram.time.now += 0.05
        assert telegram.limiter.chats <= 100


async def test_no_more_chats_are_remembered_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_CHATS", 100)
    telegram = Telegram(Limits(Pace(1000, 1.0), Pace(1, 1.0), Pace(20, 60.0)))
    for chat_id in range(1, 300):
        (await telegram.limiter.reply(-chat_id)).answered()
        assert telegram.limiter.chats <= 100


async def test_a_rate_below_one_makes_the_stretch_longer() -> None:
    assert Pace.of(Decimal("0.5")) == Pace(1, 2.0)
    assert Pace.of(Decimal(30)) == Pace(30, 1.0)
    assert Pace.of(Decimal(20), seconds=60.0) == Pace(20, 60.0)


async def test_what_telegram_does_not_count_waits_for_nothing(telegram: Telegram) -> None:
    for turns in (ReplyTurns(telegram.limiter), PostTurns(telegram.limiter, Leases())):
        for method in ("answerCallbackQuery", "deleteMessage", "getChat"):
            assert await turns.wait(method, 7) is None
    assert await ReplyTurns(telegram.limiter).wait("sendMessage", 7) is not None


@settings(max_examples=25, deadline=None)
@given(
    sends=st.lists(
        st.tuples(
            st.floats(0, 0.2), st.sampled_from([1, 2, 3, -1, -2]), st.booleans(), st.booleans()
        ),
        min_size=1,
        max_size=80,
    ),
    seed=st.integers(0, 1000),
)
def test_whatever_is_sent_no_limit_is_exceeded_and_all_goes_out(
    sends: list[tuple[float, int, bool, bool]], seed: int
) -> None:
    limits = Limits(Pace(5, 1.0), Pace(1, 1.0), Pace(4, 10.0))

    async def run() -> None:
        telegram = Telegram(limits, seed=seed, jitter=0.3)
        news = defaultdict(list)
        for pause, chat_id, reply, new in sends:
            await telegram.time.pass_by(pause)
            telegram.send(chat_id, "reply" if reply else "post", new=new or chat_id < 0)
            if new or chat_id < 0:
                news[chat_id].append(telegram.time.now)
        await telegram.time.pass_by(300.0)
        assert len(telegram.counted) == len(sends)
        assert most_within((at for at, _ in telegram.counted), 1.0) <= 5
        for chat_id in (-1, -2):
            assert most_within((at for at, one in telegram.counted if one == chat_id), 10.0) <= 4
        await telegram.close()

    asyncio.run(run())
