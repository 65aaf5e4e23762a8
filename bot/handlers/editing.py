"""What editors do with an article that is open: change it, take it back, show it again, post it."""

from bot.handlers import article
from bot.handlers.ask import Ask
from bot.locales import Words
from bot.views import articles, editing
from bot.views import subscription_refusals as refusals
from bot.views.actions import Edit, Latest, Open
from bot.views.edit_actions import AskEdit, EditDeed, EditField, read_edit_token
from bot.views.links import web_address
from bot.views.message import Message
from storage import Article, limits
from storage.editing import Texts
from storage.text import one_line, plain

_OPENED_BY = "?start="
_NOTHING: dict[EditField, Texts] = {
    EditField.SUMMARY: {"summary": ""},
    EditField.TOPICS: {"topics": ()},
    EditField.PICTURE: {"image": None},
}


async def press(ask: Ask, action: Edit) -> None:
    """In groups no row has such a button."""
    if not ask.incoming.private or not await ask.may_edit():
        ask.toast = _refused(ask.words)
        return
    store, by, here = ask.store.editing, ask.person_id, action.open
    done = ""
    match action.deed:
        case EditDeed.RETRACT:
            changed = await store.retract(here.article_id, by=by)
            done = ask.words.gettext("Retracted: readers do not see it any more.")
        case EditDeed.RESTORE:
            changed = await store.restore(here.article_id, by=by)
            done = ask.words.gettext("Restored: readers see it again.")
        case EditDeed.ANNOUNCE:
            changed = await store.announce(here.article_id, by=by)
            done = ask.words.gettext("It is being posted to those who have not got it.")
        case EditDeed.CLEAR if action.field in _NOTHING:
            changed = await store.edit(here.article_id, by=by, **_NOTHING[action.field])
        case _:
            changed = await store.get(here.article_id)
    ask.toast = done if changed is not None else ""
    await _show(ask, action, changed)


async def ask_for_text(ask: Ask, asked: AskEdit) -> None:
    """Ask again, from the link in a question."""
    if not await ask.may_edit():
        await ask.reply(refusals.said(_refused(ask.words)))
        return
    shown = await ask.store.editing.get(asked.article_id)
    await ask.reply(_question(ask, shown, asked.field))


def question_of(ask: Ask) -> AskEdit | None:
    """Which text the message answers the question for, if it answers one."""
    answered = ask.incoming.answered
    if answered is None or not ask.incoming.private or ask.incoming.query_id is not None:
        return None
    tokens = (link.partition(_OPENED_BY)[2] for link in answered.links)
    return next(filter(None, map(read_edit_token, tokens)), None)


async def take_text(ask: Ask) -> None:
    """A text that was asked for."""
    asked = question_of(ask)
    if asked is None:
        return
    if not await ask.may_edit():
        await ask.reply(refusals.said(_refused(ask.words)))
        return
    texts, why_not = _read(asked.field, ask.incoming.text, ask.words)
    if why_not:
        await ask.reply(refusals.said(why_not))
        await ask_for_text(ask, asked)
        return
    edited = await ask.store.editing.edit(asked.article_id, by=ask.person_id, **texts)
    here = Open(asked.article_id, Latest())
    if edited is None:
        await ask.reply(articles.article_gone(here.back, ask.words))
    else:
        done = ask.words.gettext("Changed.")
        await ask.reply(editing.menu(edited, here, ask.words, done=done))


async def _show(ask: Ask, action: Edit, shown: Article | None) -> None:
    here = action.open
    if shown is None:
        # It may have been taken back meanwhile: then it is shown as that.
        await article.show(ask, here)
        return
    match action.deed:
        case EditDeed.MENU | EditDeed.CLEAR:
            await ask.show(editing.menu(shown, here, ask.words))
        case EditDeed.OFFER:
            await ask.show(editing.offer(shown, here, ask.words))
        case EditDeed.CHANGE if action.field is not None:
            await ask.reply(_question(ask, shown, action.field))
        case _:
            await article.show(ask, here)


def _question(ask: Ask, shown: Article | None, field: EditField) -> Message:
    if shown is None:
        return articles.article_gone(Latest(), ask.words)
    return editing.question(shown, field, ask.services.bot.username, ask.words)


def _read(field: EditField, text: str, words: Words) -> tuple[Texts, str]:
    """What was written as it is stored; else what is wrong with it."""
    match field:
        case EditField.TITLE if title := one_line(text):
            return {"title": title}, _too_long(title, limits.TITLE, words)
        case EditField.SUMMARY if summary := plain(text):
            return {"summary": summary}, _too_long(summary, limits.SUMMARY, words)
        case EditField.TOPICS if topics := _topics(text):
            if len(topics) > limits.TOPICS:
                most = words.number(limits.TOPICS)
                return {}, words.gettext("These are too many topics: {n} is the most.", n=most)
            longest = max(topics, key=len)
            return {"topics": topics}, _too_long(longest, limits.TOPIC, words)
        case EditField.PICTURE if text.strip():
            address = web_address(text)
            if address is None or len(address.encode()) > limits.URL_BYTES:
                return {}, words.gettext("This is no link to a picture: https://…")
            return {"image": address}, ""
        case EditField.PICTURE:
            return {}, words.gettext("Please send a link to the picture, as text.")
    return {}, words.gettext("Please send it as text.")


def _topics(text: str) -> tuple[str, ...]:
    parts = text.replace("\n", ",").replace(";", ",").split(",")
    named = (one_line(part).removeprefix("#") for part in parts)
    return tuple(dict.fromkeys(topic for topic in named if topic))


def _too_long(text: str, most: int, words: Words) -> str:
    if len(text) <= most:
        return ""
    return words.gettext(
        "This is too long: {n} characters are the most, and it has {length}.",
        n=words.number(most),
        length=words.number(len(text)),
    )


def _refused(words: Words) -> str:
    return words.gettext("Only the site’s editors can do that.")
