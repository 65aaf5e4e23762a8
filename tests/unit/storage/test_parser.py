"""What people type, as the tree it is read as. Any text has a reading."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.parser import LONGEST, MOST_NODES, language_code, parse
from storage.search.tree import (
    After,
    Before,
    Compound,
    Language,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Source,
    Term,
    Topic,
)

NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)  # a Saturday
OPERATORS = (
    *("OR", "AND", "NOT", "-", "--", "|", "||", "&", '"', "«", "»", "“", "#", "*", "'", ":"),
    *("topic:", "source:", "lang:", "after:", "before:", "(", ")", "+", "[", "~", "^", "\\"),
)
TYPED = st.lists(
    st.sampled_from([*OPERATORS, "uranium", "last week", "21 December", "#energy", " ", "🚀"])
    | st.text(max_size=6),
    max_size=30,
).flatmap(lambda parts: st.sampled_from(["".join(parts), " ".join(parts)]))


def said(text: str, now: datetime = NOW) -> list[str]:
    """The tree in short: what is asked for, without what the words' languages are."""
    return [short(node) for node in parse(text, now).nodes]


def short(node: Node) -> str:
    match node:
        case Term():
            return node.plain
        case Compound(parts):
            return "~".join(part.plain for part in parts)
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Prefix(beginning):
            return f"{beginning}*"
        case Topic(words, name):
            return f"topic={name}" if name else f"topic:{' '.join(words)}"
        case Source(words):
            return f"source:{' '.join(words)}"
        case Language(code):
            return f"lang:{code}"
        case After(moment):
            return f"after:{moment:%Y-%m-%dT%H:%M}"
        case Before(moment):
            return f"before:{moment:%Y-%m-%dT%H:%M}"
        case Not(inner):
            return f"not {short(inner)}"
        case Or(nodes):
            return " or ".join(map(short, nodes))
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Nuclear POWER", ["nuclear", "power"]),
        ('nuclear "power plant" -weapons', ["nuclear", '"power plant"', "not weapons"]),
        ('-"power plant"', ['not "power plant"']),
        ("–weapons", ["not weapons"]),
        ("NOT weapons", ["not weapons"]),
        ("iron OR steel exports", ["iron or steel", "exports"]),
        ("iron OR steel OR zinc", ["iron or steel or zinc"]),
        ("iron | steel", ["iron or steel"]),
        ("железо ИЛИ сталь", ["железо or сталь"]),
        ('"cast iron" OR steel*', ['"cast iron" or steel*']),
        ("iron AND steel", ["iron", "steel"]),
        ("iron && steel", ["iron", "steel"]),
        ("(iron OR steel) exports", ["iron or steel", "exports"]),
        ("kazakh*", ["kazakh*"]),
        ("kazakh*,", ["kazakh*"]),
        ("Қазақ*", ["казак*"]),
        ("topic:energy", ["topic:energy"]),
        ("topic: energy", ["topic:energy"]),
        ("Topic:Energy,", ["topic:energy"]),
        ('topic:"Central Asia"', ["topic=central asia"]),
        ("тема:энергетика", ["topic:энергетика"]),
        ("#energy", ["topic:energy"]),
        ("#central_asia", ["topic:central asia"]),
        ("-#energy", ["not topic:energy"]),
        ("-topic:energy", ["not topic:energy"]),
        ("source:timesca.com", ["source:timesca com"]),
        ("источник:site", ["source:site"]),
        ("lang:ru", ["lang:ru"]),
        ("lang:Russian", ["lang:ru"]),
        ("lang:русский", ["lang:ru"]),
        ("язык:казахский", ["lang:kk"]),
        ('lang:"қазақ тілі"', ["lang:kk"]),
        ("lang:кыргызча", ["lang:ky"]),
        ("lang:қазақша", ["lang:kk"]),
        ("lang:oʻzbekcha", ["lang:uz"]),
        ("topic:energy OR topic:water", ["topic:energy or topic:water"]),
        ("Issyk-Kul", ["issyk~kul"]),
        ("C5+1 summit", ["c5~1", "summit"]),
        ("COVID-19", ["covid~19"]),
        ("U.S.", ["us"]),
        ("Nazarbayev's", ["nazarbayev"]),
        ("«власть народа»", ['"власть народа"']),
        ("“power plant”", ['"power plant"']),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text: str, tree: list[str]) -> None:
    assert said(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("after:2024-12-21", ["after:2024-12-21T00:00"]),
        ("after:21.12.2024", ["after:2024-12-21T00:00"]),
        ("after:21 December", ["after:2024-12-21T00:00"]),
        ("after:21 December uranium", ["after:2024-12-21T00:00", "uranium"]),
        ("after:December 1st, 2023 uranium", ["after:2023-12-01T00:00", "uranium"]),
        ("after: 3 days ago", ["after:2024-12-18T00:00"]),
        ('after:"21 December" 2023', ["after:2024-12-21T00:00", "2023"]),
        ("since:yesterday", ["after:2024-12-20T00:00"]),
        ("после:вчера", ["after:2024-12-20T00:00"]),
        ("before:last week", ["before:2024-12-09T00:00"]),
        ("before:2024", ["before:2024-01-01T00:00"]),
        ("until:today", ["before:2024-12-21T00:00"]),
        ("до:21 декабря", ["before:2024-12-21T00:00"]),
        (
            "after:2024-12-01 before:2024-12-21",
            ["after:2024-12-01T00:00", "before:2024-12-21T00:00"],
        ),
        ("-after:2024-12-21", ["not after:2024-12-21T00:00"]),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, tree: list[str]) -> None:
    assert said(text) == tree


def test_a_day_begins_where_the_reader_is() -> None:
    there = NOW.astimezone(ZoneInfo("Asia/Almaty"))
    assert said("after:21 December", there) == ["after:2024-12-20T19:00"]
    late = datetime(2024, 12, 21, 22, tzinfo=UTC).astimezone(ZoneInfo("Asia/Almaty"))
    assert said("after:today", late) == ["after:2024-12-21T19:00"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        # Quotation marks without their other
        ('nuclear "power plant', ["nuclear", "power", "plant"]),
        ('nuclear" power', ["nuclear", "power"]),
        ('"""', []),
        ('""', []),
        ('"" uranium', ["uranium"]),
        # Operators with nothing to work on
        ("OR uranium", ["uranium"]),
        ("uranium OR", ["uranium"]),
        ("uranium OR OR steel", ["uranium or steel"]),
        ("uranium AND", ["uranium"]),
        ("uranium -", ["uranium"]),
        ("- uranium", ["uranium"]),
        ("-- uranium", ["uranium"]),
        ("* uranium", ["uranium"]),
        ("# uranium", ["uranium"]),
        ("uranium NOT", ["uranium", "not"]),
        ("topic:", ["topic"]),
        ('topic:""', ["topic"]),
        ("lang:", ["lang"]),
        ("source:!!!", ["source"]),
        # Operators that do not understand what follows
        ("after:uranium", ["after", "uranium"]),
        ("lang:uranium", ["lang", "uranium"]),
        ("after:31.02.2024", None),
        # What only looks like one
        ("Iron or steel", ["iron", "or", "steel"]),
        ("ORE", ["ore"]),
        ("NOTE", ["note"]),
        ("a-b", ["a~b"]),
        ("https://site.kz/a", None),
        ("5 * 3", ["5", "3"]),
        ("#1", ["1"]),
        ("🚀", []),
        ("🚀 uranium 🚀", ["uranium"]),
        ("", []),
        (" \n\t", []),
        ("\0uranium\0", ["uranium"]),
        ("\u202euranium\u202c", ["uranium"]),
        ("'; DROP TABLE articles; --", ["drop", "table", "articles"]),
    ],
)
def test_what_makes_no_sense_has_its_best_reading(text: str, tree: list[str] | None) -> None:
    got = said(text)
    assert got if tree is None else got == tree


@pytest.mark.parametrize("text", ["OR", "AND", "NOT", "OR OR", "OR AND"])
def test_operators_alone_are_words(text: str) -> None:
    assert said(text) == text.lower().split()


@pytest.mark.parametrize("text", ["#_", "#ʻ", "-#_", "uranium OR #_"])
def test_a_hashtag_of_no_letters_is_passed_over(text: str) -> None:
    assert not any("topic" in node for node in said(text))
    assert not said(text.replace("uranium OR ", ""))


def test_alternatives_join_what_stands_beside_them_alone() -> None:
    assert said("exports iron OR steel prices") == ["exports", "iron or steel", "prices"]
    assert said("iron OR -steel") == ["iron", "not steel"]
    assert said("topic:energy OR iron") == ["topic:energy or iron"]


def test_a_long_text_is_read_up_to_a_limit() -> None:
    assert len(parse("uranium " * 1_000, NOW).nodes) <= MOST_NODES
    assert len(parse("-a " * 1_000, NOW).nodes) <= MOST_NODES
    assert said("x" * (LONGEST + 10)) == ["x" * 40]
    many = parse(" OR ".join(f"word{n}" for n in range(500)), NOW)
    assert many.nodes


def test_the_text_is_kept_as_it_was_typed() -> None:
    assert parse(' Nuclear "power', NOW).text == ' Nuclear "power'


@pytest.mark.parametrize(
    ("name", "code"),
    [("en", "en"), ("English", "en"), ("немецкий", "de"), ("кыргызча", "ky"), ("goat", None)],
)
def test_a_language_is_known_by_its_code_and_by_its_names(name: str, code: str | None) -> None:
    assert language_code(name) == code


@given(text=st.text() | TYPED)
def test_any_text_has_a_reading(text: str) -> None:
    query = parse(text, NOW)
    assert len(query.nodes) <= MOST_NODES
    assert bool(query) == bool(query.nodes)
    for node in query.nodes:
        assert complete(node), node


def complete(node: Node) -> bool:
    match node:
        case Term() | Prefix():
            return bool(node.plain)
        case Compound(parts):
            return len(parts) > 1 and all(part.plain for part in parts)
        case Phrase(words) | Source(words):
            return bool(words) and all(words)
        case Topic(words, name):
            return bool(name) or (bool(words) and all(words))
        case Or(nodes):
            return len(nodes) > 1 and all(map(complete, nodes))
        case Not(inner):
            return complete(inner)
        case _:
            return True


@given(text=TYPED, moment=st.datetimes(timezones=st.timezones() | st.just(UTC)))
def test_any_moment_will_do(text: str, moment: datetime) -> None:
    assert parse(f"after:{text} before:last week", moment).text


@pytest.mark.parametrize(
    "text",
    [
        *(
            sign * 4_096
            for sign in ('"', "-", "*", "(", "#", "a", "🚀", "'", ":", "a ", "-a ", '"a')
        ),
        "OR " * 1_365,
        "a OR " * 819,
        "NOT " * 1_024,
        "after:" * 682,
        "topic:" * 682,
        "-" * 4_095 + "a",
        "a" + "'a" * 2_047,
        "a." * 2_048,
        "1," * 2_048,
        "1,000" * 819,
        "a\u0301" * 2_048,
        "\ufdfa" * 4_096,  # of four words each
        "a-" * 2_048,
        "after:" + "21 December " * 340,
    ],
)
def test_reading_takes_no_time_to_speak_of(text: str) -> None:
    begun = time.monotonic()
    query = parse(text, NOW)
    assert len(query.nodes) <= MOST_NODES
    assert timedelta(seconds=time.monotonic() - begun) < timedelta(seconds=2)
