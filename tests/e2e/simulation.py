"""A long bad day: chats of all kinds, flood control, faults of every sort, and kills.

`python -m tests.e2e.simulation` runs it in full and prints what came of it; the test runs a smaller
one. Time is scaled: a second of Telegram's limits lasts SCALE seconds here.
"""

import argparse
import asyncio
import contextlib
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage import Draft, Store
from storage.deliveries import Chat, ChatKind, Wants
from tests.builders import draft
from tests.e2e.processes import hasty_bot
from tests.e2e.telegram_process import TelegramProcess, telegram_process

OWNER = 1_000
LOOK_EVERY = 0.02  # seconds between looks at how far it is
FAULTS = (
    {"kind": "too_many_requests"},
    {"kind": "internal_error"},
    {"kind": "bad_gateway"},
    {"kind": "bad_gateway", "takes_effect": True},
    {"kind": "gateway_timeout"},
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "cut"},
    {"kind": "delay"},
)
# Seconds before a kill in which a message may have been sent that the bot could not write down:
# what gathers for one write, the write, and the way to Telegram and back, on a busy machine.
IN_FLIGHT = 0.5


@dataclass(frozen=True)
class Plan:
    """chats, articles, kills: how many.  faults: their share of all sends."""

    chats: int = 500
    articles: int = 40
    kills: int = 20
    faults: float = 0.05
    scale: float = 0.1
    seed: int = 1
    patience: float = 600.0


@dataclass
class Place:
    """A chat of the simulation.

    ids: all that it had, one after another.  expected: articles that should arrive, in order.
    whole: whether all of them have to, or those up to some moment.
    """

    ids: list[int]
    kind: str
    expected: list[int] = field(default_factory=list)
    whole: bool = True
    thread: int = 0
    owner: int = 0


@dataclass
class Report:
    """missing, foreign: (chat, article).  disorder: chats.

    unexplained: copies without a cause: chat, article, seconds between them, and from the first to
    the nearest kill.
    """

    sent: int = 0
    expected: int = 0
    missing: list[tuple[int, int]] = field(default_factory=list)
    foreign: list[tuple[int, int]] = field(default_factory=list)
    disorder: list[int] = field(default_factory=list)
    copies: int = 0
    at_a_kill: Counter[float] = field(default_factory=Counter)
    unexplained: list[tuple[int, int, list[float], float]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    refused: int = 0
    ours: list[Any] = field(default_factory=list)
    early: list[Any] = field(default_factory=list)
    left: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        faults = ", ".join(f"{kind} {count}" for kind, count in sorted(self.faults.items()))
        return "\n".join(
            (
                f"{self.expected:,} posts expected, {self.sent:,} arrived in {self.seconds:.0f} s",
                f"{len(self.missing)} missing, {len(self.foreign)} where they may not be, "
                f"{len(self.disorder)} chats out of order",
                f"{self.copies} extra copies, {len(self.unexplained)} of them not of a send in "
                f"flight at one of {self.kills} kills or at a lost answer; at most "
                f"{max(self.at_a_kill.values(), default=0)} at one kill",
                f"faults: {faults}",
                f"429 by flood control: {self.refused}, {len(self.ours)} while the bot could "
                f"know better; sent before a retry_after was over: {len(self.early)}",
            )
        )


class Simulation:
    def __init__(
        self, plan: Plan, folder: Path, database_url: str, telegram: TelegramProcess
    ) -> None:
        self.plan = plan
        self.report = Report()
        self._folder = folder
        self._url = database_url
        self._telegram = telegram
        self._random = random.Random(plan.seed)
        self._store = Store(database_url, folder / "search-of-test")
        self._places: list[Place] = []
        self._kills: list[float] = []
        self._starts: list[float] = []

    async def run(self) -> Report:
        begun = time.monotonic()
        await self._store.open()
        try:
            await self._make_chats()
            await self._make_trouble()
            await self._live()
            await self._judge()
        finally:
            await self._store.close()
        self.report.seconds = time.monotonic() - begun
        return self.report

    async def _make_chats(self) -> None:
        count = self.plan.chats
        made = await self._telegram.do_all(
            "person",
            [{"first_name": f"Person {n}", "started": True} for n in range(count)],
        )
        people = [one["id"] for one in made]
        kinds = ["group", "supergroup", "forum", "channel", *["private"] * 6]
        for n in range(count):
            kind = kinds[n % len(kinds)]
            owner = people[n]
            if kind == "private":
                self._places.append(Place([owner], kind, owner=owner))
                continue
            wish: dict[str, Any] = {"kind": kind, "title": f"Chat {n}", "people": [owner]}
            if kind == "forum":
                wish |= {"kind": "supergroup", "forum": True, "threads": ["News"]}
            (chat,) = await self._telegram.do_all("chat", [wish])
            thread = chat["threads"][0] if kind == "forum" else 0
            self._places.append(Place([chat["id"]], kind, thread=thread, owner=owner))
        everything = list(range(1, self.plan.articles + 1))
        for n, place in enumerate(self._places):
            chat_kind = {"forum": "supergroup"}.get(place.kind, place.kind)
            chat = Chat(place.ids[0], ChatKind(chat_kind), f"Chat {n}")
            if n % 25 == 24:
                continue  # it never subscribed
            wants, place.expected = Wants(), everything
            if n % 7 == 3:
                wants = Wants(query="odd")
                place.expected = [number for number in everything if number % 2]
            add = self._store.subscriptions.add
            await add(chat, OWNER, thread_id=place.thread, wants=wants)
        self.report.expected = sum(len(place.expected) for place in self._places)

    async def _make_trouble(self) -> None:
        scale = self.plan.scale
        await self._telegram.do("flood", scale=scale, fractional=True)
        for fault in FAULTS:
            share = self.plan.faults / len(FAULTS)
            times = {"retry_after": round(3 * scale, 3), "seconds": 2 * scale}
            await self._telegram.do("fault", method="send*", probability=share, **fault, **times)

    async def _live(self) -> None:
        """Articles come, the bot is killed again and again, and at last left alone."""
        total = self.report.expected
        moments = sorted(self._random.sample(range(total // 50, total * 9 // 10), self.plan.kills))
        loads = _loads(self.plan.articles)
        events = [(total * (2 * n) // (3 * len(loads)), n) for n in range(len(loads))]
        troubles = {total // 4: self._block_some, total // 3: self._migrate_some}
        async with asyncio.timeout(self.plan.patience):
            while moments or events or troubles:
                async with self._bot() as process:
                    while True:
                        done = await self._arrived()
                        while events and done >= events[0][0]:
                            await self._announce(loads[events.pop(0)[1]])
                        for at in [at for at in troubles if done >= at]:
                            await troubles.pop(at)()
                        if moments and done >= moments[0]:
                            moments.pop(0)
                            await asyncio.sleep(self._random.random() * 0.1)
                            self._kills.append(time.time())
                            process.kill()
                            await process.wait()
                            self.report.kills += 1
                            break
                        if not moments and not events and not troubles:
                            break
                        await self._alive(process)
            async with self._bot() as process:
                await self._until_empty(process)

    async def _announce(self, drafts: Sequence[Draft]) -> None:
        await self._store.load(drafts, [], person_id=OWNER, file_name="simulation", announce=True)

    async def _block_some(self) -> None:
        """From now on nothing may come there; what came before does not matter."""
        for place in self._some("private", 5):
            await self._telegram.do("block", person=place.owner)
            place.whole = False
        for place in self._some("channel", 3):
            place.whole = False
            await self._telegram.do("bot", chat=place.ids[0], status="kicked", by=place.owner)
        for place in self._some("forum", 3):
            place.whole = False
            await self._telegram.do("delete_thread", chat=place.ids[0], thread=place.thread)

    async def _migrate_some(self) -> None:
        for place in self._some("group", 5):
            moved = await self._telegram.do("migrate", chat=place.ids[0])
            place.ids.append(moved["id"])

    def _some(self, kind: str, count: int) -> list[Place]:
        these = [place for place in self._places if place.kind == kind and place.expected]
        return self._random.sample(these, min(count, len(these) // 2))

    async def _arrived(self) -> int:
        status = await self._telegram.read("status")
        return int(status["entries"])

    async def _alive(self, process: asyncio.subprocess.Process) -> None:
        """Wait a moment. Raises RuntimeError where the bot ended by itself."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                code = await process.wait()
                raise RuntimeError(f"the bot ended with {code}: {self._said()}")

    async def _until_empty(self, process: asyncio.subprocess.Process) -> None:
        empty = 0
        while empty < 2:
            state = await self._store.outbox.state()
            empty = 0 if state.waiting or state.announced else empty + 1
            await self._alive(process)

    @asynccontextmanager
    async def _bot(self) -> AsyncIterator[asyncio.subprocess.Process]:
        self._starts.append(time.time())
        async with hasty_bot(
            self._folder,
            BOT_TOKEN=self._telegram.token,
            BOT_API_URL=self._telegram.url,
            DATABASE_URL=self._url,
            SEARCH_DIR=str(self._folder / "search"),
            RATE_SOURCES="",
            LOG_LEVEL="INFO",
            SEND_RATE="30",
            CHAT_RATE="1",
            GROUP_RATE="20",
            SCALE=str(self.plan.scale),
        ) as process:
            yield process

    def _said(self) -> str:
        return (self._folder / "bot.log").read_text(errors="replace")[-3_000:]

    async def _judge(self) -> None:
        report = self.report
        entries = (await self._telegram.read("journal"))["entries"]
        happened = (await self._telegram.read("faults"))["happened"]
        of_chat: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for entry in entries:
            number = entry["link"].rpartition("/")[2]
            if entry["deed"] == "sent" and number.isdigit():
                of_chat[entry["chat_id"]].append((entry["time"], int(number)))
        lost: dict[int, list[float]] = defaultdict(list)
        for fault in happened:
            report.faults[fault["kind"]] += 1
            if fault["took_effect"] and fault["kind"] != "delay":
                lost[fault["chat_id"]].append(fault["time"])
        for place in self._places:
            arrived = sorted(one for chat_id in place.ids for one in of_chat[chat_id])
            self._judge_place(place, arrived, [at for one in place.ids for at in lost[one]])
        state = await self._store.outbox.state()
        report.left = "" if not state.dead else f"{state.dead} dead"
        await self._judge_refusals()

    def _judge_place(
        self, place: Place, arrived: Sequence[tuple[float, int]], lost: Sequence[float]
    ) -> None:
        report = self.report
        numbers = [number for _, number in arrived]
        report.sent += len(set(numbers))
        chat_id = place.ids[0]
        if numbers != sorted(numbers):
            report.disorder.append(chat_id)
        wanted = set(place.expected)
        report.foreign += [(chat_id, number) for number in set(numbers) - wanted]
        if place.whole:
            report.missing += [(chat_id, number) for number in sorted(wanted - set(numbers))]
        else:
            report.expected -= len(wanted - set(numbers))
            if sorted(set(numbers)) != place.expected[: len(set(numbers))]:
                report.disorder.append(chat_id)
        times: dict[int, list[float]] = defaultdict(list)
        for at, number in arrived:
            times[number].append(at)
        for number, moments in times.items():
            report.copies += len(moments) - 1
            # Each but the last was followed by another: something has to have cut it off.
            for at in moments[:-1]:
                by_kill = [kill for kill in self._kills if abs(kill - at) <= IN_FLIGHT]
                report.at_a_kill.update(by_kill)
                by_loss = any(abs(moment - at) <= IN_FLIGHT for moment in lost)
                if not by_kill and not by_loss:
                    nearest = min((kill - at for kill in self._kills), key=abs, default=0.0)
                    between = [moment - moments[0] for moment in moments]
                    report.unexplained.append((chat_id, number, between, nearest))

    async def _judge_refusals(self) -> None:
        """A bot that was killed does not know what it sent before; one that lives does."""
        refused = (await self._telegram.read("flood"))["refused"]
        told = await self._telegram.read("faults")
        self.report.refused = len(refused)
        window = {"overall": 1.0, "private": 1.0, "group": 60.0}
        for one in refused:
            since = self.plan.scale * window[one["limit"]] + IN_FLIGHT
            at = one["time"]
            if not any(-IN_FLIGHT <= at - start <= since for start in self._starts):
                self.report.ours.append(one)
        for one in told["early"]:
            since = 3 * self.plan.scale + IN_FLIGHT
            if not any(-IN_FLIGHT <= one["time"] - start <= since for start in self._starts):
                self.report.early.append(one)


def _loads(articles: int) -> list[list[Draft]]:
    """Articles in loads of five."""
    drafts = [
        draft(
            f"Article number {number}",
            body=f"It is an {'odd' if number % 2 else 'even'} one.",
            url=f"https://example.org/{number}",
            guid=str(number),
            position=number,
        )
        for number in range(1, articles + 1)
    ]
    return [drafts[start : start + 5] for start in range(0, articles, 5)]


async def simulate(plan: Plan, folder: Path, database_url: str) -> Report:
    async with telegram_process("--fast") as telegram:
        return await Simulation(plan, folder, database_url, telegram).run()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("chats", 500), ("articles", 40), ("kills", 20), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--database", default="", help="an empty one; a file where left out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="caravan-simulation-") as name:
        plan = Plan(given.chats, given.articles, given.kills, scale=given.scale, seed=given.seed)
        url = given.database or f"sqlite+aiosqlite:///{name}/caravan.db"
        report = asyncio.run(simulate(plan, Path(name), url))
    sys.stdout.write(f"{report}\n")
    sys.exit(os.EX_OK if not report.missing and not report.unexplained else 1)


if __name__ == "__main__":
    main()
