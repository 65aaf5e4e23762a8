"""Links: what is kept, what is taken off, what is refused."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.links import clean_url, host_of

BASE = "https://news.example/2024/index.html?x=1#top"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://a.example/path?b=1&a=2#part", "https://a.example/path?b=1&a=2#part"),
        ("https://a.example", "https://a.example"),
        ("https://a.example/?", "https://a.example/?"),
        ("HTTP://A.example/%7Eb", "HTTP://A.example/%7Eb"),
        ("https://пример.рф/новости?день=1", "https://пример.рф/новости?день=1"),
        ("  https://a.example/b\n", "https://a.example/b"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("/rel", "https://news.example/rel"),
        ("rel?a=1", "https://news.example/2024/rel?a=1"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("https://a.example/?utm_source=x&id=7&UTM_Medium=y&fbclid=z", "https://a.example/?id=7"),
        ("https://a.example/?gclid=1", "https://a.example/"),
        ("https://a.example/?id=7&amp;utm_medium=rss#utm_campaign=c", "https://a.example/?id=7"),
        ("https://a.example/?mc_cid=1&mc_eid=2&yclid=3&igshid=4#p", "https://a.example/#p"),
        ("https://a.example/?utm=1&autm_x=2", "https://a.example/?utm=1&autm_x=2"),
    ],
)
def test_a_link_is_kept_as_given_without_what_tracks(given: str, kept: str) -> None:
    assert clean_url(given, BASE) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text,x",
        "tag:a.example,2004:1",
        "mailto:a@b.example",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://user:word@a.example/",
        "https://a.example@b.example/",
        "https:///path",
        "https://[::1",
        "https://a.example:99999/",
        "https://a.example:x/",
        "https://a b/",
        "https://a.example/\u202egnp.exe",
        "https://a.example/\x07",
        "https://a.example/" * 999,
    ],
)
def test_what_leads_elsewhere_is_no_link(given: str) -> None:
    assert clean_url(given, BASE) is None


def test_a_relative_link_without_a_base_is_none() -> None:
    assert clean_url("/rel") is None
    assert clean_url("/rel", "tag:a") is None


@given(st.text(max_size=80) | st.text("htps:/.?&=#@a utm_\\[]\t%", max_size=60), st.booleans())
def test_a_clean_link_is_of_the_web_and_stays_as_it_is(text: str, absolute: bool) -> None:
    url = clean_url(f"https://a.example/{text}" if absolute else text, BASE)
    if url is not None:
        assert urlsplit(url).scheme in {"http", "https"}
        assert clean_url(url) == url
        assert not set(url) & set(' \n\t"<>')


def test_a_source_is_called_by_its_host() -> None:
    assert host_of("https://www.News.example:8080/a") == "news.example"
    assert host_of(None) is None
