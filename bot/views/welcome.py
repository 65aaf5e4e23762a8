"""/start, /help, and what to say where nothing else fits."""

from bot.locales import Words
from bot.views.actions import Latest, ShowRates
from bot.views.document import Bold, Document, Heading, Item, Link, List, Note, Paragraph, compose
from bot.views.message import Button, Message, compose_message


def start(site_name: str, site_url: str, words: Words) -> Message:
    site = Link(site_url, site_name) if site_url else site_name
    hello = compose(words.gettext("This is {site} in Telegram."), site=Bold(site))
    document = Document(
        Paragraph(*hello),
        Paragraph(
            words.gettext(
                "Read the latest articles, search the archive, see currency rates and convert "
                "money without leaving the chat."
            )
        ),
        Paragraph(words.gettext("Write a word, and I look for it. /help shows all I can do.")),
    )
    row = (
        Button(words.gettext("Latest articles"), Latest()),
        Button(words.gettext("Currency rates"), ShowRates()),
    )
    return compose_message(document, (row,))


def show_help(words: Words, *, may_load: bool) -> Message:
    lines = [
        ("/latest", words.gettext("the latest articles")),
        ("/search " + words.gettext("uranium"), words.gettext("articles with these words")),
        ("/rates", words.gettext("currency rates")),
        ("/convert 100 USD KZT", words.gettext("an amount in another currency")),
    ]
    if may_load:
        lines.append(("/load", words.gettext("load a file: as its caption, or in reply to it")))
    items = [Item(f"{command} – {meaning}") for command, meaning in lines]
    return compose_message(
        Document(
            Heading(words.gettext("What I can do")),
            List(*items),
            Note(words.gettext("In a private chat, what you write without a command I look for.")),
        )
    )


def unknown_command(words: Words) -> Message:
    text = words.gettext("I don't know this command. /help shows all I can do.")
    return compose_message(Document(Paragraph(text)))


def failed(short_id: str, words: Words) -> Message:
    """What someone reads whose update could not be handled."""
    text = words.gettext(
        "Something went wrong on our side, and it is written down. If you tell us of it, name "
        "the number {id}.",
        id=short_id,
    )
    return compose_message(Document(Paragraph(text)))
