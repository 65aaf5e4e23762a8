"""What is subscribed, in words, and the screens from which it is managed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.lists import format_list

from bot.locales import Words
from bot.views.characters import clean
from bot.views.choosing import LANGUAGES
from bot.views.document import Block, Bold, Document, Heading, Item, List, Note, Paragraph, compose
from bot.views.lists import deep_link
from bot.views.message import Button, Keyboard, Message, PickChat, Picker, compose_message, label
from bot.views.sentences import summary
from bot.views.subscription_actions import (
    ChooseChat,
    Deed,
    Do,
    Part,
    ShowPart,
    ShowSubscription,
    ShowSubscriptions,
    Subscribe,
    SubscribeMe,
    chat_token,
)
from bot.views.zones import described
from storage.deliveries import (
    Chat,
    ChatKind,
    Format,
    Mode,
    Subscription,
    SubscriptionState,
)

TO_SUBSCRIPTIONS = "subscriptions"  # what /start is given by the link to them
CHANNEL, GROUP = 1, 2  # which kind of chat a button of the keyboard asked for
NAME = 60  # UTF-16 units of a chat's name
SAID = 200  # of what an owner wrote
SCHEDULED = frozenset((Mode.DAILY, Mode.WEEKLY, Mode.RATES))


@dataclass(frozen=True, slots=True)
class Shown:
    """A subscription with its chat."""

    subscription: Subscription
    chat: Chat


def chat_name(chat: Chat, words: Words) -> str:
    if chat.kind is ChatKind.PRIVATE:
        return words.gettext("our private chat")
    for named in (chat.title, f"@{chat.username}" if chat.username else ""):
        # A title may be nothing that can be seen.
        if shown := summary(clean(named), sentences=9, limit=NAME).strip():
            return shown
    return str(chat.chat_id)


def full_name(chat: Chat, words: Words) -> str:
    """With the name by which everyone can find it, if it has one."""
    name = chat_name(chat, words)
    if chat.title and chat.username and chat.kind is not ChatKind.PRIVATE:
        return f"{name} (@{chat.username})"
    return name


def subscribed(shown: Shown, now: datetime, words: Words, *, bot_name: str = "") -> Message:
    """That it is done.  bot_name: in a group, from where a link leads to the private chat."""
    subscription, chat = shown.subscription, shown.chat
    if chat.kind is ChatKind.PRIVATE:
        said: tuple[Block, ...] = (Paragraph(words.gettext("You are subscribed.")),)
    else:
        name = Bold(full_name(chat, words))
        said = (Paragraph(*compose(words.gettext("{chat} is subscribed."), chat=name)),)
    document = Document(*said, *_summary(subscription, now, words))
    return compose_message(document, _after(shown, words, bot_name))


def already(shown: Shown, now: datetime, words: Words, *, bot_name: str = "") -> Message:
    """That it was done before."""
    subscription, chat = shown.subscription, shown.chat
    if chat.kind is ChatKind.PRIVATE:
        said: tuple[Block, ...] = (Paragraph(words.gettext("You are subscribed already.")),)
    else:
        name = Bold(full_name(chat, words))
        said = (Paragraph(*compose(words.gettext("{chat} is subscribed already."), chat=name)),)
    document = Document(*said, *_state(subscription, words), *_summary(subscription, now, words))
    return compose_message(document, _after(shown, words, bot_name))


def overview(all_shown: Sequence[Shown], words: Words, *, hidden: int = 0) -> Message:
    """hidden: chats that the person subscribed and does not administer any more."""
    blocks: list[Block] = [Heading(words.gettext("Subscriptions"))]
    if all_shown:
        lines = [Item(_title(one, words), ": ", brief(one, words)) for one in all_shown]
        blocks.append(List(*lines, spaced=False))
        blocks.append(Note(words.gettext("Press one to change it.")))
    else:
        blocks.append(
            Paragraph(
                words.gettext(
                    "Nothing is subscribed yet. Subscribed chats get every new article at once, "
                    "or just those you choose, when you choose."
                )
            )
        )
    if hidden:
        said = words.ngettext(
            "{n} more chat is not shown: you are no administrator there, or I am out.",
            "{n} more chats are not shown: you are no administrator there, or I am out.",
            hidden,
        )
        blocks.append(Note(said))
    rows = [
        (Button(label(_button(one, words)), ShowSubscription(one.subscription.id)),)
        for one in all_shown
    ]
    here = any(one.chat.kind is ChatKind.PRIVATE for one in all_shown)
    return compose_message(Document(*blocks), (*rows, *_further(words, here=here)))


def subscription(shown: Shown, now: datetime, words: Words) -> Message:
    """One, with all that is set.  now: the moment, in any zone."""
    one = shown.subscription
    document = Document(
        Heading(_title(shown, words), keep=True),
        *_state(one, words),
        *_summary(one, now, words),
    )
    go_on = one.state is not SubscriptionState.ACTIVE
    rows: Keyboard = (
        (
            Button(words.gettext("Which articles"), ShowPart(one.id, Part.FILTER)),
            Button(words.gettext("When"), ShowPart(one.id, Part.MODE)),
        ),
        (
            Button(words.gettext("Looks"), ShowPart(one.id, Part.LOOKS)),
            Button(words.gettext("Silent hours"), ShowPart(one.id, Part.SILENT)),
        ),
        (
            Button(words.gettext("Language"), ShowPart(one.id, Part.LANGUAGE)),
            Button(words.gettext("Preview"), Do(one.id, Deed.PREVIEW)),
        ),
        (
            Button(words.gettext("Go on"), Do(one.id, Deed.RESUME))
            if go_on
            else Button(words.gettext("Pause"), Do(one.id, Deed.PAUSE)),
            Button(words.gettext("Delete"), ShowPart(one.id, Part.DELETE)),
        ),
        (Button(words.gettext("All subscriptions"), ShowSubscriptions()),),
    )
    return compose_message(document, rows)


def deleted(words: Words) -> Message:
    """Of one that is no more."""
    text = words.gettext("This subscription is deleted: nothing more comes of it.")
    row = (Button(words.gettext("All subscriptions"), ShowSubscriptions()),)
    return compose_message(Document(Paragraph(text)), (row,))


def choose_chat(words: Words) -> Message:
    """With Telegram's own way to choose a chat in place of the keyboard."""
    text = words.gettext(
        "Press a button below, and choose the chat. I am let in with the right to post, and it is "
        "subscribed."
    )
    buttons = (
        PickChat(words.gettext("Choose a channel"), CHANNEL, channel=True),
        PickChat(words.gettext("Choose a group"), GROUP, channel=False),
    )
    return compose_message(Document(Paragraph(text)), wants=Picker(buttons))


def offer(chat: Chat, words: Words) -> Message:
    """To who let the bot into a chat."""
    name = Bold(chat_name(chat, words))
    said = compose(
        words.gettext("I am in {chat} now. Shall I post every new article there?"), chat=name
    )
    row = (Button(words.gettext("Subscribe it"), Subscribe(chat.chat_id)),)
    return compose_message(Document(Paragraph(*said)), (row,))


def offer_there(chat: Chat, bot_name: str, words: Words) -> Message:
    """In a group, where who let the bot in has never written to it."""
    text = words.gettext("I can post every new article here, if an administrator wants it.")
    row = (
        Button(words.gettext("Subscribe it"), url=deep_link(bot_name, chat_token(chat.chat_id))),
    )
    return compose_message(Document(Paragraph(text)), (row,))


def elsewhere(chat: Chat | None, bot_name: str, words: Words) -> Message:
    """What a group reads: subscriptions are shown to administrators, and to them alone."""
    text = words.gettext("Subscriptions I show to administrators, in our private chat.")
    payload = chat_token(chat.chat_id) if chat is not None else TO_SUBSCRIPTIONS
    row = (Button(words.gettext("Subscriptions"), url=deep_link(bot_name, payload)),)
    return compose_message(Document(Paragraph(text)), (row,))


def articles_wanted(one: Subscription, words: Words) -> str:
    """`everything`, `about Energy or Trade`, `“uranium -weapons”`."""
    wants, parts = one.wants, []
    if wants.topics:
        names = format_list(wants.topics, style="or", locale=words.locale)
        parts.append(words.gettext("about {topics}", topics=summary(names, limit=SAID)))
    if wants.query:
        parts.append(words.gettext("“{words}”", words=summary(wants.query, limit=SAID)))
    if not parts:
        parts.append(words.gettext("everything"))
    if wants.blocked:
        blocked = summary(", ".join(wants.blocked), limit=SAID)
        parts.append(words.gettext("without {words}", words=blocked))
    return ", ".join(parts)


def moment(one: Subscription, words: Words) -> str:
    """When its posts come."""
    at = clock_time(one.at)
    match one.mode:
        case Mode.EACH:
            return words.gettext("each article at once")
        case Mode.BUNDLE:
            return words.gettext(
                "at once; {n} or more of one load as a list", n=words.number(one.bundle_from)
            )
        case Mode.DAILY:
            return words.gettext("a digest each day, {time}", time=at)
        case Mode.WEEKLY:
            day = weekday(one.weekday, words)
            return words.gettext("a digest each week: {weekday}, {time}", weekday=day, time=at)
        case Mode.RATES:
            return words.gettext("the rates each day, {time}; no articles", time=at)


def form(one: Subscription, words: Words) -> str:
    said = {
        Format.TITLE: words.gettext("the title"),
        Format.SUMMARY: words.gettext("title and summary"),
        Format.FULL: words.gettext("the whole text"),
    }[one.format]
    further = (
        *((words.gettext("picture"),) if one.picture else ()),
        *((words.gettext("hashtags"),) if one.hashtags else ()),
    )
    return ", ".join((said, *further))


def silence(one: Subscription, words: Words) -> str:
    if one.silent_from is None or one.silent_to is None:
        return words.gettext("none")
    return f"{clock_time(one.silent_from)}–{clock_time(one.silent_to)}"


def clock_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def weekday(number: int, words: Words) -> str:
    """0 is Monday."""
    return str(words.locale.days["stand-alone"]["wide"][number])


def brief(shown: Shown, words: Words) -> str:
    """One in half a line."""
    one = shown.subscription
    if one.state is SubscriptionState.PAUSED:
        return words.gettext("paused")
    if one.state is SubscriptionState.STOPPED:
        return words.gettext("stopped")
    if one.mode is Mode.RATES:
        return moment(one, words)
    return f"{articles_wanted(one, words)}; {moment(one, words)}"


def _title(shown: Shown, words: Words) -> str:
    name = chat_name(shown.chat, words)
    if shown.chat.kind is ChatKind.PRIVATE:
        name = name[:1].upper() + name[1:]
    return words.gettext("{chat}, one topic", chat=name) if shown.subscription.thread_id else name


def _button(shown: Shown, words: Words) -> str:
    """What tells one from the others of the same chat."""
    wants = shown.subscription.wants
    title = _title(shown, words)
    return f"{title}: {wants.query or ', '.join(wants.topics)}" if wants else title


def _state(one: Subscription, words: Words) -> tuple[Block, ...]:
    match one.state:
        case SubscriptionState.ACTIVE:
            return ()
        case SubscriptionState.PAUSED:
            said = words.gettext("Paused: what comes meanwhile is not sent later.")
        case SubscriptionState.STOPPED:
            said = words.gettext(
                "Stopped: Telegram does not let me post there (“{reason}”). It goes on by itself "
                "when I am let in again.",
                reason=summary(one.reason or "?", limit=SAID),
            )
    return (Paragraph(Bold(said), keep=True, tight=True),)


def _summary(one: Subscription, now: datetime, words: Words) -> tuple[Block, ...]:
    lines = []
    if one.mode is not Mode.RATES:
        lines.append(words.gettext("Articles: {value}", value=articles_wanted(one, words)))
    lines.append(words.gettext("When: {value}", value=moment(one, words)))
    if one.mode in SCHEDULED or one.silent_from is not None:
        zone = described(one.time_zone, now, words)
        lines.append(words.gettext("Time zone: {value}", value=zone))
    if one.mode is not Mode.RATES:
        lines.append(words.gettext("Looks: {value}", value=form(one, words)))
    if one.header:
        lines.append(words.gettext("Header: {value}", value=one.header))
    if one.footer:
        lines.append(words.gettext("Footer: {value}", value=one.footer))
    if one.silent_from is not None:
        lines.append(words.gettext("Without sound: {value}", value=silence(one, words)))
    if one.language is not None:
        language = LANGUAGES.get(one.language, one.language)
        lines.append(words.gettext("Language: {value}", value=language))
    return tuple(Paragraph(line, tight=at > 0) for at, line in enumerate(lines))


def _after(shown: Shown, words: Words, bot_name: str) -> Keyboard:
    """Where one goes on: in a group only to the private chat."""
    one = shown.subscription
    if bot_name:
        there = deep_link(bot_name, chat_token(one.chat_id))
        return ((Button(words.gettext("Change it"), url=there),),)
    rows: Keyboard = (
        (
            Button(words.gettext("Change it"), ShowSubscription(one.id)),
            Button(words.gettext("Preview"), Do(one.id, Deed.PREVIEW)),
        ),
    )
    if shown.chat.kind is ChatKind.PRIVATE:
        return (*rows, *_further(words, here=True))
    return (*rows, (Button(words.gettext("All subscriptions"), ShowSubscriptions()),))


def _further(words: Words, *, here: bool) -> Keyboard:
    to_chat = (Button(words.gettext("To a channel or group"), ChooseChat()),)
    if here:
        return (to_chat,)
    return ((Button(words.gettext("Subscribe for myself"), SubscribeMe()),), to_chat)
