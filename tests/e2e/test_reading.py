"""What a reader says and sees."""

from datetime import UTC, datetime

import pytest

from tests.builders import draft, drafts
from tests.e2e.conftest import World


def rows(message) -> list[list[str]]:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in keyboard]


async def load(world: World, *given):
    await world.store.load(given, [], person_id=1, file_name="test")


async def test_start_and_help_say_what_there_is(world: World):
    hello = await world.reader.ask("/start")
    assert "The Post" in hello["text"]
    assert rows(hello) == [["Latest articles", "Currency rates"]]
    shown = await world.reader.ask("/help")
    for command in ("/latest", "/search", "/rates", "/convert"):
        assert command in shown["text"]
    assert "/load" not in shown["text"]
    assert "/load" in (await world.editor.ask("/help"))["text"]


async def test_without_articles_it_says_so(world: World):
    assert (await world.reader.ask("/latest"))["text"] == "There are no articles yet."


async def test_pages_turn_in_the_same_message(world: World):
    await load(world, *drafts(14))
    first = await world.reader.ask("/latest")
    assert "Viewing results 1 – 6 of 14" in first["text"]
    assert rows(first) == [["1", "2", "3", "4", "5", "6"], [" ", "1/3", "▶"]]
    second = await world.reader.tap(first, "▶")
    assert second["message_id"] == first["message_id"]
    assert "Viewing results 7 – 12 of 14" in second["text"]
    third = await world.reader.tap(second, "▶")
    assert "Viewing results 13 – 14 of 14" in third["text"]
    assert rows(third) == [["1", "2"], ["◀", "3/3", " "]]
    back = await world.reader.tap(third, "◀")
    assert back["text"] == second["text"]
    assert len(world.reader.messages) == 2


async def test_an_article_opens_in_full_and_back_returns_to_its_page(world: World):
    await load(world, *drafts(14))
    second = await world.reader.tap(await world.reader.ask("/latest"), "▶")
    opened = await world.reader.tap(second, "2")
    assert opened["message_id"] == second["message_id"]
    assert opened["text"].startswith("Article number 8")
    assert "It was seen by many." in opened["text"]
    back = await world.reader.tap(opened, "Back")
    assert back["text"] == second["text"]
    assert back["reply_markup"] == second["reply_markup"]


async def test_a_linked_article_leads_to_the_site(world: World):
    await load(
        world,
        draft(
            "A bridge over the Syr Darya",
            url="https://example.org/bridge?a=1&b=2",
            topics=("Roads",),
            published_at=datetime(2024, 12, 20, 5, tzinfo=UTC),
        ),
    )
    latest = await world.reader.ask("/latest")
    link = next(entity for entity in latest["entities"] if entity["type"] == "text_link")
    assert link["url"] == "https://example.org/bridge?a=1&b=2"
    assert "Roads · 20 December 2024" in latest["text"]
    opened = await world.reader.tap(latest, "1")
    keyboard = opened["reply_markup"]["inline_keyboard"]
    assert keyboard[0][0]["url"] == "https://example.org/bridge?a=1&b=2"


async def test_a_long_article_is_cut_at_a_sentence_within_telegrams_limit(world: World):
    await load(world, draft("Long", body="This is one sentence of many. " * 1000))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "1")
    assert 3500 < len(opened["text"]) <= 4096
    assert opened["text"].endswith("…")
    assert "many" in opened["text"][-12:]


async def test_search_by_command_and_by_plain_words_finds_the_same(world: World):
    await load(world, draft("Solar power in Osh"), draft("Wind power in Naryn"))
    by_command = await world.reader.ask("/search solar")
    by_words = await world.reader.ask("solar")
    assert by_command["text"] == by_words["text"]
    assert "Viewing results 1 – 1 of 1" in by_words["text"]
    both = await world.reader.ask("POWER")
    assert "Viewing results 1 – 2 of 2" in both["text"]


async def test_a_search_keeps_its_words_over_pages_however_long(world: World):
    await load(world, *(draft(f"Number {n}", body="мельница у реки стоит давно") for n in range(8)))
    for words in ("мельница", "мельница стоит у реки давно " * 3):
        first = await world.reader.ask(f"/search {words}")
        second = await world.reader.tap(first, "▶")
        assert "Viewing results 7 – 8 of 8" in second["text"]
        opened = await world.reader.tap(second, "1")
        back = await world.reader.tap(opened, "Back")
        assert back["text"] == second["text"]


async def test_a_search_without_words_or_without_results_says_what_to_do(world: World):
    assert "/search" in (await world.reader.ask("/search"))["text"]
    assert "Nothing was found for unicorns." in (await world.reader.ask("unicorns"))["text"]


async def test_an_article_taken_away_meanwhile_is_told(world: World):
    await load(world, draft("One"))
    latest = await world.reader.ask("/latest")
    query = await world.reader.press(latest, data="a:1:l:1")
    assert query
    answer = await world.reader.tap(latest, data="a:1:l:1")
    assert answer["text"].startswith("One")


@pytest.mark.parametrize(
    "data", ["x", "a:1", "s:1:#999", "l:0", "", "i:5:1", "a:99:l:1", "s:999999999:=article"]
)
async def test_an_old_or_forged_button_is_answered(world: World, data: str):
    await load(world, *drafts(8))
    latest = await world.reader.ask("/latest")
    world.forge(world.reader, latest, data)
    while (event := await world.reader.heard()).kind != "answer":
        pass
    assert event.kind == "answer"


async def test_a_button_under_a_deleted_message_gets_a_new_message(world: World):
    await load(world, *drafts(8))
    latest = await world.reader.ask("/latest")
    world.reader.chat.messages.pop(latest["message_id"])
    world.forge(world.reader, latest, "l:2")
    event = await world.reader.heard()
    assert event.kind == "message"
    assert "Viewing results 7 – 8 of 8" in event.message["text"]


async def test_the_persons_language_chooses_the_words(world: World):
    await load(world, *drafts(8))
    russian = world.phone("Пётр", "ru-RU")
    latest = await russian.ask("/latest")
    assert "Показаны результаты 1 – 6 из 8" in latest["text"]
    turned = await russian.tap(latest, "▶")
    assert "Показаны результаты 7 – 8 из 8" in turned["text"]
    kazakh = world.phone("Айгүл", "kk")
    assert "Viewing results" in (await kazakh.ask("/latest"))["text"]


async def test_unknown_commands_and_other_things_are_not_met_with_silence(world: World):
    assert "/help" in (await world.reader.ask("/nonsense"))["text"]


async def test_hostile_texts_stay_text(world: World):
    hostile = "<b>&lt;\"'`*_[x](javascript:alert(1))\u202e\u0000 a_b *c* {0} %s {words}"
    await load(world, draft(f"Title {hostile}", body=f"Hostile {hostile}. " * 20))
    latest = await world.reader.ask("/latest")
    assert "<b>&lt;" in latest["text"]
    await world.reader.tap(latest, "1")
    assert (await world.reader.ask(f"/search {hostile}"))["text"]
    assert (await world.reader.ask(hostile))["text"]


async def test_each_chat_is_answered_in_order(world: World):
    await load(world, *drafts(3))
    phones = [world.phone(f"Person {n}") for n in range(20)]
    for phone in phones:
        for n in range(5):
            await phone.say(f"/search order{n}")
    for phone in phones:
        for n in range(5):
            event = await phone.heard()
            assert f"order{n}" in event.message["text"]
