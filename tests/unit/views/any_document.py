"""hypothesis strategies: any document of any text, the hostile ones first of all."""

from datetime import UTC

from hypothesis import strategies as st

from bot.views.document import (
    Block,
    Bold,
    Code,
    CodeBlock,
    DateTime,
    Document,
    Heading,
    Inline,
    Italic,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    Quote,
    Spoiler,
    Strike,
    Table,
    Underline,
)

PROSE = ["word ", "It ended. ", "So? ", "and... ", "Он сказал: «Да.» ", "U.S. ", "<b>&", "{}"]
SPACES = [" ", "\n", "\n\n", "\t", "\r\n", "\x85", "\u2028", "\u2029", "\u00a0", "\u3000"]
UNSEEN = ["\x00", "\x1b[0m", "\x7f", "\ufeff", "\u200b", "\u2800", "\u3164", "\ufffc"]
BIDI = ["\u202e", "\u202d", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"]
JOINED = [
    "a\u030a",
    "\u0333",
    "\u033f",
    "e\u0301",
    "\u0301",
    "👨‍👩‍👧",
    "👍🏽",
    "🇰🇿",
    "\u1100\u1161\u11a8",
    "क्षि",
]
SCRIPTS = ["今天天气。", "ไทย", "العربية ", "😀", "\ud83d", "\ude00"]
LONG = ["x" * 60, "x" * 3000, "\u0301" * 500, "." * 50]
fragments = st.sampled_from(PROSE + SPACES + UNSEEN + BIDI + JOINED + SCRIPTS + LONG)
anything = st.characters(exclude_categories=())
texts = st.one_of(
    st.lists(fragments, max_size=8).map("".join),
    st.text(anything, max_size=20),
)
urls = st.one_of(
    st.sampled_from(
        ["https://example.org/a?b=c#d", "tg://user?id=1", "javascript:alert(1)", "http://", "/a"]
    ),
    texts,
)
moments = st.datetimes(timezones=st.just(UTC))
styles = [Bold, Italic, Underline, Strike, Spoiler, Code]


def inlines() -> st.SearchStrategy[Inline]:
    def styled(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
        several = st.lists(inner, max_size=4)
        return st.one_of(
            st.builds(lambda style, parts: style(*parts), st.sampled_from(styles), several),
            st.builds(lambda url, parts: Link(url, *parts), urls, several),
            st.builds(lambda moment, parts: DateTime(moment, *parts), moments, several),
        )

    return st.recursive(texts, styled, max_leaves=8)


lines = st.lists(inlines(), max_size=4)
flags = st.fixed_dictionaries(
    {"keep": st.sampled_from([False, False, True]), "tight": st.booleans()}
)
cells = st.one_of(st.text(anything, max_size=6), texts)


def blocks() -> st.SearchStrategy[Block]:
    plain = st.one_of(
        st.builds(
            lambda kind, parts, flags: kind(*parts, **flags),
            st.sampled_from([Heading, Paragraph, Note]),
            lines,
            flags,
        ),
        st.builds(
            lambda header, rows, align, flags: Table(
                tuple(header), tuple(map(tuple, rows)), tuple(align), **flags
            ),
            st.lists(cells, max_size=3),
            st.lists(st.lists(cells, max_size=4), max_size=4),
            st.lists(st.sampled_from(["left", "right"]), max_size=3),
            flags,
        ),
        st.builds(
            lambda text, language, flags: CodeBlock(text, language, **flags),
            texts,
            st.sampled_from(["", "python", "a b"]),
            flags,
        ),
    )

    def nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        several = st.lists(inner, max_size=3)
        items = st.builds(
            lambda parts, under, number: Item(*parts, blocks=tuple(under), number=number),
            lines,
            several,
            st.one_of(st.none(), st.integers(1, 10**6)),
        )
        return st.one_of(
            st.builds(
                lambda found, flags: List(*found, **flags), st.lists(items, max_size=3), flags
            ),
            st.builds(
                lambda found, folded, flags: Quote(*found, expandable=folded, **flags),
                several,
                st.booleans(),
                flags,
            ),
        )

    return st.recursive(plain, nested, max_leaves=6)


documents = st.lists(blocks(), max_size=6).map(lambda found: Document(*found))
