"""Batches that take as long as they may, and not longer."""

from itertools import pairwise

from storage.batch_size import BatchSize


def sizes(each: float, fixed: float = 0.0, batches: int = 12) -> list[int]:
    """How large batches become where each thing takes so many seconds."""
    size = BatchSize(0.02, first=300, fewest=200, most=10_000)
    found: list[int] = []
    for _ in range(batches):
        found.append(size.size)
        size.took(fixed + size.size * each, size.size)
    return found


def test_a_batch_grows_until_it_takes_what_it_may() -> None:
    found = sizes(0.00001)
    assert 1990 <= found[-1] <= 2000
    assert all(after <= before * 1.5 for before, after in pairwise(found))


def test_a_slow_machine_gets_the_fewest_and_a_quick_one_the_most() -> None:
    assert sizes(0.001)[1:] == [200] * 11
    assert sizes(0.0000001)[-1] == 10_000


def test_one_slow_batch_is_followed_by_a_smaller_one_and_then_forgotten() -> None:
    size = BatchSize(0.02, first=2000, fewest=200, most=10_000)
    size.took(0.02, 2000)
    size.took(0.1, 2000)
    assert size.size < 1000
    for _ in range(8):
        size.took(size.size * 0.00001, size.size)
    assert size.size > 1900


def test_what_is_nearly_empty_tells_nothing() -> None:
    size = BatchSize(0.02, first=300, fewest=200, most=10_000)
    size.took(0.01, 1)
    assert size.size == 300
