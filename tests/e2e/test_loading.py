"""What an editor sends, and what others may not."""

from typing import Any

import pytest

from bot.playground import Phone
from storage import ImportState
from storage.loading import Role
from tests.e2e.conftest import World
from tests.e2e.loading import (
    PAGE,
    csv_of,
    document_of,
    jsonl,
    looked_into,
    settled,
    tapped,
)
from tests.e2e.reading import answer_to, button, rows


async def total(world: World) -> int:
    return (await world.store.articles.latest(1, size=6)).total


async def test_a_document_with_the_command_as_its_caption(world: World):
    preview = await looked_into(world.editor)
    assert "2 articles and 2 rates of 21 December 2024" in preview["text"]
    assert "The page speaks of 9 results, so 7 lie on further pages." in preview["text"]
    assert "the site’s page" in preview["text"]
    assert rows(preview) == [["Load and announce", "Load quietly"], ["Cancel"]]
    assert await total(world) == 0
    loaded = await tapped(world.editor, preview, "Load quietly")
    assert loaded["message_id"] == preview["message_id"]
    assert loaded["text"].startswith("Loaded: page.txt\nArticles: 2 new.\nRates: 2 new.")
    assert "It took 1 second." in loaded["text"]
    assert rows(loaded) == [["Undo"]]
    assert await total(world) == 2


async def test_it_is_told_at_once_that_it_is_read(world: World):
    await world.editor.send_document("page.txt", PAGE.encode(), caption="/load")
    first = await world.editor.heard()
    assert first.kind == "message" and first.message is not None
    assert first.message["text"] == "Reading page.txt…"
    preview = await settled(world.editor)
    assert preview["message_id"] == first.message["message_id"]


async def test_a_document_without_a_command_is_looked_into(world: World):
    preview = await looked_into(world.editor, caption="")
    assert "2 articles" in preview["text"] and "Load quietly" in rows(preview)[0]


async def test_a_reply_to_a_document(world: World):
    document = await world.editor.send_document("page.txt", PAGE.encode())
    await settled(world.editor)
    await world.editor.say("/load", reply_to=document)
    assert "2 articles" in (await settled(world.editor))["text"]


async def test_a_text_pasted_after_the_command(world: World):
    await world.editor.say(f"/load\n{PAGE}")
    preview = await settled(world.editor)
    assert preview["text"].startswith("pasted text\n")
    assert "2 articles and 2 rates" in preview["text"]
    await tapped(world.editor, preview, "Load quietly")
    assert await total(world) == 2


async def test_a_reply_to_a_text(world: World):
    text = await world.editor.say(PAGE)
    await world.editor.heard()
    await world.editor.say("/load", reply_to=text)
    assert "2 articles and 2 rates" in (await settled(world.editor))["text"]


async def test_the_bare_command_says_how(world: World):
    assert "reply to one with /load" in (await world.editor.ask("/load"))["text"]


async def test_cancel_stores_nothing_and_is_final(world: World):
    preview = await looked_into(world.editor)
    quiet = button(preview, "Load quietly")["callback_data"]
    done = await world.editor.tap(preview, "Cancel")
    assert "nothing was loaded" in done["text"]
    assert "reply_markup" not in done
    world.forge(world.editor, done, quiet)
    assert "thrown away before" in ((await answer_to(world.editor)).text or "")
    assert await total(world) == 0


async def test_a_second_press_loads_nothing_again_and_tells_what_became_of_it(world: World):
    preview = await looked_into(world.editor)
    announce = button(preview, "Load and announce")["callback_data"]
    loaded = await tapped(world.editor, preview, "Load quietly")
    await world.reader.ask("/subscribe")
    world.forge(world.editor, loaded, announce)
    assert "loaded before" in ((await answer_to(world.editor)).text or "")
    (load,) = await world.store.loads.recent(5)
    assert load.state is ImportState.LOADED and not load.announce


async def test_buttons_of_the_first_previews_are_understood(world: World):
    preview = await looked_into(world.editor)
    quiet = button(preview, "Load quietly")["callback_data"]
    number = quiet.split(":")[1]
    world.forge(world.editor, preview, f"i:{number}:1")
    assert (await settled(world.editor))["text"].startswith("Loaded")
    assert await total(world) == 2


async def test_others_are_refused_in_a_friendly_sentence(world: World):
    await world.reader.send_document("page.txt", PAGE.encode(), caption="/load")
    event = await world.reader.heard()
    assert event.message is not None and "editors of The Post" in event.message["text"]
    assert "editors of The Post" in (await world.reader.ask("/load x"))["text"]
    await world.reader.send_document("page.txt", PAGE.encode())
    event = await world.reader.heard()
    assert event.message is not None and "editors of The Post" in event.message["text"]


async def test_editors_load_and_undo(world: World):
    person = world.reader.person
    await world.store.roles.give(person.id, Role.EDITOR, name="", by=1, always=(1,))
    preview = await looked_into(world.reader)
    loaded = await tapped(world.reader, preview, "Load quietly")
    taken = await tapped(world.reader, loaded, "Undo")
    assert taken["text"].startswith("Taken back: page.txt")
    assert await total(world) == 0


@pytest.mark.parametrize("label", ["Load quietly", "Load and announce", "Cancel"])
async def test_rights_are_checked_when_the_button_is_pressed(world: World, label: str):
    preview = await looked_into(world.editor)
    data = button(preview, label)["callback_data"]
    await refused(world, data)
    (load,) = await waiting(world)
    assert load.state is ImportState.WAITING
    assert await total(world) == 0


async def test_rights_to_undo_are_checked_too(world: World):
    loaded = await tapped(world.editor, await looked_into(world.editor), "Load quietly")
    await refused(world, button(loaded, "Undo")["callback_data"])
    assert await total(world) == 2


async def refused(world: World, data: str) -> None:
    latest = await world.reader.ask("/start")
    world.forge(world.reader, latest, data)
    while (event := await world.reader.heard()).kind != "answer":
        pass
    assert "editors" in (event.text or "")


async def waiting(world: World) -> list[Any]:
    """All imports there are."""
    found = [await world.store.loads.get(number) for number in range(1, 5)]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("nothing that could be read.", "not the site's page"),
        (" ", "The file is empty."),
        ("\x00\x01\x02 binary", "no text"),
        ("%PDF-1.7 something", "This is a PDF"),
    ],
)
async def test_what_cannot_be_read_is_told_with_its_reason(world: World, page: str, said: str):
    refused = await looked_into(world.editor, page)
    assert said in refused["text"]
    assert "reply_markup" not in refused


async def test_wrong_lines_are_told_with_their_numbers(world: World):
    preview = await looked_into(world.editor, PAGE.replace("0.00191 -0.31%", "a lot"))
    assert "Line 2:" in preview["text"]
    assert "2 articles and 1 rate of 21 December 2024" in preview["text"]
    assert "Wrong, and left out: 1." in preview["text"]
    await world.editor.press(preview, "Show errors")
    event = await world.editor.heard()
    assert event.message is not None
    assert event.message["text"].startswith("Left out of page.txt\n\n• Line 2: ")


async def test_many_wrong_lines_are_a_file(world: World):
    lines = [b'{"title": "Good"}', *(b"{broken %d" % number for number in range(30))]
    preview = await looked_into(world.editor, b"\n".join(lines), name="a.jsonl")
    assert "Wrong, and left out: 30." in preview["text"]
    await world.editor.press(preview, "Show errors")
    table = csv_of(world, await document_of(world.editor))
    assert table[0] == ["Line", "Reason", "Text"]
    assert table[1] == ["2", "This is no JSON that can be read.", "{broken 0"]
    assert len(table) == 31


async def test_in_the_end_all_that_was_left_out_comes_as_a_file(world: World):
    lines = [b'{"title": "Good"}', b"{broken", b'{"body": ""}']
    preview = await looked_into(world.editor, b"\n".join(lines), name="a.jsonl")
    await world.editor.press(preview, "Load quietly")
    document = await document_of(world.editor)
    assert document["document"]["file_name"] == "errors.csv"
    assert document["caption"] == "a.jsonl: Wrong, and left out: 2."
    assert [row[0] for row in csv_of(world, document)] == ["Line", "2", "3"]
    loaded = world.editor.chat.messages[preview["message_id"]]
    assert "Wrong, and left out: 2." in loaded["text"]
    assert rows(loaded) == [["Undo", "Show errors"]]
    # Also when its file is gone.
    await world.editor.press(loaded, "Show errors")
    event = await world.editor.heard()
    while event.kind != "message":
        event = await world.editor.heard()
    assert event.message is not None and "Line 2: This is no JSON" in event.message["text"]


async def test_a_changed_text_is_told_and_changed(world: World):
    await tapped(world.editor, await looked_into(world.editor), "Load quietly")
    changed = PAGE.replace("Fishermen waited", "Nobody waited")
    preview = await looked_into(world.editor, changed)
    assert "Articles: 1 changed, 1 unchanged." in preview["text"]
    assert rows(preview) == [["Load"], ["Cancel"]]
    await tapped(world.editor, preview, "Load")
    assert "Nobody waited" in (await world.reader.ask("/latest"))["text"]


async def test_what_a_file_has_twice_is_counted_once(world: World):
    preview = await looked_into(world.editor, jsonl(700) + jsonl(700), name="a.jsonl")
    assert "Articles: 700 new." in preview["text"]
    loaded = await tapped(world.editor, preview, "Load quietly")
    assert "700 new" in loaded["text"]


async def test_a_file_over_the_limit_is_refused(world: World):
    await world.editor.send_document("big.txt", b"x" * (20 * 1024 * 1024 + 1), caption="/load")
    assert "too large" in (await settled(world.editor))["text"]


async def test_the_first_articles_are_shown_as_they_will_be_read(world: World):
    line = (
        b'{"title": "Apricots", "summary": "They bloom early.", "url": "https://site.example/1",'
        b' "topics": ["Fruit"], "published": "2024-12-21T10:00:00Z"}'
    )
    preview = await looked_into(world.editor, line, name="a.jsonl")
    assert "• Apricots\n" in preview["text"]
    assert "Fruit · 21 December 2024" in preview["text"]
    assert "They bloom early." in preview["text"]
    assert any(one.get("url") == "https://site.example/1" for one in preview["entities"])


async def test_rates_alone_have_nothing_to_announce(world: World):
    rates = b"pair,value,date\nUSD/KZT,478.21,2024-12-21\nUSD/KGS,87.1,2024-12-21\n"
    preview = await looked_into(world.editor, rates, name="rates.csv")
    assert "Found: 2 rates of 21 December 2024." in preview["text"]
    assert "USD/KZT = 478.21" in preview["text"]
    assert rows(preview) == [["Load"], ["Cancel"]]


async def test_a_list_of_feeds_is_offered_to_be_followed(world: World):
    opml = b'<opml version="2.0"><body><outline xmlUrl="https://a.example/rss"/></body></opml>'
    preview = await looked_into(world.editor, opml, name="feeds.opml")
    assert "Follow all" in rows(preview)[0]


async def test_announced_articles_go_out_and_quiet_ones_do_not(world: World):
    await world.reader.ask("/subscribe")
    quiet = await looked_into(world.editor, b'{"title": "Quiet"}', name="a.jsonl")
    await tapped(world.editor, quiet, "Load quietly")
    loud = await looked_into(world.editor, b'{"title": "Loud"}', name="b.jsonl")
    loaded = await tapped(world.editor, loud, "Load and announce")
    assert "The new articles go out to those who subscribed." in loaded["text"]
    event = await world.reader.heard()
    assert event.message is not None and event.message["text"].startswith("Loud")


async def test_in_a_group_it_is_told_to_go_to_the_private_chat(world: World):
    group = world.telegram.world.add_group("Desk", world.editor.person)
    phone: Phone = world.telegram.phone(world.editor.person, group)
    assert "private chat alone" in (await phone.ask("/load"))["text"]


async def test_a_load_is_in_the_trail(world: World):
    loaded = await tapped(world.editor, await looked_into(world.editor), "Load quietly")
    await tapped(world.editor, loaded, "Undo")
    trail = (await world.editor.ask("/audit"))["text"]
    assert "loaded page.txt" in trail


async def test_an_error_button_without_errors_says_so(world: World):
    preview = await looked_into(world.editor)
    data = button(preview, "Cancel")["callback_data"].replace(":0", ":e")
    world.forge(world.editor, preview, data)
    event = await world.editor.heard()
    assert event.kind == "answer" and event.text == "Nothing of it is left out."


async def test_a_button_of_no_import_says_so(world: World):
    preview = await looked_into(world.editor)
    for deed in "01aesu":
        world.forge(world.editor, preview, f"i:999:{deed}")
        assert "no longer there" in ((await answer_to(world.editor)).text or "")
    assert "no longer there" in world.editor.chat.messages[preview["message_id"]]["text"]
