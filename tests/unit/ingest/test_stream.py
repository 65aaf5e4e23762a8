"""The way through any file: recognised by content, in batches, and never a crash."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import Unreadable, iterate, read
from bot.ingest.content import Deadline
from bot.ingest.source import LONGEST_LINE
from tests.unit.ingest.pages import page

TODAY = date(2026, 2, 3)
NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n" * 500_000, "white space"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"%PDF-1.7\n", "PDF"),
        (b"MZ\x90\0\3", "program"),
        (b"\x7fELF\2\1", "program"),
        (b"{\\rtf1 text}", "office"),
        (b"SQLite format 3\0", "database"),
        (b"7z\xbc\xaf\x27\x1c\0", "archive"),
        (b"\0" * 1_000, "no text"),
        (b"a" * 25_000_000, "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_told_by_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(data, TODAY)


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (page().encode(), "page"),
        (b"MZ is a code\n\nSo says the list.", "page"),
        (b"GIF87 or GIF89?\n\nBoth are old.", "page"),
        (b'<rss version="2.0"><channel><item><title>T</title></item></channel></rss>', "rss"),
        (b"<html><title>T</title><p>Text</p></html>", "html"),
        (b"\n <!-- saved -->\n<!DOCTYPE HTML><title>T</title><p>Text", "html"),
        (b'{"title": "T"}', "json"),
        (b'{"title": "T"}\n{"title": "U"}', "jsonl"),
        (b"title\turl\nT\thttps://a.example/", "csv"),
        (b"sep=;\ntitle;url\nT;https://a.example/", "csv"),
        (b"date,base,quote,value,source\n2024-12-21,USD,KZT,1,x", "rates"),
    ],
)
def test_a_file_is_recognised_by_its_content(data: bytes, format_: str) -> None:
    content = read(data, TODAY, now=NOW)
    assert content.format == format_
    assert content.drafts or content.quotes


def test_a_long_file_comes_in_batches_that_tell_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("".join(f'{{"title": "t{n}"}}\n' for n in range(1, 2_501)))
    batches = list(iterate(file, TODAY, now=NOW, size=1_000))
    assert [len(batch.content.drafts) for batch in batches] == [1_000, 1_000, 500]
    assert [batch.lines for batch in batches] == [1_000, 2_000, 2_500]
    assert batches[0].done <= batches[1].done <= batches[2].done == batches[2].size
    drafts = [draft for batch in batches for draft in batch.content.drafts]
    assert [draft.position for draft in drafts] == list(range(1, 2_501))
    assert [*drafts] == list(read(file.read_bytes(), TODAY, now=NOW).drafts)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1251"])
def test_lines_of_any_encoding_are_read_as_they_come(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "table"
    file.write_bytes(("заголовок,текст\n" + "Снег выпал,рано\n" * 3).encode(encoding))
    (batch,) = iterate(file, TODAY, now=NOW)
    assert {(draft.title, draft.body) for draft in batch.content.drafts} == {("Снег выпал", "рано")}


pieces = st.sampled_from(
    [
        b'{"title":',
        b'"x"',
        b"}",
        b"[",
        b"]",
        b",",
        b"\n",
        b"<rss>",
        b"<item>",
        b"<title>",
        b"<p>",
        b"title,body\n",
        b'"',
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"\x00",
        b"\xff\xfe",
        b"<?xml ",
        b"&a;",
        b"pair,value\n",
        b"USD/KZT,1\n",
        b"<html>",
        b"a",
        b"\xd0",
        b"<!DOCTYPE x [",
        b"\\ud800",
    ]
)


@given(st.binary(max_size=200) | st.lists(pieces, max_size=25).map(b"".join))
def test_any_bytes_have_content_or_a_reason_why_not(data: bytes) -> None:
    try:
        content = read(data, TODAY, now=NOW)
    except Unreadable as refused:
        assert str(refused)
        return
    assert all(draft.title for draft in content.drafts)
    assert all(str(problem) for problem in (*content.errors, *content.warnings))


names = st.sampled_from(
    ["title", "body", "url", "date", "tags", "image", "id", "pair", "value", "kind"]
)
values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.lists(st.text(max_size=5), max_size=3)
    | st.dictionaries(st.text(max_size=5), st.integers())
)
records = st.dictionaries(names, values)


@given(st.lists(records, min_size=1, max_size=4))
def test_any_object_is_an_article_a_rate_or_an_error(
    given_records: list[dict[str, object]],
) -> None:
    for data in (
        json.dumps(given_records),
        "\n".join(map(json.dumps, given_records)),
        json.dumps({"articles": given_records}),
    ):
        try:
            read(data.encode(), TODAY, now=NOW)
        except Unreadable as refused:
            assert str(refused)


@pytest.mark.parametrize(
    "around", [b"[%s]", b'{"version":"https://jsonfeed.org/version/1","items":[%s]}']
)
def test_an_entry_of_json_that_is_too_long_is_told_of(around: bytes) -> None:
    long = b'{"id":"1","title":"a","content_text":"%s"}' % (b"a" * (LONGEST_LINE + 1))
    with pytest.raises(Unreadable, match="too long"):
        list(iterate(around % long, date(2024, 12, 21)))
    short = b'{"id":"2","title":"b","content_text":"b"}'
    parts = [one.content for one in iterate(around % (long + b"," + short), date(2024, 12, 21))]
    assert [draft.title for part in parts for draft in part.drafts] == ["b"]
    assert ["too long" in str(error) for part in parts for error in part.errors] == [True]


def test_a_feed_is_told_as_far_as_there_is_time() -> None:
    items = "".join(f"<item><title>t{n}</title></item>" for n in range(3))
    feed = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    with pytest.raises(Unreadable, match="Only what comes before"):
        list(iterate(feed, date(2024, 12, 21), deadline=Deadline(-1)))
    parts = [one.content for one in iterate(feed, date(2024, 12, 21), deadline=Deadline(60))]
    assert [len(part.drafts) for part in parts] == [3]


def test_an_answer_of_wordpress_that_breaks_off_is_still_one() -> None:
    post = {
        **{"id": 1, "type": "post", "status": "publish", "slug": "b", "link": "https://e.org/b"},
        **{"title": {"rendered": "b"}, "content": {"rendered": "<p>b</p>", "protected": False}},
        **{"date_gmt": "2024-01-01T00:00:00", "excerpt": {"rendered": ""}},
    }
    data = b"[" + json.dumps(post).encode() + b',{"id'
    parts = [one.content for one in iterate(data, date(2024, 12, 21))]
    assert {part.format for part in parts} == {"wordpress"}
    assert [draft.title for part in parts for draft in part.drafts] == ["b"]
    assert any("breaks off" in str(error) for part in parts for error in part.errors)
