"""Who looks after the site: owners and editors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.locales import Words
from bot.views.admin_actions import AddAdmin, SetRole, ShowAdmin, ShowAdmins
from bot.views.choosing import ticked
from bot.views.document import Block, Bold, Document, Heading, Item, Link, List, Note, Paragraph
from bot.views.message import (
    Button,
    Message,
    Picker,
    PickPerson,
    compose_message,
    label,
)
from bot.views.sentences import summary
from storage.loading import Role
from storage.roles import Holder

PICK_EDITOR, PICK_OWNER = 11, 12  # which role a button of the keyboard gives
NAME = 60  # UTF-16 units
SHOWN = 50  # people in a list


@dataclass(frozen=True, slots=True)
class Admin:
    """fixed: an owner by the settings, which nobody changes from the chat."""

    person_id: int
    name: str
    role: Role | None
    fixed: bool = False


def admins_of(
    fixed: Sequence[int], holders: Sequence[Holder], names: Mapping[int, str]
) -> list[Admin]:
    """Those of the settings first.  names: as far as they are known."""
    others = [one for one in holders if one.person_id not in fixed]
    return [
        *(Admin(one, names.get(one, ""), Role.OWNER, fixed=True) for one in fixed),
        *(Admin(one.person_id, names.get(one.person_id, ""), one.role) for one in others),
    ]


def admins(all_admins: Sequence[Admin], words: Words) -> Message:
    lines = [Item(*_named(one), ": ", role_name(one.role, words)) for one in all_admins[:SHOWN]]
    document = Document(
        Heading(words.gettext("Who looks after the site")),
        List(*lines, spaced=False),
        Note(
            words.gettext(
                "Owners do all, and give roles. Editors load, edit and announce articles, and "
                "look after feeds."
            )
        ),
    )
    rows = [
        (Button(label(_label(one)), ShowAdmin(one.person_id)),)
        for one in all_admins[:SHOWN]
        if not one.fixed
    ]
    return compose_message(document, (*rows, (Button(words.gettext("Add"), AddAdmin()),)))


def admin(one: Admin, words: Words, *, private: bool = True) -> Message:
    """private: not in a group, where the list of all is nobody's business."""
    blocks: list[Block] = [
        Heading(*_named(one)),
        Paragraph(words.gettext("Role: {role}", role=role_name(one.role, words))),
    ]
    rows: list[tuple[Button, ...]] = []
    if one.fixed:
        note = words.gettext("An owner by the settings (ADMIN_IDS): it is changed there alone.")
        blocks.append(Note(note))
    else:
        rows.append(
            tuple(
                Button(
                    ticked(role_name(role, words), one.role is role),
                    SetRole(one.person_id, role, one.name),
                )
                for role in (Role.EDITOR, Role.OWNER)
            )
        )
    if one.role is not None and not one.fixed:
        taken = SetRole(one.person_id, None, one.name)
        rows.append((Button(words.gettext("Take the role"), taken),))
    if private:
        rows.append((Button(words.gettext("All of them"), ShowAdmins()),))
    return compose_message(Document(*blocks), tuple(rows))


def pick(words: Words) -> Message:
    """The keyboard that chooses a person, and the other ways."""
    text = words.gettext(
        "Choose whom to add. Or reply with /admins to a message of theirs, to a forwarded one or "
        "to a contact, or write /admins with their number."
    )
    buttons = (
        PickPerson(words.gettext("Choose an editor"), PICK_EDITOR),
        PickPerson(words.gettext("Choose an owner"), PICK_OWNER),
    )
    return compose_message(Document(Paragraph(text)), wants=Picker(buttons))


def unknown(words: Words) -> Message:
    text = words.gettext(
        "Whom do you mean? Reply with /admins to a message of theirs or to a contact, or write "
        "/admins with their number. Of some forwarded messages Telegram does not tell the author."
    )
    return compose_message(Document(Paragraph(text)))


def elsewhere(words: Words) -> Message:
    text = words.gettext("This I tell in our private chat alone.")
    return compose_message(Document(Paragraph(text)))


def refused(site_name: str, words: Words) -> Message:
    text = words.gettext(
        "This is for the owners of {site}. You are welcome to read: /latest", site=site_name
    )
    return compose_message(Document(Paragraph(text)))


def told(role: Role | None, site_name: str, words: Words) -> Message:
    """What someone reads whose role has changed."""
    match role:
        case Role.OWNER:
            text = words.gettext("You are now an owner of {site}: /help", site=site_name)
        case Role.EDITOR:
            text = words.gettext("You are now an editor of {site}: /help", site=site_name)
        case None:
            text = words.gettext("You have no role at {site} any more.", site=site_name)
    return compose_message(Document(Paragraph(text)))


def role_name(role: Role | None, words: Words) -> str:
    return {
        Role.OWNER: words.gettext("owner"),
        Role.EDITOR: words.gettext("editor"),
        None: words.gettext("no role"),
    }[role]


def _named(one: Admin) -> tuple[Bold | Link | str, ...]:
    if not one.name:
        return (Bold(str(one.person_id)),)
    link = Link(f"tg://user?id={one.person_id}", summary(one.name, sentences=9, limit=NAME))
    return Bold(link), f" ({one.person_id})"


def _label(one: Admin) -> str:
    return one.name or str(one.person_id)
