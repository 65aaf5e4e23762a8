"""Dates in the forms that files have them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.moments import parse_moment

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
DAY = datetime(2024, 12, 21, tzinfo=UTC)
MORNING = datetime(2024, 12, 21, 10, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-12-21", DAY),
        ("20241221", DAY),
        ("2024-W51-6", DAY),
        ("2024-356", DAY),
        ("2024-12", datetime(2024, 12, 1, tzinfo=UTC)),
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-12-21T10:11:12Z", MORNING),
        ("2024-12-21t10:11:12z", MORNING),
        ("20241221T101112Z", MORNING),
        ("2024-12-21 10:11:12", MORNING),
        ("2024-12-21T13:11:12+03:00", MORNING),
        ("2024-12-21T04:41:12-0530", MORNING),
        ("2024-12-21T10:11:12.123456789Z", MORNING + timedelta(microseconds=123456)),
        ("2024-12-20T24:00:00Z", DAY),
        ("Sat, 21 Dec 2024 10:11:12 GMT", MORNING),
        ("Sat, 21 Dec 2024 13:11:12 +0300 (MSK)", MORNING),
        ("21 Dec 24 05:11:12 EST", MORNING),
        ("Saturday, 21-Dec-24 10:11:12 GMT", MORNING),
        ("Sat Dec 21 10:11:12 2024", MORNING),
        ("Sat, 21 Dec 2024", DAY),
        ("1734775872", MORNING),
        ("1734775872000", MORNING),
        ("21.12.2024", DAY),
        ("21/12/2024", DAY),
        ("December 21, 2024", DAY),
        ("December 21, 2024 5:11:12 AM EST", MORNING),
        ("21 декабря 2024", DAY),
        ("21 декабря 2024 г. в 10:11:12", MORNING),
        ("21 декабря 2024, 13:11:12 МСК", MORNING),
        ("Сб, 21 дек 2024 13:11:12 +0300", MORNING),
        ("10:11:12, 21.12.2024", MORNING),
        ("yesterday", datetime(2026, 2, 2, tzinfo=UTC)),
    ],
)
def test_a_moment_is_understood_as_people_and_programs_write_it(
    text: str, moment: datetime
) -> None:
    assert parse_moment(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "10:30",
        "2024-02-31",
        "0000-00-00 00:00:00",
        "Tue, 32 Dec 2024 10:11:12 GMT",
        "25:00 21.12.2024",
        "2024-12-21T25:00:00Z",
        "9" * 500,
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert parse_moment(text, NOW) is None


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001
)
def test_iso_and_mail_dates_come_back_as_they_were(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_moment(moment.isoformat(), NOW) == moment
    assert parse_moment(moment.strftime("%a, %d %b %Y %H:%M:%S %z"), NOW) == moment


@given(st.text(max_size=60) | st.text("0123456789-:.+TZ /декабряDec,W", max_size=40))
def test_any_text_is_a_moment_in_utc_or_none(text: str) -> None:
    moment = parse_moment(text, NOW)
    assert moment is None or moment.utcoffset() == timedelta(0)
