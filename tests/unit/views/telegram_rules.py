"""What Telegram asks of a message, written down apart from the renderer."""

import unicodedata
from typing import Any

from bot.views.render import Rendered, utf16_len

QUOTES = {"blockquote", "expandable_blockquote"}
FLUID = {"bold", "italic", "underline", "strikethrough", "spoiler"}
LONERS = {"code", "pre", "date_time"}
UNSEEN = "\u115f\u1160\u2800\u3164\uffa0\ufffc\u034f\u17b4\u17b5"


def cleaned_by_telegram(text: str) -> str:
    """tdlib, td/telegram/misc.cpp, clean_input_string, and the trimming after it."""
    kept = ""
    for character in text:
        if character < " " and character not in "\n\r":
            kept += " "
        elif character not in "\r\u030a\u0333\u033f" and not "\u2028" <= character <= "\u202e":
            kept += character
    marks = "\u200e\u200f"
    kept = "".join(
        "\u200c" if character in marks and kept[at + 1 : at + 2] in [*marks] else character
        for at, character in enumerate(kept)
    )
    return kept.strip(" \n")


def is_seen(text: str) -> bool:
    return any(
        unicodedata.category(character) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}
        and character not in UNSEEN
        for character in text
        if not "\ufe00" <= character <= "\ufe0f"
    )


def isolates_are_closed(line: str) -> bool:
    depth = 0
    for character in line:
        depth += character in "\u2066\u2067\u2068"
        depth -= character == "\u2069"
        if depth < 0:
            return False
    return depth == 0


def covered(rendered: Rendered, entity: dict[str, Any]) -> str:
    units = rendered.text.encode("utf-16-le")
    begin = entity["offset"] * 2
    return units[begin : begin + entity["length"] * 2].decode("utf-16-le")  # raises within a pair


def end(entity: dict[str, Any]) -> int:
    return int(entity["offset"] + entity["length"])


def check_message(rendered: Rendered, limit: int) -> None:
    text = rendered.text
    assert len(text.encode("utf-16-le")) // 2 <= limit  # raises for a lone surrogate
    assert text == text.strip() and is_seen(text)
    assert cleaned_by_telegram(text) == text
    assert all(isolates_are_closed(line) for line in text.split("\n"))
    check_entities(rendered)


def check_entities(rendered: Rendered) -> None:
    entities = rendered.entities
    assert len(entities) <= 100
    open_ones: list[dict[str, Any]] = []
    for entity in entities:
        part = covered(rendered, entity)
        assert part and part == part.strip()
        assert end(entity) <= utf16_len(rendered.text)
        while open_ones and end(open_ones[-1]) <= entity["offset"]:
            open_ones.pop()
        around = {outer["type"] for outer in open_ones}
        kind = entity["type"]
        assert all(end(entity) <= end(outer) for outer in open_ones), "entities cross"
        assert kind not in around
        assert not around & LONERS
        assert kind not in LONERS or around <= QUOTES
        assert kind not in QUOTES or not around
        open_ones.append(entity)
    keys = [(entity["offset"], -entity["length"]) for entity in entities]
    assert keys == sorted(keys)
    assert all(
        would_cross(first, second, entities)
        for first in entities
        for second in entities
        if first["type"] == second["type"] in FLUID and end(first) == second["offset"]
    ), "two that touch could be one"


def would_cross(
    first: dict[str, Any], second: dict[str, Any], entities: tuple[dict[str, Any], ...]
) -> bool:
    return any(
        (end(other) == end(first) and other["offset"] < first["offset"])
        or (other["offset"] == second["offset"] and end(other) > end(second))
        for other in entities
    )
