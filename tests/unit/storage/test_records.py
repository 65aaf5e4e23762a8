"""Records: what they clean, bound and refuse."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Draft, Page, Quote, Tally, limits

any_text = st.text(max_size=200)


def quote(value: str) -> Quote:
    return Quote("KZT", "USD", Decimal(value), date(2024, 12, 21), "site")


def test_a_draft_is_cleaned() -> None:
    draft = Draft(
        source=" the\u00a0site ",
        title="\ufeffA\r\n title\u200b \u202eof\u202c  two\tlines ",
        body=" One.\r\nTwo.\u2029Three.\x00 ",
        summary="Cafe\u0301\x07",
        topics=(" Energy\n", "Water", "Energy", "\u200b", ""),
        url="https://example.org/a",
        image="",
    )
    assert draft.source == "the site"
    assert draft.title == "A title of two lines"
    assert draft.body == "One.\nTwo.\nThree."
    assert draft.summary == "Café"
    assert draft.topics == ("Energy", "Water")
    assert draft.url == "https://example.org/a"
    assert draft.image is None


@pytest.mark.parametrize("title", ["", " ", "\n", "\u200b\u2060", "\x00"])
def test_a_draft_without_a_title_is_none(title: str) -> None:
    with pytest.raises(ValueError, match="title"):
        Draft("site", title, "Text.")


@pytest.mark.parametrize("size", [limits.URL_BYTES, limits.URL_BYTES + 1])
@pytest.mark.parametrize("field", ["url", "image"])
def test_an_address_is_kept_whole_or_not_at_all(field: str, size: int) -> None:
    address = "https://example.org/" + "e" * (size - 20)
    given_address: dict[str, Any] = {field: address}
    kept = getattr(Draft("site", "Title", **given_address), field)
    assert kept == (address if size == limits.URL_BYTES else None)


def test_addresses_are_measured_in_bytes() -> None:
    assert Draft("site", "Title", url="https://x/" + "ё" * 995).url is not None
    assert Draft("site", "Title", url="https://x/" + "ё" * 996).url is None


@given(
    title=any_text.map(lambda text: f"T{text}" * 5),
    body=any_text,
    topics=st.lists(any_text, max_size=40),
    source=any_text,
)
def test_any_draft_is_within_the_limits_and_cleaning_it_again_changes_nothing(
    title: str, body: str, topics: list[str], source: str
) -> None:
    draft = Draft(source, title, body * 20, body * 20, topics=tuple(topics))
    assert 0 < len(draft.title) <= limits.TITLE and draft.title == " ".join(draft.title.split())
    assert len(draft.body) <= limits.BODY
    assert len(draft.summary) <= limits.SUMMARY
    assert len(draft.source) <= limits.SOURCE
    assert len(draft.topics) <= limits.TOPICS and len(set(draft.topics)) == len(draft.topics)
    assert all(0 < len(topic) <= limits.TOPIC for topic in draft.topics)
    again = Draft(draft.source, draft.title, draft.body, draft.summary, topics=draft.topics)
    assert again == draft


@pytest.mark.parametrize("value", ["0", "-0.1", "NaN", "sNaN", "Infinity", "-Infinity", "0E+5"])
def test_a_rate_is_above_zero(value: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        quote(value)


@pytest.mark.parametrize("value", ["9" * 20 + "." + "9" * 20, "9" * 40, "1E-39", "1E+39"])
def test_a_rate_may_have_forty_digits(value: str) -> None:
    assert quote(value).value == Decimal(value)


@pytest.mark.parametrize("value", ["9" * 21 + "." + "9" * 20, "9" * 41, "1E-40", "1E+40"])
def test_a_rate_of_more_digits_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="too many digits"):
        quote(value)


def test_a_quote_is_known_by_pair_day_and_source() -> None:
    assert quote("0.5").key == quote("0.6").key == ("KZT", "USD", date(2024, 12, 21), "site")


def test_things_are_counted_as_new_changed_or_the_same() -> None:
    stored_and_differs = [(False, True), (False, False), (True, True), (True, False), (True, False)]
    tally = Tally.of(stored_and_differs)
    assert tally == Tally(new=2, changed=1, unchanged=2)
    assert tally.total == 5
    assert tally + Tally(1, 1, 1) == Tally(3, 2, 3)
    assert Tally.of([]) == Tally()


@given(pairs=st.lists(st.tuples(st.booleans(), st.booleans())))
def test_nothing_goes_uncounted(pairs: Iterable[tuple[bool, bool]]) -> None:
    counted = list(pairs)
    assert Tally.of(counted).total == len(counted)


@pytest.mark.parametrize(
    ("number", "total", "last", "first_item", "last_item"),
    [
        (1, 65, 11, 1, 6),
        (2, 65, 11, 7, 12),
        (11, 65, 11, 61, 65),
        (1, 6, 1, 1, 6),
        (2, 7, 2, 7, 7),
        (1, 0, 1, 1, 0),
    ],
)
def test_a_page_knows_its_place(
    number: int, total: int, last: int, first_item: int, last_item: int
) -> None:
    items = tuple(range(first_item, last_item + 1))
    page = Page(items, number, 6, total)
    assert (page.last, page.first_item, page.last_item) == (last, first_item, last_item)


@given(total=st.integers(0, 500), size=st.integers(1, 20))
def test_pages_together_are_the_list(total: int, size: int) -> None:
    everything = tuple(range(1, total + 1))
    last = Page(everything[:size], 1, size, total).last
    pages = [
        Page(everything[(number - 1) * size : number * size], number, size, total)
        for number in range(1, last + 1)
    ]
    numbered = [n for page in pages for n in range(page.first_item, page.last_item + 1)]
    assert numbered == list(everything)
    assert all(page.items for page in pages) or total == 0
