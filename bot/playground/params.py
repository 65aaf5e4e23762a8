"""Parameters of one call, read the way the Bot API server reads them.

Every transport ends up here: a form gives text, a JSON body gives text, numbers, flags and
objects. The server turns all of them into text first, so "5" and 5, or an object and its JSON
text, mean the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from bot.playground.errors import ApiError, bad_request

_INT32_MAX = 2**31 - 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body."""

    name: str
    data: bytes
    content_type: str = ""


class Params(dict[str, Any]):
    """The named values of a call as they came: text, JSON values, or an Upload."""

    __slots__ = ()

    def text(self, name: str) -> str:
        """The value as text, "" where it is missing."""
        value = self.get(name)
        if value is None:
            # A JSON null is the text "null" to the server, not a missing value.
            return "null" if name in self else ""
        if isinstance(value, str):
            return value
        if isinstance(value, Upload):
            return ""
        return orjson.dumps(value).decode()

    def integer(
        self, name: str, default: int = 0, *, low: int = -_INT32_MAX - 1, high: int = _INT32_MAX
    ) -> int:
        """A number kept within low and high. What is no number counts as 0."""
        value = self.get(name)
        if value is None:
            return default
        if type(value) is not int:
            text = self.text(name)
            value = leading_integer(text) if text else default
        return max(low, min(high, value))

    def flag(self, name: str) -> bool:
        """Whether the value says yes: true, yes or 1."""
        value = self.get(name)
        if value is None or value is False:
            return False
        return value is True or self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, refusal: str) -> Any:
        """The structured value, None where it is missing.

        Raises ApiError with the given refusal for text that is not JSON.
        """
        value = self.get(name)
        if not isinstance(value, str):
            return "null" if value is None and name in self else value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(refusal) from None

    def json_or_none(self, name: str) -> Any:
        """The structured value; the server takes text that is not JSON here for no value."""
        try:
            return self.json(name, "")
        except ApiError:
            return None

    def upload(self, name: str) -> Upload | None:
        """The file sent under this name, or the one that "attach://other" points to."""
        value = self.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else None


def leading_integer(text: str) -> int:
    """The integer that text begins with, 0 where it begins with none."""
    end = 1 if text[:1] in {"-", "+"} else 0
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    try:
        return int(text[:end])
    except ValueError:
        return 0


class Fields:
    """Typed access to the fields of a JSON object, with the server's refusals."""

    __slots__ = ("values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def text(self, name: str, *, required: bool = False) -> str:
        value = self._value(name, required)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ApiError(400, f'Field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str, *, required: bool = False, bits: int = 32) -> int:
        value = self._value(name, required)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ApiError(400, f'Field "{name}" must be a Number')
        try:
            number = int(str(value))
        except ValueError:
            number = 2**bits
        if not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
            raise ApiError(400, f'Field "{name}" must be a valid Number')
        return number

    def flag(self, name: str) -> bool:
        value = self._value(name, False)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise ApiError(400, f'Field "{name}" must be of type Boolean')
        return value

    def object(self, name: str) -> "Fields":
        value = self._value(name, True)
        if not isinstance(value, dict):
            raise ApiError(400, f'Field "{name}" must be of type Object')
        return Fields(value)

    def _value(self, name: str, required: bool) -> Any:
        if name not in self.values:
            if required:
                raise ApiError(400, f'Can\'t find field "{name}"')
            return None
        value = self.values[name]
        # A null is a value of the wrong type to the server.
        return [] if value is None else value


def parse_fields(value: Any, refusal: str, read: Callable[[Fields], T], prefix: str = "") -> T:
    """Read a JSON object; what goes wrong inside is refused with the prefix before it.

    Raises ApiError: `refusal` where value is no object.
    """
    if not isinstance(value, dict):
        raise bad_request(f"{prefix}{refusal}")
    try:
        return read(Fields(value))
    except ApiError as error:
        if error.description.startswith("Bad Request: "):
            raise
        raise bad_request(f"{prefix}{error.description}") from None
