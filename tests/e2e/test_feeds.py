"""/feeds, in a chat: editors add feeds, see how they do, change and remove them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Caravan
from bot.config import Settings
from bot.playground import Person, Phone, Playground
from storage.loading import Feed, FeedState, Role
from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.feed_server import FeedServer, rss
from tests.e2e.reading import answer_to, button, rows, toast
from tests.e2e.subscribing import next_message

WITHIN = 15.0  # seconds
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    entries = [(f"Number {n}", NOW - timedelta(hours=3 - n)) for n in range(3)]
    async with FeedServer({"/rss": rss(entries), "/other": rss([], title="Other")}) as server:
        yield server


@dataclass
class Site(World):
    server: FeedServer

    async def look(self) -> None:
        """What is due is looked at: the clock does so by itself every few seconds."""
        async with asyncio.timeout(WITHIN):
            while any(map(_is_due, (await self.store.feeds.page(1, size=50)).items)):
                await self.caravan._clock.look()
                await self.caravan._clock.idle()

    async def again(self) -> None:
        """As if the first feed were due now."""
        await self.store.feeds.look_now(1)
        await self.look()

    async def feed(self) -> Feed:
        (feed,) = (await self.store.feeds.page(1, size=9)).items
        return feed

    async def follow(self, path: str = "/rss") -> dict[str, Any]:
        """What the editor sees when the address was looked at."""
        await self.editor.ask(f"/feeds {self.server.root}{path}")
        return await edited(self.editor)


@pytest.fixture
async def site(
    telegram: Playground,
    editor: Person,
    make_settings: Callable[..., Settings],
    server: FeedServer,
) -> AsyncIterator[Site]:
    caravan = Caravan(make_settings(fetch_private=True))
    await caravan.start()
    reader = telegram.world.add_person("Aida", language_code="en")
    yield Site(telegram, caravan, telegram.phone(reader), telegram.phone(editor), server)
    await caravan.stop()


def _is_due(feed: Feed) -> bool:
    rests = feed.next_run_at > datetime.now(UTC) and feed.lease_until is None
    return feed.state is FeedState.ACTIVE and not rests


async def edited(phone: Phone) -> dict[str, Any]:
    """The next text in place of another."""
    while True:
        event = await phone.heard()
        if event.kind == "edit":
            assert event.message is not None
            return event.message


def opml(server: FeedServer, *paths: str) -> bytes:
    lines = "".join(f'<outline text="T{at}" xmlUrl="{server.root}{at}"/>' for at in paths)
    return f'<opml version="2.0"><body><outline text="All">{lines}</outline></body></opml>'.encode()


async def test_readers_are_refused_and_groups_are_led_to_the_private_chat(site: Site) -> None:
    assert "for the editors of The Post" in (await site.reader.ask("/feeds"))["text"]
    group = site.telegram.world.add_group("Desk", site.editor.person)
    said = await site.telegram.phone(site.editor.person, group).ask("/feeds")
    assert "in our private chat alone" in said["text"]
    await site.editor.open_link(button(said, "Feeds")["url"])
    assert "No feed is followed yet" in (await next_message(site.editor))["text"]


async def test_a_feed_is_added_by_its_link_and_loaded_by_itself(site: Site) -> None:
    said = await site.editor.ask(f"/feeds {site.server.root}/rss")
    assert said["text"] == f"Looking at {site.server.root}/rss …"
    shown = await edited(site.editor)
    assert "This feed is followed now." in shown["text"] and "The Post" in shown["text"]
    await site.look()
    shown = await site.editor.tap(shown, "All feeds")
    assert "✅ The Post\nworks · 3 entries, " in shown["text"]
    assert rows(shown) == [["1"], ["Add a feed"]]


async def test_a_feed_is_added_once(site: Site) -> None:
    await site.follow()
    assert "This feed is followed already." in (await site.follow())["text"]
    assert (await site.store.feeds.page(1, size=9)).total == 1


async def test_an_editor_adds_by_answering_the_question(site: Site) -> None:
    await site.store.roles.give(site.reader.person.id, Role.EDITOR, name="A", by=1, always=(1,))
    shown = await site.reader.ask("/feeds")
    await site.reader.press(shown, "Add a feed")
    question = await next_message(site.reader)
    await site.reader.say(f"{site.server.root}/rss please", reply_to=question)
    assert "This feed is followed now." in (await edited(site.reader))["text"]
    assert (await site.feed()).added_by == site.reader.person.id
    (link,) = [one["url"] for one in question["entities"] if one["type"] == "text_link"]
    await site.reader.open_link(link)
    assert "Which one?" in (await next_message(site.reader))["text"]


async def test_a_page_leads_to_its_feed(site: Site) -> None:
    site.server.answers["/"] = (
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" '
        b'href="rss" title="All"></head><body>News</body></html>'
    )
    assert "The Post" in (await site.follow("/"))["text"]
    assert (await site.feed()).url == f"{site.server.root}/rss"


async def test_of_the_feeds_of_a_page_one_is_chosen(site: Site) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}" title="{title}">'
        for path, title in (("/rss", "All news"), ("/other", "Comments"))
    )
    site.server.answers["/"] = f"<html><head>{links}</head><body>News</body></html>".encode()
    shown = await site.follow("/")
    assert rows(shown) == [["All news"], ["Comments"]]
    await site.editor.press(shown, "Comments")
    assert "Looking at" in (await next_message(site.editor))["text"]
    assert "Other" in (await edited(site.editor))["text"]
    assert (await site.feed()).url == f"{site.server.root}/other"


async def test_what_cannot_be_followed_says_why(site: Site) -> None:
    site.server.answers["/page"] = b"<html><body>Nothing here.</body></html>"
    site.server.answers["/text"] = b"Some words."
    assert "There is a web page and no feed." in (await site.follow("/page"))["text"]
    assert "404" in (await site.follow("/nowhere"))["text"]
    assert "feed" in (await site.follow("/text"))["text"]
    for address in ("file:///etc/passwd", "http://", "https://a:b@post.example/"):
        said = (await site.editor.ask(f"/feeds {address}"))["text"]
        assert said == f"“{address}” is no web address."
    assert (await site.store.feeds.page(1, size=9)).total == 0


async def test_addresses_that_are_not_public_are_refused(world: World, server: FeedServer) -> None:
    await world.editor.ask(f"/feeds {server.root}/rss")
    assert "127.0.0.1 is not a public address" in (await edited(world.editor))["text"]
    assert server.asked == []


async def test_a_list_is_followed_once_it_is_confirmed(site: Site) -> None:
    await site.follow()
    file = opml(site.server, "/rss", "/other", "/third")
    await site.editor.send_document("feeds.opml", file, caption="/feeds")
    shown = await next_message(site.editor)
    assert "A list of 3 feeds" in shown["text"]
    assert "1 of them is followed already." in shown["text"]
    assert (await site.store.feeds.page(1, size=9)).total == 1
    pressed = await site.editor.tap(shown, "Follow all")
    assert "2 feeds are followed now. 1 was followed before." in pressed["text"]
    assert (await site.store.feeds.page(1, size=9)).total == 3
    site.forge(site.editor, shown, button(shown, "Follow all")["callback_data"])
    assert "no longer there" in (await edited(site.editor))["text"]


async def test_a_list_is_thrown_away(site: Site) -> None:
    sent = await site.editor.send_document("feeds.opml", opml(site.server, "/rss"))
    await next_message(site.editor)  # what to do with a file
    await site.editor.say("/feeds", reply_to=sent)
    shown = await next_message(site.editor)
    assert "A list of 1 feed" in shown["text"]
    assert "Thrown away" in (await site.editor.tap(shown, "Cancel"))["text"]
    assert (await site.store.feeds.page(1, size=9)).total == 0


async def test_a_list_is_followed_by_its_link(site: Site) -> None:
    site.server.answers["/list"] = opml(site.server, "/rss", "/other")
    shown = await site.follow("/list")
    assert "A list of 2 feeds" in shown["text"]
    await site.editor.tap(shown, "Follow all")
    await site.look()
    assert (await site.store.articles.latest(1, size=9)).total == 3


async def test_a_file_that_is_no_list_says_so(site: Site) -> None:
    await site.editor.send_document("x.csv", b"title,url\nA,http://a.example/\n", caption="/feeds")
    assert "only OPML" in (await next_message(site.editor))["text"]


async def test_a_feed_is_paused_and_goes_on(site: Site) -> None:
    shown = await site.follow()
    await site.look()
    shown = await site.editor.tap(shown, "Pause")
    assert "⏸" in shown["text"] and "Next look" not in shown["text"]
    asked = len(site.server.asked)
    await site.again()
    assert len(site.server.asked) == asked
    shown = await site.editor.tap(shown, "Go on")
    await site.look()
    assert len(site.server.asked) == asked + 1


async def test_an_interval_is_chosen(site: Site) -> None:
    shown = await site.editor.tap(await site.follow(), "How often")
    assert "✓ As often as it changes" in rows(shown)[0]
    shown = await site.editor.tap(shown, "every 15 minutes")
    assert "Looked at: every 15 minutes" in shown["text"]
    assert ((await site.feed()).every, (await site.feed()).adaptive) == (900, False)
    shown = await site.editor.tap(shown, "How often")
    assert "✓ every 15 minutes" in rows(shown)[1]
    shown = await site.editor.tap(shown, "As often as it changes")
    assert "as often as it changes, now every " in shown["text"]
    site.forge(site.editor, shown, f"f:#{(await site.feed()).id}:i=1")
    await answer_to(site.editor)
    assert (await site.feed()).every >= 300


async def test_new_articles_are_posted_or_not(site: Site) -> None:
    shown = await site.follow()
    shown = await site.editor.tap(shown, "✓ Post new articles")
    assert "New articles are posted: no" in shown["text"]
    shown = await site.editor.tap(shown, "Post new articles")
    assert "New articles are posted: yes" in shown["text"]
    await site.look()
    await site.reader.ask("/subscribe")
    site.server.answers["/rss"] = rss([("Fresh apricots", NOW)])
    event = await toast(site.editor, shown, "Fetch now")
    assert event.text == "It is looked at now."
    while "Fresh apricots" not in (await next_message(site.reader))["text"]:
        pass


async def test_a_feed_that_fails_is_shown_first_with_its_reason(site: Site) -> None:
    shown = await site.follow()
    await site.follow("/other")
    await site.look()
    site.server.statuses["/rss"] = 503
    await site.again()
    listed = await site.editor.ask("/feeds")
    first, second = listed["text"].split("❌ The Post")[1].split("Other")
    assert "failing" in first and "answered with the status 503" in first
    assert "works" in second
    shown = await site.editor.tap(shown, "Look again")
    assert "Failed 1 time in a row." in shown["text"]
    russian = site.telegram.phone(site.telegram.world.add_person("Oleg", language_code="ru"))
    assert "/latest" in (await russian.ask("/feeds"))["text"]


async def test_who_added_a_feed_that_is_gone_is_told(site: Site) -> None:
    await site.follow()
    await site.look()
    site.server.statuses["/rss"] = 410
    await site.again()
    notice = await next_message(site.editor)
    assert notice["text"].startswith("The feed The Post is gone.")
    shown = await site.editor.tap(notice, "Show the feed")
    assert "🚫" in shown["text"] and "Go on" in rows(shown)[0]
    del site.server.statuses["/rss"]
    await site.editor.tap(shown, "Go on")
    await site.look()
    assert ((await site.feed()).state, (await site.feed()).loaded) == (FeedState.ACTIVE, True)


async def test_a_feed_is_removed_once_it_is_confirmed_and_its_articles_stay(site: Site) -> None:
    shown = await site.follow()
    await site.look()
    asked = await site.editor.tap(shown, "Remove")
    assert "Its articles stay." in asked["text"]
    back = await site.editor.tap(asked, "Back")
    asked = await site.editor.tap(back, "Remove")
    listed = await site.editor.tap(asked, "Remove")
    assert "Removed: The Post" in listed["text"]
    assert (await site.store.feeds.page(1, size=9)).total == 0
    assert (await site.store.articles.latest(1, size=9)).total == 3
    for data in ("f:#1", "f:#1:i", "f:#1!n", "f:#1!p", "f:#1!?", "f:#1:i=0"):
        site.forge(site.editor, listed, data)
        await answer_to(site.editor)
        assert "not followed any more" in site.editor.messages[-1]["text"]


async def test_who_is_no_editor_presses_in_vain(site: Site) -> None:
    shown = await site.follow()
    site.forge(site.reader, shown, button(shown, "Pause")["callback_data"])
    assert "Only the site’s editors" in ((await answer_to(site.reader)).text or "")
    assert (await site.feed()).state is FeedState.ACTIVE


async def test_many_feeds_have_pages_and_the_trail_tells_of_them(site: Site) -> None:
    links = [(f"http://{number}.example/", f"Feed {number:02}") for number in range(20)]
    await site.store.feeds.add(links, by=site.editor.person.id)
    page = await site.editor.ask("/feeds")
    page = await site.editor.tap(page, "▶")
    assert "Feed 08" in page["text"] and "2/3" in rows(page)[1]
    shown = await site.editor.tap(page, "2")
    assert "Feed 09" in shown["text"] and "not looked at yet" in shown["text"]
    await site.editor.tap(shown, "Pause")
    trail = (await site.editor.ask("/audit"))["text"]
    assert "Marat: paused the feed Feed 09" in trail
    assert "Marat: added the feed Feed 19" in trail


async def test_an_edit_by_hand_outlives_the_feed(site: Site) -> None:
    await site.follow()
    await site.look()
    article = (await site.store.articles.latest(1, size=9)).items[0]
    await site.store.editing.edit(article.id, by=1, title="Corrected")
    entries = [(f"Number {n}", NOW - timedelta(hours=3 - n)) for n in range(3)]
    site.server.answers["/rss"] = rss([*entries, ("Number 9", NOW)])
    await site.again()
    titles = {one.title for one in (await site.store.articles.latest(1, size=9)).items}
    assert {"Corrected", "Number 9"} <= titles and len(titles) == 4
    assert draft("Number 9").title in titles


async def test_a_list_that_is_loaded_is_offered_to_be_followed(site: Site) -> None:
    await site.editor.send_document("feeds.opml", opml(site.server, "/rss"), caption="/load")
    await next_message(site.editor)
    shown = await edited(site.editor)
    assert rows(shown) == [["Follow all", "Cancel"]]
    assert "1 feed is followed now." in (await site.editor.tap(shown, "Follow all"))["text"]
