"""/load: an editor sends a file, a link or a text, sees what is in it, and decides."""

import asyncio
from collections.abc import Sequence
from typing import TypeGuard
from zoneinfo import ZoneInfo

from bot.delivery.loading import batches_of, in_line
from bot.handlers import feeds, search
from bot.handlers.ask import Ask
from bot.handlers.reading import Address, Given, Look, Pasted, packed
from bot.ingest import Content, Problem, Unreadable
from bot.ingest.fetch import FetchError
from bot.ingest.rejected import Rejected, lines_at
from bot.transport.incoming import Written
from bot.views import admins, load_errors, load_progress, loads
from bot.views.load_actions import DoLoad, LoadDeed
from bot.views.message import Message
from storage import Import, ImportState


async def load(ask: Ask) -> None:
    if not await ask.may_edit():
        await ask.reply(loads.refused(ask.services.settings.site_name, ask.words))
    elif not ask.incoming.private:
        await ask.reply(admins.elsewhere(ask.words))
    elif (given := _given(ask)) is None:
        await ask.reply(loads.how_to(ask.words))
    else:
        await _take(ask, given)


async def dropped(ask: Ask) -> None:
    """A document without a command: from an editor, it is there to be loaded."""
    await load(ask)


def is_link(ask: Ask) -> bool:
    """Whether a message is a link and nothing else."""
    return ask.incoming.private and _address_in(ask.incoming.text) is not None


async def take_link(ask: Ask) -> None:
    """The same with a link; from anyone else it is words to look for."""
    await (load if await ask.may_edit() else search.search_text)(ask)


async def press(ask: Ask, action: DoLoad) -> None:
    """The buttons under a load. None asks again, and each tells what is, where that is other."""
    if not await ask.may_edit():
        ask.toast = ask.words.gettext("Only the site's editors can load content.")
        return
    kept = await ask.store.loads.progress(action.number)
    match action.deed:
        case LoadDeed.ERRORS if kept is not None:
            await _show_errors(ask, kept)
        case LoadDeed.QUIET | LoadDeed.ANNOUNCE if _is(kept, ImportState.WAITING):
            await _begin(ask, kept, announce=action.deed is LoadDeed.ANNOUNCE)
        case LoadDeed.CANCEL if _is(kept, ImportState.WAITING):
            await _cancel(ask, kept)
        case LoadDeed.STOP if _is(kept, ImportState.WAITING, ImportState.LOADING):
            await ask.show(load_progress.stopping(kept, ask.words))
            await _cancel(ask, kept)
        case LoadDeed.UNDO if _is(kept, ImportState.LOADED):
            await _undo(ask, kept)
        case _:
            ask.toast = loads.before(kept, ask.words)
            await _show_state(ask, action.number)


async def _take(ask: Ask, given: Given) -> None:
    """Tell at once that it is read, and in the same message what is in it."""
    look = Look(ask, given)
    sender, chat_id = ask.services.sender, ask.incoming.chat_id
    message_id = await sender.send(chat_id, look.shown())
    async with look.told(message_id):
        answer = await _answer(ask, look)
    if not await sender.edit(chat_id, message_id, answer):
        await ask.reply(answer)
    if look.address is not None and look.named:
        await feeds.offer_named(ask, look.address, look.named)


async def _answer(ask: Ask, look: Look) -> Message:
    try:
        looked = await look.look()
    except (Unreadable, FetchError) as error:
        return loads.unreadable(error.problem, ask.words)
    found = looked.found
    if looked.links and not found.total:
        listed = Content(found.format, feeds=looked.links)
        return await feeds.offer(ask, found.name, looked.data, listed)
    if not found.total:
        return loads.preview(found, 0, ask.words)
    body = await packed(looked.data)
    number = await ask.store.loads.keep(ask.person_id, found.name, body, total=found.total)
    return loads.preview(found, number, ask.words)


async def _begin(ask: Ask, kept: Import, *, announce: bool) -> None:
    # Shown before it is begun: what the load itself tells comes after it, and stays.
    ahead = len(await in_line(ask.store))
    await ask.show(load_progress.waiting(kept, ahead, ask.words))
    begun = await ask.store.loads.begin(
        kept.id,
        announce=announce,
        chat_id=ask.incoming.chat_id,
        message_id=_message_id(ask),
        language=ask.words.language,
        by=ask.person_id,
    )
    if begun:
        ask.services.wake()
    else:
        await _show_state(ask, kept.id)


async def _cancel(ask: Ask, kept: Import) -> None:
    cancelled = await ask.store.loads.cancel(kept.id, by=ask.person_id)
    now = await ask.store.loads.progress(kept.id)
    if cancelled and now is not None and now.state is ImportState.CANCELLING:
        ask.services.wake()  # who carries it out tells the rest
    else:
        await _show_state(ask, kept.id)


async def _undo(ask: Ask, kept: Import) -> None:
    await ask.show(load_progress.undoing(kept, ask.words))
    begun = await ask.store.loads.begin_undo(
        kept.id,
        chat_id=ask.incoming.chat_id,
        message_id=_message_id(ask),
        language=ask.words.language,
        by=ask.person_id,
    )
    if begun:
        ask.services.wake()
        return
    now = await ask.store.loads.progress(kept.id)
    if now is not None and now.state is ImportState.LOADED:
        await ask.show(loads.loaded(now, ask.words, too_old=True))
    else:
        await _show_state(ask, kept.id)


async def _show_state(ask: Ask, number: int) -> None:
    kept = await ask.store.loads.progress(number)
    await ask.show(load_progress.state(kept, ask.words))


async def _show_errors(ask: Ask, kept: Import) -> None:
    """All that is left out: here where it is little, else as a file."""
    problems, total, texts = await _errors(ask, kept)
    if not problems:
        ask.toast = ask.words.gettext("Nothing of it is left out.")
    elif total <= load_errors.IN_MESSAGE:
        await ask.reply(load_errors.message(kept.file_name, problems, ask.words))
    else:
        table = await asyncio.to_thread(load_errors.table, problems, total, texts, ask.words)
        caption = load_errors.caption(kept.file_name, total, ask.words)
        send = ask.services.sender.send_document
        await send(ask.incoming.chat_id, load_errors.FILE_NAME, table, caption)


async def _errors(ask: Ask, kept: Import) -> tuple[Sequence[Problem], int, dict[int, str]]:
    """With how many there are, and the lines that they were in, as far as these are known."""
    waiting = await ask.store.loads.get(kept.id)
    if waiting is None or waiting.body is None:
        problems = loads.problems_of(kept.errors)
        return problems, max(loads.rejected(kept), len(problems)), {}
    rejected = Rejected()
    reading = batches_of(waiting, ZoneInfo(ask.services.settings.default_timezone))
    try:
        while batch := await asyncio.to_thread(next, reading, None):
            rejected.add(batch.content)
    except Unreadable as error:
        rejected.refuse(error.problem)
    numbers = {problem.line for problem in rejected.problems if not problem.file}
    texts = await asyncio.to_thread(lines_at, waiting.body, numbers)
    return rejected.problems, rejected.total, texts


def _given(ask: Ask) -> Given | None:
    """What is to be loaded: what came with the command goes before what it answers."""
    written, answered = ask.incoming.message, ask.incoming.answered
    if written is not None and written.document is not None:
        return written.document
    text = ask.argument if ask.command else ask.incoming.text
    if text:
        return _read(text)
    return _of(answered) if answered is not None else None


def _of(answered: Written) -> Given | None:
    if answered.document is not None:
        return answered.document
    return _read(answered.text) if answered.text else None


def _read(text: str) -> Given:
    address = _address_in(text)
    return Pasted(text) if address is None else Address(address)


def _address_in(text: str) -> str | None:
    """The link that a text is; None where it is anything else."""
    words = text.split()
    is_link = len(words) == 1 and words[0].casefold().startswith(("http://", "https://"))
    return words[0] if is_link else None


def _is(kept: Import | None, *states: ImportState) -> TypeGuard[Import]:
    return kept is not None and kept.state in states


def _message_id(ask: Ask) -> int | None:
    pressed = ask.incoming.message
    return pressed.message_id if pressed is not None else None
