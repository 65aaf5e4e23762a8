"""`run`: the bot on Telegram."""

import gc

from bot.app import Caravan
from bot.cli import DONE
from bot.cli.signals import stop_signal
from bot.config import Settings, WrongSettings
from bot.transport.poller import TokenRefused

GARBAGE = 20_000  # objects made, and not freed, between two looks of the collector


async def run(settings: Settings) -> int:
    if not settings.token:
        raise WrongSettings("BOT_TOKEN is not set; allowed is the token that @BotFather gave")
    # What is loaded by now stays for good: the collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    try:
        await Caravan(settings).run(stop_signal())
    except TokenRefused as error:
        raise WrongSettings(f"BOT_TOKEN: {error}") from error
    return DONE
