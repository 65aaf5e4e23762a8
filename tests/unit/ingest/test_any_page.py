"""Rules that hold for any page, and for any file."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import Unreadable, read
from tests.unit.ingest.pages import TICKER, TWO, page

TODAY = date(2026, 2, 3)
PAGE_DAY = date(2024, 12, 21)

# What no line of a page may be mistaken for: a rate, a date, a results line.
words = st.text("abcdefghij кұёжз‘’“”!?-%", min_size=1, max_size=30)
titles = st.builds(
    "{}{}".format, words.map(str.strip).filter(bool), st.sampled_from(["", "?", "!"])
)
texts = st.lists(
    st.builds("{}{}".format, words, st.sampled_from([".", "...", "…", ".”", ".)"])).map(str.strip),
    min_size=1,
    max_size=3,
).map("\n\n".join)
rates = st.dictionaries(
    st.tuples(st.text("ABCXYZ", min_size=3, max_size=3), st.text("ABCXYZ", min_size=3, max_size=3)),
    st.tuples(
        st.from_regex(r"[1-9][0-9]{0,5}(\.[0-9]{1,12})?", fullmatch=True),
        st.from_regex(r"-?[1-9][0-9]{0,2}(\.[0-9]{1,3})?", fullmatch=True) | st.none(),
    ),
    max_size=4,
)


@given(
    wanted=st.lists(st.tuples(titles, texts), max_size=5),
    ticker=rates,
    day=st.booleans(),
    results=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_page_is_read_back_as_it_was_written(
    wanted: list[tuple[str, str]],
    ticker: dict[tuple[str, str], tuple[str, str | None]],
    day: bool,
    results: bool,
    line_end: str,
) -> None:
    lines = [
        f"{base}/{quote} = {value}" + (f" {change}%" if change else "")
        for (base, quote), (value, change) in ticker.items()
    ]
    text = page(
        wanted,
        ticker=lines,
        day="21 December 2024" if day else None,
        results="" if results and wanted else None,
    ).replace("\n", line_end)
    if not wanted and not ticker:
        with pytest.raises(Unreadable):
            read(text.encode(), TODAY)
        return
    content = read(text.encode(), TODAY)
    assert content.errors == ()
    assert [(d.title, d.body) for d in content.drafts] == [
        (" ".join(title.split()), body) for title, body in wanted
    ]
    assert [
        ((q.base, q.quote), (str(q.value), None if q.change is None else str(q.change)))
        for q in content.quotes
    ] == list(ticker.items())
    assert {q.as_of for q in content.quotes} <= {PAGE_DAY if day else TODAY}


anything = st.text(max_size=300) | st.lists(
    st.sampled_from([*TICKER, *TWO[0], *TWO[1], "", "21 December 2024", "KZT/USD = x"])
    | st.from_regex(r"Viewing results \d{1,3} - \d{1,3} of \d{1,3}", fullmatch=True)
    | st.text(max_size=20),
    max_size=15,
).map("\n".join)


@given(data=anything.map(str.encode) | st.binary(max_size=300))
def test_any_file_has_content_or_a_reason_why_not(data: bytes) -> None:
    try:
        content = read(data, TODAY)
    except Unreadable as error:
        assert str(error)
        return
    assert content.drafts or content.quotes
    assert all(draft.title and draft.body for draft in content.drafts)
    assert all(problem.line > 0 and str(problem) for problem in content.errors)
