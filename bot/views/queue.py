"""What waits to be sent, for the admins."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bot.locales import Words
from bot.views.document import Block, Bold, Document, Heading, Item, List, Paragraph
from bot.views.figures import duration
from bot.views.message import Button, Message, compose_message
from bot.views.queue_actions import Queue, QueueDeed
from bot.views.sentences import summary
from storage.outcomes import QueueState

DEAD = 20  # whose reasons are looked at
REASON = 120  # UTF-16 units


def queue(
    state: QueueState,
    dead: Sequence[tuple[int, str]],
    now: datetime,
    send_rate: Decimal,
    words: Words,
) -> Message:
    """send_rate: messages a second that Telegram allows over all.

    dead: the chat and the reason of the last that died.
    """
    blocks: list[Block] = [Heading(words.gettext("The queue"))]
    if state.is_paused:
        blocks.append(Paragraph(Bold(words.gettext("Posts are paused.")), tight=True))
    lines = [
        words.gettext("Waiting: {n}", n=words.number(state.waiting)),
        words.gettext("Chats due now: {n}", n=words.number(state.due)),
        words.gettext("Articles to be handed out: {n}", n=words.number(state.announced)),
        words.gettext("Dead: {n}", n=words.number(state.dead)),
        words.gettext("Sent in the last hour: {n}", n=words.number(state.sent_last_hour)),
    ]
    if state.uncertain:
        # Each may mean one post more; some of those are known.
        extra = words.gettext(
            "Attempts that ended uncertain: {n} (extra copies: {known} known, at most {n})",
            n=words.number(max(state.uncertain, state.copies)),
            known=words.number(state.copies),
        )
        lines.append(extra)
    if state.oldest is not None:
        age = duration(max(timedelta(), now - state.oldest), words)
        lines.append(words.gettext("The oldest waits for {time}", time=age))
    if state.waiting and not state.is_paused:
        left = duration(timedelta(seconds=float(state.waiting / send_rate)), words)
        lines.append(words.gettext("Empty in {time} at the earliest", time=left))
    blocks += [Paragraph(line, tight=at > 0) for at, line in enumerate(lines)]
    subscriptions = words.gettext(
        "Subscriptions: {active} active, {paused} paused, {stopped} stopped",
        active=words.number(state.active),
        paused=words.number(state.paused),
        stopped=words.number(state.stopped),
    )
    blocks.append(Paragraph(subscriptions))
    blocks += _reasons(dead, words)
    return compose_message(Document(*blocks), _keyboard(state, words))


def refused(site_name: str, words: Words) -> Message:
    text = words.gettext(
        "The queue is for the editors of {site}. You are welcome to read: /latest", site=site_name
    )
    return compose_message(Document(Paragraph(text)))


def _keyboard(state: QueueState, words: Words) -> tuple[tuple[Button, ...], ...]:
    look = Button(words.gettext("Look again"), Queue())
    if state.is_paused:
        whole = Button(words.gettext("Go on"), Queue(QueueDeed.GO_ON))
    else:
        whole = Button(words.gettext("Pause all"), Queue(QueueDeed.PAUSE_ALL))
    if not state.dead:
        return ((look, whole),)
    dead = (
        Button(words.gettext("Retry the dead"), Queue(QueueDeed.RETRY_DEAD)),
        Button(words.gettext("Drop the dead"), Queue(QueueDeed.DROP_DEAD)),
    )
    return (look, whole), dead


def _reasons(dead: Sequence[tuple[int, str]], words: Words) -> tuple[Block, ...]:
    """Why Telegram will never take them: the same reason of the same chat once."""
    counted = Counter(dead)
    if not counted:
        return ()
    lines = (
        Item(f"{words.number(count)} × {chat_id}: {summary(reason or '?', limit=REASON)}")
        for (chat_id, reason), count in counted.most_common()
    )
    return Paragraph(Bold(words.gettext("Died last:"))), List(*lines, spaced=False, tight=True)
