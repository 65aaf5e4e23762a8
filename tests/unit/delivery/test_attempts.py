"""One attempt at a delivery: what is sent, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.delivery.attempts import Attempts, Left, Moved
from bot.delivery.composing import Composed, Composer
from bot.delivery.limiter import Limiter, Limits, Stopped
from bot.delivery.windows import Pace
from bot.transport.api import Flooded
from bot.transport.request import AnswerLost
from bot.views.message import Message, Preview
from storage import Article, ArticleStatus
from storage.deliveries import Delivery, DeliveryKind, Subscription
from storage.errors import DatabaseUnavailable
from storage.outcomes import Claimed, Closed, Dead, Dropped, Later, Sent, ThreadClosed

LIMITS = Limits(Pace(30, 1.0), Pace(1, 1.0), Pace(20, 60.0))
CHANNEL = -1001
NOW = datetime(2026, 3, 2, tzinfo=UTC)
PICTURE = Preview("https://example.org/1.jpg", above=True)


def article(number: int = 1, **given: Any) -> Article:
    filled: dict[str, Any] = {
        **{"id": number, "source": "site", "url": None, "title": f"Article {number}"},
        **{"summary": "", "body": "", "language": None, "topics": (), "image": None},
        **{"published_at": NOW, "sorted_at": NOW, "position": 0},
        **{"status": ArticleStatus.LIVE, "revision": 10 + number},
    }
    return Article(**{**filled, **given})


def claimed(kind: DeliveryKind = DeliveryKind.POST, **given: Any) -> Claimed:
    first = Delivery(5, kind, CHANNEL, 3, 9, 1 if kind is DeliveryKind.POST else None)
    about = given.pop("articles", (article(),))
    return Claimed(
        CHANNEL, (first,), Subscription(9, CHANNEL, 7), about, **{"of": len(about), **given}
    )


def correction(kind: DeliveryKind, **given: Any) -> Claimed:
    target = Delivery(4, DeliveryKind.POST, CHANNEL, 3, 9, 1, message_id=77, revision=3)
    return claimed(kind, target=target, **given)


class Outside:
    """Stands for the views, the sender and the store; what happens is given."""

    def __init__(self, *answers: TelegramError | None) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, Any]] = []
        self.message: Message | None = Message("said")
        self.silent = False
        self.broken: Exception | None = None

    async def compose(self, claim: Claimed) -> Composed:
        if self.broken:
            raise self.broken
        return Composed(self.message, {one.id: one.revision for one in claim.articles})

    async def mark(self, _: Claimed) -> Message:
        return Message("taken back")

    def is_silent(self, _: Subscription | None) -> bool:
        return self.silent

    async def post(self, chat_id: int, message: Message, *, thread_id: int, silent: bool) -> int:
        self._happen("post", (chat_id, thread_id, message, silent))
        return 77

    async def correct(self, chat_id: int, message_id: int, message: Message) -> None:
        self._happen("correct", (chat_id, message_id, message))

    async def take_back(self, chat_id: int, message_id: int) -> None:
        self._happen("take back", (chat_id, message_id))

    async def migrate_chat(self, old: int, new: int) -> None:
        self._happen("migrate", (old, new))

    @property
    def subscriptions(self) -> "Outside":
        return self

    def _happen(self, name: str, given: Any) -> None:
        self.calls.append((name, given))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer

    @property
    def attempts(self) -> Attempts:
        outside = cast(Any, self)
        return Attempts(outside, outside, Limiter(LIMITS), cast(Composer, self))


async def test_a_post_goes_to_its_thread_and_is_known_by_its_message() -> None:
    outside = Outside()
    outside.silent = True
    claim = claimed()
    outcomes = await outside.attempts.attempt(claim)
    assert outside.calls == [("post", (CHANNEL, 3, Message("said"), True))]
    assert outcomes == [Sent(claim.deliveries[0], 77, 11, LIMITS.group.between)]


async def test_a_bundle_is_one_message_for_all_its_deliveries() -> None:
    outside = Outside()
    claim = claimed(articles=(article(1), article(2)))
    second = replace(claim.deliveries[0], id=6, article_id=2)
    outcomes = await outside.attempts.attempt(
        replace(claim, deliveries=(*claim.deliveries, second))
    )
    assert len(outside.calls) == 1
    assert [(one.message_id, one.revision) for one in cast(list[Sent], outcomes)] == [
        (77, 11),
        (77, 12),
    ]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Flooded(7), (7, False)),
        (NetworkError("500"), (1, True)),
        (AnswerLost("reset"), (1, True)),
    ],
)
async def test_what_may_pass_stays_at_the_head_of_its_chat(
    error: TelegramError, expected: tuple[float, bool]
) -> None:
    outside = Outside(error)
    attempts = outside.attempts
    (outcome,) = await attempts.attempt(claimed())
    assert isinstance(outcome, Later)
    assert (round(outcome.after), outcome.counts) == expected
    assert attempts.uncertain == isinstance(error, AnswerLost)


async def test_a_refused_chat_is_closed_with_telegrams_words() -> None:
    said = "Forbidden: bot was kicked from the channel chat"
    assert await Outside(Forbidden(said)).attempts.attempt(claimed()) == [Closed(CHANNEL, said)]


async def test_a_closed_thread_stops_its_subscription_alone() -> None:
    (outcome,) = await Outside(BadRequest("Bad Request: TOPIC_CLOSED")).attempts.attempt(claimed())
    assert isinstance(outcome, ThreadClosed)


async def test_a_post_follows_its_group() -> None:
    outside = Outside(ChatMigrated(-1002))
    with pytest.raises(Moved) as moved:
        await outside.attempts.attempt(claimed())
    assert moved.value.chat_id == -1002
    assert outside.calls[-1] == ("migrate", (CHANNEL, -1002))


async def test_what_will_never_be_taken_is_dead_with_its_reason() -> None:
    (outcome,) = await Outside(BadRequest("Message is too long")).attempts.attempt(claimed())
    assert isinstance(outcome, Dead) and outcome.reason == "Message is too long"


async def test_a_refused_picture_is_left_out() -> None:
    outside = Outside(BadRequest("Bad Request: failed to get HTTP URL content"))
    outside.message = Message("said", preview=PICTURE)
    (outcome,) = await outside.attempts.attempt(claimed())
    assert isinstance(outcome, Sent)
    assert [given[2].preview for _, given in outside.calls] == [PICTURE, None]


async def test_where_nothing_is_left_to_show_nothing_is_sent() -> None:
    outside = Outside()
    outside.message = None
    (outcome,) = await outside.attempts.attempt(claimed())
    assert isinstance(outcome, Dropped) and outside.calls == []


async def test_an_edit_changes_the_message_of_its_post() -> None:
    outside = Outside()
    (outcome,) = await outside.attempts.attempt(correction(DeliveryKind.EDIT))
    assert outside.calls == [("correct", (CHANNEL, 77, Message("said")))]
    assert isinstance(outcome, Sent) and (outcome.message_id, outcome.revision) == (77, 11)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("message is not modified: same", Sent),
        ("message to edit not found", Dropped),
        ("message can't be edited", Dropped),
    ],
)
async def test_an_edit_that_changes_nothing_or_comes_too_late_ends(said: str, ends: type) -> None:
    outside = Outside(BadRequest(f"Bad Request: {said}"))
    (outcome,) = await outside.attempts.attempt(correction(DeliveryKind.EDIT))
    assert isinstance(outcome, ends)


async def test_a_post_is_deleted_with_its_article() -> None:
    outside = Outside()
    outside.message = None
    (outcome,) = await outside.attempts.attempt(correction(DeliveryKind.DELETE))
    assert outside.calls == [("take back", (CHANNEL, 77))]
    assert isinstance(outcome, Sent) and outcome.message_id is None


async def test_one_that_cannot_be_deleted_is_marked() -> None:
    outside = Outside(BadRequest("Bad Request: message can't be deleted"))
    outside.message = None
    (outcome,) = await outside.attempts.attempt(correction(DeliveryKind.DELETE))
    assert outside.calls[-1] == ("correct", (CHANNEL, 77, Message("taken back")))
    assert isinstance(outcome, Sent) and outcome.message_id == 77


async def test_a_list_goes_on_without_the_article_that_was_taken_back() -> None:
    outside = Outside()
    await outside.attempts.attempt(correction(DeliveryKind.DELETE))
    assert outside.calls == [("correct", (CHANNEL, 77, Message("said")))]


async def test_a_chat_that_cannot_be_corrected_is_not_closed_for_it() -> None:
    outside = Outside(BadRequest("Bad Request: not enough rights to send text messages"))
    (outcome,) = await outside.attempts.attempt(correction(DeliveryKind.EDIT))
    assert isinstance(outcome, Dropped)


@pytest.mark.parametrize("error", [Stopped(), DatabaseUnavailable("away")])
async def test_what_was_not_begun_is_given_back(error: Exception) -> None:
    outside = Outside()
    outside.broken = error
    with pytest.raises(Left):
        await outside.attempts.attempt(claimed())


async def test_a_fault_of_ours_is_dead_with_an_id_that_the_log_has(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outside = Outside()
    outside.broken = ZeroDivisionError("a bug of ours")
    (outcome,) = await outside.attempts.attempt(claimed())
    assert isinstance(outcome, Dead)
    assert outcome.reason.removeprefix("error ") in caplog.text


async def test_a_claim_of_a_worker_that_is_gone_is_counted_as_uncertain() -> None:
    attempts = Outside().attempts
    await attempts.attempt(claimed(taken_over=True))
    assert attempts.uncertain == 1
