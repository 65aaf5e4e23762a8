"""Time zones to choose from: what they are called, and how far they are from UTC."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.locales import Words

# The region and its neighbours first, then the world from west to east.
_NAMES = """
Asia/Almaty Asia/Bishkek Asia/Tashkent Asia/Dushanbe Asia/Ashgabat Asia/Kabul Asia/Urumqi
Asia/Ulaanbaatar Asia/Baku Asia/Tbilisi Asia/Yerevan Asia/Tehran Europe/Istanbul Europe/Moscow
Asia/Yekaterinburg Asia/Novosibirsk
Europe/Kaliningrad Europe/Samara Asia/Omsk Asia/Krasnoyarsk Asia/Irkutsk Asia/Yakutsk
Asia/Vladivostok Asia/Kamchatka Europe/Minsk Europe/Kyiv Asia/Riyadh Asia/Dubai Asia/Karachi
Asia/Kolkata Asia/Shanghai Asia/Hong_Kong
Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Chicago
America/Mexico_City America/New_York America/Toronto America/Bogota America/Halifax
America/Sao_Paulo America/Argentina/Buenos_Aires UTC Europe/London Europe/Lisbon Africa/Lagos
Europe/Madrid Europe/Paris Europe/Rome Europe/Berlin Europe/Warsaw Europe/Helsinki
Africa/Cairo Africa/Johannesburg Asia/Jerusalem Africa/Nairobi Asia/Kathmandu Asia/Dhaka
Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Singapore Asia/Kuala_Lumpur Asia/Manila
Australia/Perth Asia/Seoul Asia/Tokyo Australia/Sydney Pacific/Auckland
"""
ZONES = tuple(_NAMES.split())
# CLDR keeps the names of its first edition.
_IN_CLDR = {
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Europe/Kyiv": "Europe/Kiev",
}


def city(zone: str, words: Words) -> str:
    """What a zone is called after, as the reader's language has it."""
    named = words.locale.time_zones.get(_IN_CLDR.get(zone, zone), {})
    return named.get("city") or zone.rpartition("/")[2].replace("_", " ")


def offset(zone: str, now: datetime) -> str:
    """How far a zone is from UTC at that moment: "UTC+5", "UTC−3:30", "UTC"."""
    ahead = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    if not hours and not minutes:
        return "UTC"
    sign = "+" if ahead > timedelta() else "−"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def described(zone: str, now: datetime, words: Words) -> str:
    """ "Almaty, UTC+5"; a zone that has no city is named once."""
    name, ahead = city(zone, words), offset(zone, now)
    return name if name == ahead else f"{name}, {ahead}"
