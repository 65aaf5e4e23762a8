"""What an editor sends, and what others may not."""

import pytest

from tests.e2e.conftest import World

PAGE = """  • KGS/USD = 0.01149 0%
  • KZT/USD = 0.00191 -0.31%
  • KGS/USD = 0.01149 0%
21 December 2024

Viewing results 1 - 2 of 9

A quiet winter at the lake

The ice came late this year. Fishermen waited.

Who paints the trams of Almaty?

Three students do. They have a bucket and a plan.
"""


async def preview_of(phone, page: str = PAGE, **given):
    await phone.send_document("page.txt", page.encode(), **{"caption": "/load", **given})
    return (await phone.heard()).message


async def test_a_document_with_the_command_as_its_caption(world: World):
    preview = await preview_of(world.editor)
    assert "2 articles and 2 rates of 21 December 2024" in preview["text"]
    assert "The page speaks of 9 results, so 7 lie on further pages." in preview["text"]
    assert (await world.store.articles.latest(1, size=6)).total == 0
    await world.editor.tap(preview, "Load")
    assert (await world.store.articles.latest(1, size=6)).total == 2


async def test_a_reply_to_a_document(world: World):
    document = await world.editor.send_document("page.txt", PAGE.encode())
    assert "/load" in (await world.editor.heard()).message["text"]
    await world.editor.say("/load", reply_to=document)
    assert "2 articles" in (await world.editor.heard()).message["text"]


async def test_a_text_pasted_after_the_command(world: World):
    preview = await world.editor.ask(f"/load\n{PAGE}")
    assert "2 articles and 2 rates" in preview["text"]
    await world.editor.tap(preview, "Load")
    assert (await world.store.articles.latest(1, size=6)).total == 2


async def test_the_bare_command_says_how(world: World):
    assert "/load as its caption" in (await world.editor.ask("/load"))["text"]


async def test_cancel_stores_nothing_and_is_final(world: World):
    preview = await preview_of(world.editor)
    done = await world.editor.tap(preview, "Cancel")
    assert "nothing was loaded" in done["text"]
    assert "reply_markup" not in done
    assert (await world.store.articles.latest(1, size=6)).total == 0


async def test_a_second_press_loads_nothing_again(world: World):
    preview = await preview_of(world.editor)
    load = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await world.editor.tap(preview, "Load")
    world.forge(world.editor, preview, load)
    event = await world.editor.heard()
    assert "loaded before" in event.message["text"]


async def test_others_are_refused_in_a_friendly_sentence(world: World):
    refused = await preview_of(world.reader)
    assert "editors of The Post" in refused["text"]
    assert "editors of The Post" in (await world.reader.ask("/load x"))["text"]


async def test_rights_are_checked_when_the_button_is_pressed(world: World):
    preview = await preview_of(world.editor)
    load = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    latest = await world.reader.ask("/start")
    world.forge(world.reader, latest, load)
    while (event := await world.reader.heard()).kind != "answer":
        pass
    assert "editors" in event.text
    assert (await world.store.articles.latest(1, size=6)).total == 0


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("nothing that could be read.", "not the site's page"),
        ("", "not the site's page"),
        ("\x00\x01\x02 binary", "no text"),
    ],
)
async def test_what_cannot_be_read_is_told_with_its_reason(world: World, page: str, said: str):
    refused = await preview_of(world.editor, page or " ")
    assert said in refused["text"]
    assert "reply_markup" not in refused


async def test_wrong_lines_are_told_with_their_numbers(world: World):
    preview = await preview_of(world.editor, PAGE.replace("0.00191 -0.31%", "a lot"))
    assert "Line 2:" in preview["text"]
    assert "2 articles and 1 rate of 21 December 2024" in preview["text"]


async def test_a_changed_text_is_told_and_changed(world: World):
    await world.editor.tap(await preview_of(world.editor), "Load")
    preview = await preview_of(world.editor, PAGE.replace("Fishermen waited", "Nobody waited"))
    assert "Articles: 1 changed, 1 unchanged." in preview["text"]
    await world.editor.tap(preview, "Load")
    assert "Nobody waited" in (await world.reader.ask("/latest"))["text"]


async def test_a_file_over_the_limit_is_refused(world: World):
    await world.editor.send_document("big.txt", b"x" * (20 * 1024 * 1024 + 1), caption="/load")
    assert "too large" in (await world.editor.heard()).message["text"]
