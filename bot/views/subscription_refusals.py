"""Why a chat is not subscribed, or its subscription not shown, and what to do."""

from bot.locales import Words
from bot.views.document import Bold, Document, Paragraph, compose
from bot.views.message import Message, compose_message, label
from bot.views.subscriptions import NAME, full_name
from storage.deliveries import Chat, ChatKind


def no_admin(chat: Chat | None, words: Words) -> str:
    """In one sentence."""
    if chat is None or chat.kind is ChatKind.PRIVATE:
        return words.gettext("Only administrators of a chat can see and change its subscriptions.")
    return words.gettext(
        "Only administrators of {chat} can see and change its subscriptions.",
        chat=full_name(chat, words),
    )


def not_there(chat: Chat | None, words: Words) -> str:
    """Of a chat that the bot is not in, so that it cannot ask who its administrators are."""
    if chat is None:
        return words.gettext("I am not in that chat: add me to it first.")
    return words.gettext(
        "I am not in {chat}, so I cannot ask who its administrators are. Add me to it first.",
        chat=full_name(chat, words),
    )


def said(text: str) -> Message:
    return compose_message(Document(Paragraph(text)))


def no_such_chat(asked: str, words: Words) -> Message:
    name = Bold(label(asked, NAME))
    text = compose(
        words.gettext(
            "Telegram knows no channel or group {name}. A private one has no name: choose it with "
            "/subscribe."
        ),
        name=name,
    )
    return compose_message(Document(Paragraph(*text)))


def is_person(asked: str, words: Words) -> Message:
    name = Bold(label(asked, NAME))
    text = compose(
        words.gettext("{name} is a person: everyone subscribes for themselves."), name=name
    )
    return compose_message(Document(Paragraph(*text)))


def let_me_in(chat: Chat, words: Words) -> Message:
    """The bot is not in the chat, or may not post there."""
    name = Bold(full_name(chat, words))
    if chat.kind is ChatKind.CHANNEL:
        text = words.gettext(
            "I may not post in {chat} yet. Make me an administrator there, with the right to post "
            "messages and no other, then ask again."
        )
    else:
        text = words.gettext(
            "I may not write in {chat} yet. Add me there and let me write, then ask again."
        )
    return compose_message(Document(Paragraph(*compose(text, chat=name))))


def too_many(most: int, words: Words) -> str:
    return words.gettext(
        "A chat can have {most} subscriptions: delete one first.", most=words.number(most)
    )


def no_words(words: Words) -> str:
    return words.gettext("There are no words in it that I could look for.")


def too_long(most: int, words: Words) -> str:
    return words.gettext("That is too long: {most} characters at most.", most=words.number(most))
