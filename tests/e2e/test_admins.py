"""Owners give roles and take them; what is done is in the audit trail."""

from typing import Any

from bot.playground import people
from storage.loading import Role
from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, button, load, rows
from tests.e2e.subscribing import next_message


async def role_of(world: World) -> Role | None:
    return await world.store.roles.of(world.reader.person.id)


def reply(world: World, content: dict[str, Any]) -> None:
    """The editor sends this, then /admins in reply to it."""
    telegram, person = world.telegram.world, world.editor.person
    sent = people.send(telegram, person, content)
    people.say(telegram, person, "/admins", reply_to=sent)


async def test_readers_and_editors_are_refused(world: World):
    for command in ("/admins", "/export"):
        assert "for the owners of The Post" in (await world.reader.ask(command))["text"]
    for command in ("/audit", "/stats"):
        assert "for the editors of The Post" in (await world.reader.ask(command))["text"]
    await world.store.roles.give(
        world.reader.person.id, Role.EDITOR, name="Aida", by=1, always=(1,)
    )
    assert "for the owners of The Post" in (await world.reader.ask("/admins"))["text"]
    assert "for the owners of The Post" in (await world.reader.ask("/export"))["text"]


async def test_a_person_is_chosen_made_editor_then_owner_and_nothing(world: World):
    await world.reader.ask("/help")  # the bot may write to her since
    shown = await world.editor.ask("/admins")
    assert f"Marat ({world.editor.person.id}): owner" in shown["text"]
    assert rows(shown) == [["Add"]]
    await world.editor.press(shown, "Add")
    assert "Choose whom to add" in (await next_message(world.editor))["text"]
    await world.editor.pick_users("Choose an editor", world.reader.person)
    shown = await next_message(world.editor)
    assert shown["text"].startswith(f"Aida ({world.reader.person.id})\n")
    assert "Role: editor" in shown["text"]
    assert "now an editor of The Post" in (await next_message(world.reader))["text"]
    assert "/load" in (await world.reader.ask("/help"))["text"]
    shown = await world.editor.tap(shown, "owner")
    assert "Role: owner" in shown["text"]
    assert "now an owner of The Post" in (await next_message(world.reader))["text"]
    assert "/admins" in (await world.reader.ask("/help"))["text"]
    shown = await world.editor.tap(shown, "Take the role")
    assert "Role: no role" in shown["text"]
    assert "no role at The Post any more" in (await next_message(world.reader))["text"]
    assert await role_of(world) is None
    assert "/load" not in (await world.reader.ask("/help"))["text"]


async def test_someone_is_named_by_a_number_a_contact_or_a_forwarded_message(world: World):
    person = world.reader.person
    shown = await world.editor.ask(f"/admins {person.id}")
    assert f"{person.id}" in shown["text"] and "Role: no role" in shown["text"]
    contact = {"phone_number": "+7", "first_name": "Aida", "last_name": "K", "user_id": person.id}
    reply(world, {"contact": contact})
    shown = await next_message(world.editor)
    assert shown["text"].startswith(f"Aida K ({person.id})")
    origin = {"type": "user", "date": 1, "sender_user": person.user()}
    reply(world, {"forward_origin": origin, "photo": []})
    shown = await next_message(world.editor)
    assert shown["text"].startswith(f"Aida ({person.id})")
    shown = await world.editor.tap(shown, "editor")
    assert (await world.store.roles.all())[0].name == "Aida"
    hidden = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    reply(world, {"forward_origin": hidden, "photo": []})
    assert "does not tell the author" in (await next_message(world.editor))["text"]
    assert "Whom do you mean?" in (await world.editor.ask("/admins @aida"))["text"]


async def test_a_colleague_is_named_by_a_reply_in_a_group(world: World):
    telegram = world.telegram.world
    group = telegram.add_group("Desk", world.editor.person, world.reader.person)
    phone = world.telegram.phone(world.editor.person, group)
    said = people.say(telegram, world.reader.person, "@bot hello", chat=group)
    await phone.say("/admins", reply_to=said)
    shown = await next_message(phone)
    assert shown["text"].startswith(f"Aida ({world.reader.person.id})")
    assert rows(shown) == [["editor", "owner"]]
    await phone.tap(shown, "editor")
    assert await role_of(world) is Role.EDITOR
    assert "in our private chat alone" in (await phone.ask("/admins"))["text"]


async def test_who_is_no_owner_presses_in_vain(world: World):
    shown = await world.editor.ask(f"/admins {world.reader.person.id}")
    world.forge(world.reader, shown, button(shown, "owner")["callback_data"])
    assert "Only the site’s owners" in ((await answer_to(world.reader)).text or "")
    assert await role_of(world) is None


async def test_owners_of_the_settings_stay(world: World):
    shown = await world.editor.ask(f"/admins {world.editor.person.id}")
    assert "An owner by the settings" in shown["text"]
    assert rows(shown) == [["All of them"]]
    world.forge(world.editor, shown, f"h:{world.editor.person.id}:-=")
    event = await answer_to(world.editor)
    assert "An owner by the settings" in (event.text or "")
    assert await world.store.roles.all() == ()


async def test_the_trail_tells_who_did_what(world: World):
    person = world.reader.person
    await world.reader.ask("/help")  # Telegram tells her name since
    await world.editor.tap(await world.editor.ask(f"/admins {person.id}"), "editor")
    await load(world, draft("Apricots"))
    shown = await world.editor.tap(await world.editor.ask("/latest"), "1")
    await world.editor.tap(shown, "Retract")
    queue = await world.editor.ask("/queue")
    await world.editor.tap(queue, "Pause all")
    trail = await world.reader.ask("/audit")  # as the editor that she is now
    lines = [line.partition(" · ")[2] for line in trail["text"].splitlines() if " · " in line]
    assert lines == [
        "Marat: paused all posts",
        "Marat: retracted “Apricots”",
        "1: loaded test",
        f"Marat: {person.first_name}: no role → editor",
    ]
    (link,) = [one["url"] for one in trail["entities"] if one["type"] == "text_link"]
    await world.editor.open_link(link)
    assert "Retracted" in (await next_message(world.editor))["text"]


async def test_the_trail_has_pages(world: World):
    async with world.store.transaction() as connection:
        for number in range(30):
            await world.store.audit.note(
                connection, 0, "teleport", "feed 1", {"title": f"n{number}"}
            )
    page = await world.editor.ask("/audit")
    assert "the command line: teleport: n29" in page["text"]
    page = await world.editor.tap(page, "▶")
    assert "teleport: n17\n" in page["text"] and "2/3" in rows(page)[0]
    world.forge(world.reader, page, "d:1")
    assert "Only the site’s editors" in ((await answer_to(world.reader)).text or "")
