"""Who did what, for those who look after the site."""

from collections.abc import Mapping
from datetime import datetime

from bot.locales import Words
from bot.views.admin_actions import ShowAudit
from bot.views.admins import role_name
from bot.views.articles import share_query
from bot.views.document import (
    Bold,
    DateTime,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Paragraph,
    compose,
)
from bot.views.edit_actions import EditField
from bot.views.editing import field_name
from bot.views.figures import short_day
from bot.views.lists import deep_link, paging
from bot.views.message import Message, compose_message
from bot.views.sentences import summary
from storage import Page
from storage.loading import Deed, Role

PAGE_SIZE = 12
TITLE = 80  # UTF-16 units
NAME = 40
_FIELDS = {
    "title": EditField.TITLE,
    "summary": EditField.SUMMARY,
    "topics": EditField.TOPICS,
    "image": EditField.PICTURE,
}


def audit(
    page: Page[Deed], names: Mapping[int, str], bot_name: str, now: datetime, words: Words
) -> Message:
    """A page, the newest first.

    names: of people, as far as they are known.  now: the moment, in the reader's zone.
    """
    if not page.total:
        text = words.gettext("Nothing has been done here yet.")
        return compose_message(Document(Paragraph(text)))
    items = [
        Item(_when(one, now, words), " · ", Bold(_who(one, names, words)), ": ", *what)
        for one in page.items
        if (what := _what(one, bot_name, words))
    ]
    document = Document(Heading(words.gettext("Who did what"), keep=True), List(*items))
    return compose_message(document, paging(ShowAudit(page.number), page.number, page.last))


def refused(site_name: str, words: Words) -> Message:
    text = words.gettext(
        "This is for the editors of {site}. You are welcome to read: /latest", site=site_name
    )
    return compose_message(Document(Paragraph(text)))


def _when(one: Deed, now: datetime, words: Words) -> Inline:
    at = one.at.astimezone(now.tzinfo)
    return DateTime(one.at, f"{short_day(at.date(), words)}, {at:%H:%M}", form="dt")


def _who(one: Deed, names: Mapping[int, str], words: Words) -> str:
    if not one.person_id:
        return words.gettext("the command line")
    name = names.get(one.person_id) or str(one.person_id)
    return summary(name, sentences=9, limit=NAME)


def _what(one: Deed, bot_name: str, words: Words) -> tuple[Inline, ...]:
    """One of a kind that is not known here is told as it is stored."""
    kind = one.subject.partition(" ")[0]
    match kind:
        case "article":
            said = _of_article(one, bot_name, words)
        case "import":
            said = _of_load(one, words)
        case "feed":
            said = _of_feed(one, words)
        case "person" if one.action == "role":
            said = (_of_role(one, words),)
        case "subscription":
            said = _of_subscription(one, words)
        case "queue":
            said = _of_queue(one, words)
        case _:
            said = ()
    return said or (f"{one.action}: {_thing(one)}",)


def _of_article(one: Deed, bot_name: str, words: Words) -> tuple[Inline, ...]:
    article = _article(_number(one), one.details, bot_name)
    match one.action:
        case "edit":
            names = ", ".join(field_name(field, words) for field in _changed(one.details))
            said = words.gettext("edited {article} ({fields})", article="{article}", fields=names)
            return compose(said, article=article)
        case "retract":
            return compose(words.gettext("retracted {article}"), article=article)
        case "restore":
            return compose(words.gettext("restored {article}"), article=article)
        case "announce":
            return compose(words.gettext("announced {article}"), article=article)
    return ()


def _of_load(one: Deed, words: Words) -> tuple[Inline, ...]:
    file = Bold(_short(one.details.get("file")) or words.gettext("pasted text"))
    match one.action:
        case "load" if one.details.get("announce"):
            return compose(words.gettext("loaded and announced {file}"), file=file)
        case "load":
            return compose(words.gettext("loaded {file}"), file=file)
        case "stop load":
            return compose(words.gettext("stopped the load of {file}"), file=file)
        case "undo":
            return compose(words.gettext("took back the load of {file}"), file=file)
    return ()


def _of_feed(one: Deed, words: Words) -> tuple[Inline, ...]:
    feed = Bold(_thing(one))
    match one.action:
        case "feed add":
            return compose(words.gettext("added the feed {feed}"), feed=feed)
        case "feed change":
            return compose(words.gettext("changed the feed {feed}"), feed=feed)
        case "feed pause":
            return compose(words.gettext("paused the feed {feed}"), feed=feed)
        case "feed resume":
            return compose(words.gettext("resumed the feed {feed}"), feed=feed)
        case "feed remove":
            return compose(words.gettext("removed the feed {feed}"), feed=feed)
    return ()


def _of_role(one: Deed, words: Words) -> str:
    before, after = (_role(one.details.get(name), words) for name in ("before", "after"))
    name = _short(one.details.get("name")) or _number(one)
    return words.gettext("{name}: {before} → {after}", name=name, before=before, after=after)


def _of_subscription(one: Deed, words: Words) -> tuple[Inline, ...]:
    fields = {"number": _number(one), "chat": one.details.get("chat")}
    match one.action:
        case "pause":
            return (words.gettext("paused the subscription {number} of chat {chat}", **fields),)
        case "resume":
            return (words.gettext("resumed the subscription {number} of chat {chat}", **fields),)
        case "unsubscribe":
            return (words.gettext("deleted the subscription {number} of chat {chat}", **fields),)
    return ()


def _of_queue(one: Deed, words: Words) -> tuple[Inline, ...]:
    count = int(one.details.get("count", 0))
    match one.action:
        case "pause all":
            return (words.gettext("paused all posts"),)
        case "go on":
            return (words.gettext("had the posts go on"),)
        case "retry dead":
            return (words.ngettext("retried {n} post", "retried {n} posts", count),)
        case "drop dead":
            return (words.ngettext("dropped {n} dead post", "dropped {n} dead posts", count),)
    return ()


def _number(one: Deed) -> str:
    return one.subject.rpartition(" ")[2]


def _thing(one: Deed) -> str:
    """What it was done to, by its title where it has one."""
    return _short(one.details.get("title") or one.details.get("url")) or one.subject


def _changed(details: Mapping[str, object]) -> list[EditField]:
    after = details.get("after")
    return [_FIELDS[name] for name in _FIELDS if isinstance(after, Mapping) and name in after]


def _article(number: str, details: Mapping[str, object], bot_name: str) -> Inline:
    title = _short(details.get("title")) or number
    if not number.isdigit():
        return title
    return Link(deep_link(bot_name, share_query(int(number))), f"“{title}”")


def _role(role: object, words: Words) -> str:
    known = Role(role) if isinstance(role, str) and role in set(Role) else None
    return role_name(known, words)


def _short(text: object) -> str:
    return summary(str(text), sentences=9, limit=TITLE) if text else ""
