"""`money`: a text understood and converted, for other programs and for trying out."""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.cli import DONE, FAILED, REFUSED, WRONG
from bot.config import Settings
from bot.ingest import Unreadable, read
from bot.locales import language_of, words_for
from bot.money.convert import Conversion, NoRate, answer
from bot.money.errors import NotUnderstood, Understood
from bot.money.paths import Quotes
from bot.money.request import parse_request
from bot.views.conversions import line
from bot.views.refusals import explain
from storage import Quote, Store

_VALUED = ("--lang", "--rates", "--now")
_FIGURES = "to value exactness pm low high rate as_of source path alternatives text"
_FLAGS = ("--batch", "-h", "--help")


def arrange(arguments: Sequence[str]) -> list[str]:
    """The command line with its options first, so that a text may begin with a hyphen."""
    options: list[str] = []
    texts: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            texts += rest
        elif argument in _VALUED:
            options += [argument, *_next(rest)]
        elif argument in _FLAGS or argument.startswith(tuple(f"{name}=" for name in _VALUED)):
            options.append(argument)
        else:
            texts.append(argument)
    return [*options, "--", *texts] if texts else options


def _next(rest: Iterator[str]) -> list[str]:
    return [value] if (value := next(rest, None)) is not None else []


async def money(
    text: str | None,
    settings: Settings,
    *,
    language: str | None,
    rates: Path | None,
    now: date | None,
    batch: bool,
) -> int:
    """Print what a text means in money, or with `batch` what each line of standard input does.

    rates: a file whose quotes count, in place of the database's.
    now: the day that is taken for today.
    Gives DONE or REFUSED for one text; a batch is DONE whatever is in it.
    """
    if batch == (text is not None):
        print("money: either a TEXT or --batch", file=sys.stderr)
        return WRONG
    today = now or datetime.now(ZoneInfo(settings.default_timezone)).date()
    try:
        quotes = _from_file(rates, today) if rates else await _from_store(settings)
    except (OSError, Unreadable) as error:
        print(f"{rates}: {error}", file=sys.stderr)
        return FAILED
    asking = Asking(settings, quotes, today)
    spoken = language_of(language, settings.default_language)
    if text is not None:
        # A text may hold bytes that are no text.
        answered = asking.answer(os.fsencode(text).decode(errors="replace"), spoken)
        _print(answered)
        return REFUSED if "error" in answered else DONE
    for row in sys.stdin.buffer:
        if row.strip():
            _print(asking.answer_row(row, spoken))
    return DONE


class Asking:
    """Texts asked against the same quotes, on the same day; answers are what JSON will say."""

    def __init__(self, settings: Settings, quotes: Sequence[Quote], today: date) -> None:
        self._home = settings.home_currencies
        self._quotes = quotes
        self._today = today
        self._undated = Quotes(quotes, today)

    def answer_row(self, row: bytes, language: str) -> dict[str, Any]:
        """row: `{"text": ..., "lang": ...}`; a line that is no such object holds no text."""
        try:
            asked = orjson.loads(row)
        except orjson.JSONDecodeError:
            asked = {}
        asked = asked if isinstance(asked, dict) else {}
        text, spoken = asked.get("text"), asked.get("lang")
        if isinstance(spoken, str):
            language = language_of(spoken, language)
        return self.answer(text if isinstance(text, str) else "", language)

    def answer(self, text: str, language: str) -> dict[str, Any]:
        try:
            request = parse_request(text, language, today=self._today, preferred=self._home)
            results = answer(request, self._quotes_of(request.day), self._home)
        except NotUnderstood as error:
            refusal = {"error": error.reason.value, "message": explain(error, words_for(language))}
            if error.candidates:
                refusal["candidates"] = list(error.candidates)  # type: ignore[assignment]
            return refusal | _understood(error.understood)
        shown = [_result(result, language, request.day) for result in results]
        return _understood(request.understood) | {"results": shown}

    def _quotes_of(self, day: date | None) -> Quotes:
        return self._undated if day is None else Quotes(self._quotes, self._today, day)


def _understood(known: Understood) -> dict[str, Any]:
    return {
        "amount": _plain(known.amount),
        "from": known.base,
        "to": list(known.targets),
        "date": known.day.isoformat() if known.day else None,
    }


def _result(result: Conversion | NoRate, language: str, day: date | None) -> dict[str, Any]:
    """One target's figures; what does not apply is null."""
    shown: dict[str, Any] = dict.fromkeys(_FIGURES.split())
    shown["to"] = result.quote
    shown["text"] = line(result, words_for(language), day)
    if isinstance(result, NoRate):
        return shown | {"error": "no_rate"}
    return shown | {
        "value": _plain(result.value),
        "exactness": result.exactness.value,
        "pm": _plain(result.pm),
        "low": _plain(result.low),
        "high": _plain(result.high),
        "rate": _plain(result.rate),
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "source": ", ".join(result.sources) or None,
        "path": list(result.path.currencies),
        "alternatives": list(result.others),
    }


def _plain(figure: Decimal | None) -> str | None:
    return format(figure, "f") if figure is not None else None


def _from_file(path: Path, today: date) -> Sequence[Quote]:
    return read(path.read_bytes(), today).quotes


async def _from_store(settings: Settings) -> Sequence[Quote]:
    store = Store(settings.database_url, settings.search_folder)
    try:
        await store.open()
        return await store.rates.current()
    finally:
        await store.close()


def _print(value: dict[str, Any]) -> None:
    # Not by print: JSON is UTF-8 whatever the terminal's encoding is.
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()
