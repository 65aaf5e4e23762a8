"""Which chat and message a call means, and whether the bot may do there what it wants."""

from enum import IntEnum

from bot.playground.errors import ApiError, bad_request, forbidden
from bot.playground.params import Fields, Params, parse_fields
from bot.playground.records import IN_CHAT, Chat, Json, Person
from bot.playground.world import World

MAX_MESSAGE_IDS = 100  # Bot API, deleteMessages
_NOT_FOUND = "chat not found"


class Access(IntEnum):
    """What the bot wants in a chat; each includes those before it."""

    READ = 1
    READ_MEMBERS = 2
    EDIT = 3
    WRITE = 4


def find_chat(world: World, params: Params, access: Access, name: str = "chat_id") -> Chat:
    """The chat a call names by number or @username. Raises ApiError."""
    value = params.get(name)
    if type(value) is int:
        chat = world.chats.get(value)
    else:
        text = params.text(name)
        if not text:
            raise bad_request("chat_id is empty")
        chat = named_chat(world, text)
    if chat is None:
        raise bad_request(_NOT_FOUND)
    check_access(world, chat, access)
    return chat


def named_chat(world: World, text: str) -> Chat | None:
    """The chat of a number in text, or the public one of an @username."""
    if text.startswith("@"):
        return world.find_chat(text)
    return world.chats.get(params_integer(text))


def params_integer(text: str) -> int:
    """A number of the caller; what is none is 0, which nothing has."""
    return Params(value=text).integer("value", low=-(2**63), high=2**63 - 1)


def check_access(world: World, chat: Chat, access: Access) -> None:
    """Raise ApiError where the bot may not do this in the chat."""
    person = chat.person
    if person is not None:
        _check_private(world, person, access)
        return
    if chat.type == "group":
        _check_active(chat, access)
    bot = chat.members.get(world.bot["id"])
    status = bot.status if bot is not None else "left"
    if status in IN_CHAT:
        return
    if chat.type == "group":
        # The member list of a left group cannot be seen either.
        if access > Access.READ:
            raise forbidden(
                "bot was kicked from the group chat"
                if status == "kicked"
                else "bot is not a member of the group chat"
            )
        return
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if not chat.username or access >= Access.EDIT:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def _check_active(group: Chat, access: Access) -> None:
    # The member list of a group that is no more cannot be seen either.
    if access not in {Access.WRITE, Access.READ_MEMBERS}:
        return
    if group.migrated_to:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": group.migrated_to},
        )
    if group.deleted:
        raise forbidden("the group chat was deleted")


def _check_private(world: World, person: Person, access: Access) -> None:
    if not person.started:
        if not world.shares_group(person):
            raise bad_request(_NOT_FOUND)
        if access >= Access.EDIT and not person.deactivated:
            raise forbidden("bot can't initiate conversation with a user")
    if person.deactivated and access >= Access.EDIT:
        raise forbidden("user is deactivated")
    if person.blocked and access >= Access.EDIT:
        raise forbidden("bot was blocked by the user")


_PERMISSIONS = {
    "text messages": "can_send_messages",
    "photos": "can_send_photos",
    "documents": "can_send_documents",
}


def check_may_post(world: World, chat: Chat, what: str = "text messages") -> None:
    """Raise ApiError where the bot's rights do not let it send to the chat.

    what: "text messages", "photos" or "documents", as error texts call it.
    """
    if chat.person is not None:
        return
    bot = chat.members.get(world.bot["id"])
    if chat.type == "channel":
        if bot is None or not bot.may("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return
    if bot is None or bot.status == "administrator":
        return
    allowed = bot.rights if bot.status == "restricted" else chat.permissions
    if _PERMISSIONS[what] not in allowed:
        raise bad_request(f"not enough rights to send {what} to the chat")


def find_message(
    world: World, params: Params, access: Access, what: str, *, chat: Chat | None = None
) -> tuple[Chat, Json]:
    """The message that chat_id and message_id name. what: as error texts call it.

    Raises ApiError.
    """
    chat = chat or find_chat(world, params, access)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return chat, message


def find_thread(chat: Chat, params: Params) -> int:
    """The topic to send to, 0 for none. Raises ApiError for one that there is not."""
    number = params.integer("message_thread_id")
    if number == 0 or (chat.person is None and not chat.is_forum):
        return 0
    if number not in chat.threads:
        raise bad_request("message thread not found")
    return number


def check_thread_open(world: World, chat: Chat, thread: int) -> None:
    """Raise ApiError for a closed topic, unless the bot may manage topics."""
    bot = chat.members.get(world.bot["id"])
    if thread in chat.closed_threads and not (bot is not None and bot.may("can_manage_topics")):
        raise bad_request("TOPIC_CLOSED")


def read_reply(world: World, chat: Chat, params: Params) -> Json:
    """The fields that say what a message replies to. Raises ApiError."""
    (message_id, chat_id), lenient, (quote, place, marked) = _reply_wish(params)
    if message_id <= 0:
        return {}
    other = chat
    if chat_id:
        found = named_chat(world, chat_id)
        if found is None:
            raise bad_request(_NOT_FOUND)
        check_access(world, found, Access.READ)
        other = found
    message = other.messages.get(message_id)
    if message is None:
        if lenient:
            return {}
        raise bad_request("message to be replied not found")
    body: Json = {}
    if other is chat:
        body["reply_to_message"] = {
            key: value for key, value in message.items() if key != "reply_to_message"
        }
    if quote:
        if marked:
            world.complain("the marks of a quote are not kept by this server")
        if quote not in (message.get("text") or message.get("caption") or ""):
            raise bad_request("QUOTE_TEXT_INVALID")
        body["quote"] = {"text": quote, "position": place, "is_manual": True}
    return body


_Reply = tuple[tuple[int, str], bool, tuple[str, int, bool]]
"""Message and chat; whether it may be missing; the quote, its place, whether it is marked up."""
_NO_QUOTE = ("", 0, False)


def _reply_wish(params: Params) -> _Reply:
    value = params.json("reply_parameters", "Can't parse reply parameters JSON object")
    if value is None:
        # The parameters of older Bot API versions still work.
        target = params.integer("reply_to_message_id"), ""
        return target, params.flag("allow_sending_without_reply"), _NO_QUOTE
    return parse_fields(value, "Object expected as reply parameters", _reply_fields)


def _reply_fields(fields: Fields) -> _Reply:
    if not fields.values:
        return (0, ""), False, _NO_QUOTE
    chat_id = fields.text("chat_id")
    message_id = fields.integer("message_id", required=True)
    lenient = fields.flag("allow_sending_without_reply")
    marked = bool(fields.text("quote_parse_mode") or fields.values.get("quote_entities"))
    quote = fields.text("quote"), fields.integer("quote_position"), marked
    return (message_id, chat_id), lenient, quote


def read_message_ids(params: Params) -> list[int]:
    """The numbers of deleteMessages. Raises ApiError."""
    value = params.json("message_ids", "Can't parse message_ids JSON object")
    if value is None:
        raise bad_request("Message identifiers are not specified")
    if not isinstance(value, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(value) > MAX_MESSAGE_IDS:
        raise bad_request("Too many message identifiers specified")
    numbers = []
    for item in value:
        if isinstance(item, bool) or not isinstance(item, int | str):
            raise bad_request("Message identifier must be a Number")
        try:
            number = int(item)
        except ValueError:
            raise bad_request("Can't parse message identifier as a Number") from None
        if number <= 0:
            raise bad_request("Invalid message identifier specified")
        numbers.append(number)
    if not numbers:
        raise bad_request("Message identifiers are not specified")
    return numbers


def read_user(world: World, params: Params, name: str = "user_id") -> int:
    """The number of a person in a call. Raises ApiError."""
    number = params.integer(name, high=2**62)
    if number <= 0:
        raise ApiError(400, f"Bad Request: invalid {name} specified")
    return number
