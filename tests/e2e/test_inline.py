"""@bot WORDS in any chat."""

from datetime import UTC, datetime

import pytest

from tests.builders import draft, drafts
from tests.e2e.conftest import World
from tests.e2e.reading import button, load, rows


async def test_words_find_cards_to_send(world: World):
    await load(
        world,
        draft(
            "Solar power in Osh",
            body="Nobody knew. Solar power came. It is cheap. That is all there is to say of it.",
            url="https://example.org/solar",
            image="https://example.org/solar.jpg",
            published_at=datetime(2024, 12, 20, 5, tzinfo=UTC),
            language="en",
        ),
        draft("Apricots bloom"),
    )
    answer = await world.reader.inline("solar")
    (card,) = answer.results
    assert card.title == "Solar power in Osh"
    assert card.description == "Solar power came. It is cheap."
    assert card.thumbnail_url == "https://example.org/solar.jpg"
    assert (answer.cache_time, answer.is_personal, answer.next_offset) == (60, True, "")

    friends = world.telegram.world.add_supergroup("Friends", world.reader.person, bot="left")
    sent = await world.reader.choose(answer, card, friends)
    assert sent["text"].startswith("Solar power in Osh\n20 December 2024\n\nNobody knew.")
    assert {one["type"] for one in sent["entities"]} >= {"text_link", "date_time"}
    assert sent["link_preview_options"]["url"] == "https://example.org/solar.jpg"
    assert button(sent, "Read on the site")["url"] == "https://example.org/solar"
    friend = world.phone("Timur")
    await friend.open_link(button(sent, "Open in the bot")["url"])
    assert (await friend.heard()).message["text"].startswith("Solar power in Osh")


async def test_without_words_the_latest_are_offered_page_by_page(world: World):
    await load(world, *drafts(45))
    seen = []
    offset = ""
    for expected in ("20", "40", ""):
        answer = await world.reader.inline("", offset)
        assert answer.next_offset == expected and answer.cache_time == 30
        seen += [card.title for card in answer.results]
        offset = answer.next_offset
    assert seen == [f"Article number {n}" for n in range(1, 46)]


@pytest.mark.parametrize("text", ["", "article"])
async def test_offsets_that_are_none_begin_anew_and_past_the_end_is_nothing(
    world: World, text: str
):
    await load(world, *drafts(25))
    first = await world.reader.inline(text)
    assert len(first.results) == 20
    for offset in ("x", "-20", "7", "20.0", "２０", "9" * 60, " 20"):
        assert (await world.reader.inline(text, offset)).results == first.results
    past = await world.reader.inline(text, "40")
    assert (past.results, past.next_offset, past.button) == ((), "", None)
    assert (await world.reader.inline(text, "999999980")).results == ()


async def test_a_shared_article_is_found_by_its_number(world: World):
    await load(world, *drafts(3))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "2")
    answer = await world.reader.inline(button(opened, "Share")["switch_inline_query"])
    assert [card.title for card in answer.results] == ["Article number 2"]
    assert (await world.reader.inline("a_99")).results == ()


async def test_what_was_perhaps_meant_is_offered_where_nothing_else_is_found(world: World):
    await load(world, draft("Қазақстан", body="-"), draft("Kazakhstan", body="-"))
    asked = await world.reader.ask("kazakstan")
    assert len(rows(asked)) == 2  # it is not clear which
    answer = await world.reader.inline("kazakstan")
    assert [card.title for card in answer.results] == ["Қазақстан"]


async def test_where_nothing_is_found_a_button_leads_to_the_bot(world: World):
    answer = await world.reader.inline("unicorns")
    assert answer.results == ()
    assert answer.button["text"] == "Nothing found: search in the bot"
    await world.reader.press_inline_button(answer)
    assert "/search" in (await world.reader.heard()).message["text"]


async def test_other_languages_get_answers_of_their_own(world: World):
    await load(world, *drafts(1))
    (english,) = (await world.reader.inline("article")).results
    assert english.reply_markup["inline_keyboard"][0][0]["text"] == "Open in the bot"
    russian = await world.phone("Пётр", "ru").inline("article")
    (row,) = russian.results[0].reply_markup["inline_keyboard"]
    assert row[0]["text"] == "Открыть в боте"


async def test_any_words_are_answered(world: World):
    await load(world, *drafts(2))
    for text in ("<b>&\"'", "\u202e\u0000", "a_", "😀" * 100, "topic:", "/latest", "-article"):
        assert (await world.reader.inline(text)).query is not None


async def test_an_answer_that_comes_too_late_is_no_failure(world: World, caplog):
    await load(world, *drafts(1))
    late = {"id": "1", "from": world.reader.person.user(), "query": "article", "offset": ""}
    world.telegram.world.updates.push("inline_query", late)
    assert len((await world.reader.inline("article")).results) == 1
    assert "failed" not in caplog.text
