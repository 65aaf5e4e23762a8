"""Feeds that are followed: how each does, and what editors can do about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.ingest import FeedLink, Problem
from bot.locales import Words
from bot.views.choosing import in_rows, ticked
from bot.views.document import (
    Block,
    Bold,
    DateTime,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    compose,
)
from bot.views.feed_actions import (
    FEED_TOKEN,
    TO_FEEDS,
    AskFeed,
    DecideList,
    DoFeed,
    FeedDeed,
    FollowFound,
    SetRest,
    ShowFeed,
    ShowFeeds,
    ShowRests,
)
from bot.views.figures import duration
from bot.views.lists import IN_A_ROW, deep_link, paging
from bot.views.loads import explain
from bot.views.message import (
    Button,
    Keyboard,
    Message,
    WantsReply,
    compose_message,
    label,
)
from bot.views.sentences import summary
from storage import Page
from storage.loading import Feed, FeedState

PAGE_SIZE = 8  # feeds
TITLE = 100  # UTF-16 units
SAID = 200  # of a problem in a list
RESTS = (5, 15, 30, 60, 180, 360, 720, 1440)  # minutes between looks that are on offer
RESTS_IN_A_ROW = 3
NAMED = 8  # feeds of a page that are on offer


def feeds(page: Page[Feed], now: datetime, words: Words, *, done: str = "") -> Message:
    """A page of them.  now: in the zone whose times older apps show.  done: what just was."""
    before = (Paragraph(Bold(done)),) if done else ()
    add = (Button(words.gettext("Add a feed"), AskFeed()),)
    if not page.total:
        text = words.gettext(
            "No feed is followed yet. Send /feeds with the link of a feed, or of a page that has "
            "one, or reply with /feeds to an OPML file."
        )
        return compose_message(Document(*before, Paragraph(text)), (add,))
    items = [_line(feed, number, now, words) for number, feed in enumerate(page.items, 1)]
    document = Document(
        *before, Heading(words.gettext("Feeds"), keep=True), List(*items, spaced=True)
    )
    buttons = [Button(str(number), ShowFeed(one.id)) for number, one in enumerate(page.items, 1)]
    turn = paging(ShowFeeds(page.number), page.number, page.last)
    return compose_message(document, (*in_rows(buttons, IN_A_ROW), *turn, add))


def feed(one: Feed, now: datetime, words: Words, *, done: str = "") -> Message:
    """All of one, and what can be done with it."""
    blocks: list[Block] = [Paragraph(Bold(done))] if done else []
    blocks.append(Heading(f"{_mark(one)} ", name(one)))
    blocks.append(Note(Link(one.url, summary(one.url, limit=SAID)), tight=True))
    blocks += _facts(one, now, words)
    if one.problem:
        blocks.append(Paragraph(explain(Problem(**one.problem), words)))
    if one.failures and one.state is FeedState.ACTIVE:
        text = words.ngettext(
            "Failed {n} time in a row.", "Failed {n} times in a row.", one.failures
        )
        blocks.append(Note(text, tight=bool(one.problem)))
    return compose_message(Document(*blocks), _keyboard(one, words))


def rests(one: Feed, words: Words) -> Message:
    """How often it may be looked at."""
    text = words.gettext(
        "As often as it changes: twice for each new entry, from every 5 minutes to once a day, and "
        "never more often than the feed asks for. Or choose:"
    )
    adaptive = Button(
        ticked(words.gettext("As often as it changes"), one.adaptive), SetRest(one.id, 0)
    )
    fixed = [
        Button(
            ticked(_every(minutes * 60, words), not one.adaptive and one.every == minutes * 60),
            SetRest(one.id, minutes),
        )
        for minutes in RESTS
    ]
    back = Button(words.gettext("Back"), ShowFeed(one.id))
    document = Document(Heading(name(one)), Paragraph(text))
    return compose_message(document, ((adaptive,), *in_rows(fixed, RESTS_IN_A_ROW), (back,)))


def removal(one: Feed, words: Words) -> Message:
    said = compose(words.gettext("Stop following {feed}? Its articles stay."), feed=Bold(name(one)))
    row = (
        Button(words.gettext("Remove"), DoFeed(one.id, FeedDeed.REMOVE)),
        Button(words.gettext("Back"), ShowFeed(one.id)),
    )
    return compose_message(Document(Paragraph(*said)), (row,))


def gone(words: Words) -> Message:
    """It was removed meanwhile."""
    text = words.gettext("This feed is not followed any more.")
    row = (Button(words.gettext("All feeds"), ShowFeeds()),)
    return compose_message(Document(Paragraph(text)), (row,))


def question(bot_name: str, words: Words) -> Message:
    """What is answered with an address, or a file. The link in it tells what it is for."""
    link = Link(deep_link(bot_name, FEED_TOKEN), words.gettext("Add a feed"))
    text = words.gettext(
        "Which one? Send the link of the feed, or of a page that has one, or an OPML file."
    )
    note = words.gettext("Write it as a reply to this message.")
    document = Document(Paragraph(Bold(link)), Paragraph(text, tight=True), Note(note))
    return compose_message(document, wants=WantsReply("https://…"))


def looking(address: str, words: Words) -> Message:
    said = compose(words.gettext("Looking at {address} …"), address=summary(address, limit=SAID))
    return compose_message(Document(Paragraph(*said)))


def named(address: str, found: Sequence[tuple[FeedLink, int]], words: Words) -> Message:
    """A page names feeds.  found: each with the number its address is remembered by."""
    if len(found) == 1:
        question = words.gettext("{page} has a feed. Shall it be followed?")
    else:
        question = words.gettext("{page} has several feeds. Which one shall be followed?")
    said = compose(question, page=summary(address, limit=SAID))
    rows = tuple(
        (Button(label(one.title or one.url), FollowFound(number)),) for one, number in found[:NAMED]
    )
    items = [
        Item(Link(one.url, summary(one.title or one.url, limit=TITLE))) for one, _ in found[:NAMED]
    ]
    return compose_message(Document(Paragraph(*said), List(*items)), rows)


def offer(found: Sequence[FeedLink], known: int, number: int, most: int, words: Words) -> Message:
    """Whether all feeds of a list shall be followed.

    known: how many of them are already.  number: under which the list is kept.
    most: so many are followed at once.
    """
    count = words.ngettext("{n} feed", "{n} feeds", len(found))
    blocks: list[Block] = [Heading(words.gettext("A list of {feeds}", feeds=count))]
    if known:
        text = words.ngettext(
            "{n} of them is followed already.", "{n} of them are followed already.", known
        )
        blocks.append(Paragraph(text))
    if len(found) > most:
        text = words.gettext("Only the first {n} are taken.", n=words.number(most))
        blocks.append(Paragraph(text))
    items = [Item(summary(one.title or one.url, limit=TITLE)) for one in found[:PAGE_SIZE]]
    blocks.append(List(*items))
    rest = len(found) - PAGE_SIZE
    if rest > 0:
        blocks.append(Note(words.ngettext("and {n} more", "and {n} more", rest), tight=True))
    blocks.append(Note(_quiet_at_first(words)))
    return compose_message(Document(*blocks), (list_row(number, words),))


def list_row(number: int, words: Words) -> tuple[Button, ...]:
    """Follow all feeds of a list that is kept, or throw it away."""
    return (
        Button(words.gettext("Follow all"), DecideList(number, follow=True)),
        Button(words.gettext("Cancel"), DecideList(number, follow=False)),
    )


def followed(new: int, known: int, words: Words) -> str:
    """What became of a list."""
    text = words.ngettext("{n} feed is followed now.", "{n} feeds are followed now.", new)
    if known:
        others = words.ngettext("{n} was followed before.", "{n} were followed before.", known)
        text = f"{text} {others}"
    return text


def added(is_new: bool, words: Words) -> str:
    if not is_new:
        return words.gettext("This feed is followed already.")
    now = words.gettext("This feed is followed now.")
    return f"{now} {_quiet_at_first(words)}"


def list_gone(words: Words) -> Message:
    text = words.gettext("This list is no longer there. Please send it again.")
    return compose_message(Document(Paragraph(text)))


def thrown_away(words: Words) -> Message:
    text = words.gettext("Thrown away: nothing of it is followed.")
    return compose_message(Document(Paragraph(text)))


def not_followed(problem: Problem, words: Words) -> Message:
    return compose_message(Document(Paragraph(explain(problem, words))))


def refused(site_name: str, words: Words) -> Message:
    text = words.gettext(
        "Feeds are for the editors of {site}. You are welcome to read: /latest", site=site_name
    )
    return compose_message(Document(Paragraph(text)))


def elsewhere(bot_name: str, words: Words) -> Message:
    text = words.gettext("Feeds I show in our private chat alone.")
    row = (Button(words.gettext("Feeds"), url=deep_link(bot_name, TO_FEEDS)),)
    return compose_message(Document(Paragraph(text)), (row,))


def name(one: Feed) -> str:
    """Its title, or else its host."""
    return summary(one.title or _host(one.url), sentences=9, limit=TITLE)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _quiet_at_first(words: Words) -> str:
    return words.gettext("What it has by now is loaded quietly; what comes later is posted.")


def _line(one: Feed, number: int, now: datetime, words: Words) -> Item:
    said: list[Inline] = [_state(one, words)]
    if one.succeeded_at:
        said += [" · ", _entries(one, words), ", ", _ago(one.succeeded_at, now, words)]
    blocks: list[Block] = [Note(*said)]
    if one.problem:
        text = explain(Problem(**one.problem), words)
        blocks.append(Note(summary(text, sentences=9, limit=SAID)))
    return Item(
        f"{_mark(one)} ", Bold(Link(one.url, name(one))), blocks=tuple(blocks), number=number
    )


def _facts(one: Feed, now: datetime, words: Words) -> list[Block]:
    lines: list[tuple[Inline, ...]] = [(_state(one, words),)]
    if one.loaded:
        lines.append((_entries(one, words),))
    for text, at in (
        (words.gettext("Last success: {when}"), one.succeeded_at),
        (words.gettext("Last look: {when}"), one.tried_at if one.failures else None),
        (words.gettext("Something new came last: {when}"), one.changed_at),
    ):
        if at:
            lines.append(compose(text, when=_ago(at, now, words)))
    if one.state is FeedState.ACTIVE:
        every = _every(one.every, words)
        if one.adaptive:
            every = words.gettext("as often as it changes, now {every}", every=every)
        lines.append((words.gettext("Looked at: {every}", every=every),))
        lines.append(
            compose(words.gettext("Next look: {when}"), when=_ago(one.next_run_at, now, words))
        )
    posts = words.gettext("yes") if one.announce else words.gettext("no")
    lines.append((words.gettext("New articles are posted: {yes_or_no}", yes_or_no=posts),))
    return [Paragraph(*line, tight=at > 0) for at, line in enumerate(lines)]


def _keyboard(one: Feed, words: Words) -> Keyboard:
    def do(text: str, deed: FeedDeed) -> Button:
        return Button(text, DoFeed(one.id, deed))

    look = Button(words.gettext("Look again"), ShowFeed(one.id))
    first: tuple[Button, ...]
    if one.state is FeedState.ACTIVE:
        first = (
            do(words.gettext("Fetch now"), FeedDeed.FETCH),
            do(words.gettext("Pause"), FeedDeed.PAUSE),
            look,
        )
    else:
        first = (do(words.gettext("Go on"), FeedDeed.RESUME), look)
    posts = do(
        ticked(words.gettext("Post new articles"), one.announce),
        FeedDeed.KEEP_QUIET if one.announce else FeedDeed.ANNOUNCE,
    )
    return (
        first,
        (Button(words.gettext("How often"), ShowRests(one.id)), posts),
        (
            do(words.gettext("Remove"), FeedDeed.OFFER_REMOVAL),
            Button(words.gettext("All feeds"), ShowFeeds()),
        ),
    )


def _mark(one: Feed) -> str:
    """How it does, at a glance."""
    if one.state is not FeedState.ACTIVE:
        return "⏸" if one.state is FeedState.PAUSED else "🚫"
    if one.failures:
        return "❌"
    if one.succeeded_at is None:
        return "⏳"
    return "⚠️" if one.problem else "✅"


def _state(one: Feed, words: Words) -> str:
    if one.state is FeedState.PAUSED:
        return words.gettext("paused")
    if one.state is FeedState.GONE:
        return words.gettext("gone, and not looked at any more")
    if one.succeeded_at is None and not one.failures:
        return words.gettext("not looked at yet")
    return words.gettext("failing") if one.failures else words.gettext("works")


def _entries(one: Feed, words: Words) -> str:
    return words.ngettext("{n} entry", "{n} entries", one.entries)


def _every(seconds: int, words: Words) -> str:
    return words.gettext("every {time}", time=duration(timedelta(seconds=seconds), words))


def _ago(at: datetime, now: datetime, words: Words) -> Inline:
    """As "two hours ago"; older apps show the moment."""
    here = at.astimezone(now.tzinfo)
    return DateTime(at, f"{words.date(here.date())}, {here:%H:%M}", form="r")
