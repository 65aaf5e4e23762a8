"""What Telegram's refusals mean for a post.

The words are those of the Bot API server and of TDLib, in small letters: the framework capitalises
some of them.
"""

import random
from dataclasses import dataclass
from enum import StrEnum

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.transport.api import Flooded
from bot.transport.request import AnswerLost

FIRST_REST = 1.0  # seconds before the second attempt; each further rest is twice as long
LONGEST_REST = 600.0  # seconds


class Meaning(StrEnum):
    WAIT = "wait"  # flood control: the same again when the chat, or all, take more
    AGAIN = "again"  # the network or Telegram's servers: again after a rest, for hours
    UNCERTAIN = "uncertain"  # the request left and no answer came: again, at most one copy more
    CLOSED = "closed"  # the bot may not write there: its subscriptions stop
    NO_THREAD = "no thread"  # that thread takes nothing: its subscription stops
    MOVED = "moved"  # a group became a supergroup: everything follows it
    NO_PICTURE = "no picture"  # the same without the picture
    SAME = "same"  # an edit that would change nothing: it is done
    FIXED = "fixed"  # a message that cannot be changed any more, or is gone
    NEVER = "never"  # it will not be taken, however often it is sent


@dataclass(frozen=True, slots=True)
class Refusal:
    """reason: Telegram's words.  seconds: of WAIT.  chat_id: the new one, of MOVED."""

    meaning: Meaning
    reason: str
    seconds: float = 0.0
    chat_id: int = 0


# Where the bot may not write, said with 400; 403 says nothing else.
_CLOSED = (
    "chat not found",
    "group chat was deactivated",
    "not enough rights to send",
    "need administrator rights",
    "have no write access",
    "have no rights to send",
    "bot is not a member",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "chat_forbidden",
    "chat_send_plain_forbidden",
    "channel_private",
    "user_banned_in_channel",
    "user_is_blocked",
    "peer_id_invalid",
    "input_user_deactivated",
)
_NO_THREAD = (
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "topic_id_invalid",
    "topic not found",
)
_NO_PICTURE = (
    "failed to get http url content",
    "wrong type of the web page content",
    "wrong http url specified",
    "wrong remote file identifier",
    "webpage_curl_failed",
    "webpage_media_empty",
    "webpage_url_invalid",
    "photo_invalid",
    "image_process_failed",
    "media_empty",
    "not enough rights to send photos",
)
_SAME = ("message is not modified",)
_FIXED = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message not found",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)


def judge(error: TelegramError) -> Refusal:
    """What an attempt ended with means."""
    said = error.message
    if isinstance(error, Flooded):
        return Refusal(Meaning.WAIT, said, seconds=error.seconds)
    if isinstance(error, ChatMigrated):
        return Refusal(Meaning.MOVED, said, chat_id=error.new_chat_id)
    if isinstance(error, Forbidden):
        return Refusal(Meaning.CLOSED, said)
    if isinstance(error, BadRequest):
        return Refusal(_of_words(said.casefold()), said)
    if isinstance(error, AnswerLost):
        return Refusal(Meaning.UNCERTAIN, said)
    # The network, Telegram's servers, and a token that is not taken at this moment.
    return Refusal(Meaning.AGAIN, said or type(error).__name__)


def rest_after(attempts: int) -> float:
    """Seconds before it is tried again, after so many attempts before this one.

    Never quite alike: what failed together does not come back together.
    """
    rest = min(LONGEST_REST, FIRST_REST * 2.0 ** min(attempts, 20))
    return rest * random.uniform(0.8, 1.2)


def _of_words(said: str) -> Meaning:
    for meaning, words in (
        (Meaning.NO_PICTURE, _NO_PICTURE),
        (Meaning.NO_THREAD, _NO_THREAD),
        (Meaning.CLOSED, _CLOSED),
        (Meaning.SAME, _SAME),
        (Meaning.FIXED, _FIXED),
    ):
        if any(one in said for one in words):
            return meaning
    return Meaning.NEVER
