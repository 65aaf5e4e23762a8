"""/queue: what waits to be sent, and what the site's admins do about it."""

from bot.handlers.ask import Ask
from bot.views import queue as views
from bot.views.message import Message
from bot.views.queue_actions import Queue, QueueDeed


async def queue(ask: Ask) -> None:
    if await ask.may_edit():
        await ask.reply(await _state(ask))
    else:
        await ask.reply(views.refused(ask.services.settings.site_name, ask.words))


async def press(ask: Ask, action: Queue) -> None:
    if not await ask.may_edit():
        ask.toast = ask.words.gettext("Only the site’s editors can do that.")
        return
    outbox = ask.store.outbox
    match action.deed:
        case QueueDeed.RETRY_DEAD:
            await outbox.retry_dead(by=ask.person_id)
        case QueueDeed.DROP_DEAD:
            await outbox.drop_dead(by=ask.person_id)
        case QueueDeed.PAUSE_ALL:
            await outbox.pause_all(True, by=ask.person_id)
        case QueueDeed.GO_ON:
            await outbox.pause_all(False, by=ask.person_id)
    await ask.show(await _state(ask))


async def _state(ask: Ask) -> Message:
    state = await ask.store.outbox.state()
    dead = await ask.store.outbox.dead(views.DEAD) if state.dead else ()
    now, rate = ask.services.clock(), ask.services.settings.send_rate
    return views.queue(state, dead, now, rate, ask.words)
