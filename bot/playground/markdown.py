"""parse_mode MarkdownV2, as strict as TDLib's parse_markdown_v2 and with its words."""

import re
from dataclasses import dataclass
from typing import Any

from bot.playground.entities import Complain, byte_offset, utf16_length
from bot.playground.entity import Entity
from bot.playground.errors import ApiError
from bot.playground.html import date_format, refuse
from bot.playground.links import WrongLink, check_link, user_of_link

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_PLAIN = re.compile(r"[^_*\[\]()~`>#+\-=|{}.!\n\\]+")
_PLAIN_CODE = re.compile(r"[^`\\]+")
_LANGUAGE = re.compile(r"[^\s`]+(?=\s)")
_FIRST_LINE = re.compile(r"\r\n|\n\r|\n|\r")
_CODE = frozenset({"code", "pre"})
_STYLES = {
    "bold": "*", "italic": "_", "underline": "__", "strikethrough": "~", "spoiler": "||",
    "code": "`", "pre": "```", "text_link": "]", "custom_emoji": "]",
}  # fmt: skip
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "spoiler": "Spoiler",
    "strikethrough": "Strikethrough", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}  # fmt: skip
_SPECIAL_LINK = re.compile(r"tg:(?://)?(emoji|time)/?\?([^#]*)(?:#.*)?", re.IGNORECASE | re.DOTALL)
_LAST_ESCAPED = 126  # a backslash escapes any character up to this code


@dataclass(slots=True)
class _Open:
    kind: str
    language: str
    offset: int
    begin: int
    part: int


def parse_markdown(markup: str, complain: Complain) -> tuple[str, list[Entity]]:
    """Text without its marks, and the entities they stand for.

    complain: told of a link that Telegram drops.
    Raises ApiError, "can't parse entities: ..." with TDLib's reason and byte offset.
    """
    return _Parser(markup, complain).parse()


class _Parser:
    def __init__(self, markup: str, complain: Complain) -> None:
        self._markup = markup
        self._complain = complain
        self._place = 0
        self._out: list[str] = []
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []
        self._in_quote = False
        self._line_start = True

    def parse(self) -> tuple[str, list[Entity]]:
        markup = self._markup
        while self._place < len(markup):
            char = markup[self._place]
            in_code = bool(self._open) and self._open[-1].kind in _CODE
            if char == "\\" and self._escapes(self._place):
                self._add(markup[self._place + 1])
                self._place += 2
            elif char != "`" if in_code else char not in _RESERVED:
                # A backslash that escapes nothing stands for itself.
                plain = (_PLAIN_CODE if in_code else _PLAIN).match(markup, self._place)
                text = plain[0] if plain else char
                self._add(text)
                self._place += len(text)
            elif self._closes(char):
                self._end(char)
            else:
                self._begin(char)
        self._end_of_text()
        return "".join(self._out), self._entities

    def _escapes(self, place: int) -> bool:
        return place + 1 < len(self._markup) and (0 < ord(self._markup[place + 1]) <= _LAST_ESCAPED)

    def _add(self, text: str) -> None:
        self._out.append(text)
        self._offset += utf16_length(text)
        shown = text.replace("\r", "")
        if shown:
            self._line_start = shown.endswith("\n")

    def _next(self, text: str) -> bool:
        return self._markup.startswith(text, self._place + 1)

    def _closes(self, char: str) -> bool:
        """Whether the mark at this place ends the innermost open entity."""
        if not self._open:
            return False
        if self._in_quote and char == "\n" and not self._next(">"):
            return True
        kind = self._open[-1].kind
        if kind == "blockquote":
            return False
        if kind == "italic":
            return char == "_" and not self._next("_")
        return self._markup.startswith(_STYLES[kind], self._place)

    def _begin(self, char: str) -> None:
        begin = self._place
        kind, language = "", ""
        match char:
            case "_":
                kind = "underline" if self._next("_") else "italic"
            case "*":
                kind = "bold"
            case "~":
                kind = "strikethrough"
            case "|" if self._next("|"):
                kind = "spoiler"
            case "[":
                kind = "text_link"
            case "!" if self._next("["):
                kind = "custom_emoji"
                self._place += 1
            case "`":
                kind = "pre" if self._next("``") else "code"
            case "\n":
                self._add("\n")
                self._place += 1
                return
            case ">" if self._line_start:
                self._place += 1
                if self._in_quote:
                    return
                self._in_quote = True
                self._open.append(_Open("blockquote", "", self._offset, begin, len(self._out)))
                return
            case _:
                raise refuse(
                    f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
                )
        self._place += 1 if kind in {"text_link", "custom_emoji"} else len(_STYLES[kind])
        if kind == "pre":
            language = self._code_head()
        self._open.append(_Open(kind, language, self._offset, begin, len(self._out)))

    def _code_head(self) -> str:
        """The language after the opening mark; the line break that follows is no text."""
        language = _LANGUAGE.match(self._markup, self._place)
        if language is not None:
            self._place = language.end()
        line = _FIRST_LINE.match(self._markup, self._place)
        if line is not None:
            self._place = line.end()
        return language[0] if language is not None else ""

    def _end(self, char: str) -> None:
        entity = self._open.pop()
        kind = entity.kind
        extra: dict[str, Any] | None = {"language": entity.language} if entity.language else None
        empty = self._offset == entity.offset
        if char == "\n":
            kind = self._end_of_quote(entity)
            entity = entity if entity.kind == "blockquote" else self._open.pop()
            empty = False
        elif kind in {"text_link", "custom_emoji"}:
            self._place += 1
            found = self._link(entity) if kind == "text_link" else self._special_link()
            if found is None:
                return
            kind, extra = found
        else:
            self._place += len(_STYLES[kind])
        if not empty:
            length = self._offset - entity.offset
            self._entities.append(Entity(kind, entity.offset, length, extra))

    def _end_of_quote(self, entity: _Open) -> str:
        """Take the line break that ends a quotation, and say which kind it was."""
        kind = entity.kind
        if kind != "blockquote":
            # "||" just before the line's end makes the quotation expandable.
            gap = self._markup[entity.begin + 2 : self._place]
            outer = self._open[-1] if self._open else None
            if kind != "spoiler" or gap not in {"", "\r"}:
                raise self._unclosed(entity)
            if outer is None or outer.kind != "blockquote":
                raise self._unclosed(outer or entity)
            kind = "expandable_blockquote"
        self._in_quote = False
        self._add("\n")
        self._place += 1
        return kind

    def _end_of_text(self) -> None:
        if self._in_quote:
            kind = "blockquote"
            last = self._open[-1]
            if last.kind == "spoiler" and last.begin == len(self._markup) - 2:
                self._open.pop()
                kind = "expandable_blockquote"
            if self._open[-1].kind == "blockquote":
                quote = self._open.pop()
                if self._offset > quote.offset:
                    self._entities.append(Entity(kind, quote.offset, self._offset - quote.offset))
        if self._open:
            raise self._unclosed(self._open[-1])

    def _unclosed(self, entity: _Open) -> ApiError:
        name = "PreCode" if entity.language else _NAMES[entity.kind]
        place = byte_offset(self._markup, entity.begin)
        return refuse(f"Can't find end of {name} entity at byte offset {place}")

    def _url(self) -> str:
        """The address in round brackets at this place."""
        begin = self._place + 1
        place = begin
        parts = []
        while place < len(self._markup) and self._markup[place] != ")":
            if self._markup[place] == "\\" and self._escapes(place):
                place += 1
            parts.append(self._markup[place])
            place += 1
        if place >= len(self._markup):
            where = byte_offset(self._markup, begin)
            raise refuse(f"Can't find end of a URL at byte offset {where}")
        self._place = place + 1
        return "".join(parts)

    def _link(self, entity: _Open) -> tuple[str, dict[str, Any]] | None:
        bracketed = self._markup.startswith("(", self._place)
        url = self._url() if bracketed else "".join(self._out[entity.part :])
        user = user_of_link(url)
        if user:
            return "text_mention", {"user": {"id": user}}
        try:
            return "text_link", {"url": check_link(url)}
        except WrongLink as reason:
            self._complain(f"the link '{url}' is wrong ({reason}) and was dropped")
            return None

    def _special_link(self) -> tuple[str, dict[str, Any]]:
        if not self._markup.startswith("(", self._place):
            raise refuse("The entity must contain a tg://emoji or tg://time URL")
        match = _SPECIAL_LINK.fullmatch(self._url())
        if match is not None:
            values = dict(part.partition("=")[::2] for part in match[2].split("&"))
            emoji, moment = values.get("id", ""), values.get("unix", "")
            form = date_format(values.get("format", ""))
            if match[1].lower() == "emoji" and _is_number(emoji):
                return "custom_emoji", {"custom_emoji_id": emoji}
            is_time = match[1].lower() == "time" and _is_number(moment)
            if is_time and int(moment) < 2**31 and form is not None:
                return "date_time", {"unix_time": int(moment), "date_time_format": form}
        raise refuse("Invalid tg://emoji or tg://time URL specified")


def _is_number(text: str) -> bool:
    """Whether text is a positive number in its plain form."""
    return re.fullmatch("[1-9][0-9]{0,18}", text) is not None
