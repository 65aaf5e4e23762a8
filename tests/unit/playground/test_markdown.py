"""parse_mode MarkdownV2: what TDLib takes, and its words for what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import utf16_length
from bot.playground.errors import ApiError
from bot.playground.markdown import parse_markdown
from bot.playground.nesting import order


def parsed(markup: str) -> tuple[str, list[tuple[object, ...]]]:
    complaints: list[str] = []
    text, entities = parse_markdown(markup, complaints.append)
    assert not complaints
    return text, [
        (e.type, e.offset, e.length, *(e.extra or {}).values()) for e in sorted(entities, key=order)
    ]


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("plain", "plain", []),
        ("*b* _i_ __u__ ~s~ ||x||", "b i u s x",
         [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1),
          ("spoiler", 8, 1)]),
        ("*b _i_*", "b i", [("bold", 0, 3), ("italic", 2, 1)]),
        (r"1\.5 \- \*no\*", "1.5 - *no*", []),
        ("a\\я", "a\\я", []),
        ("`a\\`b*`", "a`b*", [("code", 0, 4)]),
        ("```\nx```", "x", [("pre", 0, 1)]),
        ("```sql\nx```", "x", [("pre", 0, 1, "sql")]),
        ("```sql```", "sql", [("pre", 0, 3)]),
        ("[x](https://24.kg/a\\))", "x", [("text_link", 0, 1, "https://24.kg/a)")]),
        (r"[24\.kg]", "24.kg", [("text_link", 0, 5, "http://24.kg/")]),
        ("[x](tg://user?id=5)", "x", [("text_mention", 0, 1, {"id": 5})]),
        ("![👍](tg://emoji?id=12)", "👍", [("custom_emoji", 0, 2, "12")]),
        ("![x](tg://time?unix=12&format=D)", "x", [("date_time", 0, 1, 12, "D")]),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
        (">a||\nb", "a\nb", [("expandable_blockquote", 0, 2)]),
        ("x\n>*b*", "x\nb", [("blockquote", 2, 1), ("bold", 2, 1)]),
        ("😀*😀*", "😀😀", [("bold", 2, 2)]),
        ("**", "", []),
    ],
)  # fmt: skip
def test_markup_becomes_text_and_entities(
    markup: str, text: str, entities: list[tuple[object, ...]]
) -> None:
    assert parsed(markup) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a>b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("hi!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("a]", "Character ']' is reserved and must be escaped with the preceding '\\'"),
        ("ы *x", "Can't find end of Bold entity at byte offset 3"),
        ("_x", "Can't find end of Italic entity at byte offset 0"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("```sql\nx", "Can't find end of PreCode entity at byte offset 0"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 4"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![x](https://24.kg)", "Invalid tg://emoji or tg://time URL specified"),
    ],
)
def test_wrong_markup_is_refused_in_telegrams_words(markup: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_markdown(markup, lambda complaint: None)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_a_wrong_link_is_dropped_and_complained_of() -> None:
    complaints: list[str] = []
    text, entities = parse_markdown("[x](nowhere)", complaints.append)
    assert (text, entities) == ("x", [])
    assert len(complaints) == 1


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = "".join(f"\\{c}" if c in "_*[]()~`>#+-=|{}.!\\" else c for c in text)
    plain, entities = parse_markdown(f"*{escaped}*", lambda complaint: None)
    assert plain == text
    assert [e.length for e in entities] == ([utf16_length(text)] if text else [])


@given(st.text(alphabet="*_~|`[]()>!\\\n\ra😀", max_size=30))
def test_any_markup_is_parsed_or_refused(markup: str) -> None:
    try:
        text, entities = parse_markdown(markup, lambda complaint: None)
    except ApiError as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(0 <= e.offset < e.end <= utf16_length(text) for e in entities)
