"""Rates that people wait for: looked at when quotes have changed."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.delivery.clock import Job
from bot.money.convert import convert
from bot.money.errors import NotUnderstood
from bot.money.paths import Quotes
from storage import Store
from storage.alerts import Alert
from storage.versions import QUOTES

# Of a bound: a rate that went so far back may pass it again, one that only trembles there not.
BACK = Decimal("0.005")


class AlertWatch:
    """A kind of work for the clock. An alert is told once, whichever process sees it first."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._zone = ZoneInfo(settings.default_timezone)
        self._clock = clock
        # Quotes may have changed while nobody looked.
        self._changed = True
        self._looking = False
        store.on_change(self._notice)

    async def open(self) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """Nothing is held."""

    async def claim(self) -> Sequence[Job]:
        if self._looking or not self._changed:
            return ()
        self._changed, self._looking = False, True
        return [self._look]

    def _notice(self, name: str, _value: int) -> None:
        if name == QUOTES:
            self._changed = True

    async def _look(self) -> None:
        done = False
        try:
            today = self._clock().astimezone(self._zone).date()
            quotes = Quotes(await self._store.rates.current(), today)
            for alert in await self._store.alerts.all_armed():
                rate = _rate(alert, quotes)
                if rate is not None and has_come(alert, rate):
                    await self._store.alerts.tell(alert, rate)
            for alert in await self._store.alerts.resting():
                rate = _rate(alert, quotes)
                if rate is not None and went_back(alert, rate):
                    await self._store.alerts.rearm(alert.id)
            done = True
        finally:
            self._looking = False
            self._changed = self._changed or not done


def has_come(alert: Alert, rate: Decimal) -> bool:
    """Whether what is waited for is so."""
    if alert.bound is not None:
        return rate >= alert.bound if alert.above else rate <= alert.bound
    moved = abs(Fraction(rate) / Fraction(alert.reference) - 1) * 100
    return alert.percent is not None and moved >= Fraction(alert.percent)


def went_back(alert: Alert, rate: Decimal) -> bool:
    """Whether the rate is far enough on the other side of the bound to pass it once more."""
    if alert.bound is None:
        return True
    if alert.above:
        return rate <= alert.bound * (1 - BACK)
    return rate >= alert.bound * (1 + BACK)


def _rate(alert: Alert, quotes: Quotes) -> Decimal | None:
    """As a conversion would take it; None where there is none."""
    try:
        return convert(Decimal(1), alert.base, alert.quote, quotes).rate
    except NotUnderstood:
        return None
