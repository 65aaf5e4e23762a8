"""Methods by which the bot hears: long polling and the webhook."""

import re
from typing import Any

from bot.playground.errors import ApiError, bad_request
from bot.playground.params import Params
from bot.playground.records import Json
from bot.playground.updates import DEFAULT_TYPES, LONG_POLL_MAX_TIMEOUT, known_types
from bot.playground.webhook import Webhook
from bot.playground.world import World

MAX_SECRET = 256  # characters; Bot API, setWebhook
DEFAULT_CONNECTIONS = 40

_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


async def get_updates(world: World, params: Params) -> list[Json]:
    """getUpdates."""
    if world.webhook is not None:
        raise ApiError(409, _WEBHOOK_ACTIVE)
    offset = params.integer("offset")
    limit = params.integer("limit", 100, low=1, high=100)
    seconds = params.integer("timeout", 0, low=0, high=LONG_POLL_MAX_TIMEOUT)
    if "allowed_updates" in params:
        world.updates.allow(params.json_or_none("allowed_updates"))
    return await world.updates.poll(offset, limit, seconds)


async def set_webhook(world: World, params: Params) -> bool:
    """setWebhook. Like a Bot API server of one's own, it takes plain HTTP too."""
    url = params.text("url")
    secret = params.text("secret_token")
    if url:
        if not re.fullmatch(r"https?://[^/\s]+(/\S*)?", url):
            raise bad_request("invalid webhook URL specified")
        if len(secret) > MAX_SECRET:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
    await _replace_webhook(world, params)
    if url:
        if "allowed_updates" in params:
            world.updates.allow(params.json_or_none("allowed_updates"))
        world.updates.interrupt(ApiError(409, "Conflict: terminated by setWebhook request"))
        world.webhook = Webhook(
            world.updates,
            url,
            secret=secret,
            max_connections=params.integer("max_connections", DEFAULT_CONNECTIONS, low=1, high=100),
            now=world.now,
            call=world.call_from_webhook,
        )
        world.webhook.start()
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    """deleteWebhook."""
    await _replace_webhook(world, params)
    return True


async def _replace_webhook(world: World, params: Params) -> None:
    if world.webhook is not None:
        await world.webhook.stop()
        world.webhook = None
    if params.flag("drop_pending_updates"):
        world.updates.keep_last(0)


def get_webhook_info(world: World, params: Params) -> Json:
    """getWebhookInfo."""
    webhook = world.webhook
    body: Json = {
        "url": webhook.url if webhook is not None else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook is not None:
        body["max_connections"] = webhook.max_connections
        if webhook.last_error_message:
            body["last_error_date"] = webhook.last_error_date
            body["last_error_message"] = webhook.last_error_message
    if world.updates.allowed != DEFAULT_TYPES:
        body["allowed_updates"] = known_types(world.updates.allowed)
    return body


def say_yes(world: World, params: Params) -> bool:
    """logOut and close: there is no other server to move to."""
    return True


HANDLERS: dict[str, tuple[Any, str]] = {
    "getUpdates": (get_updates, "offset limit timeout allowed_updates"),
    "setWebhook": (
        set_webhook,
        "url certificate ip_address max_connections allowed_updates drop_pending_updates "
        "secret_token",
    ),
    "deleteWebhook": (delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": (get_webhook_info, ""),
    "logOut": (say_yes, ""),
    "close": (say_yes, ""),
}
