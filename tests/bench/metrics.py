"""How good a ranking is, by judgements of what is relevant."""

from collections.abc import Mapping, Sequence
from math import log2

Judged = Mapping[str, int]  # of one question: document id and how relevant it is; 0: it is not


def ndcg(ranked: Sequence[str], judged: Judged, depth: int = 10) -> float:
    """The gain of the first `depth`, less the further down, as a share of the best possible."""
    gains = [judged.get(each, 0) for each in ranked[:depth]]
    best = _discounted(sorted(judged.values(), reverse=True)[:depth])
    return _discounted(gains) / best if best else 0.0


def recall(ranked: Sequence[str], judged: Judged, depth: int = 100) -> float:
    """Which share of the relevant ones is among the first `depth`."""
    relevant = {each for each, grade in judged.items() if grade > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], judged: Judged, depth: int = 10) -> float:
    """1 divided by the place of the first relevant one; 0 where none is among the first."""
    for place, each in enumerate(ranked[:depth], 1):
        if judged.get(each, 0) > 0:
            return 1 / place
    return 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / log2(place + 1) for place, gain in enumerate(gains, 1))
