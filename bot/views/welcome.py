"""/start, /help, and what to say where nothing else fits."""

from bot.locales import Words
from bot.views.actions import Latest, ShowRates, Topics
from bot.views.document import Bold, Document, Heading, Item, Link, List, Note, Paragraph, compose
from bot.views.message import Button, Message, compose_message, label

# Characters; Bot API, setMyDescription and setMyShortDescription.
DESCRIPTION = 512
SHORT_DESCRIPTION = 120
SITE_NAME = 64


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
    rows = (
        (
            Button(words.gettext("Latest articles"), Latest()),
            Button(words.gettext("Currency rates"), ShowRates()),
        ),
        (Button(words.gettext("Topics"), Topics()),),
    )
    return compose_message(document, rows)


def show_help(bot_name: str, words: Words, *, may_load: bool, may_own: bool = False) -> Message:
    """bot_name: what the bot is called by in other chats; empty where it cannot be.

    may_load, may_own: what only editors, and only owners, can do.
    """
    lines = [
        ("/latest", words.gettext("the latest articles")),
        ("/latest 10", words.gettext("so many on a page, at most 20")),
        ("/latest " + words.gettext("energy"), words.gettext("the latest on a topic")),
        ("/topics", words.gettext("all topics")),
        ("/search " + words.gettext("uranium"), words.gettext("articles with these words")),
        ("/search", words.gettext("how to search more exactly")),
        ("/saved", words.gettext("the articles you saved")),
        ("/rates", words.gettext("currency rates")),
        ("/rates KZT", words.gettext("a currency’s last week, month and year")),
        ("/rates EUR", words.gettext("the rates against another currency")),
        ("/sources", words.gettext("where the rates come from")),
        ("/convert 100 USD KZT", words.gettext("an amount in another currency")),
        ("/subscribe", words.gettext("new articles as they come, here or in a channel or group")),
        ("/subscribe " + words.gettext("uranium"), words.gettext("only those with these words")),
        ("/subscriptions", words.gettext("change, pause or delete what is subscribed")),
        ("/alert KZT 530", words.gettext("when a rate gets there; /alerts lists them")),
        ("/settings", words.gettext("language, time zone, currencies")),
    ]
    if may_load:
        lines.append(("/queue", words.gettext("what waits to be posted")))
        lines.append(("/load", words.gettext("load a file: as its caption, or in reply to it")))
        lines.append(("/feeds", words.gettext("feeds whose new articles come by themselves")))
        lines.append(("/stats", words.gettext("how the site does")))
        lines.append(("/audit", words.gettext("who did what")))
    if may_own:
        lines.append(("/admins", words.gettext("who looks after the site")))
        lines.append(("/export", words.gettext("all articles and rates as files")))
    if bot_name:
        mention = f"@{bot_name} " + words.gettext("uranium")
        lines.append((mention, words.gettext("in any chat: articles to share")))
        mention = f"@{bot_name} 100 usd kzt"
        lines.append((mention, words.gettext("in any chat: a sum in other currencies")))
    items = [Item(f"{command} – {meaning}") for command, meaning in lines]
    return compose_message(
        Document(
            Heading(words.gettext("What I can do")),
            List(*items),
            Note(
                words.gettext(
                    "In a private chat, write without a command: I convert sums of money and look "
                    "for all else."
                )
            ),
        )
    )


def unknown_command(words: Words) -> Message:
    text = words.gettext("I don't know this command. /help shows all I can do.")
    return compose_message(Document(Paragraph(text)))


def unknown_button(words: Words) -> Message:
    """A way on for who pressed a button that is not understood any more."""
    text = words.gettext("This button is too old to be understood. From here you can go on:")
    row = (
        Button(words.gettext("Latest articles"), Latest()),
        Button(words.gettext("Topics"), Topics()),
    )
    return compose_message(Document(Paragraph(text)), (row,))


def failed(short_id: str, words: Words) -> Message:
    """What someone reads whose update could not be handled."""
    text = words.gettext(
        "Something went wrong on our side, and it is written down. If you tell us of it, name "
        "the number {id}.",
        id=short_id,
    )
    return compose_message(Document(Paragraph(text)))


def description(site_name: str, words: Words) -> str:
    """What an empty chat with the bot shows."""
    text = words.gettext(
        "{site} in Telegram: read the latest articles, search the archive, see currency rates and "
        "convert money without leaving the chat.",
        site=label(site_name, SITE_NAME),
    )
    return label(text, DESCRIPTION)


def short_description(site_name: str, words: Words) -> str:
    """What the bot's profile shows."""
    text = words.gettext(
        "News, archive and currency rates of {site}", site=label(site_name, SITE_NAME)
    )
    return label(text, SHORT_DESCRIPTION)
