"""What the buttons under /admins and /audit ask for."""

import re
from dataclasses import dataclass, replace

from storage.loading import Role

NAME_BYTES = 36  # of a name in a button, beside the longest rest: "h:", 20 digits, ":e="
_ID = r"([1-9]\d{0,18})"
_ROLES = {"o": Role.OWNER, "e": Role.EDITOR, "-": None}
_LETTERS = {role: letter for letter, role in _ROLES.items()}


@dataclass(frozen=True, slots=True)
class ShowAdmins:
    """Who has a role."""


@dataclass(frozen=True, slots=True)
class AddAdmin:
    """The keyboard that offers people."""


@dataclass(frozen=True, slots=True)
class ShowAdmin:
    """Someone's role, to be changed."""

    person_id: int


@dataclass(frozen=True, slots=True)
class SetRole:
    """Give someone a role, or take the one they have.

    name: what they are called, which nobody may tell later; cut to NAME_BYTES.
    """

    person_id: int
    role: Role | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShowAudit:
    """A page of the audit trail, from 1."""

    page: int = 1

    def at(self, page: int) -> "ShowAudit":
        return replace(self, page=page)


AdminAction = ShowAdmins | AddAdmin | ShowAdmin | SetRole | ShowAudit


def encode_admin_action(action: AdminAction) -> str:
    match action:
        case ShowAdmins():
            return "h"
        case AddAdmin():
            return "h:+"
        case ShowAdmin(person_id):
            return f"h:{person_id}"
        case SetRole(person_id, role, name):
            return f"h:{person_id}:{_LETTERS[role]}={cut(name)}"
        case ShowAudit(page):
            return f"d:{page}"


def decode_admin_action(data: str) -> AdminAction | None:
    """None for anything that `encode_admin_action` does not give."""
    if data == "h":
        return ShowAdmins()
    if data == "h:+":
        return AddAdmin()
    if found := _read(rf"h:{_ID}", data):
        return ShowAdmin(int(found[1]))
    if (found := _read(rf"h:{_ID}:([oe-])=(.*)", data)) and cut(found[3]) == found[3]:
        return SetRole(int(found[1]), _ROLES[found[2]], found[3])
    if found := _read(r"d:([1-9]\d{0,8})", data):
        return ShowAudit(int(found[1]))
    return None


def cut(name: str) -> str:
    """As much of a name as a button carries."""
    return name.encode(errors="ignore")[:NAME_BYTES].decode(errors="ignore")


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII | re.DOTALL)
