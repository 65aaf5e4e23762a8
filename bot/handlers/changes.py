"""What a button or a written text changes of a subscription, if it is sound."""

from dataclasses import replace
from typing import Any

from bot.handlers.ask import Ask
from bot.locales import LOCALES
from bot.views import subscription_parts as parts
from bot.views import subscription_refusals as refusals
from bot.views.posts import OWN_TEXT
from bot.views.subscription_actions import TEXTS, Field, SetField
from bot.views.zones import ZONES
from storage.deliveries import Format, Mode, Subscription
from storage.search.parser import parse
from storage.text import one_line, plain

DAY = 24 * 60  # minutes
MOST_BUNDLED = 50

Change = dict[str, Any]


def change_of(one: Subscription, action: SetField, ask: Ask) -> tuple[Change, str]:
    """The fields with their new values, and why not, which is empty where it is sound."""
    value = action.value
    if action.field in TEXTS:
        return _text(one, action.field, value, ask)
    if action.field is Field.TOPICS:
        return {"wants": replace(one.wants, topics=())}, ""
    change = _choice(action.field, value)
    if change is None:
        # Of a button that a program before this one made.
        return {}, ask.words.gettext("I don't know this button any more. Please ask again.")
    return change, ""


def _choice(field: Field, value: str) -> Change | None:
    match field:
        case Field.MODE if value in set(Mode):
            return {"mode": Mode(value)}
        case Field.FORMAT if value in set(Format):
            return {"format": Format(value)}
        case Field.BUNDLE_FROM if (number := _number(value, MOST_BUNDLED)) and number > 1:
            return {"bundle_from": number}
        case Field.AT if (number := _number(value, DAY - 1)) is not None:
            return {"at": number}
        case Field.WEEKDAY if (number := _number(value, 6)) is not None:
            return {"weekday": number}
        case Field.ZONE if value in ZONES:
            return {"time_zone": value}
        case Field.PICTURE if value in {"0", "1"}:
            return {"picture": value == "1"}
        case Field.HASHTAGS if value in {"0", "1"}:
            return {"hashtags": value == "1"}
        case Field.LANGUAGE if not value or value in LOCALES:
            return {"language": value or None}
        case Field.SILENT:
            return _silent(value)
    return None


def _silent(value: str) -> Change | None:
    if not value:
        return {"silent_from": None, "silent_to": None}
    start, _, end = value.partition("-")
    hours = _number(start, DAY - 1), _number(end, DAY - 1)
    if None in hours or hours[0] == hours[1]:
        return None
    return {"silent_from": hours[0], "silent_to": hours[1]}


def _text(one: Subscription, field: Field, value: str, ask: Ask) -> tuple[Change, str]:
    match field:
        case Field.QUERY:
            query = one_line(value)
            if len(query) > parts.QUERY:
                return {}, refusals.too_long(parts.QUERY, ask.words)
            if value and not parse(query, ask.now):
                return {}, refusals.no_words(ask.words)
            return {"wants": replace(one.wants, query=query)}, ""
        case Field.BLOCKED:
            blocked = parts.blocked_words(value)
            if value and not all(parse(word, ask.now) for word in blocked or ("",)):
                return {}, refusals.no_words(ask.words)
            return {"wants": replace(one.wants, blocked=blocked)}, ""
        case _:
            text = plain(value).strip()
            if len(text) > OWN_TEXT:
                return {}, refusals.too_long(OWN_TEXT, ask.words)
            return {"header" if field is Field.HEADER else "footer": text}, ""


def _number(text: str, most: int) -> int | None:
    sound = text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= most
    return int(text) if sound else None
