"""The main job on real input: a page of the site becomes answers in the chat."""

import re

from tests.e2e.conftest import World
from tests.e2e.loading import looked_into, tapped

QUESTION = "How Kazakhstan and Uzbekistan"  # how the first title begins


def buttons(message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def squeezed(text: str) -> str:
    return " ".join(text.split())


async def test_a_page_of_the_site_is_loaded_read_searched_and_converted_with(
    world: World, site_page: bytes
):
    titles = page_titles(site_page.decode())
    editor, reader = world.editor, world.reader

    preview = await looked_into(editor, site_page)
    said = squeezed(preview["text"])
    assert "6 articles and 5 rates of 21 December 2024" in said
    assert "The page speaks of 65 results, so 59 lie on further pages." in said
    assert "Articles: 6 new. Rates: 5 new." in said
    assert buttons(preview) == ["Load and announce", "Load quietly", "Cancel"]
    loaded = await tapped(editor, preview, "Load quietly")
    assert loaded["message_id"] == preview["message_id"]
    assert "Articles: 6 new. Rates: 5 new." in squeezed(loaded["text"])

    latest = await reader.ask("/latest")
    assert "Viewing results 1 – 6 of 6" in latest["text"]
    assert re.findall(r"^\d\. (.+)$", latest["text"], re.MULTILINE) == titles
    assert buttons(latest) == ["1", "2", "3", "4", "5", "6"]

    nuclear = await reader.ask("/search nuclear")
    assert "Viewing results 1 – 1 of 1" in nuclear["text"]
    assert titles[4] in nuclear["text"]

    rates = squeezed((await reader.ask("/rates"))["text"])
    for shown in (
        "KGS/USD 0.01149 0 %",
        "KZT/USD 0.00191 0 %",
        "TJS/USD 0.09217 +0.55 %",
        "UZS/USD 0.00008 0 %",
        "TMT/USD 0.28615 +0.14 %",
        "21 December 2024 · The Post",
    ):
        assert shown in rates

    converted = await reader.ask("/convert 100 USD KZT")
    assert converted["text"].startswith("100 USD = 52,356.02 KZT")

    second = await looked_into(editor, site_page)
    assert "Articles: 6 unchanged. Rates: 5 unchanged." in squeezed(second["text"])
    loaded = await tapped(editor, second, "Load")
    assert "Articles: 6 unchanged. Rates: 5 unchanged." in squeezed(loaded["text"])
    assert (await world.store.articles.latest(1, size=6)).total == 6


def page_titles(text: str) -> list[str]:
    """The first line after each blank one that a long line follows."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Viewing results"))
    blocks = [line for line in lines[start + 1 :] if line.strip()]
    return blocks[::2]
