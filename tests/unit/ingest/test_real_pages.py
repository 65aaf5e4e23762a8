"""The pages that are at hand: the site's own, and the demo's samples. And files of sheer size."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import bot.playground
from bot.ingest import Unreadable, read
from storage.limits import BODY, IMPORT_BYTES
from tests.unit.ingest.pages import page

SITE_PAGE = Path(__file__).parents[4] / "shared" / "pages" / "site-page-2024-12-21.txt"
SAMPLES = Path(next(iter(bot.playground.__path__))) / "samples"
TODAY = date(2026, 2, 3)
SANE = 20  # seconds; a busy machine is slow, a rule of quadratic cost is slower by far


@pytest.fixture
def site_page() -> bytes:
    if not SITE_PAGE.exists():
        pytest.skip(f"the site's page is not at {SITE_PAGE}")
    return SITE_PAGE.read_bytes()


def test_the_sites_page_is_read_whole(site_page: bytes) -> None:
    content = read(site_page, TODAY)
    assert [draft.position for draft in content.drafts] == [1, 2, 3, 4, 5, 6]
    for draft, word in zip(
        content.drafts,
        ("Middle-Power", "Green", "Transportation", "Taliban", "Nuclear", "Paths"),
        strict=True,
    ):
        assert word in draft.title
    assert [draft.title.endswith("?") for draft in content.drafts].index(True) == 4
    assert all(len(draft.body) > 2500 and "\n" not in draft.body for draft in content.drafts)
    assert [draft.body[-1] for draft in content.drafts] == ["."] * 6
    assert content.spoken_of == 65 and content.on_further_pages == 59
    assert content.errors == content.warnings == ()


def test_nothing_of_the_sites_page_is_lost(site_page: bytes) -> None:
    text = site_page.decode()
    listed = text[text.index("of 65") + len("of 65") :].split()
    content = read(site_page, TODAY)
    assert [word for d in content.drafts for word in (d.title + " " + d.body).split()] == listed


def test_the_sites_rates_keep_their_digits(site_page: bytes) -> None:
    quotes = read(site_page, TODAY).quotes
    assert [(f"{q.base}/{q.quote}", str(q.value), str(q.change)) for q in quotes] == [
        ("KGS/USD", "0.01149", "0"),
        ("KZT/USD", "0.00191", "0"),
        ("TJS/USD", "0.09217", "0.55"),
        ("UZS/USD", "0.00008", "0"),
        ("TMT/USD", "0.28615", "0.14"),
    ]
    assert {quote.as_of for quote in quotes} == {date(2024, 12, 21)}


@pytest.mark.parametrize(
    ("name", "first", "last", "day"),
    [("page-1.txt", 1, 6, 18), ("page-2.txt", 7, 12, 17), ("page-3.txt", 13, 16, 16)],
)
def test_a_sample_is_a_page_without_a_fault(name: str, first: int, last: int, day: int) -> None:
    content = read((SAMPLES / name).read_bytes(), TODAY)
    assert [draft.position for draft in content.drafts] == list(range(first, last + 1))
    assert all(len(draft.body) > 200 for draft in content.drafts)
    assert [quote.base for quote in content.quotes] == ["KGS", "KZT", "TJS", "UZS", "TMT"]
    assert {quote.as_of for quote in content.quotes} == {date(2026, 11, day)}
    assert all(type(quote.value) is Decimal for quote in content.quotes)
    assert content.spoken_of == 16
    assert content.errors == content.warnings == ()


def test_the_samples_in_one_file_are_one_archive() -> None:
    whole = b"\n".join(path.read_bytes() for path in sorted(SAMPLES.glob("page-*.txt")))
    content = read(whole, TODAY)
    assert [draft.position for draft in content.drafts] == list(range(1, 17))
    assert content.on_further_pages == 0 and content.warnings == ()


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"steppe uranium x" * (20 * MEGABYTE // 16), id="one line"),
        pytest.param(b"KZT/USD = " * (2 * MEGABYTE), id="one line like a rate"),
        pytest.param(b"KZT/USD = 1 " + b"%" * (19 * MEGABYTE) + b"x", id="percents"),
        pytest.param(b"KZT/USD = 1" + b" " * (19 * MEGABYTE) + b"x", id="blanks after a rate"),
        pytest.param(b"Viewing results 1" + b" " * (19 * MEGABYTE) + b"x", id="blanks in results"),
        pytest.param(b"Viewing results 1 - 1 of 1" + b" 1," * (6 * MEGABYTE) + b"x", id="counts"),
        pytest.param(b"\xe2\x80\xa2 " * (5 * MEGABYTE), id="bullets"),
        pytest.param(b"21 December 2024\n" * MEGABYTE, id="dates"),
        pytest.param(b"\n" * (MEGABYTE // 2) + b"21 December 2024\n" * 400_000, id="late dates"),
        pytest.param((" word" * 20 + ".\n").encode() * (MEGABYTE // 5), id="texts"),
        pytest.param("\n".join(["слово"] * MEGABYTE).encode(), id="words"),
        pytest.param(b"\xff\xfe" + b"\x00\xd8" * MEGABYTE, id="halves of pairs"),
    ],
)
def test_twenty_megabytes_of_nonsense_are_refused_in_sane_time(data: bytes) -> None:
    assert len(data) <= IMPORT_BYTES
    begun = time.monotonic()
    with pytest.raises(Unreadable):
        read(data, TODAY)
    assert time.monotonic() - begun < SANE


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("word. " * (3 * MEGABYTE), id="words"),
        pytest.param("a" + "\u0301\u0316" * (4 * MEGABYTE), id="marks on one letter"),
        pytest.param("\u200b" * (6 * MEGABYTE) + "seen.", id="nothing to be seen"),
    ],
)
def test_an_article_of_twenty_megabytes_is_cut_in_sane_time(body: str) -> None:
    begun = time.monotonic()
    content = read(page([("A long one", body)]).encode(), TODAY)
    assert time.monotonic() - begun < SANE
    (draft,) = content.drafts
    assert 0 < len(draft.body) <= BODY
