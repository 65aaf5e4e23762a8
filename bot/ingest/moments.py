"""Moments as files write them: RFC 822, ISO 8601, Unix time, and dates as people write them."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from storage.dates import full_date, parse_date

LONGEST = 80  # characters; no date has as many
YEARS = range(1000, 9999)  # a moment at the calendar's ends cannot be shown in every zone

_PLAIN_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?", re.A)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<part>\d{1,12}))?)?)?"
)
_ZONE = r"(?P<zone>[a-z]{1,5})?\s*(?P<offset>[+\-−]\d{1,2}(?::?\d\d(?::?\d\d)?)?)?"
_ISO = re.compile(
    r"(?P<year>\d{4})(?:"
    r"-?W(?P<week>\d\d)(?:-?(?P<weekday>[1-7]))?"
    r"|-(?P<of_year>\d{3})(?!\d)"
    r"|-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"
    r"|(?P<month_>\d\d)(?P<day_>\d\d)"
    rf")?(?:(?:T|\s+){_CLOCK}\s*{_ZONE})?",
    re.A | re.I,
)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.A)
_UNIX = re.compile(r"(-?\d{9,10})(?:\.\d+)?|(\d{12,13})|(\d{15,16})", re.A)
_MAIL = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s*)?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+"
    rf"(?P<year>\d{{4}}|\d\d)(?:,?\s+{_CLOCK}\s*{_ZONE}(?:\s*\([^()]*\))?)?",
    re.I,
)
_C_TIME = re.compile(
    r"[a-z]{3,9}\s+(?P<month>[a-z]{3,9})\s+(?P<day>\d{1,2})\s+(?P<hour>\d\d):(?P<minute>\d\d):"
    r"(?P<second>\d\d)\s+(?:(?P<zone>[a-z]{1,5})\s*(?P<offset>[+-]\d{4})?\s+)?(?P<year>\d{4})",
    re.I,
)
# A time of day within a date that people wrote, and what may stand around it.
_TIME_WITHIN = re.compile(
    r"(?:^|[\s,;|(]|\b(?:at|в)\s+)(?P<hour>\d{1,2})(?P<rest>:(?P<minute>\d\d)(?::(?P<second>\d\d)"
    r"(?:[.,]\d{1,9})?)?)?\s*(?P<half>[ap]\.?m\.?)?(?=[\s,;)]|$)\s*"
    r"(?:\(?(?P<zone>[A-ZА-Я]{1,5})?\s*(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?\)?)?(?=[\s,;)]|$)",
    re.IGNORECASE,
)
_HANGING = re.compile(r"(?:\b(?:at|в)|[,;|(\s–—-])+$|^[,;|\s]+", re.IGNORECASE)

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
# Names that mail and feeds use, hours east of Greenwich; a letter of the alphabet is one as well.
_ZONES = {
    **dict.fromkeys(("ut", "utc", "gmt", "z", "wet"), 0.0),
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"ast": -4, "adt": -3, "akst": -9, "akdt": -8, "hst": -10, "nst": -3.5, "ndt": -2.5},
    **{"et": -5, "ct": -6, "mt": -7, "pt": -8},
    **{"bst": 1, "west": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3},
    **{"msk": 3, "мск": 3, "msd": 4, "trt": 3, "samt": 4, "yekt": 5, "omst": 6, "krat": 7},
    **{"almt": 5, "qyzt": 5, "kgt": 6, "uzt": 5, "tjt": 5, "tmt": 5, "irst": 3.5, "aft": 4.5},
    **{"ist": 5.5, "pkt": 5, "sgt": 8, "hkt": 8, "jst": 9, "kst": 9},
    **{"awst": 8, "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13},
}
_ZONES |= {chr(ord("a") + n): n + 1 for n in range(9)}
_ZONES |= {letter: n for n, letter in enumerate("klm", start=10)}
_ZONES |= {letter: -n for n, letter in enumerate("nopqrstuvwxy", start=1)}


def parse_moment(text: str, now: datetime) -> datetime | None:
    """The moment that a text means, in UTC; None where it means none.

    Without an hour it is midnight, without a zone UTC. A day without its year is the latest that
    is not ahead of `now`.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    # Raised for days and hours that do not exist, or that Python's calendar does not have.
    if _PLAIN_ISO.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return _sane(_in_utc(datetime.fromisoformat(text)))
    with suppress(ValueError, OverflowError):
        for read in (_read_unix, _read_iso, _read_mail):
            if moment := read(text):
                return _sane(moment)
        return _sane(_read_written(text, now))
    return None


def _sane(moment: datetime | None) -> datetime | None:
    return moment if moment and moment.year in YEARS else None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _read_unix(text: str) -> datetime | None:
    """Seconds, milliseconds or microseconds since 1970."""
    if not (found := _UNIX.fullmatch(text)):
        return None
    seconds, milliseconds, microseconds = found.groups()
    count = int(seconds or milliseconds or microseconds)
    unit = "seconds" if seconds else "milliseconds" if milliseconds else "microseconds"
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(**{unit: count})


def _read_iso(text: str) -> datetime | None:
    if found := _RUN_TOGETHER.fullmatch(text):
        return datetime(*map(int, found.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    if not (found := _ISO.fullmatch(text)):
        return None
    year = int(found["year"])
    if found["week"]:
        day = date.fromisocalendar(year, int(found["week"]), int(found["weekday"] or 1))
    elif found["of_year"]:
        day = _of_year(year, int(found["of_year"]))
    else:
        month = found["month"] or found["month_"] or "1"
        day = date(year, int(month), int(found["day"] or found["day_"] or 1))
    return _at(day, found)


def _of_year(year: int, number: int) -> date:
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if day.year != year:
        raise ValueError(number)
    return day


def _read_mail(text: str) -> datetime | None:
    """RFC 822 and 850, and what C's ctime writes."""
    found = _MAIL.fullmatch(text) or _C_TIME.fullmatch(text)
    month = _MONTHS.get(found["month"][:3].casefold()) if found else None
    if not found or not month:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 1900 if year >= 70 else 2000
    return _at(date(year, month, int(found["day"])), found)


def _at(day: date, found: re.Match[str]) -> datetime:
    """The hour of a match on a day; 24:00 and a leap second belong to what follows."""
    parts = found.groupdict()
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(found[0])
    part = int((parts.get("part") or "0").ljust(6, "0")[:6])
    midnight = datetime.combine(day, time(), _zone(parts.get("zone"), parts.get("offset")))
    length = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=part)
    return (midnight + length).astimezone(UTC)


def _zone(name: str | None, offset: str | None) -> tzinfo:
    """An unknown name is taken for UTC, as nobody can tell what was meant."""
    if offset:
        digits = re.sub(r"\D", "", offset)
        digits = digits.rjust(2, "0").ljust(4, "0") if len(digits) <= 2 else digits.rjust(4, "0")
        length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        return timezone(-length if offset[0] in "-−" else length)
    return timezone(timedelta(hours=_ZONES.get((name or "").casefold(), 0.0)))


def _read_written(text: str, now: datetime) -> datetime | None:
    """`21 декабря 2024 г. в 14:30`, `December 21, 2024 2:30 PM EST`, `21.12.2024 14:30`."""
    found = next((one for one in _TIME_WITHIN.finditer(text) if one["rest"] or one["half"]), None)
    if not found:
        day = _written_day(text, now)
        return datetime.combine(day, time(), UTC) if day else None
    before, after = text[: found.start()], text[found.end() :]
    day = _written_day(f"{_HANGING.sub('', before)} {_HANGING.sub('', after)}".strip(), now)
    if day is None:
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    clock = time(hour, int(found["minute"] or 0), min(59, int(found["second"] or 0)))
    return datetime.combine(day, clock, _zone(found["zone"], found["offset"])).astimezone(UTC)


def _written_day(text: str, now: datetime) -> date | None:
    if day := full_date(text):
        return day
    span = parse_date(text, now.date())
    return span.first if span and span.first == span.last else None
