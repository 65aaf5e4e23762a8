"""What an editor does with an open article, as its buttons and questions carry it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class EditDeed(StrEnum):
    MENU = "e"  # show what can be changed
    CHANGE = "?"  # ask for another text in a field
    CLEAR = "-"  # have nothing in a field
    RETRACT = "r"
    RESTORE = "u"
    OFFER = "o"  # ask whether it shall be announced
    ANNOUNCE = "n"


class EditField(StrEnum):
    TITLE = "t"
    SUMMARY = "s"
    TOPICS = "c"
    PICTURE = "p"


OF_FIELDS = frozenset((EditDeed.CHANGE, EditDeed.CLEAR))


@dataclass(frozen=True, slots=True)
class AskEdit:
    """Ask for another text in a field of an article."""

    article_id: int
    field: EditField


def edit_token(article_id: int, field: EditField) -> str:
    """What a question for a text is marked by, so that the answer to it is understood."""
    return f"edit_{article_id}_{field}"


def read_edit_token(token: str) -> AskEdit | None:
    """None for anything that `edit_token` does not give."""
    found = re.fullmatch(rf"edit_([1-9]\d{{0,17}})_([{''.join(EditField)}])", token, re.ASCII)
    return AskEdit(int(found[1]), EditField(found[2])) if found else None


def encode_deed(deed: EditDeed, field: EditField | None) -> str:
    return f"{deed}{field or ''}"


def decode_deed(data: str) -> tuple[EditDeed, EditField | None] | None:
    """None for anything that `encode_deed` does not give."""
    if len(data) not in {1, 2} or data[0] not in set(EditDeed):
        return None
    deed, field = EditDeed(data[0]), data[1:]
    if deed in OF_FIELDS:
        return (deed, EditField(field)) if field in set(EditField) else None
    return None if field else (deed, None)
