"""What Telegram's refusals mean, in the words of its servers."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.delivery.outcomes import LONGEST_REST, Meaning, judge, rest_after
from bot.transport.api import Flooded
from bot.transport.request import AnswerLate, AnswerLost

# As the Bot API server and TDLib have them; the server writes the first letter small.
CLOSED = (
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the group chat",
    "Forbidden: bot was kicked from the supergroup chat",
    "Forbidden: bot was kicked from the channel chat",
    "Forbidden: bot is not a member of the channel chat",
    "Forbidden: the group chat was deleted",
    "Forbidden: bot can't initiate conversation with a user",
)
REFUSED = (
    ("Bad Request: chat not found", Meaning.CLOSED),
    ("Bad Request: private chat not found", Meaning.CLOSED),
    ("Bad Request: not enough rights to send text messages to the chat", Meaning.CLOSED),
    ("Bad Request: need administrator rights in the channel chat", Meaning.CLOSED),
    ("Bad Request: have no write access to the chat", Meaning.CLOSED),
    ("Bad Request: CHAT_WRITE_FORBIDDEN", Meaning.CLOSED),
    ("Bad Request: message thread not found", Meaning.NO_THREAD),
    ("Bad Request: TOPIC_CLOSED", Meaning.NO_THREAD),
    ("Bad Request: TOPIC_DELETED", Meaning.NO_THREAD),
    ("Bad Request: failed to get HTTP URL content", Meaning.NO_PICTURE),
    ("Bad Request: wrong type of the web page content", Meaning.NO_PICTURE),
    ("Bad Request: not enough rights to send photos to the chat", Meaning.NO_PICTURE),
    (
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message",
        Meaning.SAME,
    ),
    ("Bad Request: message to edit not found", Meaning.FIXED),
    ("Bad Request: message can't be edited", Meaning.FIXED),
    ("Bad Request: message to delete not found", Meaning.FIXED),
    ("Bad Request: message can't be deleted for everyone", Meaning.FIXED),
    ("Bad Request: message is too long", Meaning.NEVER),
    ("Bad Request: can't parse entities", Meaning.NEVER),
)


@pytest.mark.parametrize("said", CLOSED)
def test_every_403_closes_the_chat_and_keeps_its_words(said: str) -> None:
    refusal = judge(Forbidden(said))
    assert (refusal.meaning, refusal.reason) == (Meaning.CLOSED, said)


@pytest.mark.parametrize(("said", "meaning"), REFUSED)
def test_a_400_means_what_its_words_say(said: str, meaning: Meaning) -> None:
    assert judge(BadRequest(said)).meaning is meaning


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Flooded(7), Meaning.WAIT),
        (ChatMigrated(-1001), Meaning.MOVED),
        (NetworkError("500 Internal Server Error"), Meaning.AGAIN),
        (TimedOut("not sent"), Meaning.AGAIN),
        (InvalidToken("Unauthorized"), Meaning.AGAIN),
        (AnswerLost("aiohttp.ServerDisconnectedError"), Meaning.UNCERTAIN),
        (AnswerLate(), Meaning.UNCERTAIN),
    ],
)
def test_what_may_pass_is_tried_again(error: TelegramError, meaning: Meaning) -> None:
    assert judge(error).meaning is meaning


def test_flood_control_and_a_move_keep_their_figures() -> None:
    assert judge(Flooded(7)).seconds == 7
    assert judge(ChatMigrated(-1001)).chat_id == -1001


def test_rests_double_up_to_ten_minutes_and_are_never_quite_alike() -> None:
    for attempts in range(40):
        whole = min(LONGEST_REST, 2.0**attempts)
        rests = {rest_after(attempts) for _ in range(20)}
        assert len(rests) > 1
        assert all(0.8 * whole <= rest <= 1.2 * whole for rest in rests)
