"""Requests turned into parameters."""

import pytest

from bot.playground.forms import read_params
from bot.playground.params import Params, Upload, leading_integer

BOUNDARY = "multipart/form-data; boundary=xyz"


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--xyz\r\n" + part + b"\r\n" for part in parts) + b"--xyz--\r\n"


@pytest.mark.parametrize(
    ("query", "content_type", "body"),
    [
        ("chat_id=5&text=%D0%B0+b", "", b""),
        ("", "application/x-www-form-urlencoded", b"chat_id=5&text=%D0%B0%20b"),
        ("", "application/json; charset=utf-8", '{"chat_id":5,"text":"а b"}'.encode()),
        ("text=other", "application/json", '{"chat_id":"5","text":"а b"}'.encode()),
        ("", BOUNDARY, multipart(
            b'Content-Disposition: form-data; name="chat_id"\r\n\r\n5',
            'content-disposition: form-data; name="text"\r\n\r\nа b'.encode(),
        )),
    ],
)  # fmt: skip
def test_all_ways_to_send_parameters_are_alike(query: str, content_type: str, body: bytes) -> None:
    params = read_params(query, content_type, body)
    assert (params.integer("chat_id"), params.text("text")) == (5, "а b")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'filename="a.txt"', "a.txt"),
        (b'filename="C:\\\\dir\\\\a.txt"', "a.txt"),
        (b'filename="../../etc/passwd"', "passwd"),
        (b"filename=\"x\"; filename*=utf-8''%D0%B0.txt", "а.txt"),
        (b'filename="%22a%22.txt"', '"a".txt'),
        ('filename="а.txt"'.encode(), "а.txt"),
        (b'filename=""', ""),
    ],
)
def test_names_of_files(head: bytes, name: str) -> None:
    part = b'Content-Disposition: form-data; name="document"; ' + head
    part += b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\na\r\nb\r\n"
    params = read_params("", BOUNDARY, multipart(part))
    assert params["document"] == Upload(name, b"a\r\nb\r\n", "text/plain")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b"\xff"),
        ("multipart/form-data", b"--xyz"),
        (BOUNDARY, b"nothing of the kind"),
        (BOUNDARY, b"--xyz\r\nno-name: x\r\n\r\nx\r\n--xyz--"),
        ("text/plain", b"chat_id=5"),
    ],
)
def test_bodies_that_cannot_be_read_are_passed_over(content_type: str, body: bytes) -> None:
    assert read_params("", content_type, body) == {}


def test_text_that_is_no_utf8_stays_visible() -> None:
    for content_type, body in (
        ("application/x-www-form-urlencoded", b"text=%ff"),
        ("application/json", b'{"text":"\\ud800"}'),
        (BOUNDARY, multipart(b'Content-Disposition: form-data; name="text"\r\n\r\n\xff')),
    ):
        text = read_params("", content_type, body).text("text")
        with pytest.raises(UnicodeEncodeError):
            text.encode()


@pytest.mark.parametrize(
    ("value", "number"),
    [("12", 12), (12, 12), ("-3x", -3), ("+4", 4), ("x", 0), ("", 7), (True, 0), (1.5, 1)],
)
def test_numbers(value: object, number: int) -> None:
    assert Params(n=value).integer("n", 7) == number


def test_numbers_are_kept_within_bounds() -> None:
    assert Params(n="500").integer("n", low=1, high=100) == 100
    assert Params(n=10**30).integer("n") == 2**31 - 1
    assert leading_integer("-") == 0


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), ("true", True), ("YES", True), (" 1 ", True), (1, True),
     (False, False), ("no", False), ("0", False), (None, False), (2, False)],
)  # fmt: skip
def test_flags(value: object, flag: bool) -> None:
    assert Params(f=value).flag("f") is flag
