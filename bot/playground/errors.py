"""What the local Bot API answers when it does not do what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class ApiError(Exception):
    """A refusal as the Bot API words it.

    code: also the HTTP status of the answer.
    parameters: `retry_after` (seconds) or `migrate_to_chat_id`, where Telegram gives one.
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, float] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def answer(self) -> dict[str, Any]:
        """The body of the HTTP answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(message: str) -> ApiError:
    """A 400. The Bot API writes its first letter small, unless it belongs to a server's code.

    "Message is too long" becomes "Bad Request: message is too long"; "BUTTON_DATA_INVALID" stays.
    """
    is_code = len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")
    text = message if is_code else message[:1].lower() + message[1:]
    return ApiError(400, f"Bad Request: {text}")


def forbidden(message: str) -> ApiError:
    """A 403."""
    return ApiError(403, f"Forbidden: {message}")


def too_many_requests(retry_after: float) -> ApiError:
    """A 429. retry_after: seconds, whole ones from Telegram; also sent as Retry-After header."""
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )


class Drop(Enum):
    """An interceptor's wish: close the connection without an answer.

    BEFORE: the method did not take effect. AFTER: it did, and the caller cannot know.
    """

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An interceptor's wish: answer with these bytes, as a proxy in between would.

    takes_effect: the method is executed first and only its answer is lost.
    """

    status: int
    body: bytes
    content_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)
    takes_effect: bool = False


class ConnectionDropped(Exception):
    """Tells the HTTP side to close the connection without an answer.

    reset: with a reset in place of a regular end.
    """

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


class AnswerReplaced(Exception):
    """Tells the HTTP side to send the bytes of an interceptor."""

    def __init__(self, answer: RawAnswer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class AnswerCut(Exception):
    """Tells the HTTP side to send half of the answer. result: of the method."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result
