"""When a digest is due next, over the switches of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.schedule import next_run

BEGIN = datetime(2010, 1, 1, tzinfo=UTC)
ZONES = (
    "UTC",
    "Asia/Almaty",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def runs(minutes: int, zone: str, after: str, count: int, weekday: int | None = None) -> list[str]:
    found: list[str] = []
    moment = at(after)
    for _ in range(count):
        moment = next_run(minutes, weekday, zone, moment)
        found.append(moment.strftime("%d %H:%M"))
    return found


def test_eight_in_berlin_over_both_switches() -> None:
    assert runs(480, "Europe/Berlin", "2026-03-27T12:00", 3) == ["28 07:00", "29 06:00", "30 06:00"]
    assert runs(480, "Europe/Berlin", "2026-10-23T12:00", 3) == ["24 06:00", "25 07:00", "26 07:00"]


def test_eight_in_almaty_when_its_zone_changed() -> None:
    assert runs(480, "Asia/Almaty", "2024-02-28T12:00", 3) == ["29 02:00", "01 03:00", "02 03:00"]


def test_a_time_that_is_left_out_is_the_first_moment_after_the_gap() -> None:
    assert runs(150, "Europe/Berlin", "2026-03-28T12:00", 2) == ["29 01:00", "30 00:30"]
    assert runs(0, "America/Sao_Paulo", "2018-11-03T12:00", 2) == ["04 03:00", "05 02:00"]


def test_a_time_that_comes_twice_is_the_first_and_once() -> None:
    assert runs(150, "Europe/Berlin", "2026-10-24T12:00", 2) == ["25 00:30", "26 01:30"]


def test_between_the_two_the_next_is_the_day_after() -> None:
    assert runs(150, "Europe/Berlin", "2026-10-25T01:00", 1) == ["26 01:30"]


def test_a_day_of_the_week() -> None:
    assert runs(480, "Europe/Berlin", "2026-11-25T12:00", 2, weekday=0) == ["30 07:00", "07 07:00"]


def test_the_moment_itself_is_over() -> None:
    assert runs(480, "UTC", "2026-11-25T08:00", 1) == ["26 08:00"]
    assert runs(480, "UTC", "2026-11-25T07:59", 1) == ["25 08:00"]
    assert runs(480, "UTC", "2026-11-25T08:00", 1, weekday=2) == ["02 08:00"]


def test_no_such_day() -> None:
    with pytest.raises(ValueError, match="7"):
        next_run(480, 7, "UTC", at("2026-11-25T08:00"))


@given(
    st.integers(0, 24 * 60 - 1),
    st.sampled_from(ZONES),
    st.integers(0, 17 * 365 * 24 * 60).map(lambda minute: BEGIN + timedelta(minutes=minute)),
)
def test_once_a_day_whatever_the_clocks_do(minutes: int, zone: str, after: datetime) -> None:
    """Only where a whole day is left out do two come on the day after it."""
    first = next_run(minutes, None, zone, after)
    assert first > after
    second = next_run(minutes, None, zone, first)
    apart = second - first
    if zone != "Pacific/Apia":
        assert timedelta(hours=22) <= apart <= timedelta(hours=26)
        days = [moment.astimezone(ZoneInfo(zone)).date() for moment in (first, second)]
        assert days[1] - days[0] == timedelta(days=1)
    shown = first.astimezone(ZoneInfo(zone))
    assert shown.hour * 60 + shown.minute == minutes or _is_after_gap(first, zone)


def _is_after_gap(moment: datetime, zone: str) -> bool:
    before = (moment - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).utcoffset()
    after = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return before is not None and after is not None and before < after
