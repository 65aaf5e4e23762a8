"""What comes first, what comes at all, and how many there are."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import Order, Store
from tests.builders import draft
from tests.storage.searching import ask, change, found, having_all, live_articles, load, number_of

NOW = datetime.now(UTC)
FILLER = "Much else was said of weather, roads, schools and football in the valley that day. "


def old(days: int) -> datetime:
    return NOW - timedelta(days=days)


async def test_all_words_come_before_any_of_them(store: Store) -> None:
    await load(
        store,
        draft("Power plants are planned", body="Nuclear ones."),
        draft("A plant in a pot", body="It needs no power."),
        draft("Nuclear medicine", body="A clinic opens."),
        draft("Football", body="Nothing of it."),
    )
    answer = await ask(store, "nuclear POWER plant")
    assert answer.any_word
    titles = [one.title for one in answer.page.items]
    assert titles[0] == "Power plants are planned"
    assert sorted(titles[1:]) == ["A plant in a pot", "Nuclear medicine"]
    assert answer.page.total == 3


async def test_an_article_with_all_words_is_before_a_better_one_with_some(store: Store) -> None:
    await load(
        store,
        draft("Uranium, uranium, uranium", body="Uranium. " * 30),
        draft("Weather", body=FILLER * 30 + "Uranium. " + FILLER * 30 + " Tariffs."),
    )
    assert await found(store, "uranium tariffs") == ["Weather", "Uranium, uranium, uranium"]


@pytest.mark.parametrize(("having_both", "any_word"), [(5, True), (6, False), (7, False)])
async def test_other_articles_follow_where_fewer_than_a_page_have_all(
    store: Store, having_both: int, any_word: bool
) -> None:
    await load(
        store,
        *(draft(f"Uranium tariffs {n}") for n in range(having_both)),
        *(draft(f"Uranium {n}") for n in range(10)),
    )
    answer = await ask(store, "uranium tariffs")
    assert answer.any_word is any_word
    assert answer.page.total == (having_both + 10 if any_word else having_both)
    assert all("tariffs" in title for title in (await found(store, "uranium tariffs"))[:5])


async def test_one_word_is_all_of_the_words(store: Store) -> None:
    await load(store, draft("Uranium"), draft("Melons"))
    answer = await ask(store, "uranium")
    assert (answer.page.total, answer.any_word) == (1, False)


async def test_words_that_say_nothing_bring_nothing_in(store: Store) -> None:
    await load(store, draft("The price of uranium"), draft("The end of the road"))
    answer = await ask(store, "what is the price of uranium")
    assert [one.title for one in answer.page.items] == ["The price of uranium"]


@pytest.mark.parametrize("typed", ["the уран", "уран most", "уран что of"])
async def test_a_small_word_of_another_language_hides_nothing(store: Store, typed: str) -> None:
    await load(
        store,
        draft("Уран подорожал", body="Цены растут.", language="ru"),
        draft("The price of melons", body="Most of it.", language="en"),
    )
    assert await found(store, typed) == ["Уран подорожал"]


@pytest.mark.parametrize("typed", ["uranium -goat melons", 'melons uranium -"a goat"'])
async def test_what_is_refused_stays_out_of_any_word_too(store: Store, typed: str) -> None:
    await load(store, draft("Uranium"), draft("Melons and a goat"), draft("Melons"))
    answer = await ask(store, typed)
    assert answer.any_word
    assert sorted(one.title for one in answer.page.items) == ["Melons", "Uranium"]


async def test_conditions_hold_for_any_word_too(store: Store) -> None:
    await load(
        store,
        draft("Uranium", topics=("Energy",)),
        draft("Melons", topics=("Food",)),
        draft("Melons and power", topics=("Energy",), language="en"),
    )
    answer = await ask(store, "uranium melons topic:energy")
    assert answer.any_word
    assert sorted(one.title for one in answer.page.items) == ["Melons and power", "Uranium"]


async def test_a_title_counts_more_than_a_summary_and_that_more_than_a_text(store: Store) -> None:
    rest = "They were bought, and much else that grows in the valley."
    await load(
        store,
        draft("Weather", summary="Rain", body=f"Melons. {rest}"),
        draft("Trade", summary="Melons", body=f"Rain. {rest}"),
        draft("Melons", summary="Rain", body=f"Trade. {rest}"),
    )
    assert await found(store, "melons") == ["Melons", "Trade", "Weather"]


async def test_a_title_counts_more_than_a_word_repeated_in_a_text(store: Store) -> None:
    await load(
        store,
        draft("Weather", body=f"{FILLER} Melons. {FILLER} Melons. {FILLER} Melons."),
        draft("Melons", body=FILLER * 3),
    )
    assert await found(store, "melons") == ["Melons", "Weather"]


async def test_words_near_each_other_come_first_and_the_very_phrase_before(store: Store) -> None:
    await load(
        store,
        draft("A", body=f"A plant grew. {FILLER * 3} It has power. {FILLER}"),
        draft("B", body=f"A plant which gives power. {FILLER * 3} It has grown. {FILLER}"),
        draft("C", body=f"A power plant, it gives. {FILLER * 3} It has grown. {FILLER}"),
    )
    assert await found(store, "power plant") == ["C", "B", "A"]


@pytest.mark.parametrize("days", [2, 100, 3_000])
async def test_of_two_alike_the_more_recent_comes_first(store: Store, days: int) -> None:
    said = {"body": "Melons were bought."}
    await load(store, draft("Melons", guid="then", published_at=old(days), **said))
    await load(store, draft("Melons", guid="late", published_at=NOW, **said))
    await load(store, draft("Melons", guid="between", published_at=old(days - 1), **said))
    moments = [one.sorted_at for one in (await ask(store, "melons")).page.items]
    assert moments == sorted(moments, reverse=True)


async def test_a_better_match_beats_a_more_recent_one(store: Store) -> None:
    await load(
        store,
        draft("Melons", body=FILLER, published_at=old(3_000)),
        draft("Weather", body=f"{FILLER} Melons. {FILLER}", published_at=NOW),
        draft("Power plants", body="Power plants.", published_at=old(3_000)),
        draft("Plants", body=f"Plants. {FILLER * 2} Power.", published_at=NOW),
    )
    assert await found(store, "melons") == ["Melons", "Weather"]
    assert await found(store, "power plants") == ["Power plants", "Plants"]


async def test_the_newest_first_where_that_is_asked(store: Store) -> None:
    await load(
        store,
        draft("Melons melons", body="Melons", published_at=old(3)),
        draft("Weather", body=f"{FILLER} Melons.", published_at=old(1)),
        draft("Trade", body=f"{FILLER} Melons.", published_at=old(2)),
        draft("First of a page", body="Melons", published_at=old(9), position=1),
        draft("Second of a page", body="Melons", published_at=old(9), position=2),
    )
    assert await found(store, "melons", order=Order.NEWEST) == [
        "Weather",
        "Trade",
        "Melons melons",
        "First of a page",
        "Second of a page",
    ]
    assert (await found(store, "melons"))[0] == "Melons melons"


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("typed", ["melons", "melons -number3", "melons tariffs", "-tariffs"])
async def test_pages_are_apart_and_complete(store: Store, typed: str, order: Order) -> None:
    await load(
        store,
        *(draft(f"Melons number{n}", published_at=old(n % 7)) for n in range(20)),
        *(draft(f"Tariffs of {n} melons", published_at=old(n)) for n in range(4)),
    )
    whole = [one.id for one in (await ask(store, typed, size=100, order=order)).page.items]
    first = await ask(store, typed, order=order)
    assert first.page.total == len(whole) == len(set(whole)) > 12
    paged = []
    for number in range(1, first.page.last + 1):
        answer = await ask(store, typed, number, order=order)
        assert (answer.page.total, answer.page.number) == (first.page.total, number)
        paged += [one.id for one in answer.page.items]
    assert paged == whole


async def test_totals_are_exact_whatever_happened_before(store: Store) -> None:
    await load(store, *(draft(f"Melons {n}") for n in range(30)))
    ids = [one.id for one in await live_articles(store)]
    for gone in range(1, 10):
        await change(store, "retract", ids[gone])
        await load(store, draft(f"Melons {gone + 10}", body=f"Changed, time {gone}."))
        assert (await ask(store, "melons")).page.total == 30 - gone
    await change(store, "delete", *ids[:5])
    assert (await ask(store, "melons")).page.total == 20


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ('"power plant"', ["A power plant"]),
        ("plant -power", ["A plant in a pot"]),
        ("melons OR pot", ["A plant in a pot", "Melons"]),
        ("melon*", ["Melons"]),
        ("topic:energy", ["A power plant"]),
        ("#energy", ["A power plant"]),
        ('topic:"Food and drink"', ["Melons"]),
        ("topic:drink", ["Melons"]),
        ("source:paper", ["Дыни"]),
        ("lang:ru", ["Дыни"]),
        ("lang:Russian", ["Дыни"]),
        ("after:2024-12-21", ["A plant in a pot", "Melons"]),
        ("before:2024-12-21", ["A power plant", "Дыни"]),
        ("after:2024-12-20 before:2024-12-21", ["A power plant"]),
        ("plant after:2024-12-21", ["A plant in a pot"]),
        ("-topic:energy -lang:ru", ["A plant in a pot", "Melons"]),
    ],
)
async def test_each_operator_finds_its_articles(
    store: Store, typed: str, titles: list[str]
) -> None:
    def at(day: int) -> datetime:
        return datetime(2024, 12, day, 8, tzinfo=UTC)

    await load(
        store,
        draft("A power plant", topics=("Energy",), language="en", published_at=at(20)),
        draft("A plant in a pot", body="Flowers.", language="en", published_at=at(21)),
        draft("Melons", topics=("Food and drink",), language="en", published_at=at(22)),
        draft("Дыни", body="Созрели.", source="paper", language="ru", published_at=at(19)),
    )
    assert sorted(await having_all(store, typed)) == sorted(titles)


async def test_the_best_for_any_word_without_privilege(store: Store) -> None:
    await load(store, draft("Uranium uranium"), draft("Melons"), draft("Football"))
    ranked = await store.rank_any("uranium melons", limit=10)
    assert sorted(one.title for one in ranked) == ["Melons", "Uranium uranium"]
    assert len(await store.rank_any("uranium melons", limit=1)) == 1


async def test_topics_are_counted_over_live_articles(store: Store) -> None:
    await load(
        store,
        draft("A", topics=("Energy", "Asia")),
        draft("B", topics=("Energy",)),
        draft("C", topics=("Food",)),
        draft("D", topics=("Gone",)),
    )
    await change(store, "retract", await number_of(store, "D"))
    assert await store.feed.caught_up(within=20)
    topics = await store.topics()
    assert topics[0] == ("Energy", 2)
    assert set(topics) == {("Energy", 2), ("Asia", 1), ("Food", 1)}


async def test_related_articles_share_what_sets_one_apart(store: Store) -> None:
    await load(
        store,
        draft("Uranium mines of the steppe", body=f"Uranium is mined there. {FILLER}"),
        draft("Prices of uranium", body=f"Mines sell more of it. {FILLER}"),
        draft("Melons", body=f"They ripen. {FILLER}"),
        *(draft(f"Chronicle {n}", body=FILLER) for n in range(6)),
    )
    assert await store.feed.caught_up(within=20)
    one = await store.articles.get(await number_of(store, "Uranium mines of the steppe"))
    assert one is not None
    others = [other.title for other in await store.related(one, size=3)]
    assert others[0] == "Prices of uranium"
    assert one.title not in others
    await change(store, "retract", await number_of(store, "Prices of uranium"))
    assert await store.feed.caught_up(within=20)
    assert "Prices of uranium" not in [each.title for each in await store.related(one, size=3)]
