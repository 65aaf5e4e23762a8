"""/start and /help."""

from bot.handlers import alerts, article, editing, feeds, menus, saved, settings, subscriptions
from bot.handlers.ask import Ask, Handler
from bot.views import searches, welcome
from bot.views.alerts import TO_ALERTS
from bot.views.articles import shared_id
from bot.views.edit_actions import read_edit_token
from bot.views.feed_actions import FEED_TOKEN, TO_FEEDS
from bot.views.inline import TO_SEARCH
from bot.views.lists import TO_SAVED
from bot.views.settings import TO_SETTINGS
from bot.views.subscription_actions import read_chat_token, read_text_token
from bot.views.subscriptions import TO_SUBSCRIPTIONS
from storage.loading import Role


async def _how_to_search(ask: Ask) -> None:
    await ask.reply(searches.how_to(ask.words))


async def _to_feeds(ask: Ask) -> None:
    ask.argument = ""  # it named the feeds, and no address
    await feeds.feeds(ask)


_WAYS: dict[str, Handler] = {
    TO_SAVED: saved.saved,
    TO_SETTINGS: settings.settings,
    TO_SEARCH: _how_to_search,
    TO_SUBSCRIPTIONS: subscriptions.subscriptions,
    TO_ALERTS: alerts.alerts,
    TO_FEEDS: _to_feeds,
    FEED_TOKEN: feeds.ask_for_feed,
}


async def start(ask: Ask) -> None:
    """With what a link gave it, if it was a link that began the chat."""
    if (article_id := shared_id(ask.argument)) is not None:
        await article.open_shared(ask, article_id)
    elif (chat_id := read_chat_token(ask.argument)) is not None:
        await subscriptions.of_chat(ask, chat_id)
    elif (asked := read_text_token(ask.argument)) is not None and ask.incoming.private:
        await subscriptions.ask_for_text(ask, asked)
    elif (asked_edit := read_edit_token(ask.argument)) is not None and ask.incoming.private:
        await editing.ask_for_text(ask, asked_edit)
    elif ask.argument in _WAYS:
        await _WAYS[ask.argument](ask)
    else:
        site = ask.services.settings
        await ask.reply(welcome.start(site.site_name, site.site_url, ask.words))
        role = await ask.role()
        if role is not None and ask.incoming.private:
            # When the bot was started, Telegram did not know this chat yet.
            await menus.offer_own(ask.services.bot, ask.person_id, role)


async def show_help(ask: Ask) -> None:
    bot = ask.services.bot
    name = bot.username if bot.supports_inline_queries else ""
    role = await ask.role()
    await ask.reply(
        welcome.show_help(name, ask.words, may_load=role is not None, may_own=role is Role.OWNER)
    )


async def unknown(ask: Ask) -> None:
    """A command that there is not."""
    await ask.reply(welcome.unknown_command(ask.words))
