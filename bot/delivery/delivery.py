"""The parts of delivery, put together: one limiter, one sender, and the work on the outbox."""

from collections.abc import Callable

from bot.config import Settings
from bot.delivery.alerts import AlertWatch
from bot.delivery.attempts import Attempts
from bot.delivery.clock import Work
from bot.delivery.composing import Composer
from bot.delivery.digests import Digests
from bot.delivery.expanding import Expanding
from bot.delivery.limiter import Limiter, Limits
from bot.delivery.posting import Posting
from bot.delivery.pruning import Pruning
from bot.delivery.sender import Sender
from bot.delivery.sharing import SharedBudget
from bot.transport.api import BotApi
from storage import Store


class Delivery:
    """The sender is there at once; what waits in the outbox goes out after `start`.

    bot_name: the bot's username, as soon as it is known.  works: for the clock.
    """

    def __init__(
        self, store: Store, api: BotApi, settings: Settings, bot_name: Callable[[], str]
    ) -> None:
        limits = Limits.of(settings)
        self.limiter = Limiter(limits)
        self._share: SharedBudget | None = None
        if not store.database.is_sqlite:
            # Of SQLite there is one process that sends, whose memory is the budget.
            budget = store.outbox.budget
            self._share = SharedBudget(budget, limits.over_all, self.limiter.arrived)
            self.limiter.join(self._share)
        self.sender = Sender(api, self.limiter)
        composer = Composer(store, settings, bot_name)
        self.attempts = Attempts(store, self.sender, self.limiter, composer)
        self._posting = Posting(store, self.attempts, self.limiter, self.sender.leases)
        self._expanding = Expanding(store, self._posting.wake)
        self.works: tuple[Work, ...] = (
            Digests(store, self._expanding.matches),
            AlertWatch(store, settings),
            Pruning(store),
        )

    def start(self) -> None:
        self._posting.start()
        self._expanding.start()

    async def stop(self) -> None:
        """Begin nothing more, and finish what is in flight."""
        await self._expanding.stop()
        await self._posting.stop()

    async def close(self) -> None:
        """Once nothing is to be sent any more, replies included."""
        if self._share is not None:
            await self._share.close()
