"""/load: an editor sends a file or a text, sees what is in it, and decides."""

import asyncio

from telegram.error import BadRequest

from bot.handlers.ask import Ask
from bot.ingest import Content, Problem, Unreadable, read
from bot.transport.incoming import Attached
from bot.views import loads
from bot.views.actions import Decide
from storage import ImportState, limits


async def load(ask: Ask) -> None:
    if not ask.may_load:
        await ask.reply(loads.refused(ask.services.settings.site_name, ask.words))
        return
    try:
        given = await _given(ask)
        if given is None:
            await ask.reply(loads.how_to(ask.words))
            return
        name, data = given
        content = await asyncio.to_thread(read, data, ask.today)
    except Unreadable as error:
        await ask.reply(loads.unreadable(error.problem, ask.words))
        return
    articles = await ask.store.articles.compare(content.drafts)
    rates = await ask.store.rates.compare(content.quotes)
    number = await ask.store.imports.keep(ask.person_id, name, data)
    await ask.reply(loads.preview(name, content, articles, rates, number, ask.words))


async def hint(ask: Ask) -> None:
    """A document without a command: an editor most likely means /load."""
    await ask.reply(
        loads.how_to(ask.words)
        if ask.may_load
        else loads.refused(ask.services.settings.site_name, ask.words)
    )


async def decide(ask: Ask, action: Decide) -> None:
    """The button under a preview."""
    if not ask.may_load:
        ask.toast = ask.words.gettext("Only the site's editors can load content.")
        return
    kept = await ask.store.imports.get(action.number)
    if kept is None or kept.state is not ImportState.WAITING or kept.body is None:
        await ask.show(loads.decided(kept, ask.words))
    elif not action.load:
        await ask.store.cancel(action.number)
        await ask.show(loads.cancelled(kept.file_name, ask.words))
    else:
        content: Content = await asyncio.to_thread(read, kept.body, ask.today)
        stored = await ask.store.load(
            content.drafts,
            content.quotes,
            person_id=ask.person_id,
            file_name=kept.file_name,
            number=action.number,
        )
        if stored is None:
            await ask.show(loads.decided(await ask.store.imports.get(action.number), ask.words))
        else:
            await ask.show(loads.loaded(kept.file_name, *stored, ask.words))


async def _given(ask: Ask) -> tuple[str, bytes] | None:
    """The name and bytes of what is to be loaded: a document, the one replied to, or a text."""
    for one in (ask.incoming.message, ask.incoming.answered):
        if one is not None and one.document is not None:
            return one.document.name, await _download(ask, one.document)
    answered = ask.incoming.answered
    text = ask.argument or (answered.text if answered is not None else "")
    return ("", text.encode()) if text else None


async def _download(ask: Ask, document: Attached) -> bytes:
    too_large = Problem(0, "The file is too large: a bot may download 20 MB.")
    if document.size > limits.IMPORT_BYTES:
        raise Unreadable(too_large)
    try:
        data = await ask.services.api.download(document.file_id)
    except BadRequest as error:
        if "too big" in error.message.casefold():
            raise Unreadable(too_large) from error
        said = {"reason": error.message}
        raise Unreadable(Problem(0, "Telegram does not give the file: {reason}", said)) from error
    if len(data) > limits.IMPORT_BYTES:
        raise Unreadable(too_large)
    return data
