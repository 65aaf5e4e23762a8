"""How often feeds are looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.rhythm import BACK_OFF, LEAST, MOST, adapted, rest_after

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
YEARS = timedelta(days=3650)
moments = st.timedeltas(-YEARS, YEARS).map(lambda ahead: NOW + ahead)


def every_hours(hours: float, *, newest: timedelta = timedelta()) -> list[datetime]:
    return [NOW - newest - n * hours * HOUR for n in range(20)]


@pytest.mark.parametrize(
    ("hours", "rest"),
    [(4, 2 * HOUR), (1, HOUR / 2), (0.1, LEAST), (24, 12 * HOUR), (24 * 7, MOST)],
)
def test_it_is_half_of_the_usual_time_between_entries(hours: float, rest: timedelta) -> None:
    published = every_hours(hours)
    assert adapted(HOUR, NOW, changed_at=NOW, published=published, is_new=True) == rest


def test_only_the_last_entries_count() -> None:
    slow_then_fast = [*every_hours(1)[:10], *(NOW - timedelta(days=n) for n in range(30, 90))]
    assert adapted(HOUR, NOW, changed_at=NOW, published=slow_then_fast) == HOUR / 2


def test_what_fell_silent_rests_for_half_of_the_silence() -> None:
    published = every_hours(1, newest=10 * HOUR)
    assert adapted(HOUR, NOW, changed_at=NOW, published=published) == 5 * HOUR


def test_dates_to_come_tell_nothing() -> None:
    ahead = [NOW + n * timedelta(minutes=1) for n in range(1, 9)]
    assert adapted(HOUR, NOW, changed_at=None, published=ahead) == HOUR


def test_without_dates_it_follows_what_was_seen() -> None:
    ago = NOW - 4 * HOUR
    assert adapted(HOUR, NOW, changed_at=ago, is_new=True) == 1.5 * HOUR
    assert adapted(HOUR, NOW, changed_at=ago) == 2 * HOUR
    assert adapted(3 * HOUR, NOW, changed_at=ago) == 3 * HOUR
    assert adapted(3 * HOUR, NOW, changed_at=NOW - HOUR, is_new=True) == 1.75 * HOUR


@given(
    every=st.timedeltas(LEAST, MOST),
    changed_at=st.none() | moments,
    published=st.lists(moments, max_size=30),
    is_new=st.booleans(),
)
def test_it_is_never_less_or_more_than_what_is_allowed(
    every: timedelta, changed_at: datetime | None, published: list[datetime], is_new: bool
) -> None:
    rest = adapted(every, NOW, changed_at=changed_at, published=published, is_new=is_new)
    assert LEAST <= rest <= MOST


@given(every=st.timedeltas(LEAST, MOST), changed_at=moments.map(lambda at: min(at, NOW)))
def test_nothing_new_never_makes_it_shorter(every: timedelta, changed_at: datetime) -> None:
    assert adapted(every, NOW, changed_at=changed_at) >= every


def test_failures_rest_longer_each_time() -> None:
    minutes = [rest_after(n, None) // timedelta(minutes=1) for n in range(10)]
    assert minutes == [1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440]


def test_a_server_is_heard_up_to_a_day() -> None:
    assert rest_after(0, 30) == BACK_OFF[0]
    assert rest_after(0, 7200) == 2 * HOUR
    assert rest_after(0, 1e9) == MOST
