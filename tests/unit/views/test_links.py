"""Which links Telegram takes."""

import pytest

from bot.views.document import Document, Link, Paragraph
from bot.views.links import web_address
from bot.views.render import render


def target(url: str) -> object:
    rendered = render(Document(Paragraph(Link(url, "text"))))
    assert rendered.text == "text"
    return rendered.entities[0]["url"] if rendered.entities else None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://Example.org:8080/a?b=c&d=%20#e",
        "https://қаз.example.kz/жаңа",
        "https://user:word@example.org/",
        "https://[2001:db8::1]:443/a",
        "tg://user?id=1",
        "tg://resolve/?domain=a",
    ],
)
def test_a_web_or_telegram_address_is_linked(url: str) -> None:
    assert target(url) == url


def test_spaces_in_an_address_are_encoded() -> None:
    assert target(" https://example.org/a b ") == "https://example.org/a%20b"


@pytest.mark.parametrize(
    "url",
    [
        *("", "/path", "example.org", "javascript:alert(1)", "ftp://a.org", "mailto:a@example.org"),
        *(
            "http://",
            "http://localhost/",
            "https://?a.b",
            "https://exa<mple.org",
            "https://%zz.org",
        ),
        *("https://a.org:0/", "https://a.org:65536/", "https://[::1::]/", "tg://a b", "tg:user"),
        *("https://a.org/\u202e", "https://a.org/\ud83d", "https://a.org/\nb", "https://a\x00.org"),
        "https://a.org/" + "a" * 2048,
    ],
)
def test_any_other_address_is_plain_text(url: str) -> None:
    assert target(url) is None


def test_a_picture_or_a_card_comes_from_the_web() -> None:
    assert web_address(" https://example.org/a b.jpg") == "https://example.org/a%20b.jpg"
    for url in (None, "", "tg://resolve?domain=x", "ftp://example.org", "example.org", "http://x"):
        assert web_address(url) is None
