"""The bot in a world where time passes faster: Telegram's limits and the leases shrink by SCALE.

It has to be run on a local Telegram whose flood control is scaled alike. LEASE: seconds, where it
is not to follow the scale. CLOCK_OFF: seconds that this process's clock is ahead.
"""

import asyncio
import os
from datetime import UTC, datetime, timedelta

from bot.delivery import windows
from storage import Store, lanes, outbox

SCALE = float(os.environ["SCALE"])
LEASE = timedelta(seconds=float(os.environ.get("LEASE") or lanes.LEASE.total_seconds() * SCALE))
CLOCK_OFF = timedelta(seconds=float(os.environ.get("CLOCK_OFF") or 0))
lanes.LEASE = outbox.LEASE = LEASE  # before others have its name
windows.MARGIN_COUNTED = 1 + (windows.MARGIN_COUNTED - 1) / SCALE  # jitter does not shrink


def main() -> None:
    from bot.app import Caravan
    from bot.cli.signals import stop_signal
    from bot.config import Settings, load_settings
    from bot.delivery.limiter import Limits
    from bot.delivery.windows import Pace
    from bot.log import set_up

    def scaled(settings: Settings) -> Limits:
        return Limits(
            Pace(int(settings.send_rate), SCALE),
            Pace(int(settings.chat_rate), SCALE),
            Pace(int(settings.group_rate), 60.0 * SCALE),
        )

    Limits.of = staticmethod(scaled)  # type: ignore[method-assign,assignment]

    async def run() -> None:
        settings = load_settings()
        set_up(settings.log_level, settings.log_format, settings.token)
        folder = settings.search_folder
        store = Store(settings.database_url, folder, clock=lambda: datetime.now(UTC) + CLOCK_OFF)
        await Caravan(settings, store).run(stop_signal())

    asyncio.run(run())


if __name__ == "__main__":
    main()
