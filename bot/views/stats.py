"""How the site does, for those who look after it: as numbers, and as a picture."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from bot.charts import SCALE, Chart, Mark
from bot.locales import Words
from bot.views.document import Block, Bold, Document, Heading, Item, List, Paragraph
from bot.views.figures import short_day
from bot.views.message import Message
from bot.views.render import MAX_CAPTION, render
from bot.views.sentences import summary
from storage import ArticleStatus
from storage.deliveries import ChatKind, DeliveryState, SubscriptionState
from storage.loading import FeedState
from storage.stats import Counts

State = TypeVar("State")

DAYS = 30
WEEK = 7
MISSES = 10
MISSED = 30  # UTF-16 units of what was looked for
LINES = 4  # across the plot
LABELS = 6  # days below it, at most
HIGHEST = SCALE * 9 // 10  # of the line and the bars: a number stands over them


def stats(
    counts: Counts,
    misses: Sequence[tuple[str, int]],
    handled: int,
    today: date,
    words: Words,
) -> Message:
    """It fits under a picture.  handled: updates, since the program began."""
    blocks: list[Block] = [Heading(words.gettext("How the site does"))]
    blocks += [Paragraph(line, tight=True) for line in _lines(counts, handled, today, words)]
    if misses:
        blocks.append(Paragraph(Bold(words.gettext("Searches that found nothing:"))))
        items = [
            Item(f"{words.number(count)} × {summary(said, sentences=9, limit=MISSED)}")
            for said, count in misses[:MISSES]
        ]
        blocks.append(List(*items, tight=True, spaced=False))
    rendered = render(Document(*blocks), limit=MAX_CAPTION)
    return Message(rendered.text, rendered.entities)


def chart(counts: Counts, today: date, site_name: str, words: Words) -> Chart | None:
    """Posts as a line and new articles as bars, day by day; None where there was neither."""
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    sent = [counts.sent_by_day.get(day, 0) for day in days]
    new = [counts.articles_by_day.get(day, 0) for day in days]
    if not any(sent) and not any(new):
        return None
    step = _step(max(sent))
    top = -(-max(1, *sent) // step) * step
    most = max(1, *new)
    bars = tuple((_across(at), HIGHEST * count // most) for at, count in enumerate(new))
    tallest = new.index(max(new))
    return Chart(
        title=words.ngettext("{n} day", "{n} days", DAYS),
        value=summary(site_name, sentences=9, limit=MISSED),
        span=words.ngettext("{n} message sent", "{n} messages sent", sum(sent)),
        change=words.ngettext("{n} new article", "{n} new articles", sum(new)),
        credit=words.date(today),
        line=tuple((_across(at), HIGHEST * count // top) for at, count in enumerate(sent)),
        days=tuple(
            (_across(at), short_day(days[at], words))
            for at in range((DAYS - 1) % -(-DAYS // LABELS), DAYS, -(-DAYS // LABELS))
        ),
        rates=tuple(
            (HIGHEST * number // top, words.number(number)) for number in range(0, top + 1, step)
        ),
        bars=bars,
        tallest=Mark(*bars[tallest], words.number(new[tallest])) if new[tallest] else None,
    )


def _lines(counts: Counts, handled: int, today: date, words: Words) -> list[str]:
    def number(of: Mapping[State, int], name: State) -> str:
        return words.number(of.get(name, 0))

    chats, articles, unsent = counts.chats, counts.articles, counts.deliveries
    groups = chats.get(ChatKind.GROUP, 0) + chats.get(ChatKind.SUPERGROUP, 0)
    subscriptions, feeds = counts.subscriptions, counts.feeds
    week = [today - timedelta(days=back) for back in range(WEEK)]
    return [
        words.gettext(
            "People: {people}; groups: {groups}, channels: {channels}",
            people=words.number(counts.people),
            groups=words.number(groups),
            channels=number(chats, ChatKind.CHANNEL),
        ),
        words.gettext(
            "Subscriptions: {active} active, {paused} paused, {stopped} stopped",
            active=number(subscriptions, SubscriptionState.ACTIVE),
            paused=number(subscriptions, SubscriptionState.PAUSED),
            stopped=number(subscriptions, SubscriptionState.STOPPED),
        ),
        words.gettext(
            "Articles: {live} live, {retracted} retracted; of today {day}, of {n} days {week}",
            live=number(articles, ArticleStatus.LIVE),
            retracted=number(articles, ArticleStatus.RETRACTED),
            day=words.number(counts.articles_by_day.get(today, 0)),
            n=words.number(WEEK),
            week=words.number(sum(counts.articles_by_day.get(day, 0) for day in week)),
        ),
        words.gettext(
            "Messages: {sent} sent today, {waiting} waiting, {dead} dead",
            sent=words.number(counts.sent_by_day.get(today, 0)),
            waiting=number(unsent, DeliveryState.WAITING),
            dead=number(unsent, DeliveryState.DEAD),
        ),
        words.gettext(
            "Feeds: {active} active, {paused} paused, {gone} gone; with problems: {failing}",
            active=number(feeds, FeedState.ACTIVE),
            paused=number(feeds, FeedState.PAUSED),
            gone=number(feeds, FeedState.GONE),
            failing=words.number(counts.failing),
        ),
        words.gettext("Updates answered since the start: {n}", n=words.number(handled)),
    ]


def _across(at: int) -> int:
    """The middle of a day's part of the plot."""
    return (2 * at + 1) * SCALE // (2 * DAYS)


def _step(most: int) -> int:
    """The next of 1, 2, 5 in any power of ten, so that LINES of them reach the most."""
    power = 1
    while True:
        for number in (1, 2, 5):
            if number * power * LINES >= most:
                return number * power
        power *= 10
