"""What readers keep to read again."""

from tests.builders import draft, drafts
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, button, load, rows, toast


async def test_an_article_is_saved_and_unsaved_where_it_is_read(world: World):
    await load(world, *drafts(3))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "2")
    kept = await world.reader.tap(opened, "Save")
    assert kept["message_id"] == opened["message_id"]
    assert ["Saved ✓", "Related"] in rows(kept)
    shown = await world.reader.ask("/saved")
    assert "Viewing results 1 – 1 of 1" in shown["text"] and "Article number 2" in shown["text"]
    from_there = await world.reader.tap(shown, "1")
    dropped = await world.reader.tap(from_there, "Saved ✓")
    assert ["Save", "Related"] in rows(dropped)
    back = await world.reader.tap(dropped, "Back")
    assert back["text"].startswith("You have saved nothing yet.")


async def test_saving_is_told_in_a_passing_note(world: World):
    await load(world, *drafts(1))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "1")
    said = await toast(world.reader, opened, "Save")
    assert said.text.startswith("Saved.") and not said.show_alert
    said = await toast(world.reader, opened, "Saved ✓")
    assert said.text == "No longer saved." and not said.show_alert


async def test_saved_articles_turn_pages_and_lead_to_each_other(world: World):
    await load(world, *drafts(8))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "1")
    for _ in range(7):
        opened = await world.reader.tap(await world.reader.tap(opened, "Save"), "Older ▶")
    await world.reader.tap(opened, "Save")
    shown = await world.reader.ask("/saved")
    assert "1. Article number 8" in shown["text"]
    opened = await world.reader.tap(shown, "6")
    after = await world.reader.tap(opened, "Next ▶")
    assert after["text"].startswith("Article number 2\n")
    assert "Viewing results 7 – 8 of 8" in (await world.reader.tap(after, "Back"))["text"]


async def test_each_reader_has_their_own(world: World):
    await load(world, *drafts(2))
    opened = await world.reader.tap(await world.reader.ask("/latest"), "1")
    await world.reader.tap(opened, "Save")
    other = world.phone("Timur")
    assert (await other.ask("/saved"))["text"].startswith("You have saved nothing yet.")
    same = await other.tap(await other.ask("/latest"), "1")
    assert ["Save", "Related"] in rows(same)


async def test_what_is_taken_back_is_no_longer_saved_or_to_be_saved(world: World):
    await load(world, draft("One"))
    latest = await world.reader.ask("/latest")
    world.forge(world.reader, latest, "k:99:1:l:1")
    gone = (await world.reader.heard()).message
    assert gone["text"] == "This article is no longer there."
    assert (await world.reader.ask("/saved"))["text"].startswith("You have saved nothing yet.")


async def test_in_a_group_saving_changes_nothing_for_the_others(world: World):
    await load(world, *drafts(2))
    group = world.telegram.world.add_supergroup("Talk", world.reader.person, bot="administrator")
    phone = world.telegram.phone(world.reader.person, group)
    opened = await phone.tap(await phone.ask("/latest"), "1")
    said = await toast(phone, opened, "Save")
    assert said.text.startswith("Saved.") and not said.show_alert
    assert group.messages[opened["message_id"]] == opened
    again = await phone.tap(await phone.tap(opened, "Back"), "1")
    assert ["Save", "Related"] in rows(again)
    assert "Article number 1" in (await world.reader.ask("/saved"))["text"]


async def test_a_group_is_led_to_the_private_chat_for_the_list(world: World):
    await load(world, *drafts(2))
    await world.reader.tap(await world.reader.tap(await world.reader.ask("/latest"), "1"), "Save")
    group = world.telegram.world.add_supergroup("Talk", world.reader.person, bot="administrator")
    phone = world.telegram.phone(world.reader.person, group)
    hint = await phone.ask("/saved")
    assert "Article number" not in hint["text"]
    await world.reader.open_link(button(hint, "My saved articles")["url"])
    listed = (await world.reader.heard()).message
    assert listed["text"].startswith("Saved articles")
    # Nor does a button that was made elsewhere show it there.
    latest = await phone.ask("/latest")
    world.forge(phone, latest, "v:1")
    assert (await phone.heard()).message["text"] == hint["text"]
    await answer_to(phone)
