"""One entity of a text, and which of two is the outer one."""

from dataclasses import dataclass
from typing import Any

_PRIORITIES = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "date_time": 30,
    "text_link": 49, "text_mention": 49, "bold": 90, "italic": 91, "underline": 92,
    "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
_FOUND_PRIORITY = 50  # mentions, hashtags, links and the like


@dataclass(slots=True)
class Entity:
    """One stretch of formatted text. extra: url, user, language, custom_emoji_id and the like."""

    type: str
    offset: int
    length: int
    extra: dict[str, Any] | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def priority(self) -> int:
        """Which of two entities over the same text is the outer one: the smaller number."""
        if self.type == "pre" and self.extra:
            return 10
        return _PRIORITIES.get(self.type, _FOUND_PRIORITY)

    def as_json(self) -> dict[str, Any]:
        """The Bot API's MessageEntity."""
        body: dict[str, Any] = {"offset": self.offset, "length": self.length, "type": self.type}
        if self.extra:
            body.update(self.extra)
        return body
