"""The playground's page: messages, keyboards, files, and the places around them."""

from __future__ import annotations

from pathlib import Path

from bot.playground import Person, Playground
from tests.browser.chrome import Page
from tests.browser.scripted import COUNT, LAST, SHOWN, ScriptedBot, shown, start


async def test_a_button_is_pressed_and_its_message_edited_in_place(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "page:2"}]]}
    sent = await bot.call("sendMessage", chat_id=reader.id, text="page one", reply_markup=keyboard)
    await shown(page, "page one")
    await page.evaluate(f"globalThis.before = {LAST}.previousElementSibling")

    await page.click(".key")
    query = (await bot.hear())["callback_query"]
    assert query["data"] == "page:2"
    assert query["message"]["message_id"] == sent["message_id"]
    await page.until("document.querySelector('.key.waiting')")

    await bot.call(
        "editMessageText",
        chat_id=reader.id,
        message_id=sent["message_id"],
        text="page two",
        reply_markup=keyboard,
    )
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Turned")
    await shown(page, "page two")
    await page.until("document.querySelector('.toast')?.textContent === 'Turned'")
    await page.until("!document.querySelector('.key.waiting')")
    assert await page.evaluate(COUNT) == 2
    assert await page.evaluate(f"globalThis.before === {LAST}.previousElementSibling")
    assert await page.evaluate(f"{LAST}.querySelector('.meta').textContent.includes('edited')")


async def test_a_button_waits_until_its_query_is_answered_with_an_alert(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    keyboard = {"inline_keyboard": [[{"text": "Load", "callback_data": "load"}]]}
    await bot.call("sendMessage", chat_id=reader.id, text="Sure?", reply_markup=keyboard)
    await page.click(".key")
    query = (await bot.hear())["callback_query"]
    await page.until("document.querySelector('.key.waiting')")
    await bot.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="Not yours", show_alert=True
    )
    await page.until("document.querySelector('#notice[open] p')?.textContent === 'Not yours'")
    await page.until("!document.querySelector('.key.waiting')")
    await page.key("Enter")
    await page.until("!document.querySelector('#notice[open]')")


async def test_entities_become_elements_by_their_utf_16_offsets(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    text = "🐪 bold both\nKGS 1\nUSD 2\nread"
    entities = [
        {"type": "bold", "offset": 3, "length": 9},
        {"type": "italic", "offset": 8, "length": 4},
        {"type": "pre", "offset": 13, "length": 11},
        {"type": "text_link", "offset": 25, "length": 4, "url": "https://example.com/a"},
    ]
    await bot.call("sendMessage", chat_id=reader.id, text=text, entities=entities)
    await shown(page, "KGS 1")
    found = await page.evaluate(
        f"""(() => {{
          const part = (selector) => {LAST}.querySelector(selector);
          return {{
            bold: [...{LAST}.querySelectorAll("strong")].map((b) => b.textContent).join(""),
            both: part("strong em, em strong").textContent,
            table: part("pre").textContent,
            wraps: getComputedStyle(part("pre")).whiteSpaceCollapse,
            link: part("a").href,
            linked: part("a").textContent,
            rel: part("a").rel,
          }};
        }})()"""
    )
    assert found["bold"] == "bold both"
    assert found["both"] == "both"
    assert found["table"] == "KGS 1\nUSD 2"
    assert found["wraps"] == "preserve"
    assert (found["link"], found["linked"]) == ("https://example.com/a", "read")
    assert "noopener" in found["rel"]


async def test_entities_that_cross_or_leave_the_text_are_split_and_clipped(page: Page) -> None:
    html = await page.evaluate(
        """import("/static/entities.js").then(({ formatted }) => {
          const box = document.createElement("div");
          box.append(formatted("abcdef\\nghi", [
            { type: "italic", offset: 2, length: 4 },
            { type: "bold", offset: 0, length: 4 },
            { type: "blockquote", offset: 7, length: 99 },
            { type: "text_link", offset: 7, length: 3, url: "javascript:alert(1)" },
            { type: "code", offset: 50, length: 3 },
            { type: "from the future", offset: 8, length: 1 },
          ]));
          return box.innerHTML;
        })"""
    )
    assert html == (
        "<strong>ab<em>cd</em></strong><em>ef</em>\n"
        '<blockquote><div class="quoted"><span>g<span>h</span>i</span></div></blockquote>'
    )


async def test_hostile_text_stays_text(page: Page, bot: ScriptedBot, reader: Person) -> None:
    await start(page, bot)
    hostile = '<img src=x onerror="globalThis.broken=1"> <script>globalThis.broken=1</script>'
    link = {"type": "text_link", "offset": 0, "length": 4, "url": 'http://example.com/"><b>'}
    keyboard = {"inline_keyboard": [[{"text": hostile, "callback_data": "x"}]]}
    await bot.call(
        "sendMessage", chat_id=reader.id, text=hostile, entities=[link], reply_markup=keyboard
    )
    await page.click("#text")
    await page.write(hostile)
    await page.key("Enter")
    assert (await bot.hear())["message"]["text"] == hostile
    await page.until(f"{LAST}.classList.contains('out') && {COUNT} === 3")
    assert await page.evaluate(f"{LAST}.querySelector('.text').firstChild.data") == hostile
    assert await page.evaluate("document.querySelector('.key-label').textContent") == hostile
    assert await page.evaluate("document.querySelectorAll('.message img, .message b').length") == 0
    assert await page.evaluate("globalThis.broken === undefined")


async def test_a_file_arrives_as_a_document_with_its_caption(
    page: Page, bot: ScriptedBot, tmp_path: Path
) -> None:
    await start(page, bot)
    file = tmp_path / "страница 1.txt"
    file.write_text("21 December\n", encoding="utf-8")
    await page.choose_file("#file", file)
    await page.until("document.querySelector('#upload[open]')")
    assert "страница 1.txt" in await page.evaluate(
        "document.querySelector('#upload-files').textContent"
    )
    await page.write("/load")
    await page.key("Enter")

    message = (await bot.hear())["message"]
    assert message["caption"] == "/load"
    assert message["document"]["file_name"] == "страница 1.txt"
    assert await bot.download(message["document"]["file_id"]) == file.read_bytes()
    await page.until(f"{LAST}.querySelector('.document-name')?.textContent === 'страница 1.txt'")
    assert (
        await page.evaluate(
            f"fetch({LAST}.querySelector('.document').href).then((answer) => answer.text())"
        )
        == "21 December\n"
    )


async def test_a_reply_carries_the_message_it_answers(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    asked = await bot.call("sendMessage", chat_id=reader.id, text="Which currency?")
    await shown(page, "Which currency?")
    await page.click(f"{SHOWN} .message:last-child .reply")
    await page.until("document.querySelector('#replying-what').textContent === 'Which currency?'")
    await page.write("KGS")
    await page.key("Enter")
    message = (await bot.hear())["message"]
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    await page.until(f"{LAST}.querySelector('.reply-quote')?.textContent.includes('currency')")


async def test_commands_are_offered_as_they_are_typed(page: Page, bot: ScriptedBot) -> None:
    await start(page, bot)
    commands = [
        {"command": "latest", "description": "The newest articles"},
        {"command": "rates", "description": "Exchange rates"},
    ]
    await bot.call("setMyCommands", commands=commands)
    await page.until("!document.querySelector('#commands-button').hidden")
    await page.click("#text")
    await page.write("/")
    await page.until("document.querySelectorAll('#commands li').length === 2")
    await page.write("ra")
    await page.until("document.querySelectorAll('#commands li').length === 1")
    await page.key("Enter")
    assert (await bot.hear())["message"]["text"] == "/rates"
    await page.key("ArrowUp")
    assert await page.evaluate("document.querySelector('#text').value") == "/rates"


async def test_old_messages_are_drawn_when_they_are_scrolled_to(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    for number in range(150):
        await bot.call("sendMessage", chat_id=reader.id, text=f"message {number}")
    await shown(page, "message 149")
    await page.command("Page.reload")
    await page.until(f"{LAST}?.textContent.includes('message 149') && {COUNT} < 100")
    scroller = f"document.querySelector('{SHOWN}')"
    rest = f"{scroller}.scrollHeight - {scroller}.clientHeight - {scroller}.scrollTop"
    await page.until(f"Math.abs({rest}) < 2")
    await page.evaluate(f"void ({scroller}.scrollTop = 0)")
    await page.until(f"{COUNT} === 151")
    await page.click("#down")
    await page.until(f"Math.abs({rest}) < 2")


async def test_the_page_speaks_the_language_chosen_in_its_menu(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    await page.click("#more")
    await page.click(".menu-item[lang=ru]")
    await page.until("document.querySelector('#text').placeholder === 'Сообщение'")
    assert await page.evaluate("document.documentElement.lang") == "ru"
    assert reader.language_code == "ru"


async def test_blocking_is_told_to_the_bot_and_can_be_taken_back(
    page: Page, bot: ScriptedBot
) -> None:
    await start(page, bot)
    await page.click("#more")
    await page.click(".menu-item:nth-last-child(2)")
    assert (await bot.hear())["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await page.click("#start.danger")
    assert (await bot.hear())["my_chat_member"]["new_chat_member"]["status"] == "member"
    await page.until("document.querySelector('#start').hidden")


async def test_a_cleared_chat_can_be_started_again(
    page: Page, bot: ScriptedBot, reader: Person
) -> None:
    await start(page, bot)
    await bot.call("sendMessage", chat_id=reader.id, text="Good day")
    await shown(page, "Good day")
    await page.click("#more")
    await page.click(".menu-item.danger")
    await page.click("#notice-yes")
    await page.until(f"{COUNT} === 0 && !document.querySelector('#welcome').hidden")
    await start(page, bot)
    await page.until(f"{COUNT} === 1")


async def test_on_a_narrow_page_the_arrow_leads_back_to_the_chats(
    page: Page, telegram: Playground
) -> None:
    admin = telegram.world.add_person("Marat", language_code="en")
    telegram.show(admin, role="admin")
    await page.resize(390, 780)
    await page.open(f"{telegram.url}/?narrow#admin")
    await page.until("document.querySelector('#viewer').textContent === 'Marat'")
    assert await page.evaluate("document.querySelector('#chats').offsetWidth") == 0
    await page.click("#back")
    await page.until("document.querySelector('#chats').offsetWidth === 390")
    await page.click(".chat-row[href='#reader']")
    await page.until("document.querySelector('#viewer').textContent === 'Aida'")
    assert await page.evaluate("location.hash") == "#reader"


async def test_a_page_that_lost_the_server_takes_up_what_it_missed(
    page: Page, bot: ScriptedBot, telegram: Playground, reader: Person
) -> None:
    await start(page, bot)
    port = int(telegram.url.rpartition(":")[2])
    await telegram.stop()
    await page.until("!document.querySelector('#connecting').hidden")
    await telegram.phone(reader).say("while you were away")
    await telegram.start(port=port)
    await shown(page, "while you were away")
    await page.until("document.querySelector('#connecting').hidden")
    assert await page.evaluate(COUNT) == 2
    # The browser reports each try that found no server; nothing else may go wrong.
    assert [p for p in page.problems if "/page/events" not in p] == []
    page.problems.clear()
