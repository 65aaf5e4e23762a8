"""What loading is about, as plain records. See `storage.records`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    OWNER = "owner"  # may do all, and give roles
    EDITOR = "editor"  # may load, edit and announce


class FeedState(StrEnum):
    ACTIVE = "active"  # looked at when it is due
    PAUSED = "paused"  # by an admin
    GONE = "gone"  # its server says that it is no more; only an admin's word begins it again


@dataclass(frozen=True, slots=True)
class Feed:
    """See `storage.loading_models.FeedRow` for the fields."""

    id: int
    url: str
    title: str
    state: FeedState
    every: int
    adaptive: bool
    announce: bool
    loaded: bool
    entries: int
    etag: str | None
    last_modified: str | None
    next_run_at: datetime
    tried_at: datetime | None
    succeeded_at: datetime | None
    changed_at: datetime | None
    missing_since: datetime | None
    failures: int
    problem: Mapping[str, Any] | None
    lease_until: datetime | None
    added_by: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit trail, see `storage.loading_models.AuditRow`."""

    id: int
    at: datetime
    person_id: int
    action: str
    subject: str
    details: Mapping[str, Any]
