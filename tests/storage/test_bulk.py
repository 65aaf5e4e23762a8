"""Many rows in one statement are the rows that one statement for each would have made."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from storage import Store
from storage.bulk import MOST_ROWS, insert_rows, read_rows
from storage.models import ArticleRow
from storage.records import ArticleStatus

TASHKENT = timezone(timedelta(hours=5))
NAMES = [column.key for column in ArticleRow.__table__.columns]


def row(number: int) -> dict:
    return {
        "id": number,
        "source": "site",
        "external_key": f"key {number}",
        "url": None if number % 2 else f"https://example.org/{number}?a='b'",
        "title": f'"{number}" — ё\\n',
        "summary": "",
        "body": "First.\n\nSecond\tline \U0001f600 \x7f.",
        "language": "ru",
        "topics": ["Энергетика", 'A "B"'] if number % 3 else [],
        "image": None,
        "published_at": datetime(2024, 5, 1, 3, 30, tzinfo=TASHKENT) if number % 2 else None,
        "first_seen_at": datetime(101, 1, 1, tzinfo=UTC),
        "updated_at": datetime(2024, 5, 1, 3, 30, 0, 123456, tzinfo=UTC),
        "sorted_at": datetime(9998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        "position": number,
        "content_hash": "",
        "status": ArticleStatus.RETRACTED if number % 5 else ArticleStatus.LIVE,
        "revision": 2**40 + number,
    }


@pytest.mark.parametrize("count", [0, 1, 2, 7, MOST_ROWS, MOST_ROWS + 45])
async def test_rows_come_back_as_they_were_put(store: Store, count: int):
    rows = [row(number) for number in range(1, count + 1)]
    columns = [getattr(ArticleRow, name) for name in NAMES]
    async with store.transaction() as connection:
        await insert_rows(connection, ArticleRow.__table__, rows)
        one_value = await read_rows(connection, select(*columns))
        row_by_row = await connection.execute(select(*columns).order_by(ArticleRow.id))
        assert [list(each) for each in row_by_row] == sorted(one_value)
        assert [dict(zip(NAMES, each, strict=True)) for each in sorted(one_value)] == rows


async def test_a_limit_and_an_order_are_kept(store: Store):
    async with store.transaction() as connection:
        await insert_rows(connection, ArticleRow.__table__, [row(n) for n in range(1, 11)])
        last = select(ArticleRow.id).order_by(ArticleRow.revision.desc()).limit(3)
        assert sorted(await read_rows(connection, last)) == [[8], [9], [10]]
