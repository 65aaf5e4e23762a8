"""parse_mode HTML, as strict as TDLib's parse_html and with its words."""

import re
from dataclasses import dataclass

from bot.playground.entities import Complain, byte_offset, utf16_length
from bot.playground.entity import Entity
from bot.playground.errors import ApiError, bad_request
from bot.playground.links import WrongLink, check_link, user_of_link

_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = frozenset(_STYLES) | {"a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*));?")
_LAST_CODE = 0x10FFFF
_LONGEST_REFERENCE = 10
_SPACE = " \t\r\n\0\v"
_PLAIN = re.compile("[^&<]+")
_TAG_NAME = re.compile(f"[^{_SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(f"[^{_SPACE}=>/\"']*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(slots=True)
class _Tag:
    name: str
    argument: str
    date: int
    offset: int
    place: int


def parse_html(markup: str, complain: Complain) -> tuple[str, list[Entity]]:
    """Text without its tags, and the entities they stand for.

    complain: told of a link that Telegram drops.
    Raises ApiError, "can't parse entities: ..." with TDLib's reason and byte offset.
    """
    return _Parser(markup, complain).parse()


def refuse(reason: str) -> ApiError:
    """A refusal of markup."""
    return bad_request(f"Can't parse entities: {reason}")


def decode_reference(text: str, place: int) -> tuple[str, int]:
    """The character that the reference at this place means, and where it ends.

    Gives ("", place) for what is no reference: it stays as written.
    """
    match = _REFERENCE.match(text, place)
    if match is None:
        return "", place
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("", place)
    digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
    length = match.end() - place - match[0].endswith(";")
    code = int(digits, base) if digits and length < _LONGEST_REFERENCE else 0
    if not 0 < code < _LAST_CODE:
        return "", place
    return chr(code), match.end()


class _Parser:
    def __init__(self, markup: str, complain: Complain) -> None:
        self._markup = markup
        self._complain = complain
        self._place = 0
        self._out: list[str] = []
        self._offset = 0
        self._tags: list[_Tag] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        markup = self._markup
        while self._place < len(markup):
            char = markup[self._place]
            if char == "<":
                if markup.startswith("/", self._place + 1):
                    self._end_tag()
                else:
                    self._start_tag()
                continue
            if char == "&":
                decoded, end = decode_reference(markup, self._place)
                self._add(decoded or "&")
                self._place = end if decoded else self._place + 1
                continue
            plain = _PLAIN.match(markup, self._place)
            assert plain is not None
            self._add(plain[0])
            self._place = plain.end()
        if self._tags:
            raise refuse(f'Can\'t find end tag corresponding to start tag "{self._tags[-1].name}"')
        text = "".join(self._out)
        if not text.isascii() and re.search("[\ud800-\udfff]", text):
            raise refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, check "
                "for unmatched surrogate code units"
            )
        for entity in self._entities:
            if entity.type == "code":
                entity.extra = None
        return text, self._entities

    def _add(self, text: str) -> None:
        self._out.append(text)
        self._offset += utf16_length(text)

    def _at(self, place: int) -> str:
        return f"at byte offset {byte_offset(self._markup, place)}"

    def _start_tag(self) -> None:
        begin = self._place
        match = _TAG_NAME.match(self._markup, begin + 1)
        assert match is not None
        self._place = match.end()
        if self._place >= len(self._markup):
            raise refuse(f"Unclosed start tag {self._at(begin)}")
        name = match[0].lower()
        if name not in _TAGS:
            raise refuse(f'Unsupported start tag "{name}" {self._at(begin)}')
        tag = _Tag(name, "", 0, self._offset, len(self._out))
        while self._markup[self._place] != ">":
            attribute = self._attribute(name, begin)
            if attribute is not None:
                _apply(tag, *attribute)
        if name == "span" and tag.argument != "spoiler":
            raise refuse(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        self._place += 1
        self._tags.append(tag)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None] | None:
        """The next attribute with its value (None: without one), None where the tag ends."""
        markup = self._markup
        self._skip_space()
        if markup.startswith(">", self._place):
            return None
        match = _ATTRIBUTE_NAME.match(markup, self._place)
        assert match is not None
        if not match[0]:
            raise refuse(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
        self._place = match.end()
        self._skip_space()
        if not markup.startswith("=", self._place):
            if self._place >= len(markup):
                raise refuse(f'Unclosed start tag "{tag}" {self._at(begin)}')
            return match[0], None
        self._place += 1
        self._skip_space()
        if self._place >= len(markup):
            raise refuse(f'Unclosed start tag "{tag}" {self._at(begin)}')
        value = self._quoted() if markup[self._place] in "'\"" else self._token()
        if self._place >= len(markup):
            raise refuse(f"Unclosed start tag {self._at(begin)}")
        return match[0], value

    def _token(self) -> str:
        begin = self._place
        match = _NAME_TOKEN.match(self._markup, begin)
        assert match is not None
        self._place = match.end()
        if self._place < len(self._markup) and self._markup[self._place] not in _SPACE + ">":
            raise refuse(f"Unexpected end of name token {self._at(begin)}")
        return match[0].lower()

    def _quoted(self) -> str:
        markup = self._markup
        quote = markup[self._place]
        end = markup.find(quote, self._place + 1)
        stop = len(markup) if end < 0 else end
        place = self._place + 1
        parts = []
        while place < stop:
            decoded = ""
            if markup[place] == "&":
                decoded, after = decode_reference(markup, place)
                if decoded:
                    place = after
            if not decoded:
                decoded = markup[place]
                place += 1
            parts.append(decoded)
        self._place = stop if end < 0 else stop + 1
        return "".join(parts)

    def _skip_space(self) -> None:
        while self._place < len(self._markup) and self._markup[self._place] in _SPACE:
            self._place += 1

    def _end_tag(self) -> None:
        begin = self._place
        if not self._tags:
            raise refuse(f"Unexpected end tag {self._at(begin)}")
        match = _TAG_NAME.match(self._markup, begin + 2)
        assert match is not None
        self._place = match.end()
        self._skip_space()
        if not self._markup.startswith(">", self._place):
            raise refuse(f"Unclosed end tag {self._at(begin)}")
        self._place += 1
        name = match[0].lower()
        tag = self._tags.pop()
        if name and name != tag.name:
            raise refuse(
                f'Unmatched end tag {self._at(begin)}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self._offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        offset, length = tag.offset, self._offset - tag.offset
        name = tag.name
        if name in _STYLES:
            self._entities.append(Entity(_STYLES[name], offset, length))
        elif name == "a":
            self._link(tag, offset, length)
        elif name == "blockquote":
            kind = "expandable_blockquote" if tag.argument else "blockquote"
            self._entities.append(Entity(kind, offset, length))
        elif name == "tg-emoji":
            if not _is_identifier(tag.argument):
                raise refuse("Invalid custom emoji identifier specified")
            extra = {"custom_emoji_id": tag.argument}
            self._entities.append(Entity("custom_emoji", offset, length, extra))
        elif name == "tg-time":
            form = date_format(tag.argument)
            if form is None:
                raise refuse("Invalid date format used")
            if tag.date > 0:
                moment = {"unix_time": tag.date, "date_time_format": form}
                self._entities.append(Entity("date_time", offset, length, moment))
        else:
            self._code(tag, offset, length)

    def _link(self, tag: _Tag, offset: int, length: int) -> None:
        url = tag.argument or "".join(self._out[tag.place :])
        user = user_of_link(url)
        if user:
            self._entities.append(Entity("text_mention", offset, length, {"user": {"id": user}}))
            return
        try:
            self._entities.append(Entity("text_link", offset, length, {"url": check_link(url)}))
        except WrongLink as reason:
            self._complain(f"the link '{url}' is wrong ({reason}) and was dropped")

    def _code(self, tag: _Tag, offset: int, length: int) -> None:
        """pre and code over the same text are one block, with the language of the code tag."""
        last = self._entities[-1] if self._entities else None
        same = last is not None and (last.offset, last.length) == (offset, length)
        language = {"language": tag.argument} if tag.name == "code" and tag.argument else None
        if last is not None and same and tag.name == "pre" and last.type == "code" and last.extra:
            last.type = "pre"
        elif last is not None and same and last.type == "pre" and not last.extra and language:
            last.extra = language
        else:
            self._entities.append(Entity(tag.name, offset, length, language))


def _apply(tag: _Tag, name: str, value: str | None) -> None:
    """What an attribute means to its tag; attributes that mean nothing are passed over."""
    match tag.name, name:
        case "blockquote", "expandable":
            tag.argument = "1"
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format") if value is not None:
            tag.argument = value
        case "code", "class" if value is not None and value.startswith("language-"):
            tag.argument = value.removeprefix("language-")
        case "span", "class" if value is not None and value.startswith("tg-"):
            tag.argument = value.removeprefix("tg-")
        case "tg-time", "unix" if value is not None:
            digits = re.match(r"-?[0-9]+", value)
            tag.date = int(digits[0]) if digits else 0


def _is_identifier(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,19}", text) is not None and int(text) != 0


def date_format(letters: str) -> str | None:
    """The format of a date as Telegram gives it back, None for letters it does not know."""
    if letters in {"r", "R"}:
        return "r"
    if set(letters) - set("tTdDwW"):
        return None
    day = "w" if set(letters) & set("wW") else ""
    date = "d" if "d" in letters else "D" if "D" in letters else ""
    time = "t" if "t" in letters else "T" if "T" in letters else ""
    return day + date + time
