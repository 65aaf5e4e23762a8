"""What a reader says and sees."""

from datetime import UTC, datetime

import pytest

from bot.views.article_pages import article_pages
from tests.builders import draft, drafts
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, bold, button, load, rows, toast


async def test_start_and_help_say_what_there_is(world: World):
    hello = await world.reader.ask("/start")
    assert "The Post" in hello["text"]
    assert rows(hello) == [["Latest articles", "Currency rates"], ["Topics"]]
    shown = await world.reader.ask("/help")
    for command in ("/latest", "/topics", "/search", "/saved", "/rates", "/convert"):
        assert command in shown["text"]
    assert f"@{world.telegram.world.bot['username']} uranium" in shown["text"]
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
    date = next(entity for entity in latest["entities"] if entity["type"] == "date_time")
    assert (date["unix_time"], date["date_time_format"]) == (1734670800, "D")
    opened = await world.reader.tap(latest, "1")
    assert button(opened, "Read on the site")["url"] == "https://example.org/bridge?a=1&b=2"


@pytest.mark.parametrize(
    ("asked", "shown", "numbers"), [("3", 3, [3]), ("10", 10, [5, 5]), ("99", 20, [7, 7, 6])]
)
async def test_so_many_articles_are_on_a_page_as_are_asked_for(
    world: World, asked: str, shown: int, numbers: list[int]
):
    await load(world, *drafts(45))
    first = await world.reader.ask(f"/latest {asked}")
    assert f"Viewing results 1 – {shown} of 45" in first["text"]
    assert [len(row) for row in rows(first)] == [*numbers, 3]
    second = await world.reader.tap(first, "▶")
    assert f"Viewing results {shown + 1} – {2 * shown} of 45" in second["text"]
    opened = await world.reader.tap(second, "2")
    assert opened["text"].startswith(f"Article number {shown + 2}\n")
    assert (await world.reader.tap(opened, "Back"))["text"] == second["text"]


async def test_a_long_article_is_read_page_by_page_in_one_message(world: World):
    text = "\n\n".join(f"Part {n}. " + "This is one sentence of many. " * 30 for n in range(12))
    await load(world, draft("Long", body=text, image="https://example.org/picture.jpg"))
    shown = await world.reader.tap(await world.reader.ask("/latest"), "1")
    pages = article_pages(text.strip())
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert page in shown["text"]
        assert shown["text"].endswith(f"Page {number} of {len(pages)}")
        assert len(shown["text"]) <= 4096
        assert shown["link_preview_options"] == {
            "url": "https://example.org/picture.jpg",
            "prefer_large_media": True,
            "show_above_text": True,
        }
        if number < len(pages):
            turned = await world.reader.tap(shown, "▶")
            assert turned["message_id"] == shown["message_id"]
            shown = turned
    back = await world.reader.tap(shown, "Back")
    assert back["text"].startswith("Latest articles")
    assert "url" not in back.get("link_preview_options", {})


async def test_newer_and_older_articles_are_a_press_away_over_pages(world: World):
    await load(world, *drafts(14))
    page = await world.reader.ask("/latest")
    opened = await world.reader.tap(page, "6")
    assert rows(opened)[-2] == ["◀ Newer", "Older ▶"]
    opened = await world.reader.tap(opened, "Older ▶")
    assert opened["text"].startswith("Article number 7\n")
    back = await world.reader.tap(opened, "Back")
    assert "Viewing results 7 – 12 of 14" in back["text"]
    opened = await world.reader.tap(await world.reader.tap(back, "1"), "◀ Newer")
    assert opened["text"].startswith("Article number 6\n")
    first = await world.reader.tap(await world.reader.tap(opened, "Back"), "1")
    assert rows(first)[-2] == ["Older ▶"]
    last = await world.reader.tap(await world.reader.ask("/latest 20"), "14")
    assert rows(last)[-2] == ["◀ Newer"]


async def test_in_a_search_the_results_before_and_after_are_a_press_away(world: World):
    await load(world, *(draft(f"Turbine {n}", position=n) for n in range(1, 9)), *drafts(3))
    page = await world.reader.ask("turbine")
    titles = [line[3:] for line in page["text"].split("\n") if line[1:3] == ". "]
    opened = await world.reader.tap(page, "6")
    assert opened["text"].startswith(titles[5])
    assert rows(opened)[-2] == ["◀ Previous", "Next ▶"]
    after = await world.reader.tap(opened, "Next ▶")
    assert "Turbine" in after["text"] and after["text"].split("\n")[0] not in titles
    last = await world.reader.tap(after, "Next ▶")
    assert rows(last)[-2] == ["◀ Previous"]
    back = await world.reader.tap(last, "Back")
    assert "Viewing results 7 – 8 of 8" in back["text"]


async def test_related_articles_open_in_the_same_message_and_lead_back(world: World):
    await load(
        world,
        draft("Uranium mine in Mangystau", body="The uranium mine opened. Uranium ore goes out."),
        draft("Uranium ore goes by rail", body="Uranium ore from the mine goes by rail."),
        draft("Apricots bloom", body="They bloom in Batken."),
    )
    found = await world.reader.ask("mangystau")
    opened = await world.reader.tap(found, "1")
    related = await world.reader.tap(opened, "Related")
    assert related["message_id"] == opened["message_id"]
    assert related["text"].startswith("Related to: Uranium mine in Mangystau")
    assert "1. Uranium ore goes by rail" in related["text"]
    other = await world.reader.tap(related, "1")
    assert other["text"].startswith("Uranium ore goes by rail")
    assert (await world.reader.tap(other, "Back"))["text"] == found["text"]


async def test_an_article_like_no_other_says_so(world: World):
    await load(world, draft("Apricots bloom", body="They bloom in Batken."))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "1")
    said = await toast(world.reader, opened, "Related")
    assert said.text == "No articles like this one were found."


async def test_a_shared_article_opens_from_its_link(world: World):
    await load(world, *drafts(3))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "2")
    share = button(opened, "Share")["switch_inline_query"]
    link = f"https://t.me/{world.telegram.world.bot['username']}?start={share}"
    friend = world.phone("Friend")
    await friend.open_link(link)
    heard = (await friend.heard()).message
    assert heard["text"] == opened["text"]
    assert (await friend.tap(heard, "Back"))["text"].startswith("Latest articles")


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("a_99", "This article is no longer there."),
        ("a_x", "This is The Post in Telegram."),
        ("anything", "This is The Post in Telegram."),
        ("search", "Write what you are looking for"),
    ],
)
async def test_other_links_lead_on_too(world: World, payload: str, said: str):
    assert (await world.reader.ask(f"/start {payload}"))["text"].startswith(said)


async def test_search_by_command_and_by_plain_words_finds_the_same(world: World):
    await load(world, draft("Solar power in Osh"), draft("Wind power in Naryn"))
    by_command = await world.reader.ask("/search solar")
    by_words = await world.reader.ask("solar")
    assert by_command["text"] == by_words["text"]
    assert "Viewing results 1 – 1 of 1" in by_words["text"]
    both = await world.reader.ask("POWER")
    assert "Viewing results 1 – 2 of 2" in both["text"]


async def test_the_words_that_were_found_are_bold_in_the_sentence_that_has_them(world: World):
    await load(
        world,
        draft(
            "Power for Osh",
            body="Nobody knew. Solar power came to the valley. It is cheap. That is all.",
            language="en",
        ),
        draft("Wind", body="Wind blows. Wind power is solar power, in the end.", language="en"),
    )
    found = await world.reader.ask("solar power")
    assert "Solar power came to the valley. It is cheap." in found["text"]
    assert bold(found)[0] == "Search: solar power"
    assert {"Power", "Solar", "power", "solar"} <= {*bold(found)}


async def test_results_are_sorted_by_date_at_the_press_of_a_button(world: World):
    day = datetime(2024, 12, 1, tzinfo=UTC)
    await load(
        world,
        draft("Turbine, turbine, turbine", body="Turbine.", published_at=day),
        draft("News", body="Of a turbine, and of much else.", published_at=day.replace(day=9)),
        draft("Old news", body="Of a turbine, and of more.", published_at=day.replace(year=2020)),
    )
    best = await world.reader.ask("turbine")
    newest = await world.reader.tap(best, "Newest first")
    titles = [line[3:] for line in newest["text"].split("\n") if line[1:3] == ". "]
    assert titles == ["News", "Turbine, turbine, turbine", "Old news"]
    opened = await world.reader.tap(newest, "1")
    after = await world.reader.tap(opened, "Next ▶")
    assert after["text"].startswith("Turbine, turbine")
    back = await world.reader.tap(after, "Back")
    assert (await world.reader.tap(back, "Best first"))["text"] == best["text"]


async def test_a_typo_is_asked_about_or_put_right(world: World):
    await load(world, draft("Turbines hum in Osh"), draft("Apricots bloom in Batken"))
    shown = await world.reader.ask("apricost")
    if rows(shown)[0][0].startswith("Did you mean"):
        shown = await world.reader.tap(shown, rows(shown)[0][0])
    else:
        assert "Nothing was found for apricost; these are results for" in shown["text"]
    assert "1. Apricots bloom in Batken" in shown["text"]


async def test_results_without_all_of_the_words_say_so(world: World):
    await load(world, draft("Turbines hum in Osh"), draft("Apricots bloom in Batken"))
    neither = await world.reader.ask("turbines apricots")
    assert "No article has all the words; these have some of them." in neither["text"]
    await load(world, draft("Turbines among apricots"))
    some = await world.reader.ask("apricots turbines")
    assert "Few articles have all the words; those come first." in some["text"]
    assert "1. Turbines among apricots" in some["text"]


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
    how_to = (await world.reader.ask("/search"))["text"]
    for form in ("/search", '"nuclear power"', "-oil", "OR", "*", "topic:", "source:", "lang:"):
        assert form in how_to
    assert "after:" in how_to and "before:" in how_to
    assert "Nothing was found for unicorns." in (await world.reader.ask("unicorns"))["text"]


async def test_an_article_taken_away_meanwhile_is_told(world: World):
    await load(world, draft("One"))
    latest = await world.reader.ask("/latest")
    query = await world.reader.press(latest, data="a:1:l:1")
    assert query
    answer = await world.reader.tap(latest, data="a:1:l:1")
    assert answer["text"].startswith("One")


@pytest.mark.parametrize(
    "data",
    [
        *["x", "a:1", "s:1:#999", "l:0", "", "i:5:1", "a:99:l:1", "s:999999999:=article", "r", "-"],
        *["k:99:1:l:1", "k:1:1:l:1", "k:1:0:v:9", "e:99:l:1", "e:1:s:1:#9", "t:999", "v:999"],
        *["a:1.999:l:1", "a:1:s:1:#999", "a:1:v:999", "a:1:l:999999999:20"],
    ],
)
async def test_an_old_or_forged_button_is_answered(world: World, data: str):
    await load(world, *drafts(8))
    latest = await world.reader.ask("/latest")
    world.forge(world.reader, latest, data)
    assert (await answer_to(world.reader)).kind == "answer"


@pytest.mark.parametrize("data", ["x", "a:1", "k:1:1:zzz", ""])
async def test_a_button_of_another_time_leads_on(world: World, data: str):
    await load(world, *drafts(8))
    latest = await world.reader.ask("/latest")
    world.forge(world.reader, latest, data)
    lost = (await world.reader.heard()).message
    assert rows(lost) == [["Latest articles", "Topics"]]
    said = await answer_to(world.reader)
    assert said.show_alert and "ask again" in said.text
    assert (await world.reader.tap(lost, "Latest articles"))["text"] == latest["text"]


async def test_a_search_that_is_no_longer_known_leads_on(world: World):
    await load(world, *drafts(8))
    latest = await world.reader.ask("/latest")
    world.forge(world.reader, latest, "s:1:#999")
    lost = (await world.reader.heard()).message
    assert lost["message_id"] == latest["message_id"]
    assert rows(lost) == [["Latest articles", "Topics"]]
    assert "no longer there" in (await answer_to(world.reader)).text


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
