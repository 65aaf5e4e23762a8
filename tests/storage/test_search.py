"""A store is asked: words of several languages, names in every spelling, anything at all."""

import logging
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Order, Store
from tests.builders import draft, drafts
from tests.storage.searching import SOON, ask, change, found, having_all, load, number_of

LAKE = "Issyk-Kul", "Issykkul", "Issyk Kul"


async def test_all_words_have_to_be_there_in_any_form_or_the_answer_says_so(store: Store) -> None:
    await load(
        store,
        draft("Power plants are planned", body="Nuclear ones."),
        draft("A plant in a pot", body="It needs no power."),
        draft("Nuclear medicine", body="A clinic opens."),
    )
    assert await having_all(store, "nuclear POWER plant") == ["Power plants are planned"]
    assert sorted(await having_all(store, "planting")) == [
        "A plant in a pot",
        "Power plants are planned",
    ]
    assert not (await ask(store, "planting")).any_word
    assert await having_all(store, "nuclear clinic pot") == []
    answer = await ask(store, "nuclear clinic pot")
    assert answer.any_word
    assert answer.page.total == 3


async def test_a_phrase_of_small_words_is_found_where_they_stand_so(store: Store) -> None:
    await load(
        store,
        draft("Out of the woods", body="It was then."),
        draft("The woods", body="Out it is. Of the trees we know: the of."),
        draft("What is left out of", body="The woods. И в них, и на них."),
    )
    for phrase, titles in {
        "of the": ["Out of the woods", "The woods"],
        "out of the": ["Out of the woods"],
        "out of": ["Out of the woods", "What is left out of"],
        "the of": ["The woods"],
        "и в": ["What is left out of"],
        "и на": ["What is left out of"],
        "в и": [],
        "is the": [],
    }.items():
        assert sorted(await having_all(store, f'"{phrase}"')) == titles, phrase
        left = await having_all(store, f'woods -"{phrase}"')
        assert not set(left) & set(titles), phrase


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("экспорта", "Экспорт газа вырос"),
        ("ЁЛКА", "Ёлки на площади"),
        ("елкой", "Ёлки на площади"),
        ("теңге", "Теңге нығайды"),
        ("тенге", "Теңге нығайды"),
        ("cafe", "Café society"),
        ("Nazarbayev", "Nazarbayev’s university"),
        ("Nazarbayev's", "Nazarbayev’s university"),
        ("окмот", "Өкмөт чечим кабыл алды"),
        ("чумхури", "Ҷумҳурии Тоҷикистон"),
        ("узбекистон", "Ўзбекистон янгиликлари"),
        ("ozbekiston", "Oʻzbekiston yangiliklari"),
        ("o'zbekiston", "Oʻzbekiston yangiliklari"),
        ("U.S.", "US envoys arrive"),
        ("G20", "The G20 summit opens"),
        ("C5+1", "Talks of the C5+1 format"),
        ("covid19", "COVID-19 returns"),
        ("COVID-19", "COVID-19 returns"),
        ("covid 19", "COVID-19 returns"),
    ],
)
async def test_words_of_several_languages_are_found(store: Store, words: str, title: str) -> None:
    await load(
        store,
        draft("Экспорт газа вырос", body="-"),
        draft("Ёлки на площади", body="-"),
        draft("Теңге нығайды", body="-"),
        draft("Café society", body="-"),
        draft("Nazarbayev’s university", body="-"),
        draft("Өкмөт чечим кабыл алды", body="-"),
        draft("Ҷумҳурии Тоҷикистон", body="-"),
        draft("Ўзбекистон янгиликлари", body="-"),
        draft("Oʻzbekiston yangiliklari", body="-"),
        draft("US envoys arrive", body="-"),
        draft("The G20 summit opens", body="-"),
        draft("Talks of the C5+1 format", body="-"),
        draft("COVID-19 returns", body="-"),
    )
    assert await having_all(store, words) == [title]
    assert (await found(store, words))[0] == title


@pytest.mark.parametrize("asked", LAKE)
async def test_each_spelling_of_a_name_finds_each(store: Store, asked: str) -> None:
    await load(store, *(draft(f"{name} is frozen") for name in LAKE), draft("The lake is frozen"))
    names = sorted(f"{name} is frozen" for name in LAKE)
    assert sorted(await having_all(store, asked)) == names
    assert sorted(await having_all(store, f"{asked} frozen")) == names
    assert sorted(await having_all(store, f"frozen {asked.upper()}")) == names


@pytest.mark.parametrize("typed", ["-the", "-The", "the OR melons", "melons OR the", "-and"])
async def test_a_small_word_refused_or_offered_is_looked_for(store: Store, typed: str) -> None:
    await load(
        store,
        draft("The road", body="The end and the beginning.", language="en"),
        draft("Melons", body="Ripe.", language="en"),
    )
    right = ["Melons"] if typed.startswith("-") else ["Melons", "The road"]
    assert sorted(await having_all(store, typed)) == right
    assert (await ask(store, typed)).page.total == len(right)


async def test_pages_hold_six_and_tell_the_total(store: Store) -> None:
    await load(store, *drafts(14))
    second = await ask(store, "article", 2)
    assert (second.page.total, second.page.last, len(second.page.items)) == (14, 3, 6)
    for far in (99, 10**9 - 1, 10**12):
        past = await ask(store, "article", far)
        assert (past.page.number, len(past.page.items)) == (3, 2)
    for early in (0, -5):
        assert (await ask(store, "article", early)).page.number == 1
    pages = [await found(store, "article", page) for page in (1, 2, 3)]
    assert len({title for page in pages for title in page}) == 14


async def test_what_is_retracted_is_not_found(store: Store) -> None:
    await load(store, *drafts(3))
    assert len(await found(store, "article")) == 3
    await change(store, "retract", await number_of(store, "Article number 2"))
    assert sorted(await found(store, "article")) == ["Article number 1", "Article number 3"]


OPERATORS = (
    *("OR", "AND", "NOT", "ИЛИ", "-", "--", "–", "|", "||", "&", "&&", '"', "«", "»", "“", "”"),
    *("#", "#_", "#ʻ", "*", "**", "'", ":", "topic:", "source:", "lang:", "after:", "before:"),
    *("(", ")", "+", "[", "]", "{", "}", "~", "^", "\\", "/", "?", "!", ".*", "$", "\0", "\n"),
    *("NEAR", "IN [a b]", "title:x", "id:1", "_exists_:x", "a^2", "a~1", "/a/", "[a TO b]", "*:*"),
)
HOSTILE = (
    "",
    " ",
    '"',
    '"article',
    "article OR",
    "OR OR OR",
    "- - -",
    "-",
    "*",
    "a*",
    ".*",
    "\\",
    "#_",
    "-#_",
    "#ʻ OR article",
    "topic:",
    'topic:"',
    'topic:"" source:"" lang:""',
    "after:0001-01-01",
    "before:9999-12-31",
    "after:1900 before:2100",
    "after:2024-02-31",
    "number:1 AND (title:x OR id:[1 TO 9])",
    "'; DROP TABLE articles; --",
    '" OR 1=1 --',
    "%' UNION SELECT NULL --",
    "\u202eelcitra\u202c",
    "\u200farticle\u200e",
    "\ufeffarticle",
    "\0",
    "art\0icle",
    "\ud800",
    "article \udfff",
    "مقالة رقم",
    "מאמר",
    "日本語",
    "ﹰ",
    "\u0301" * 100,
    "a" + "\u0301" * 4_095,
    "🚀" * 4_096,
    "👩‍👩‍👧‍👦" * 500,
    '"' * 4_096,
    "-" * 4_096,
    "a " * 2_048,
    "a* " * 1_365,
    "-a " * 1_365,
    "a OR " * 819,
    "article number " * 273,
    "x" * 4_096,
    "1" * 4_096,
    "a1" * 2_048,
    "number1" * 600,
    "a-" * 2_048,
    '"' + "article " * 511 + '"',
    "topic:" * 682,
    "[" * 4_096,
    "rfpf[cnfy " * 400,
)


async def test_a_hostile_question_has_an_answer(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await load(store, *drafts(2))
    assert await store.feed.caught_up(within=20)
    name = store.feed.index.name
    with caplog.at_level(logging.WARNING):
        for words, order in product(HOSTILE, Order):
            answer = await ask(store, words, order=order)
            assert answer.page.total in {0, 1, 2}, words[:20]
            assert answer.page.total == len(answer.page.items), words[:20]
            await store.rank_any(words, limit=3)
    assert caplog.records == []
    assert not store.feed.preparing
    assert store.feed.index.name == name


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.text(max_size=300)
    | st.lists(
        st.sampled_from(OPERATORS) | st.sampled_from(["article", "number", "1", "artcle", " "]),
        max_size=20,
    ).map("".join)
    | st.lists(st.sampled_from(OPERATORS) | st.text(max_size=4), max_size=20).map(" ".join)
)
async def test_any_question_has_an_answer(
    store: Store, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    if (await store.articles.latest(1, size=6)).total == 0:
        await load(store, *drafts(2))
    with caplog.at_level(logging.WARNING):
        answer = await ask(store, words)
        assert answer.page.total in {0, 1, 2}
        assert {one.id for one in answer.page.items} <= {1, 2}
        for text in answer.suggestions:
            await ask(store, text)
    assert caplog.records == []
    assert not store.feed.preparing


async def test_topics_are_told_apart_by_name_but_not_by_capitals(store: Store) -> None:
    names = ("C", "C#", "😀", "Energy", "energy", "Energy policy", "«»")
    await load(store, *(draft(f"No. {at}", topics=(name,)) for at, name in enumerate(names)))
    assert await store.feed.caught_up(within=SOON)
    counts = {name.casefold(): count for name, count in await store.topics()}
    assert counts == {"energy": 2, "c": 1, "c#": 1, "😀": 1, "energy policy": 1}
    for name, count in await store.topics():
        assert (await ask(store, f'topic:"{name}"')).page.total == count
    assert (await ask(store, "topic:energy")).page.total == 3


async def test_the_newest_come_in_the_order_of_the_latest(store: Store) -> None:
    days = (2024, 1950, 1969, 2024, 1970)
    await load(
        store,
        *(
            draft(f"Wheat {number}", published_at=datetime(year, 1, 1, tzinfo=UTC), position=place)
            for number, (year, place) in enumerate(zip(days, (1, 1, 1, 1, 2), strict=True))
        ),
    )
    await load(
        store, draft("Wheat 0", body="Changed.", published_at=datetime(2024, 1, 1, tzinfo=UTC))
    )
    latest = await store.articles.latest(1, size=6)
    newest = await store.search("wheat", 1, size=6, order=Order.NEWEST)
    assert newest.page.items == latest.items


@pytest.mark.parametrize("typed", ["topic:energy", "#energy", "lang:en", "-uranium", "after:1990"])
async def test_where_no_words_are_asked_for_the_newest_come_first(store: Store, typed: str) -> None:
    days = (2001, 2024, 1999, 2010)
    await load(
        store,
        *(
            draft(
                f"Power in {year}",
                topics=("Energy",),
                language="en",
                published_at=datetime(year, 1, 1, tzinfo=UTC),
            )
            for year in days
        ),
    )
    assert await found(store, typed) == [f"Power in {year}" for year in sorted(days, reverse=True)]


async def test_filters_of_which_one_will_do_are_no_word_of_which_any_will(store: Store) -> None:
    await load(
        store,
        draft("Covid returns", language="en"),
        draft("Covid kehrt zurück", language="de"),
        draft("Rain and snow", language="en"),
    )
    assert await having_all(store, "lang:ru OR lang:en covid") == ["Covid returns"]
    answer = await ask(store, "lang:ru OR lang:en covid")
    assert not answer.any_word
    assert answer.page.total == 1
