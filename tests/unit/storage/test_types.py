"""Column types: what goes in comes out, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from storage import ArticleStatus
from storage.types import Choice, ExactDecimal, UtcTime

SQLITE: Dialect = sqlite.dialect()
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
dialects = st.sampled_from([SQLITE, POSTGRESQL])
zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day is left at either end, so that every zone's time is one that UTC has too.
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**25), max_value=10**25)


def there_and_back(kind: Any, value: Any, dialect: Dialect) -> Any:
    return kind.process_result_value(kind.process_bind_param(value, dialect), dialect)


@given(moment=moments, dialect=dialects)
def test_a_time_comes_back_in_utc(moment: datetime, dialect: Dialect) -> None:
    back = there_and_back(UtcTime(), moment, dialect)
    assert back == moment and back.utcoffset() == timedelta(0)


@given(first=moments, second=moments)
def test_on_sqlite_the_order_of_texts_is_the_order_of_times(
    first: datetime, second: datetime
) -> None:
    texts = [UtcTime().process_bind_param(moment, SQLITE) for moment in (first, second)]
    assert [len(text) for text in texts] == [27, 27]
    assert (texts[0] < texts[1]) == (first < second)


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda dialect: str(dialect.name))
def test_a_time_without_a_zone_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcTime().process_bind_param(datetime(2024, 12, 21), dialect)  # noqa: DTZ001
    assert there_and_back(UtcTime(), datetime(2024, 12, 21, tzinfo=UTC), dialect) is not None


@given(number=numbers, dialect=dialects)
def test_a_number_comes_back_with_its_digits(number: Decimal, dialect: Dialect) -> None:
    back = there_and_back(ExactDecimal(), number, dialect)
    assert type(back) is Decimal
    assert format(back, "f") == format(number, "f")


@given(number=numbers)
def test_on_sqlite_a_number_is_text_without_an_exponent(number: Decimal) -> None:
    text = ExactDecimal().process_bind_param(number, SQLITE)
    assert isinstance(text, str) and not {*text} - {*"-.0123456789"}


@pytest.mark.parametrize("value", [0.5, 1, "1", Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    for dialect in (SQLITE, POSTGRESQL):
        with pytest.raises(ValueError, match="not an exact number"):
            ExactDecimal().process_bind_param(value, dialect)  # type: ignore[arg-type]


def test_a_choice_is_kept_as_its_value() -> None:
    kind = Choice(ArticleStatus)
    assert kind.process_bind_param(ArticleStatus.RETRACTED, SQLITE) == "retracted"
    assert kind.process_result_value("live", SQLITE) is ArticleStatus.LIVE
    with pytest.raises(ValueError, match="burnt"):
        kind.process_bind_param("burnt", SQLITE)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [UtcTime(), ExactDecimal(), Choice(ArticleStatus)])
def test_nothing_stays_nothing(kind: Any) -> None:
    for dialect in (SQLITE, POSTGRESQL):
        assert there_and_back(kind, None, dialect) is None
