"""How far a file is: while it is fetched and read, while it waits, is loaded and taken back."""

from dataclasses import dataclass
from datetime import timedelta

from bot.locales import Words
from bot.views import loads
from bot.views.document import Block, Document, Heading, Note, Paragraph, compose
from bot.views.figures import duration
from bot.views.load_actions import DoLoad, LoadDeed
from bot.views.loads import file_name, megabytes
from bot.views.message import Button, Keyboard, Message, compose_message
from storage import Import, ImportState

BAR = 12  # cells
SURE = 1.0  # seconds of work that tell how long the rest takes


@dataclass(slots=True)
class Reading:
    """A file on its way into a preview.

    fetching: its bytes are not here yet.  done, size: bytes; 0 where they are not known.
    lines, things: how many of them, and how many articles and rates, are read.
    """

    name: str
    fetching: bool = False
    done: int = 0
    size: int = 0
    lines: int = 0
    things: int = 0


def reading(shown: Reading, words: Words, seconds: float = 0.0) -> Message:
    """seconds: since it was begun."""
    if shown.fetching:
        text = words.gettext("Fetching {name}…")
        facts = [_bytes(shown, words)]
    else:
        text = words.gettext("Reading {name}…")
        facts = [
            words.ngettext("{n} line", "{n} lines", shown.lines) if shown.lines else "",
            _things(shown.things, words) if shown.things else "",
        ]
    facts.append(_left(shown.done, shown.size, seconds, words))
    return _told(text, shown.name, shown.done, shown.size, facts, words)


def waiting(load: Import, ahead: int, words: Words) -> Message:
    """ahead: how many come before it; none, and it is begun at once."""
    if not ahead:
        return loading(load, words)
    name = file_name(load.file_name, words)
    said = compose(words.gettext("{name} waits its turn."), name=name)
    place = words.gettext("{nth} in the line", nth=_nth(ahead + 1, words))
    return compose_message(Document(Heading(*said), Paragraph(place)), _stop(load, words))


def loading(load: Import, words: Words, *, begun: int = 0, seconds: float = 0.0) -> Message:
    """begun: where it was `seconds` ago."""
    done = min(load.place, load.total) if load.total else load.place
    facts = []
    if load.total:
        facts.append(
            words.gettext("{n} of {total}", n=words.number(done), total=words.number(load.total))
        )
        facts.append(_left(done - begun, load.total - begun, seconds, words))
    elif done:
        facts.append(_things(done, words))
    text = words.gettext("Loading {name}…")
    return _told(text, load.file_name, done, load.total, facts, words, _stop(load, words))


def stopping(load: Import, words: Words) -> Message:
    """What was stored of it is being taken back."""
    return _told(words.gettext("Stopping {name}…"), load.file_name, 0, 0, [], words)


def undoing(load: Import, words: Words, *, begun: int = 0, seconds: float = 0.0) -> Message:
    total, done = load.articles.total + load.quotes.total, load.taken_back
    facts = [_left(done - begun, total - begun, seconds, words)]
    return _told(words.gettext("Taking back {name}…"), load.file_name, done, total, facts, words)


def state(load: Import | None, words: Words, *, begun: int = 0, seconds: float = 0.0) -> Message:
    """How an import is now, whatever was pressed."""
    match load:
        case None | Import(state=ImportState.WAITING):
            return loads.gone(words)
        case Import(state=ImportState.LOADING):
            return loading(load, words, begun=begun, seconds=seconds)
        case Import(state=ImportState.CANCELLING):
            return stopping(load, words)
        case Import(state=ImportState.UNDOING):
            return undoing(load, words, begun=begun, seconds=seconds)
        case Import(state=ImportState.LOADED):
            return loads.loaded(load, words)
    return loads.ended(load, words)


def _told(
    text: str,
    name: str,
    done: int,
    total: int,
    facts: list[str],
    words: Words,
    keyboard: Keyboard = (),
) -> Message:
    blocks: list[Block] = [Heading(*compose(text, name=file_name(name, words)))]
    if total and done:
        blocks.append(Paragraph(_bar(done, total), tight=True))
    said = " · ".join(fact for fact in facts if fact)
    if said:
        blocks.append(Note(said, tight=True))
    return compose_message(Document(*blocks), keyboard)


def _bar(done: int, total: int) -> str:
    share = min(done, total) / total
    full = int(share * BAR)
    return f"{'█' * full}{'░' * (BAR - full)} {int(share * 100)} %"


def _bytes(shown: Reading, words: Words) -> str:
    size = megabytes(shown.size, words) if shown.size else ""
    if not shown.done:
        return size
    done = megabytes(shown.done, words)
    return words.gettext("{n} of {total}", n=done, total=size) if size else done


def _things(count: int, words: Words) -> str:
    return words.ngettext("{n} article or rate", "{n} articles and rates", count)


def _left(done: int, total: int, seconds: float, words: Words) -> str:
    """How long the rest takes, as far as that can be told."""
    if seconds < SURE or not 0 < done < total:
        return ""
    rest = timedelta(seconds=max(1, round(seconds * (total - done) / done)))
    return words.gettext("{time} left", time=duration(rest, words))


def _stop(load: Import, words: Words) -> Keyboard:
    return ((Button(words.gettext("Stop"), DoLoad(load.id, LoadDeed.STOP)),),)


def _nth(number: int, words: Words) -> str:
    """As "2nd"."""
    if words.language != "en":
        return words.gettext("{n}th", n=words.number(number))
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 14 else ending}"
