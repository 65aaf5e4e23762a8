"""Rates that people want to hear of.

An alert is armed → told, once, by whoever saw it first → resting, until the rate has gone back.
One for a move by percent is armed again at once, from the rate that it told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from .database import Database, rows_changed
from .deliveries import Delivery, DeliveryKind
from .delivery_models import AlertRow
from .delivery_rows import put
from .errors import CaravanError
from .lanes import open_lanes
from .versions import Versions

MOST = 20  # alerts of one person


class TooManyAlerts(CaravanError):
    """A person has MOST already."""


@dataclass(frozen=True, slots=True)
class Alert:
    """See `storage.delivery_models.AlertRow` for the fields. One of bound and percent is given."""

    id: int
    person_id: int
    base: str
    quote: str
    bound: Decimal | None
    percent: Decimal | None
    reference: Decimal
    above: bool
    armed: bool = True
    told_at: datetime | None = None


_COLUMNS = (
    AlertRow.id,
    AlertRow.person_id,
    AlertRow.base,
    AlertRow.quote,
    AlertRow.bound,
    AlertRow.percent,
    AlertRow.reference,
    AlertRow.above,
    AlertRow.armed,
    AlertRow.told_at,
)


class Alerts:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock

    async def add(
        self,
        person_id: int,
        base: str,
        quote: str,
        *,
        reference: Decimal,
        bound: Decimal | None = None,
        percent: Decimal | None = None,
        above: bool = True,
    ) -> Alert:
        """reference: the rate at the moment.  above: on which side of it the bound is.

        The same alert again is no second one. Raises TooManyAlerts.
        """
        if (bound is None) is (percent is None):
            raise ValueError("an alert is for a bound or for a move by percent")
        values = {
            "person_id": person_id,
            "base": base,
            "quote": quote,
            "bound": bound,
            "percent": percent,
            "reference": reference,
            "above": above,
            "armed": True,
        }
        async with self._database.writing() as connection:
            wanted = select(*_COLUMNS).where(AlertRow.person_id == person_id).with_for_update()
            own = [Alert(**row._mapping) for row in await connection.execute(wanted)]
            for one in own:
                if (one.base, one.quote, one.bound, one.percent) == (base, quote, bound, percent):
                    changed = update(AlertRow).where(AlertRow.id == one.id).values(**values)
                    row = await connection.execute(changed.returning(*_COLUMNS))
                    return Alert(**row.one()._mapping)
            if len(own) >= MOST:
                raise TooManyAlerts(f"person {person_id} has {MOST} alerts already")
            new = insert(AlertRow).values(**values, created_at=self._clock())
            row = await connection.execute(new.returning(*_COLUMNS))
            return Alert(**row.one()._mapping)

    async def of_person(self, person_id: int) -> tuple[Alert, ...]:
        """In the order they were made. Uses ix_alerts_person_id."""
        return await self._where(AlertRow.person_id == person_id)

    async def remove(self, alert_id: int, person_id: int) -> bool:
        """False where that person has no such alert."""
        which = AlertRow.id == alert_id, AlertRow.person_id == person_id
        async with self._database.writing() as connection:
            return bool(await rows_changed(connection, delete(AlertRow).where(*which)))

    async def all_armed(self) -> tuple[Alert, ...]:
        return await self._where(AlertRow.armed.is_(True))

    async def resting(self) -> tuple[Alert, ...]:
        """Those that told, and whose rate has not gone back since."""
        return await self._where(AlertRow.armed.is_(False))

    async def _where(self, which: ColumnElement[bool]) -> tuple[Alert, ...]:
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*_COLUMNS).where(which).order_by(AlertRow.id))
            return tuple(Alert(**row._mapping) for row in rows)

    async def tell(self, alert: Alert, rate: Decimal, **more: Any) -> bool:
        """Put word of it into the outbox. False where someone did already, or it is gone.

        more: what else the message is to say, as JSON has it.
        """
        moves_on = alert.percent is not None
        payload = {
            "alert": alert.id,
            "base": alert.base,
            "quote": alert.quote,
            "rate": format(rate, "f"),
            "bound": None if alert.bound is None else format(alert.bound, "f"),
            "percent": None if alert.percent is None else format(alert.percent, "f"),
            "reference": format(alert.reference, "f"),
            "above": rate > alert.reference if moves_on else alert.above,
            **more,
        }
        now = self._clock()
        async with self._versions.writing() as connection:
            await open_lanes(connection, [alert.person_id])
            told = (
                update(AlertRow)
                .where(
                    AlertRow.id == alert.id,
                    AlertRow.armed.is_(True),
                    AlertRow.reference == alert.reference,
                )
                .values(armed=moves_on, reference=rate, told_at=now)
            )
            if not await rows_changed(connection, told):
                return False
            word = Delivery(0, DeliveryKind.ALERT, alert.person_id, payload=payload)
            await put(connection, [word], now)
        return True

    async def rearm(self, alert_id: int) -> bool:
        """The rate has gone back. False where it was armed, or is gone."""
        async with self._database.writing() as connection:
            resting = AlertRow.id == alert_id, AlertRow.armed.is_(False)
            armed = update(AlertRow).where(*resting).values(armed=True)
            return bool(await rows_changed(connection, armed))
