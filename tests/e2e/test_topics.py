"""Reading by topic."""

from datetime import UTC, datetime

import pytest

from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.reading import load, rows

LONG = "Внешняя политика и безопасность"  # more than a button carries
DAY = datetime(2024, 12, 1, tzinfo=UTC)


async def fill(world: World) -> None:
    await load(
        world,
        *(
            draft(f"Power {n}", topics=("Energy",), published_at=DAY.replace(day=n))
            for n in range(1, 9)
        ),
        draft("Переговоры", topics=(LONG, "Energy"), published_at=DAY.replace(day=20)),
        draft("Rails", topics=("Rail",), body="All about energy."),
    )


def titles(message) -> list[str]:
    return [line[3:] for line in message["text"].split("\n") if line[1:3] == ". "]


async def test_topics_are_buttons_with_their_counts_for_their_newest(world: World):
    await fill(world)
    shown = await world.reader.ask("/topics")
    assert rows(shown)[0][0] == "Energy · 9"
    energy = await world.reader.tap(shown, "Energy · 9")
    assert energy["message_id"] == shown["message_id"]
    assert energy["text"].startswith("Topic: Energy\nViewing results 1 – 6 of 9")
    assert titles(energy)[:3] == ["Переговоры", "Power 8", "Power 7"]
    second = await world.reader.tap(energy, "▶")
    assert titles(second) == ["Power 3", "Power 2", "Power 1"]
    opened = await world.reader.tap(second, "1")
    assert (await world.reader.tap(opened, "Back"))["text"] == second["text"]
    assert (await world.reader.tap(second, "All topics"))["text"] == shown["text"]


async def test_topics_turn_page_by_page(world: World):
    await load(world, *(draft(f"D{n}", topics=(f"Topic {n}",)) for n in range(30)))
    first = await world.reader.ask("/topics")
    assert [len(row) for row in rows(first)] == [2] * 6 + [3]
    third = await world.reader.tap(await world.reader.tap(first, "▶"), "▶")
    assert [len(row) for row in rows(third)] == [2, 2, 2, 3]
    assert rows(third)[-1] == ["◀", "3/3", " "]


async def test_without_topics_it_says_so(world: World):
    await load(world, draft())
    assert (await world.reader.ask("/topics"))["text"] == "There are no topics yet."


async def test_the_latest_of_a_topic(world: World):
    await fill(world)
    for asked in ("Energy", "energy", " ENERGY "):
        shown = await world.reader.ask(f"/latest {asked}")
        assert titles(shown)[:2] == ["Переговоры", "Power 8"]
    long = await world.reader.ask(f"/latest {LONG.upper()}")
    assert long["text"].startswith(f"Topic: {LONG}\nViewing results 1 – 1 of 1")


async def test_an_unknown_topic_is_told_with_those_there_are(world: World):
    await fill(world)
    shown = await world.reader.ask("/latest chess")
    assert shown["text"] == "There is no topic chess. These are the topics:"
    energy = await world.reader.tap(shown, "Energy · 9")
    assert energy["text"].startswith("Topic: Energy")


async def test_what_is_no_topic_is_looked_for_at_a_press(world: World):
    await fill(world)
    shown = await world.reader.ask("/latest about energy")
    assert rows(shown)[0] == ["Search: about energy"]
    looked_for = await world.reader.tap(shown, "Search: about energy")
    assert titles(looked_for) == ["Rails"]


@pytest.mark.parametrize("asked", ["enrgy", "energy policy", "the enery"])
async def test_of_an_unknown_topic_the_near_ones_are_shown(world: World, asked: str):
    await fill(world)
    shown = await world.reader.ask(f"/latest {asked}")
    assert rows(shown) == [[f"Search: {asked}"], ["Energy · 9"]]


async def test_a_topic_is_known_by_a_word_that_no_other_has(world: World):
    await fill(world)
    shown = await world.reader.ask("/latest безопасность")
    assert shown["text"].startswith(f"Topic: {LONG}")


async def test_a_topic_that_is_searched_for_is_shown_newest_first(world: World):
    await fill(world)
    shown = await world.reader.ask("#energy")
    assert titles(shown)[:3] == ["Переговоры", "Power 8", "Power 7"]
    assert ["Newest first"] not in rows(shown)


async def test_an_open_article_leads_to_its_topics(world: World):
    await fill(world)
    opened = await world.reader.tap(await world.reader.ask("Переговоры"), "1")
    row = next(row for row in rows(opened) if "Energy" in row)
    assert len(row) == 2
    political = await world.reader.tap(opened, row[0])
    assert political["text"].startswith(f"Topic: {LONG}")
    again = await world.reader.tap(await world.reader.tap(political, "1"), "Energy")
    assert titles(again)[:2] == ["Переговоры", "Power 8"]
