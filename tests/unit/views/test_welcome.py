"""What people see who are new here, or lost."""

import pytest

from bot.locales import words_for
from bot.views import welcome
from bot.views.actions import Latest, ShowRates, Topics
from tests.unit.views.builders import button, check_sendable, links

EN, RU = words_for("en"), words_for("ru")


def test_a_newcomer_learns_where_they_are_and_what_to_press() -> None:
    message = welcome.start("Caravan", "https://example.org", EN)
    check_sendable(message)
    assert message.text.startswith("This is Caravan in Telegram.\n\n")
    assert links(message) == [("Caravan", "https://example.org")]
    assert button(message, "Latest articles").action == Latest(1)
    assert button(message, "Currency rates").action == ShowRates()
    assert button(message, "Topics").action == Topics()


def test_a_site_without_an_address_is_named_without_a_link() -> None:
    message = welcome.start("{x} <b>", "", RU)
    assert message.text.startswith("Это {x} <b> в Telegram.")
    assert links(message) == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_help_names_every_command_and_loading_only_to_editors(language: str) -> None:
    words = words_for(language)
    for may_load in (True, False):
        message = welcome.show_help("caravan_bot", words, may_load=may_load)
        check_sendable(message)
        for command in ("/latest", "/topics", "/search", "/saved", "/rates", "/convert"):
            assert f"• {command}" in message.text
        assert "• @caravan_bot " in message.text
        assert ("/load" in message.text) is may_load
    assert "@" not in welcome.show_help("", words, may_load=False).text


def test_who_is_lost_is_led_to_help() -> None:
    assert "/help" in welcome.unknown_command(EN).text
    assert "/help" in welcome.unknown_command(RU).text


def test_an_error_has_a_number_to_name() -> None:
    assert "A1B2C3" in welcome.failed("A1B2C3", EN).text
    assert "A1B2C3" in welcome.failed("A1B2C3", RU).text
    # A pressed button's answer has at most 200 characters (Bot API, answerCallbackQuery).
    assert all(len(welcome.failed("A1B2C3", words).text) <= 200 for words in (EN, RU))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_button_that_is_too_old_leads_on(language: str) -> None:
    message = welcome.unknown_button(words_for(language))
    check_sendable(message)
    assert [one.action for row in message.keyboard for one in row] == [Latest(), Topics()]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", ["The Post", "{x} " * 90])
def test_the_bot_is_described_within_telegrams_limits(language: str, name: str) -> None:
    words = words_for(language)
    assert name[:20] in welcome.description(name, words)
    assert name[:20] in welcome.short_description(name, words)
    assert len(welcome.description(name, words)) <= 512
    assert len(welcome.short_description(name, words)) <= 120
