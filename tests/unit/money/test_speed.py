"""No text takes long: what is worked through grows with the text, and the text is bounded."""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.money.errors import NotUnderstood
from bot.money.tokens import LONGEST
from tests.unit.ingest.pages import page
from tests.unit.money.reading import read, table

pytestmark = pytest.mark.alone

WORST = 0.02  # seconds
MEDIAN = 0.002  # seconds
NOISE = 5  # times; machines that test are busy, and a regular expression run wild is 100 times over
CALLS = 60_000  # of functions for one text; four times what the costliest text here needs

PIECES = [
    *"a1(-+*/%$.,'½ ",
    "и ",
    "to ",
    "1+",
    "9*",
    "1/7/",
    "1 000 ",
    "1 000",
    "1,000",
    "1.5k ",
    "5кк",
    "100 quatloo ",
    "100 dolarx ",
    "dolars ",
    "usd ",
    "usd to ",
    "usd and ",
    "dollar us ",
    "доллар сша ",
    "новых туркменских манатов ",
    "half a ",
    "one and ",
    "hundred ",
    "million ",
    "one point five ",
    "пол-",
    "may ",
    "1 may ",
    "last week ",
    "21.12.2024 ",
    "10:30 ",
    "10% of ",
    "(1",
    "$1",
    "$(",
    "1e5 ",
    "1 1/2 ",
    "cом ",
    "🇰🇿",
    "ﷺ",
    "a'",
    "сколько тенге ",
    "с половиной som ",
    "в российских ",
    "двадцать первого декабря ",
    "U.S. dollars ",
    "тысяч 5 ",
    "10% vat of ",
]


def attempt(text: str, language: str = "en") -> None:
    try:
        read(text, language)
    except NotUnderstood:
        return


def seconds(action: Callable[[], None]) -> float:
    """The least of three: what it takes when nothing else runs."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return min(taken)


@pytest.fixture(autouse=True, scope="module")
def tables_are_built() -> None:
    attempt("100 dolars to france")


@pytest.mark.parametrize("piece", PIECES)
def test_no_repeated_piece_makes_a_long_text_slow(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    for ending in ("", " 100 usd", "("):
        assert seconds(lambda end=ending: attempt(text[: -len(end) or None] + end)) < WORST * NOISE  # type: ignore[misc]


@pytest.mark.parametrize("piece", PIECES)
def test_work_is_bounded_whatever_the_text(piece: str) -> None:
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        attempt((piece * LONGEST)[:LONGEST], "ru")
    finally:
        sys.setprofile(None)
    assert calls < CALLS


@settings(deadline=None, max_examples=60)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), seed=st.integers())
def test_no_mixture_of_pieces_is_slow(pieces: list[str], seed: int) -> None:
    choice = random.Random(seed)
    text = "".join(choice.choice(pieces) for _ in range(LONGEST))[:LONGEST]
    assert seconds(lambda: attempt(text)) < WORST * NOISE


def test_an_article_is_read_as_fast_as_a_message_must_be() -> None:
    text = page([("Apricots rise by 5% to 300 soms", "A kilogram was sold. " * 300)])
    assert len(text) > LONGEST
    assert seconds(lambda: attempt(text)) < WORST * NOISE


def test_a_usual_request_is_read_in_a_moment() -> None:
    def taken() -> Iterator[float]:
        for row in table():
            yield seconds(lambda row=row: attempt(row.text, row.language))  # type: ignore[misc]

    assert statistics.median(taken()) < MEDIAN


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    with pytest.raises(NotUnderstood):
        read("x" * LONGEST + " 100 usd")
    assert read("100 usd " + "x" * 1_000_000).amount == 100
