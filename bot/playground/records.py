"""Who and what there is in the world of the playground: plain records, no behaviour of Telegram."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics",
    "can_post_messages", "can_edit_messages",
)  # fmt: skip
ANONYMOUS = "is_anonymous"
"""Beside the rights of an administrator: whether they write in the name of the chat."""
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
OPEN_TO_ALL = frozenset(PERMISSIONS) - {"can_change_info", "can_pin_messages", "can_manage_topics"}
"""What the members of a new group may do."""
# Which rights a chat of a kind does not know.
_UNKNOWN_RIGHTS = {
    "channel": frozenset({"can_pin_messages", "can_manage_topics"}),
    "supergroup": frozenset({"can_post_messages", "can_edit_messages"}),
    "group": frozenset({"can_post_messages", "can_edit_messages", "can_manage_topics"}),
}

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
IN_CHAT: frozenset[str] = frozenset({"creator", "administrator", "member", "restricted"})


class Person:
    """Someone with a phone. The language and the flags may change, the names stay."""

    def __init__(
        self,
        person_id: int,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        is_premium: bool = False,
        started: bool = False,
    ) -> None:
        self.id = person_id
        self.first_name = first_name
        self.last_name = last_name
        self.username = username
        self.language_code = language_code
        self.is_premium = is_premium
        self.started = started
        """Whether the bot may write to them: they wrote first."""
        self.blocked = False
        """Whether they blocked the bot."""
        self.deactivated = False
        """Whether they deleted their account."""

    def user(self) -> Json:
        """The Bot API's User."""
        body: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            body["last_name"] = self.last_name
        if self.username:
            body["username"] = self.username
        if self.language_code:
            body["language_code"] = self.language_code
        if self.is_premium:
            body["is_premium"] = True
        return body

    def __repr__(self) -> str:
        return f"Person({self.id}, {self.first_name!r})"


@dataclass(slots=True)
class Member:
    """Someone's standing in a chat. user: the Bot API's User.

    rights: of an administrator or owner, ANONYMOUS among them; of somebody restricted, the
    permissions that are left to them.
    """

    user: Json
    status: Status = "member"
    rights: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Whether they hold an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    @property
    def is_anonymous(self) -> bool:
        """Whether they write in the name of the chat."""
        return ANONYMOUS in self.rights

    def as_json(self, chat_type: str) -> Json:
        """The Bot API's ChatMember."""
        body: Json = {"user": self.user, "status": self.status}
        if self.status == "creator":
            body[ANONYMOUS] = self.is_anonymous
        elif self.status == "administrator":
            unknown = _UNKNOWN_RIGHTS.get(chat_type, frozenset())
            body["can_be_edited"] = False
            body[ANONYMOUS] = self.is_anonymous
            body.update(
                {right: right in self.rights for right in ADMIN_RIGHTS if right not in unknown}
            )
        elif self.status == "restricted":
            body |= {"is_member": True, "until_date": 0}
            body.update({name: name in self.rights for name in PERMISSIONS})
        elif self.status == "kicked":
            body["until_date"] = 0
        return body


class Chat:
    """A chat with what it shows. Messages are the Bot API's, never changed in place."""

    def __init__(
        self,
        chat_id: int,
        kind: str,
        *,
        title: str = "",
        username: str = "",
        is_forum: bool = False,
        person: Person | None = None,
    ) -> None:
        self.id = chat_id
        self.type = kind
        self.title = title
        self.username = username
        self.is_forum = is_forum
        self.person = person
        """Whose private chat with the bot it is."""
        self.members: dict[int, Member] = {}
        self.threads: dict[int, str] = {}
        self.closed_threads: set[int] = set()
        self.permissions: frozenset[str] = OPEN_TO_ALL
        """Of those in a group who are no administrators."""
        self.migrated_to = 0
        """The supergroup that a group has become."""
        self.deleted = False
        """Whether its owner deleted the group."""
        self.keyboard: Json | None = None
        """The Bot API's ReplyKeyboardMarkup that apps show under the chat now."""
        self.posted: set[int] = set()
        """Messages that the bot posted in the name of a channel."""
        self.messages: dict[int, Json] = {}
        self.next_message_id = 1
        self._json: Json | None = None

    def as_json(self) -> Json:
        """The Bot API's Chat. The same object each time: do not change it."""
        if self._json is None:
            body: Json = {"id": self.id}
            if self.person is not None:
                body["first_name"] = self.person.first_name
                if self.person.last_name:
                    body["last_name"] = self.person.last_name
                if self.person.username:
                    body["username"] = self.person.username
            else:
                body["title"] = self.title
                if self.username:
                    body["username"] = self.username
                if self.is_forum:
                    body["is_forum"] = True
            body["type"] = self.type
            self._json = body
        return self._json

    def take_message_id(self) -> int:
        """The number of the next message."""
        number = self.next_message_id
        self.next_message_id = number + 1
        return number

    def __repr__(self) -> str:
        return f"Chat({self.id}, {self.type}, {self.title!r})"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that shows in a chat, or changed about a person.

    kind: "message", "edit", "delete", "answer" (to a pressed button), "action" come from the
    bot; "said" is a message of a person; "person", "commands" and "keyboard" (under the chat)
    tell that one of these changed.
    text: of an answer; show_alert: as a dialog instead of a passing note.
    """

    kind: str
    chat_id: int
    message: Json | None = None
    text: str | None = None
    show_alert: bool = False
    query_id: str = ""
    action: str = ""
    message_id: int = 0
    person_id: int = 0
    url: str = ""


Listener = Callable[[Event], None]


@dataclass(slots=True)
class PressedButton:
    """A callback query that waits for its answer."""

    person: Person
    chat: Chat
    message_id: int
    pressed_at: float


@dataclass(slots=True)
class BotProfile:
    """What the bot says of itself. Texts by language code, "" for all others."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    group_rights: Json | None = None
    channel_rights: Json | None = None

    def description_for(self, person: Person) -> str:
        """What an empty chat tells this person of the bot."""
        language = person.language_code.split("-")[0].lower()
        return self.descriptions.get(language) or self.descriptions.get("", "")
