"""Editors change articles where they read them."""

from typing import Any

import pytest

from bot.playground import Phone
from storage import Draft
from storage.loading import Role
from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.reading import button, load, rows
from tests.e2e.subscribing import announce, next_message


async def opened(world: World, phone: Phone, *given: Draft) -> dict[str, Any]:
    """The first of these articles, open on the phone."""
    await load(world, *given)
    return await phone.tap(await phone.ask("/latest"), "1")


async def asked(phone: Phone, shown: dict[str, Any], label: str) -> dict[str, Any]:
    """The question that a button makes the bot ask."""
    await phone.press(shown, label)
    return await next_message(phone)


async def answered(phone: Phone, question: dict[str, Any], text: str) -> dict[str, Any]:
    await phone.say(text, reply_to=question)
    return await next_message(phone)


async def test_only_editors_have_the_row(world: World):
    shown = await opened(world, world.editor, draft("Apricots"))
    assert ["Edit", "Retract", "Announce"] in rows(shown)
    shown = await world.reader.tap(await world.reader.ask("/latest"), "1")
    assert not any("Edit" in row for row in rows(shown))


async def test_each_field_is_asked_for_and_taken_from_the_reply(world: World):
    phone = world.editor
    shown = await opened(world, phone, draft("Apricots", topics=("Fruit",)))
    menu = await phone.tap(shown, "Edit")
    assert "Title: Apricots" in menu["text"] and "Summary: none" in menu["text"]
    question = await asked(phone, menu, "Title")
    assert question["text"].startswith("What shall the title be?")
    assert "Apricots" in question["text"]
    menu = await answered(phone, question, "  Plums   bloom ")
    assert "Changed." in menu["text"] and "Title: Plums bloom" in menu["text"]
    question = await asked(phone, menu, "Summary")
    menu = await answered(phone, question, "They were late.")
    question = await asked(phone, menu, "Topics")
    menu = await answered(phone, question, "#Trees, Orchards\nTrees")
    assert "Topics: Trees, Orchards" in menu["text"]
    question = await asked(phone, menu, "Picture")
    menu = await answered(phone, question, "https://site.example/plum.jpg")
    article = (await world.store.articles.latest(1, size=1)).items[0]
    assert (article.title, article.summary) == ("Plums bloom", "They were late.")
    assert (article.topics, article.image) == (
        ("Trees", "Orchards"),
        "https://site.example/plum.jpg",
    )
    shown = await phone.tap(menu, "Back")
    assert shown["text"].startswith("Plums bloom")


async def test_a_field_can_be_emptied(world: World):
    phone = world.editor
    shown = await opened(world, phone, draft("Apricots", summary="Late.", topics=("Fruit",)))
    menu = await phone.tap(shown, "Edit")
    assert [row for row in rows(menu) if "✕" in row] == [["Summary", "✕"], ["Topics", "✕"]]
    data = button({"reply_markup": {"inline_keyboard": [
        menu["reply_markup"]["inline_keyboard"][1]]}}, "✕")["callback_data"]  # fmt: skip
    menu = await phone.tap(menu, data=data)
    assert "Summary: none" in menu["text"]
    assert (await world.store.articles.latest(1, size=1)).items[0].summary == ""


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Title", "x" * 501, "This is too long: 500 characters are the most, and it has 501."),
        ("Summary", "x" * 2001, "This is too long: 2,000 characters are the most"),
        ("Topics", "y" * 65, "This is too long: 64 characters are the most"),
        ("Topics", ",".join(map(str, range(21))), "These are too many topics: 20 is the most."),
        ("Picture", "a plum", "This is no link to a picture"),
        ("Picture", "https://site.example/" + "x" * 2000, "This is no link to a picture"),
    ],
)
async def test_what_cannot_be_is_asked_for_again(world: World, field: str, text: str, said: str):
    phone = world.editor
    menu = await phone.tap(await opened(world, phone, draft("Apricots")), "Edit")
    question = await asked(phone, menu, field)
    refusal = await answered(phone, question, text)
    assert refusal["text"].startswith(said)
    again = await next_message(phone)
    assert again["text"] == question["text"]
    assert (await world.store.articles.latest(1, size=1)).items[0].title == "Apricots"


async def test_a_picture_itself_is_no_link(world: World):
    phone = world.editor
    menu = await phone.tap(await opened(world, phone, draft("Apricots")), "Edit")
    question = await asked(phone, menu, "Picture")
    await phone.send_photo(b"...", reply_to=question)
    assert "link to the picture" in (await next_message(phone))["text"]


async def test_the_link_in_a_question_asks_it_again(world: World):
    phone = world.editor
    menu = await phone.tap(await opened(world, phone, draft("Apricots")), "Edit")
    question = await asked(phone, menu, "Title")
    (link,) = [one["url"] for one in question["entities"] if one["type"] == "text_link"]
    await phone.open_link(link)
    assert (await next_message(phone))["text"] == question["text"]
    # It is no way in for others.
    await world.reader.open_link(link)
    assert "Only the site’s editors" in (await next_message(world.reader))["text"]


async def test_a_retracted_article_is_gone_for_readers_and_can_be_restored(world: World):
    shown = await opened(world, world.editor, draft("Apricots"))
    reader = await world.reader.tap(await world.reader.ask("/latest"), "1")
    shown = await world.editor.tap(shown, "Retract")
    assert "Retracted: only the site’s editors see it." in shown["text"]
    assert rows(shown)[-2:] == [["Edit", "Restore"], ["Back"]]
    assert not any("Save" in row for row in rows(shown))
    gone = await world.reader.tap(reader, "Related")
    assert "no longer there" in gone["text"]
    shown = await world.editor.tap(shown, "Restore")
    assert ["Edit", "Retract", "Announce"] in rows(shown)
    assert "Apricots" in (await world.reader.ask("/latest"))["text"]


async def test_an_article_is_announced_after_a_question(world: World):
    await world.reader.ask("/subscribe")
    shown = await opened(world, world.editor, draft("Apricots"))
    offer = await world.editor.tap(shown, "Announce")
    assert "Post “Apricots” to all who subscribed" in offer["text"]
    shown = await world.editor.tap(offer, "Post it")
    assert ["Edit", "Retract", "Announce"] in rows(shown)
    assert (await next_message(world.reader))["text"].startswith("Apricots")


async def test_posts_follow_an_edit(world: World):
    await world.reader.ask("/subscribe")
    await announce(world, draft("Apricots"))
    post = await next_message(world.reader)
    shown = await world.editor.tap(await world.editor.ask("/latest"), "1")
    question = await asked(world.editor, await world.editor.tap(shown, "Edit"), "Title")
    await answered(world.editor, question, "Plums")
    event = await world.reader.heard()
    assert event.kind == "edit" and event.message is not None
    assert event.message["message_id"] == post["message_id"]
    assert event.message["text"].startswith("Plums")


async def test_a_role_is_asked_for_when_it_is_done(world: World):
    """Not when the button was shown, nor when the question was asked."""
    store, person = world.store, world.reader.person
    await store.roles.give(person.id, Role.EDITOR, name="", by=1, always=(1,))
    shown = await opened(world, world.reader, draft("Apricots"))
    menu = await world.reader.tap(shown, "Edit")
    question = await asked(world.reader, menu, "Title")
    await store.roles.take(person.id, by=1, always=(1,))
    refused = await answered(world.reader, question, "Plums")
    assert "Only the site’s editors" in refused["text"]
    data = button(shown, "Retract")["callback_data"]
    world.forge(world.reader, shown, data)
    event = await world.reader.heard()
    assert event.kind == "answer" and "Only the site’s editors" in (event.text or "")
    article = (await store.articles.latest(1, size=1)).items[0]
    assert article.title == "Apricots"


async def test_what_is_forgotten_meanwhile_is_said(world: World):
    shown = await opened(world, world.editor, draft("Apricots"))
    article = (await world.store.articles.latest(1, size=1)).items[0]
    async with world.store.transaction() as connection:
        await world.store.delete(connection, [article.id])
    gone = await world.editor.tap(shown, "Edit")
    assert "no longer there" in gone["text"]
