"""What is asked of money and nothing else, and names that someone said the meaning of."""

import pytest

from bot.money.errors import NotUnderstood, Reason
from bot.money.request import Request, parse_request
from tests.unit.money.reading import TODAY


def read(text: str, language: str = "en", home: str = "", chosen: str = "") -> Request:
    return parse_request(text, language, today=TODAY, preferred=home.split(), chosen=chosen.split())


def refusal(text: str, language: str = "en") -> NotUnderstood:
    with pytest.raises(NotUnderstood) as caught:
        read(text, language)
    return caught.value


@pytest.mark.parametrize(
    ("text", "reason", "pure"),
    [
        ("100 kroner", Reason.AMBIGUOUS, True),
        ("100 kroner for the poor", Reason.AMBIGUOUS, False),
        ("-5 usd", Reason.NO_AMOUNT_OR_CURRENCY, True),
        ("EUR-2024", Reason.NO_AMOUNT_OR_CURRENCY, False),
        ("10/0 usd to kzt", Reason.DIVISION_BY_ZERO, True),
        ("24/0", Reason.DIVISION_BY_ZERO, False),
        ("9999999999999999999999 usd", Reason.TOO_LARGE, True),
        ("100 doubloons", Reason.UNKNOWN_CURRENCY, False),
        ("uranium", Reason.NOT_MONEY, False),
        ("250", Reason.NO_AMOUNT_OR_CURRENCY, True),
        ("3*(20+5)", Reason.NO_AMOUNT_OR_CURRENCY, True),
        ("24/7", Reason.NO_AMOUNT_OR_CURRENCY, False),
        ("16+1", Reason.NO_AMOUNT_OR_CURRENCY, False),
        ("10 20", Reason.NO_AMOUNT_OR_CURRENCY, False),
    ],
)
def test_a_refused_text_says_whether_it_may_be_a_question_of_another_kind(
    text: str, reason: Reason, pure: bool
) -> None:
    error = refusal(text)
    assert (error.reason, error.pure) == (reason, pure)


def test_a_share_of_nothing_is_no_amount() -> None:
    assert refusal("5%").unfit and not refusal("5").unfit


def test_what_someone_said_a_name_means_goes_before_all_else() -> None:
    assert read("100 som", home="KGS UZS").base.code == "KGS"
    chosen = read("100 som to usd", home="KGS UZS", chosen="UZS")
    assert (chosen.base.code, chosen.base.others) == ("UZS", ("KGS",))
    assert read("100 kroner", chosen="DKK").base.code == "DKK"
    both = read("100 крон в песо", "ru", chosen="SEK MXN")
    assert (both.base.code, both.targets[0].code) == ("SEK", "MXN")
    assert read("100 usd", chosen="UZS").base.code == "USD"
