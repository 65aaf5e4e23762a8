"""`run`: the bot on Telegram."""

from bot.app import Caravan
from bot.cli import DONE
from bot.cli.signals import stop_signal
from bot.config import Settings, WrongSettings
from bot.transport.poller import TokenRefused


async def run(settings: Settings) -> int:
    if not settings.token:
        raise WrongSettings("BOT_TOKEN is not set; allowed is the token that @BotFather gave")
    try:
        await Caravan(settings).run(stop_signal())
    except TokenRefused as error:
        raise WrongSettings(f"BOT_TOKEN: {error}") from error
    return DONE
