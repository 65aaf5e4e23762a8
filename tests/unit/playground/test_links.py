"""Which links Telegram takes, and how it writes them."""

import pytest

from bot.playground.links import WrongLink, check_link, user_of_link


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("24.kg", "http://24.kg/"),
        ("HTTPS://24.KG/Path?Q=1#x", "https://24.kg/Path?Q=1#x"),
        ("https://24.kg?x=1", "https://24.kg/?x=1"),
        ("https://user:pass@24.kg:8080/", "https://user:pass@24.kg:8080/"),
        ("http://127.0.0.1:8090/", "http://127.0.0.1:8090/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("https://пример.рф/путь", "https://пример.рф/путь"),
        ("https://24.kg/a b", "https://24.kg/a%20b"),
        ("tg://resolve?domain=caravan_bot", "tg://resolve?domain=caravan_bot"),
        ("TG:resolve?domain=x", "tg://resolve?domain=x"),
        ("ton://transfer/abc", "ton://transfer/abc"),
    ],
)
def test_links_that_are_taken(link: str, kept: str) -> None:
    assert check_link(link) == kept


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("nowhere", "Wrong HTTP URL"),
        ("http://localhost/", "Wrong HTTP URL"),
        ("ftp://24.kg", "Unsupported URL protocol"),
        ("javascript:alert(1)", "Wrong port number specified in the URL"),
        ("https://", "URL host is empty"),
        ("http://.", "Host is invalid"),
        ("http://24.kg:0", "Wrong port number specified in the URL"),
        ("http://24.kg:70000", "Wrong port number specified in the URL"),
        ("http://a b.kg", "Disallowed character in URL host"),
        ("http://a%2.kg", "Wrong percent-encoded symbol in URL host"),
        ("http://a<@24.kg", "Disallowed character in URL userinfo"),
        ("http://[::g]/", "Wrong IPv6 address specified in the URL"),
        ("tg://user@x", "Wrong tg URL"),
        ("tg://a.b", "Unallowed characters in URL host"),
    ],
)
def test_links_that_are_refused(link: str, reason: str) -> None:
    with pytest.raises(WrongLink) as refused:
        check_link(link)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("link", "user"),
    [
        ("tg://user?id=5", 5),
        ("TG:user?x=1&ID=7#y", 7),
        ("tg://user?id=x", 0),
        ("tg://users?id=5", 0),
        ("https://t.me/aida", 0),
    ],
)
def test_links_to_people(link: str, user: int) -> None:
    assert user_of_link(link) == user
