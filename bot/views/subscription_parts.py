"""The parts of a subscription, each a screen on which it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.locales import LOCALES, Words
from bot.views.choosing import (
    LANGUAGES,
    ZONE_ROWS,
    ZONES_IN_A_ROW,
    in_rows,
    part_of,
    ticked,
    zone_label,
)
from bot.views.document import Block, Document, Heading, Link, Note, Paragraph
from bot.views.lists import deep_link, paging
from bot.views.message import Button, Keyboard, Message, WantsReply, compose_message, label
from bot.views.posts import OWN_TEXT
from bot.views.subscription_actions import (
    AskText,
    Deed,
    Do,
    Field,
    Part,
    SetField,
    SetTopic,
    ShowPart,
    ShowSubscription,
    text_token,
)
from bot.views.subscriptions import (
    SCHEDULED,
    Shown,
    articles_wanted,
    chat_name,
    clock_time,
    form,
    moment,
    silence,
    weekday,
)
from bot.views.zones import ZONES, described
from storage.deliveries import Format, Mode, Subscription, Wants

TOPICS_IN_A_ROW, TOPIC_ROWS = 2, 6
TOPIC = 28  # UTF-16 units of a topic in a button
BUNDLES = (2, 3, 5, 10, 20)
HOURS_IN_A_ROW = 6
NIGHTS = ((22, 7), (22, 8), (23, 7), (23, 8), (0, 7), (0, 8))  # from which hour to which
LOOKED_AT = 20  # newest articles, among which is the one to begin with
QUERY = 300  # characters
BLOCKED = 20  # words
BLOCKED_WORD = 60  # characters
TOPICS = 20
HINT = 64  # characters; Bot API, ForceReply.input_field_placeholder


@dataclass(frozen=True, slots=True)
class Topics:
    """A page of those on offer, each with the number under which its name is remembered."""

    offered: tuple[tuple[str, int], ...]
    page: int
    last: int


def topics_of(
    names: Sequence[str], chosen: Sequence[str], number: int
) -> tuple[int, int, list[str]]:
    """The number of a page of topics, that of the last, and the names on it: the chosen first."""
    first = [*chosen, *(name for name in names if name not in chosen)]
    page, last, shown = part_of(first, number, TOPICS_IN_A_ROW * TOPIC_ROWS)
    return page, last, list(shown)


def part(shown: Shown, asked: ShowPart, now: datetime, words: Words) -> Message:
    """Any but the topics, see `topics`."""
    one = shown.subscription
    match asked.part:
        case Part.MODE:
            return _mode(one, now, words)
        case Part.TIME:
            return _time(one, words)
        case Part.WEEKDAY:
            return _weekday(one, words)
        case Part.ZONE:
            return _zones(one, asked.page, now, words)
        case Part.LOOKS:
            return _looks(one, words)
        case Part.SILENT:
            return _silent(one, now, words)
        case Part.LANGUAGE:
            return _language(one, words)
        case Part.DELETE:
            return _delete(shown, words)
    return _filter(one, words)


def topics(one: Subscription, offered: Topics, words: Words) -> Message:
    chosen = one.wants.topics
    document = Document(
        Heading(words.gettext("Topics")),
        Paragraph(words.gettext("Articles about any of those you tick; about all, if about none.")),
    )
    buttons = [
        Button(
            ticked(label(name, TOPIC), name in chosen),
            SetTopic(one.id, number, name not in chosen, offered.page),
        )
        for name, number in offered.offered
    ]
    of_none = Button(
        ticked(words.gettext("All topics"), not chosen),
        SetField(one.id, Field.TOPICS, page=offered.page),
    )
    here = ShowPart(one.id, Part.TOPICS, offered.page)
    rows = (
        *in_rows(buttons, TOPICS_IN_A_ROW),
        *paging(here, offered.page, offered.last),
        (of_none,),
        _back(words, ShowPart(one.id, Part.FILTER)),
    )
    return compose_message(document, rows)


def question(shown: Shown, field: Field, bot_name: str, words: Words) -> Message:
    """What the person answers with a text. The link in it tells which text that is."""
    said, hint = {
        Field.QUERY: (
            words.gettext(
                "Which words shall the articles have? Write them as for /search, for example: "
                "nuclear -weapons lang:en"
            ),
            words.gettext("nuclear -weapons"),
        ),
        Field.BLOCKED: (
            words.gettext("Which words shall no article have? Write them with commas between."),
            words.gettext("football, horoscope"),
        ),
        Field.HEADER: (
            words.gettext("What shall stand above each post?"),
            words.gettext("At most {n} characters", n=OWN_TEXT),
        ),
        Field.FOOTER: (
            words.gettext("What shall stand under each post?"),
            words.gettext("At most {n} characters", n=OWN_TEXT),
        ),
    }[field]
    token = deep_link(bot_name, text_token(shown.subscription.id, field))
    document = Document(
        Paragraph(said),
        Note(Link(token, chat_name(shown.chat, words)), tight=True),
        Note(words.gettext("Write it as a reply to this message."), tight=True),
    )
    return compose_message(document, wants=WantsReply(label(hint, HINT)))


def blocked_words(text: str) -> tuple[str, ...]:
    """From what someone wrote with commas, semicolons or lines between."""
    parts = text.replace("\n", ",").replace(";", ",").split(",")
    named = (" ".join(part.split())[:BLOCKED_WORD] for part in parts)
    return tuple(dict.fromkeys(word for word in named if word))[:BLOCKED]


def changed_wants(wants: Wants, name: str, wanted: bool) -> Wants | None:
    """With this topic, or without; None where there are too many already."""
    others = tuple(topic for topic in wants.topics if topic != name)
    if wanted and len(others) >= TOPICS:
        return None
    chosen = (*others, name) if wanted else others
    return Wants(chosen, wants.query, wants.blocked)


def _filter(one: Subscription, words: Words) -> Message:
    wants = one.wants
    document = Document(
        Heading(words.gettext("Which articles")),
        Paragraph(words.gettext("Articles: {value}", value=articles_wanted(one, words))),
        Note(words.gettext("An article has to fit all of it.")),
    )
    rows = [
        [Button(words.gettext("Topics"), ShowPart(one.id, Part.TOPICS))],
        [Button(words.gettext("Words they have"), AskText(one.id, Field.QUERY))],
        [Button(words.gettext("Words they have not"), AskText(one.id, Field.BLOCKED))],
    ]
    for row, is_set, field in (
        (rows[0], wants.topics, Field.TOPICS),
        (rows[1], wants.query, Field.QUERY),
        (rows[2], wants.blocked, Field.BLOCKED),
    ):
        if is_set:
            row.append(Button("✕", SetField(one.id, field)))
    return compose_message(document, (*map(tuple, rows), _back(words, ShowSubscription(one.id))))


def _mode(one: Subscription, now: datetime, words: Words) -> Message:
    blocks: list[Block] = [
        Heading(words.gettext("When")),
        Paragraph(words.gettext("When: {value}", value=moment(one, words))),
    ]
    modes = (
        (Mode.EACH, words.gettext("Each at once")),
        (Mode.BUNDLE, words.gettext("Many as a list")),
        (Mode.DAILY, words.gettext("Daily digest")),
        (Mode.WEEKLY, words.gettext("Weekly digest")),
        (Mode.RATES, words.gettext("Rates each day")),
    )
    buttons = [
        Button(ticked(said, mode is one.mode), SetField(one.id, Field.MODE, mode))
        for mode, said in modes
    ]
    rows = [*in_rows(buttons, 2)]
    if one.mode is Mode.BUNDLE:
        blocks.append(Note(words.gettext("From how many articles of one load shall it be a list?")))
        rows.append(
            tuple(
                Button(
                    ticked(words.number(most), most == one.bundle_from),
                    SetField(one.id, Field.BUNDLE_FROM, str(most)),
                )
                for most in BUNDLES
            )
        )
    if one.mode in SCHEDULED:
        blocks.append(
            Note(words.gettext("Time zone: {value}", value=described(one.time_zone, now, words)))
        )
        times = [Button(words.gettext("Time"), ShowPart(one.id, Part.TIME))]
        if one.mode is Mode.WEEKLY:
            times.append(Button(words.gettext("Day"), ShowPart(one.id, Part.WEEKDAY)))
        times.append(Button(words.gettext("Time zone"), ShowPart(one.id, Part.ZONE)))
        rows.append(tuple(times))
    rows.append(_back(words, ShowSubscription(one.id)))
    return compose_message(Document(*blocks), tuple(rows))


def _time(one: Subscription, words: Words) -> Message:
    document = Document(
        Heading(words.gettext("Time")),
        Paragraph(words.gettext("When: {value}", value=moment(one, words))),
    )
    buttons = [
        Button(
            ticked(clock_time(hour * 60), hour * 60 == one.at),
            SetField(one.id, Field.AT, str(hour * 60)),
        )
        for hour in range(24)
    ]
    rows = (*in_rows(buttons, HOURS_IN_A_ROW), _back(words, ShowPart(one.id, Part.MODE)))
    return compose_message(document, rows)


def _weekday(one: Subscription, words: Words) -> Message:
    document = Document(
        Heading(words.gettext("Day")),
        Paragraph(words.gettext("When: {value}", value=moment(one, words))),
    )
    buttons = [
        Button(
            ticked(weekday(number, words), number == one.weekday),
            SetField(one.id, Field.WEEKDAY, str(number)),
        )
        for number in range(7)
    ]
    rows = (*in_rows(buttons, 2), _back(words, ShowPart(one.id, Part.MODE)))
    return compose_message(document, rows)


def _zones(one: Subscription, number: int, now: datetime, words: Words) -> Message:
    document = Document(
        Heading(words.gettext("Time zone")),
        Paragraph(words.gettext("Time zone: {value}", value=described(one.time_zone, now, words))),
    )
    page, last, shown = part_of(ZONES, number, ZONES_IN_A_ROW * ZONE_ROWS)
    buttons = [
        Button(
            ticked(zone_label(zone, now, words), zone == one.time_zone),
            SetField(one.id, Field.ZONE, zone, page),
        )
        for zone in shown
    ]
    back = Part.MODE if one.mode in SCHEDULED else Part.SILENT
    rows = (
        *in_rows(buttons, ZONES_IN_A_ROW),
        *paging(ShowPart(one.id, Part.ZONE, page), page, last),
        _back(words, ShowPart(one.id, back)),
    )
    return compose_message(document, rows)


def _looks(one: Subscription, words: Words) -> Message:
    blocks: list[Block] = [
        Heading(words.gettext("Looks")),
        Paragraph(words.gettext("Looks: {value}", value=form(one, words))),
    ]
    if one.header:
        blocks.append(Paragraph(words.gettext("Header: {value}", value=one.header), tight=True))
    if one.footer:
        blocks.append(Paragraph(words.gettext("Footer: {value}", value=one.footer), tight=True))
    formats = (
        (Format.TITLE, words.gettext("Title")),
        (Format.SUMMARY, words.gettext("Summary")),
        (Format.FULL, words.gettext("Whole text")),
    )
    rows: Keyboard = (
        tuple(
            Button(ticked(said, kind is one.format), SetField(one.id, Field.FORMAT, kind))
            for kind, said in formats
        ),
        (
            _switch(one, Field.PICTURE, words.gettext("Picture"), one.picture),
            _switch(one, Field.HASHTAGS, words.gettext("Hashtags"), one.hashtags),
        ),
        _own(one, Field.HEADER, words.gettext("Header"), one.header),
        _own(one, Field.FOOTER, words.gettext("Footer"), one.footer),
        _back(words, ShowSubscription(one.id)),
    )
    return compose_message(Document(*blocks), rows)


def _silent(one: Subscription, now: datetime, words: Words) -> Message:
    document = Document(
        Heading(words.gettext("Silent hours")),
        Paragraph(words.gettext("Without sound: {value}", value=silence(one, words))),
        Paragraph(
            words.gettext("Time zone: {value}", value=described(one.time_zone, now, words)),
            tight=True,
        ),
        Note(words.gettext("What comes in these hours makes no sound on the phones.")),
    )
    chosen = one.silent_from, one.silent_to
    buttons = [
        Button(
            ticked(f"{clock_time(start)}–{clock_time(end)}", chosen == (start, end)),
            SetField(one.id, Field.SILENT, f"{start}-{end}"),
        )
        for start, end in ((a * 60, b * 60) for a, b in NIGHTS)
    ]
    never = ticked(words.gettext("Always with sound"), one.silent_from is None)
    rows = (
        *in_rows(buttons, 2),
        (Button(never, SetField(one.id, Field.SILENT)),),
        (Button(words.gettext("Time zone"), ShowPart(one.id, Part.ZONE)),),
        _back(words, ShowSubscription(one.id)),
    )
    return compose_message(document, rows)


def _language(one: Subscription, words: Words) -> Message:
    document = Document(
        Heading(words.gettext("Language")),
        Paragraph(words.gettext("Of what stands around the articles: these stay as they are.")),
    )
    rows = [
        (
            Button(
                ticked(LANGUAGES[code], one.language == code),
                SetField(one.id, Field.LANGUAGE, code),
            ),
        )
        for code in LOCALES
    ]
    as_on_site = ticked(words.gettext("As on the site"), one.language is None)
    further = (Button(as_on_site, SetField(one.id, Field.LANGUAGE)),)
    return compose_message(document, (*rows, further, _back(words, ShowSubscription(one.id))))


def _delete(shown: Shown, words: Words) -> Message:
    one = shown.subscription
    said = words.gettext(
        "Delete the subscription of {chat}? What was posted stays, nothing more comes.",
        chat=chat_name(shown.chat, words),
    )
    row = (
        Button(words.gettext("Delete it"), Do(one.id, Deed.DELETE)),
        Button(words.gettext("Keep it"), ShowSubscription(one.id)),
    )
    return compose_message(Document(Paragraph(said)), (row,))


def _switch(one: Subscription, field: Field, said: str, is_on: bool) -> Button:
    return Button(ticked(said, is_on), SetField(one.id, field, str(int(not is_on))))


def _own(one: Subscription, field: Field, said: str, text: str) -> tuple[Button, ...]:
    """Asks for an owner's text, and takes off the one that is there."""
    ask = Button(said, AskText(one.id, field))
    return (ask, Button("✕", SetField(one.id, field))) if text else (ask,)


def _back(words: Words, there: ShowPart | ShowSubscription) -> tuple[Button, ...]:
    return (Button(words.gettext("Back"), there),)
