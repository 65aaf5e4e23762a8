"""parse_mode HTML: what TDLib takes, and its words for what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import utf16_length
from bot.playground.errors import ApiError
from bot.playground.html import parse_html
from bot.playground.nesting import order


def parsed(markup: str) -> tuple[str, list[tuple[object, ...]]]:
    complaints: list[str] = []
    text, entities = parse_html(markup, complaints.append)
    assert not complaints
    return text, [
        (e.type, e.offset, e.length, *(e.extra or {}).values()) for e in sorted(entities, key=order)
    ]


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("plain", "plain", []),
        ("", "", []),
        ("a <b>b</b> c", "a b c", [("bold", 2, 1)]),
        ("<strong>x</strong><em>y</em>", "xy", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<i>x</i><u>y</u><ins>z</ins>", "xyz",
         [("italic", 0, 1), ("underline", 1, 1), ("underline", 2, 1)]),
        ("<s>x</s><strike>y</strike><del>z</del>", "xyz",
         [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<b   lang = en >x</b  >", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("😀<b>😀</b>", "😀😀", [("bold", 2, 2)]),
        ('<a href="https://24.kg/a?b=1&amp;c=2">x</a>', "x",
         [("text_link", 0, 1, "https://24.kg/a?b=1&c=2")]),
        ("<a href='HTTP://24.KG'>x</a>", "x", [("text_link", 0, 1, "http://24.kg/")]),
        ("<a href=24.kg>x</a>", "x", [("text_link", 0, 1, "http://24.kg/")]),
        ("<a>24.kg</a>", "24.kg", [("text_link", 0, 5, "http://24.kg/")]),
        ('<a href="tg://user?id=5">x</a>', "x", [("text_mention", 0, 1, {"id": 5})]),
        ("<code>x</code>", "x", [("code", 0, 1)]),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ('<pre><code class="language-sql">x</code></pre>', "x", [("pre", 0, 1, "sql")]),
        ('<code class="language-sql"><pre>x</pre></code>', "x", [("pre", 0, 1, "sql")]),
        ('<pre><code class="language-sql">x</code> </pre>', "x ",
         [("pre", 0, 2), ("code", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<blockquote cite='y' expandable=no>x</blockquote>", "x",
         [("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍",
         [("custom_emoji", 0, 2, "5368324170671202286")]),
        ('<tg-time unix="1795550000" format="DtW">now</tg-time>', "now",
         [("date_time", 0, 3, 1795550000, "wDt")]),
        ("<tg-time unix=0>now</tg-time>", "now", []),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&nbsp;&laquo;&apos;", "&nbsp;&laquo;&apos;", []),
        ("&#1089;&#x441;&#x1F600;", "сс😀", []),
        ("&lt &amp&#65 & &; &#; &#x;", '< &A & &; &#; &#x;', []),
        ("&#0; &#1114111; &#x00000041;", "&#0; &#1114111; &#x00000041;", []),
        ("a > b", "a > b", []),
    ],
)  # fmt: skip
def test_markup_becomes_text_and_entities(
    markup: str, text: str, entities: list[tuple[object, ...]]
) -> None:
    assert parsed(markup) == (text, entities)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("ы<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("😀<script>", 'Unsupported start tag "script" at byte offset 4'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("a <b> < 2 >", 'Unsupported start tag "" at byte offset 6'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href='x>", "Unclosed start tag at byte offset 0"),
        ("<a href='x'", "Unclosed start tag at byte offset 0"),
        ("<a href=24.kg/x>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b />x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>",
         'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>",
         'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>',
         'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id=x>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix=1 format=q>y</tg-time>", "Invalid date format used"),
        ("&#xD83D;",
         "Text contains invalid Unicode characters after decoding HTML entities, check for "
         "unmatched surrogate code units"),
    ],
)  # fmt: skip
def test_wrong_markup_is_refused_in_telegrams_words(markup: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(markup, lambda complaint: None)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_a_wrong_link_is_dropped_and_complained_of() -> None:
    complaints: list[str] = []
    text, entities = parse_html('<a href="nowhere">x</a>', complaints.append)
    assert (text, entities) == ("x", [])
    assert complaints == ["the link 'nowhere' is wrong (Wrong HTTP URL) and was dropped"]


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    markup = f"<b>{escaped}</b>"
    plain, entities = parse_html(markup, lambda complaint: None)
    assert plain == text
    assert [e.length for e in entities] == ([utf16_length(text)] if text else [])


@given(st.text(alphabet="<>/bia&;#x=\"' \nы😀", max_size=40))
def test_any_markup_is_parsed_or_refused(markup: str) -> None:
    try:
        text, entities = parse_html(markup, lambda complaint: None)
    except ApiError as refused:
        assert refused.description.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(0 <= e.offset < e.end <= utf16_length(text) for e in entities)
