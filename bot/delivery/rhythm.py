"""How often a feed is looked at: about twice for each new entry, and never against its word.

And how long what fails, a feed or a bank, is left alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

LEAST = timedelta(minutes=5)
MOST = timedelta(days=1)
# Rests after failures in a row.
BACK_OFF = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
    *(timedelta(hours=hours) for hours in (3, 6, 12, 24)),
)
_RECENT = 10  # entries whose dates tell how often there are new ones
_ENOUGH = 3


def adapted(
    every: timedelta,
    now: datetime,
    *,
    changed_at: datetime | None,
    published: Iterable[datetime] = (),
    is_new: bool = False,
) -> timedelta:
    """Half of the usual time between entries, or of the time since the last where that is longer.

    every: as it was.  changed_at: when there were new entries last, before this look.
    published: the dates of entries, where they were read.  is_new: whether there are new ones.
    """
    recent = sorted({one for one in published if one <= now})[-_RECENT:]
    if len(recent) >= _ENOUGH:
        usual = (recent[-1] - recent[0]) / (len(recent) - 1)
        usual = max(usual, now - recent[-1])
    elif changed_at is None:
        usual = 2 * every
    elif is_new:
        # Half of the way from what was thought to what has been seen.
        usual = (2 * every + (now - changed_at)) / 2
    else:
        usual = max(2 * every, now - changed_at)
    return bounded(usual / 2)


def bounded(rest: timedelta) -> timedelta:
    return min(MOST, max(LEAST, rest))


def rest_after(
    failures: int, retry_after: float | None, steps: Sequence[timedelta] = BACK_OFF
) -> timedelta:
    """After one more failure.

    retry_after: seconds that its server asks for.  steps: the rests after failures in a row.
    """
    rest = steps[min(failures, len(steps) - 1)]
    if retry_after is not None:
        rest = max(rest, min(timedelta(seconds=retry_after), MOST))
    return rest
