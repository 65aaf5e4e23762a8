"""Subscribing a private chat, a group, a thread of a forum, a channel; and what comes then."""

import pytest

from bot.handlers import membership
from storage.deliveries import Format, Mode, Wants
from tests.builders import draft, drafts
from tests.e2e.conftest import World
from tests.e2e.reading import button, load, rows
from tests.e2e.subscribing import announce, channel, next_message, only, posts_in


async def test_a_person_gets_the_last_article_and_then_each_new_one(world: World):
    await load(world, *drafts(3))
    answer = await world.reader.ask("/subscribe")
    assert answer["text"].startswith("You are subscribed.\n\nArticles: everything")
    assert "Article number 1" in (await next_message(world.reader))["text"]
    await announce(world, draft("Uranium prices rise", url="https://example.org/9"))
    post = await next_message(world.reader)
    assert post["text"].startswith("Uranium prices rise")
    links = [one["url"] for one in post["entities"] if one["type"] == "text_link"]
    assert links == ["https://example.org/9"] * 2
    one = await only(world, world.reader.person.id)
    assert (one.mode, one.format, one.wants) == (Mode.EACH, Format.SUMMARY, Wants())


async def test_subscribing_twice_is_once(world: World):
    await world.reader.ask("/subscribe")
    again = await world.reader.ask("/subscribe")
    assert again["text"].startswith("You are subscribed already.")
    await only(world, world.reader.person.id)


async def test_a_query_filters(world: World):
    await load(world, draft("Football results"), draft("Nuclear power grows"))
    answer = await world.reader.ask("/subscribe nuclear -weapons")
    assert "Articles: “nuclear -weapons”" in answer["text"]
    assert "Nuclear power" in (await next_message(world.reader))["text"]
    await announce(
        world,
        draft("Nuclear weapons talks"),
        draft("Rain in Osh"),
        draft("A nuclear plant is built"),
    )
    assert "A nuclear plant" in (await next_message(world.reader))["text"]
    nothing = await world.reader.ask("/subscribe ...")
    assert "no words" in nothing["text"]
    long = await world.reader.ask("/subscribe " + "word " * 100)
    assert "too long" in long["text"]


async def test_an_administrator_subscribes_a_channel_by_its_name(world: World):
    await load(world, *drafts(1))
    news = channel(world, "Morning News", username="morning_news")
    heard = posts_in(world, news)
    answer = await world.reader.ask("/subscribe @morning_news")
    assert answer["text"].startswith("Morning News (@morning_news) is subscribed.")
    assert "Article number 1" in (await next_message(heard))["text"]
    await announce(world, draft("Fresh"))
    assert (await next_message(heard))["text"].startswith("Fresh")
    again = await world.reader.ask("/subscribe https://t.me/morning_news")
    assert again["text"].startswith("Morning News (@morning_news) is subscribed already.")


async def test_the_right_to_post_is_all_it_takes(world: World):
    news = channel(world, username="morning_news", bot="left")
    telegram = world.telegram.world
    refused = await world.reader.ask("/subscribe @morning_news")
    assert "Make me an administrator there" in refused["text"] and "News" in refused["text"]
    telegram.set_bot_status(
        news, "administrator", by=world.reader.person, rights=frozenset({"can_edit_messages"})
    )
    refused = await world.reader.ask("/subscribe @morning_news")
    assert "Make me an administrator there" in refused["text"]
    telegram.set_bot_status(
        news, "administrator", by=world.reader.person, rights=frozenset({"can_post_messages"})
    )
    done = await world.reader.ask("/subscribe @morning_news")
    assert done["text"].startswith("News (@morning_news) is subscribed.")


async def test_what_is_no_channel_is_told(world: World):
    unknown = await world.reader.ask("/subscribe @nothing_here")
    assert "knows no channel or group @nothing_here" in unknown["text"]
    number = await world.reader.ask("/subscribe -1001234567890")
    assert "knows no channel or group -1001234567890" in number["text"]
    assert await world.store.subscriptions.of_person(world.reader.person.id) == ()


async def test_telegrams_own_chooser_adds_the_bot_and_subscribes(world: World):
    news = channel(world, bot="left")
    await world.reader.tap(await world.reader.ask("/subscribe"), "To a channel or group")
    assert [key["text"] for key in world.reader.keys] == ["Choose a channel", "Choose a group"]
    await world.reader.pick_chat("Choose a channel", news)
    answer = await next_message(world.reader)
    assert answer["text"].startswith("News is subscribed.")
    assert news.members[world.telegram.world.bot["id"]].rights == frozenset(
        {"can_manage_chat", "can_post_messages"}
    )
    group = world.telegram.world.add_group("Talk", world.reader.person, bot="left")
    await world.reader.tap(await world.reader.ask("/subscriptions"), "To a channel or group")
    await world.reader.pick_chat("Choose a group", group)
    assert (await next_message(world.reader))["text"].startswith("Talk is subscribed.")
    made = await world.store.subscriptions.of_person(world.reader.person.id)
    assert [one.chat_id for one in made] == [world.reader.person.id, news.id, group.id]


async def test_a_group_is_subscribed_by_its_administrators(world: World):
    group = world.telegram.world.add_supergroup("Talk", world.reader.person)
    phone = posts_in(world, group)
    answer = await phone.ask("/subscribe")
    assert answer["text"].startswith("Talk is subscribed.")
    await announce(world, draft("Fresh"))
    assert (await next_message(phone))["text"].startswith("Fresh")
    # It is managed in private, where the link leads.
    await world.reader.open_link(button(answer, "Change it")["url"])
    managed = await next_message(world.reader)
    assert managed["text"].startswith("Talk\n") and ["Which articles", "When"] in rows(managed)


async def test_one_thread_of_a_forum_is_subscribed(world: World):
    forum = world.telegram.world.add_supergroup("Forum", world.reader.person, forum=True)
    thread = world.telegram.world.add_thread(forum, "News")
    phone = posts_in(world, forum)
    await phone.say("/subscribe", thread=thread)
    assert (await next_message(phone))["message_thread_id"] == thread
    await announce(world, draft("Fresh"))
    post = await next_message(phone)
    assert post["text"].startswith("Fresh") and post["message_thread_id"] == thread
    listed = await world.reader.ask("/subscriptions")
    assert "Forum, one topic: everything" in listed["text"]


async def test_an_anonymous_administrator_subscribes_the_group(world: World):
    telegram = world.telegram.world
    group = telegram.add_supergroup("Talk", world.editor.person)
    telegram.set_member(
        group, world.reader.person, "administrator", frozenset({"is_anonymous", "can_manage_chat"})
    )
    phone = posts_in(world, group)
    answer = await phone.ask("/subscribe")
    assert answer["text"].startswith("Talk is subscribed.")
    assert (await only(world, group.id)).made_by == group.id


async def test_being_added_offers_to_subscribe_to_who_added(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(membership, "OFFER_AFTER", 0.0)
    await world.reader.ask("/start")
    news = channel(world, bot="left")
    telegram = world.telegram.world
    telegram.set_bot_status(news, "administrator", by=world.reader.person)
    offer = await next_message(world.reader)
    assert offer["text"].startswith("I am in News now.")
    done = await world.reader.tap(offer, "Subscribe it")
    assert done["message_id"] == offer["message_id"]
    assert done["text"].startswith("News is subscribed.")


async def test_who_never_wrote_to_the_bot_reads_the_offer_in_the_group(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(membership, "OFFER_AFTER", 0.0)
    telegram = world.telegram.world
    group = telegram.add_supergroup("Talk", world.reader.person, bot="left")
    phone = posts_in(world, group)
    telegram.set_bot_status(group, "member", by=world.reader.person)
    offer = await next_message(phone)
    await world.reader.open_link(button(offer, "Subscribe it")["url"])
    there = await next_message(world.reader)
    assert there["text"].startswith("I am in Talk now.")
    assert "Talk is subscribed." in (await world.reader.tap(there, "Subscribe it"))["text"]


async def test_a_chat_has_at_most_ten(world: World):
    for number in range(10):
        await world.reader.ask(f"/subscribe word{number}")
    refused = await world.reader.ask("/subscribe one more")
    assert "10 subscriptions" in refused["text"]
