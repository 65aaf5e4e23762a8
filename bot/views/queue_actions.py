"""What the buttons under /queue ask for."""

import re
from dataclasses import dataclass
from enum import StrEnum


class QueueDeed(StrEnum):
    LOOK = "l"
    RETRY_DEAD = "r"
    DROP_DEAD = "d"
    PAUSE_ALL = "p"
    GO_ON = "g"


@dataclass(frozen=True, slots=True)
class Queue:
    """Do something with all that waits to be sent, and show how it is then."""

    deed: QueueDeed = QueueDeed.LOOK


def encode_queue_action(action: Queue) -> str:
    return f"w:{action.deed}"


def decode_queue_action(data: str) -> Queue | None:
    """None for anything that `encode_queue_action` does not give."""
    found = re.fullmatch(rf"w:({'|'.join(QueueDeed)})", data)
    return Queue(QueueDeed(found[1])) if found else None
