"""Subscriptions, and the chats they are for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .audit import note
from .closing import close_chats, drop_waiting, owners
from .database import Database
from .database import insert as upsert
from .deliveries import (
    Chat,
    ChatState,
    Delivery,
    DeliveryKind,
    Format,
    Mode,
    Subscription,
    SubscriptionState,
    Wants,
)
from .delivery_models import ChatRow, SubscriptionRow
from .delivery_rows import CHAT, SUBSCRIPTION, chat_of, put, subscription_of
from .digests import DIGESTS, Digests, next_run_of
from .errors import CaravanError
from .expansion import Matches, last_done
from .lanes import open_lanes
from .migrating import migrate
from .reopening import Reopening
from .versions import ANNOUNCEMENTS, Versions, raise_counter

MOST = 10  # subscriptions in a chat


class TooManySubscriptions(CaravanError):
    """A chat has MOST already."""


class Changes(TypedDict, total=False):
    """What of a Subscription is to become something else."""

    thread_id: int
    wants: Wants
    mode: Mode
    bundle_from: int
    at: int
    weekday: int
    time_zone: str
    format: Format
    picture: bool
    hashtags: bool
    header: str
    footer: str
    silent_from: int | None
    silent_to: int | None
    language: str | None
    state: SubscriptionState


class Subscriptions(Digests):
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(database, versions, clock)
        self._reopening = Reopening(database, versions, clock)

    async def get(self, subscription_id: int) -> Subscription | None:
        async with self._database.reading() as connection:
            return await _read(connection, subscription_id)

    async def of_chat(self, chat_id: int) -> tuple[Subscription, ...]:
        """In the order they were made. Uses ix_subscriptions_chat_id."""
        return await self._where(SubscriptionRow.chat_id == chat_id)

    async def of_person(self, made_by: int) -> tuple[Subscription, ...]:
        """Those that someone made. Uses ix_subscriptions_made_by."""
        return await self._where(SubscriptionRow.made_by == made_by)

    async def _where(self, which: Any) -> tuple[Subscription, ...]:
        wanted = select(*SUBSCRIPTION).where(which).order_by(SubscriptionRow.id)
        async with self._database.reading() as connection:
            return tuple(subscription_of(row) for row in await connection.execute(wanted))

    async def add(
        self,
        chat: Chat,
        made_by: int,
        *,
        first_article_id: int | None = None,
        **fields: Unpack[Changes],
    ) -> Subscription:
        """Have a chat get what is announced from now on, and at once the article named.

        fields: what is otherwise than in a new Subscription.
        first_article_id: is left out in modes that send at times of the day, and where the chat
        has got the article already.
        Raises TooManySubscriptions.
        """
        now = self._clock()
        new = Subscription(0, chat.chat_id, made_by, **fields)
        values = {
            **_values(fields | {name: getattr(new, name) for name in Changes.__annotations__}),
            "chat_id": chat.chat_id,
            "made_by": made_by,
            "next_run_at": next_run_of(new, now),
            "created_at": now,
            "changed_at": now,
        }
        async with self._versions.writing() as connection:
            # Until this is stored nothing new can be announced, so nothing is missed or doubled.
            seen = await raise_counter(connection, ANNOUNCEMENTS, by=0)
            await open_lanes(connection, [chat.chat_id])
            here = SubscriptionRow.chat_id == chat.chat_id
            if (await connection.scalar(select(func.count()).where(here)) or 0) >= MOST:
                raise TooManySubscriptions(f"chat {chat.chat_id} has {MOST} subscriptions already")
            await _learn(connection, chat, now)
            row = await connection.execute(
                insert(SubscriptionRow).values(**values, seen=seen).returning(*SUBSCRIPTION)
            )
            added = subscription_of(row.one())
            if first_article_id is not None and added.mode not in DIGESTS:
                first = Delivery(
                    0,
                    DeliveryKind.POST,
                    chat.chat_id,
                    thread_id=added.thread_id,
                    subscription_id=added.id,
                    article_id=first_article_id,
                )
                await put(connection, [first], now)
        return added

    async def change(
        self, subscription_id: int, *, by: int | None = None, **fields: Unpack[Changes]
    ) -> Subscription | None:
        """Store what is named and leave the rest. None where there is no such subscription.

        by: the administrator who pauses what another chat than their own gets, or has it go on.
        Pausing drops what waits. Going on, and changing from digests to single posts, is from now
        on: nothing is sent of what was announced before.
        """
        now = self._clock()
        async with self._versions.writing() as connection:
            announced = await raise_counter(connection, ANNOUNCEMENTS, by=0)
            before = await _read(connection, subscription_id, lock=True)
            if before is None:
                return None
            values = _values(fields)
            wanted = {**_as_fields(before), **fields}
            after = Subscription(
                before.id,
                before.chat_id,
                before.made_by,
                **wanted,
            )
            is_active = after.state is SubscriptionState.ACTIVE
            if is_active and before.state is not SubscriptionState.ACTIVE:
                values |= {"seen": announced, "reason": None}
            elif before.mode in DIGESTS and after.mode not in DIGESTS:
                values["seen"] = announced
            elif after.mode in DIGESTS and before.mode not in DIGESTS:
                values["seen"] = await last_done(connection)
            values["next_run_at"] = before.next_run_at
            if _is_timed_otherwise(before, after):
                values["next_run_at"] = next_run_of(after, now)
            row = await connection.execute(
                update(SubscriptionRow)
                .where(SubscriptionRow.id == subscription_id)
                .values(**values, changed_at=now)
                .returning(*SUBSCRIPTION)
            )
            changed = subscription_of(row.one())
            if not is_active:
                await drop_waiting(connection, changed, now)
            if after.state is not before.state:
                await _note(connection, now, by, "resume" if is_active else "pause", changed)
        return changed

    async def remove(self, subscription_id: int, *, by: int | None = None) -> bool:
        """With all that waits of it. False where there is none.  by: as in `change`."""
        async with self._versions.writing() as connection:
            one = await _read(connection, subscription_id, lock=True)
            if one is None:
                return False
            await connection.execute(
                delete(SubscriptionRow).where(SubscriptionRow.id == subscription_id)
            )
            await drop_waiting(connection, one, self._clock())
            await _note(connection, self._clock(), by, "unsubscribe", one)
        return True

    async def chat(self, chat_id: int) -> Chat | None:
        async with self._database.reading() as connection:
            wanted = select(*CHAT).where(ChatRow.chat_id == chat_id)
            row = (await connection.execute(wanted)).one_or_none()
        return chat_of(row) if row else None

    async def learn_chat(self, chat: Chat) -> None:
        """What a chat is and is called. Whether it is open is known from elsewhere, and stays.

        Writes only where something is new.
        """
        known = await self.chat(chat.chat_id)
        if known and _is_called(known) == _is_called(chat):
            return
        async with self._versions.writing() as connection:
            await _learn(connection, chat, self._clock())

    async def close_chat(self, chat_id: int, reason: str) -> tuple[Subscription, ...]:
        """Nothing can be sent there: stop what is active and drop what waits. Gives what stopped.

        Who made them is told once, by a NOTICE that is in the outbox after this.
        """
        async with self._versions.writing() as connection:
            told = await owners(connection, [chat_id], [])
            await open_lanes(connection, {chat_id, *told})
            return await close_chats(connection, {chat_id: reason}, self._clock())

    async def reopen_chat(self, chat_id: int, matches: Matches) -> int:
        """The bot is let in again: go on with what had stopped.

        Gives how many posts of the meantime are sent now, see `storage.reopening`.
        """
        return await self._reopening.reopen(chat_id, matches)

    async def migrate_chat(self, old: int, new: int) -> None:
        """A group became a supergroup, which has another number: all goes on there."""
        async with self._versions.writing() as connection:
            await migrate(connection, old, new, self._clock())


def _values(fields: Any) -> dict[str, Any]:
    values = dict(fields)
    if "wants" in values:
        values["wants"] = values["wants"].dump()
    return values


def _as_fields(one: Subscription) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Changes.__annotations__}


def _is_timed_otherwise(before: Subscription, after: Subscription) -> bool:
    names = ("mode", "at", "weekday", "time_zone", "state")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _is_called(chat: Chat) -> tuple[Any, ...]:
    return chat.kind, chat.title, chat.username


async def _read(
    connection: AsyncConnection, subscription_id: int, *, lock: bool = False
) -> Subscription | None:
    wanted = select(*SUBSCRIPTION).where(SubscriptionRow.id == subscription_id)
    if lock:
        wanted = wanted.with_for_update()
    row = (await connection.execute(wanted)).one_or_none()
    return subscription_of(row) if row else None


async def _note(
    connection: AsyncConnection, now: datetime, by: int | None, action: str, one: Subscription
) -> None:
    if by is not None and by != one.chat_id:
        details = {"chat": one.chat_id}
        await note(connection, now, by, action, f"subscription {one.id}", details)


async def _learn(connection: AsyncConnection, chat: Chat, now: datetime) -> None:
    called = {
        "kind": chat.kind,
        "title": chat.title,
        "username": chat.username,
        "changed_at": now,
    }
    await connection.execute(
        upsert(connection, ChatRow).on_conflict_do_update(index_elements=["chat_id"], set_=called),
        {"chat_id": chat.chat_id, "state": ChatState.OPEN, "reason": None, **called},
    )
