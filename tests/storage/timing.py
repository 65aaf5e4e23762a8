"""A clock that tests set, for stores that are asked what is due."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Time:
    now: datetime

    def __call__(self) -> datetime:
        return self.now
