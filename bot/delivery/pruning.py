"""What ended long ago is forgotten, a batch at a time."""

from collections.abc import Sequence

from bot.delivery.clock import Job
from storage import Store

EVERY = 720  # looks of the clock between two times; about an hour


class Pruning:
    """A kind of work for the clock. Any process may do it, also several at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._looks = 0

    async def open(self) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """Nothing is held."""

    async def claim(self) -> Sequence[Job]:
        self._looks += 1
        return [self._prune] if self._looks % EVERY == 1 else ()

    async def _prune(self) -> None:
        while await self._store.outbox.prune():
            pass
        while await self._store.loads.prune():
            pass
