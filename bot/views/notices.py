"""Words to who made a subscription, or added a feed, about what became of it without them."""

from collections.abc import Mapping
from typing import Any

from bot.locales import Words
from bot.views.document import Bold, Document, Link, Note, Paragraph, compose
from bot.views.feed_actions import ShowFeed
from bot.views.message import Button, Message, compose_message
from bot.views.sentences import summary
from bot.views.subscription_actions import ShowSubscriptions
from bot.views.subscriptions import NAME, SAID


def notice(payload: Mapping[str, Any], words: Words) -> Message:
    """payload: see `storage.closing` and `storage.feeds`."""
    return (_feed if payload.get("what") == "feed" else _stopped)(payload, words)


def _feed(payload: Mapping[str, Any], words: Words) -> Message:
    """A feed is gone."""
    url = str(payload.get("url") or "")
    title = summary(str(payload.get("title") or url or "?"), sentences=9, limit=NAME)
    said = compose(words.gettext("The feed {feed} is gone."), feed=Bold(Link(url, title)))
    note = words.gettext(
        "Its server says so, or has not found it for a week. I do not look at it any more; what it "
        "gave stays."
    )
    number = int(payload.get("feed") or 0)
    rows = ((Button(words.gettext("Show the feed"), ShowFeed(number)),),) if number else ()
    return compose_message(Document(Paragraph(*said), Note(note)), rows)


def _stopped(payload: Mapping[str, Any], words: Words) -> Message:
    """A chat's subscriptions stopped."""
    title = str(payload.get("title") or payload.get("chat_id") or "?")
    name = Bold(summary(title, sentences=9, limit=NAME))
    if payload.get("thread"):
        text = words.gettext("I cannot post in a topic of {chat} any more, so I stopped there.")
    else:
        text = words.gettext("I cannot post in {chat} any more, so I stopped.")
    said = compose(text, chat=name)
    reason = str(payload.get("reason") or "")
    document = Document(
        Paragraph(*said),
        *_why(reason, words),
        Paragraph(_going_on(bool(payload.get("thread")), words)),
    )
    row = (Button(words.gettext("All subscriptions"), ShowSubscriptions()),)
    return compose_message(document, (row,))


def _why(reason: str, words: Words) -> tuple[Note, ...]:
    if not reason:
        return ()
    said = words.gettext("Telegram says: “{reason}”", reason=summary(reason, limit=SAID))
    return (Note(said),)


def _going_on(thread: bool, words: Words) -> str:
    if thread:
        return words.gettext("“Go on” under the subscription starts it again.")
    return words.gettext(
        "When I am let in again, I go on by myself, with what came in the last 24 hours."
    )
