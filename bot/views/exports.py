"""What goes with the files of /export."""

from bot.locales import Words
from bot.views.document import Document, Paragraph
from bot.views.message import Message, compose_message


def writing(articles: int, rates: int, words: Words) -> Message:
    """Before the files are there."""
    text = words.gettext("Writing {things}…", things=_things(articles, rates, words))
    return compose_message(Document(Paragraph(text)))


def written(articles: int, rates: int, files: int, words: Words) -> Message:
    """After all of them were sent."""
    text = words.ngettext(
        "{things} in {n} file. /load takes it back as it is.",
        "{things} in {n} files. /load takes them back as they are.",
        files,
        things=_things(articles, rates, words),
    )
    return compose_message(Document(Paragraph(text)))


def nothing(words: Words) -> Message:
    text = words.gettext("There are no articles and no rates yet.")
    return compose_message(Document(Paragraph(text)))


def _things(articles: int, rates: int, words: Words) -> str:
    return words.gettext(
        "{articles} and {rates}",
        articles=words.ngettext("{n} article", "{n} articles", articles),
        rates=words.ngettext("{n} rate", "{n} rates", rates),
    )
