"""What Telegram finds in plain text by itself."""

import pytest

from bot.playground.detect import find_entities


def found(text: str) -> list[tuple[str, str]]:
    raw = text.encode("utf-16-le")
    return [
        (e.type, raw[2 * e.offset : 2 * e.end].decode("utf-16-le")) for e in find_entities(text)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "pieces"),
    [
        ("/start", "bot_command", ["/start"]),
        ("/load@caravan_bot now", "bot_command", ["/load@caravan_bot"]),
        ("see /latest, or /rates.", "bot_command", ["/latest", "/rates"]),
        ("a/b 1/2 </b> //x /x/ /я", "bot_command", []),
        ("@aida and (@marat_k)", "mention", ["@aida", "@marat_k"]),
        ("a@aida @abc @x @gif", "mention", ["@gif"]),
        ("#som #2024 #курс2024 a#b #x#", "hashtag", ["#som", "#курс2024"]),
        ("$USD, $KGS. a$B $usd $TOOLONGNAME", "cashtag", ["$USD", "$KGS"]),
        ("write to news@24.kg.", "email", ["news@24.kg"]),
        ("a.b+c@mail.example.com", "email", ["a.b+c@mail.example.com"]),
        ("24.kg and www.akipress.org/a?b=1, ok", "url", ["24.kg", "www.akipress.org/a?b=1"]),
        ("https://24.kg/a_(b)) x", "url", ["https://24.kg/a_(b)"]),
        ("(http://24.kg)", "url", ["http://24.kg"]),
        ("http://example.com:8080/x#y!", "url", ["http://example.com:8080/x#y"]),
        ("new line.Next one. 1.5 3.14 v2.0 file.txt", "url", []),
        ("сайт.рф https://пример.испытание/путь", "url",
         ["сайт.рф", "https://пример.испытание/путь"]),
        ("10.0.0.1 1.2.3.400 01.2.3.4", "url", ["10.0.0.1"]),
        ("tg://resolve?domain=caravan_bot", "url", ["tg://resolve?domain=caravan_bot"]),
        ("http://localhost/x", "url", []),
    ],
)  # fmt: skip
def test_pieces_of_text(text: str, kind: str, pieces: list[str]) -> None:
    assert found(text) == [(kind, piece) for piece in pieces]


def test_pieces_do_not_overlap() -> None:
    assert found("https://t.me/@aida news@24.kg") == [
        ("url", "https://t.me/@aida"), ("email", "news@24.kg"),
    ]  # fmt: skip


def test_offsets_are_in_utf16() -> None:
    (entity,) = find_entities("😀😀 /start")
    assert (entity.offset, entity.length) == (5, 6)


def test_commands_can_be_left_out() -> None:
    assert find_entities("/start", commands=False) == []
