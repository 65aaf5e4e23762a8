"""When something that is due each day or each week is due next."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)
_DAYS = 9  # from the day before, over a week, to the day after


def next_run(at: int, weekday: int | None, time_zone: str, after: datetime) -> datetime:
    """The first moment after another, in UTC, when clocks in a zone show a time of the day.

    at: minutes after midnight.  weekday: 0 is Monday; None for every day.
    A time that is left out where clocks are put forward is the first moment after the gap; of one
    that comes twice where they are put back, the first.
    """
    zone = ZoneInfo(time_zone)
    day = after.astimezone(zone).date() - timedelta(days=1)
    for _ in range(_DAYS):
        if weekday is None or day.weekday() == weekday:
            shown = datetime(day.year, day.month, day.day, at // 60, at % 60, tzinfo=zone)
            moment = _moment(shown)
            if moment > after:
                return moment
        day += timedelta(days=1)
    raise ValueError(f"no day {weekday!r} of a week")


def _moment(shown: datetime) -> datetime:
    """When clocks show this first, in UTC. shown: with a zone, and a fold of 0."""
    moment = shown.astimezone(UTC)
    if moment.astimezone(shown.tzinfo).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return moment
    # In a gap the two folds are on both sides of the switch, which is found by halving.
    early, late = shown.replace(fold=1).astimezone(UTC), moment
    before = early.astimezone(shown.tzinfo).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        if middle.astimezone(shown.tzinfo).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
