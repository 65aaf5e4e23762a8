"""What someone, or the bot, is in a chat."""

from dataclasses import dataclass
from typing import Any

from storage.deliveries import ChatKind


@dataclass(frozen=True, slots=True)
class Standing:
    """status: Telegram's word for it.  present: in the chat.  may_post: send new messages there."""

    status: str
    present: bool
    may_post: bool

    @property
    def is_admin(self) -> bool:
        return self.status in {"creator", "administrator"}


def read_standing(member: dict[str, Any], kind: ChatKind) -> Standing:
    """From the Bot API's ChatMember."""
    status = member.get("status", "left")
    in_channel = kind is ChatKind.CHANNEL
    match status:
        case "creator":
            return Standing(status, present=True, may_post=True)
        case "administrator":
            may_post = not in_channel or bool(member.get("can_post_messages"))
            return Standing(status, present=True, may_post=may_post)
        case "member":
            return Standing(status, present=True, may_post=not in_channel)
        case "restricted":
            present = bool(member.get("is_member"))
            may_post = present and bool(member.get("can_send_messages")) and not in_channel
            return Standing(status, present, may_post)
    return Standing(status, present=False, may_post=False)
