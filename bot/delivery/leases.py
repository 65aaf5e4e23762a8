"""Until when this process may send to the chats that it has claimed."""

import time
from collections.abc import Callable, Iterable

from storage.lanes import LEASE

# What of a lease is left for the way to Telegram and the word that it is done.
SPARE = LEASE.total_seconds() / 10


class Leases:
    """By this process's own clock, each from before the database was asked for it.

    A worker that was held up must not begin to send what another may have taken over since.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._until: dict[int, float] = {}  # by chat

    def hold(self, chat_ids: Iterable[int], asked_at: float) -> None:
        """asked_at: when the claim was asked for, or its prolongation."""
        until = asked_at + LEASE.total_seconds()
        self._until.update(dict.fromkeys(chat_ids, until))

    def forget(self, chat_id: int) -> None:
        self._until.pop(chat_id, None)

    def is_over(self, chat_id: int) -> bool:
        """Whether nothing may be begun there any more."""
        until = self._until.get(chat_id)
        return until is not None and self.clock() > until - SPARE
