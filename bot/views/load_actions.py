"""What the buttons under a load ask for."""

import re
from dataclasses import dataclass
from enum import StrEnum


class LoadDeed(StrEnum):
    """What is done with an import.

    The letters of QUIET and CANCEL are those of the first buttons there were.
    """

    ANNOUNCE = "a"  # load it, and post its new articles
    QUIET = "1"  # load it
    CANCEL = "0"  # throw it away
    ERRORS = "e"  # tell all that is left out of it
    STOP = "s"  # while it is loaded
    UNDO = "u"  # after it was loaded


@dataclass(frozen=True, slots=True)
class DoLoad:
    """number: of the import."""

    number: int
    deed: LoadDeed


def encode_load_action(action: DoLoad) -> str:
    return f"i:{action.number}:{action.deed}"


def decode_load_action(data: str) -> DoLoad | None:
    """None for anything that `encode_load_action` does not give."""
    found = re.fullmatch(rf"i:(0|[1-9]\d{{0,17}}):([{''.join(LoadDeed)}])", data, re.ASCII)
    return DoLoad(int(found[1]), LoadDeed(found[2])) if found else None
