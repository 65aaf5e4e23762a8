"""How large a batch may be, so that its transaction is over in a certain time."""

LEARNS = 0.5  # how much the last batch counts beside those before it


class BatchSize:
    """Follows what the last batches took.

    seconds: that one should take, far below what it may: the machine may be busier the next
    moment.  first, fewest, most: things in a batch.
    """

    def __init__(self, seconds: float, *, first: int, fewest: int, most: int) -> None:
        self.size = first
        self._seconds = seconds
        self._fewest = fewest
        self._most = most
        self._each = 0.0  # seconds for each thing, of late

    def took(self, seconds: float, count: int) -> None:
        """A batch with so many things took so long."""
        if count < min(self._fewest, self.size):
            return  # what each batch costs, however little is in it, tells nothing
        last = max(seconds, 1e-6) / count
        self._each += (last - self._each) * (LEARNS if self._each else 1.0)
        # Up by half at most: few that were quick tell little of many.
        fitting = min(int(self._seconds / self._each), self.size * 3 // 2)
        self.size = min(self._most, max(self._fewest, fitting))
