"""Chains of touches: what is left of articles when some imports' are taken out of them.

What was edited by hand stays as the editor saw it, whichever imports before that are taken back;
those after it are taken back to it. Retracting and restoring are no edits: a text that was taken
back meanwhile is not there when the article is restored. What an editor retracted stays retracted,
also where no import holds it any more: else the next one would bring it back.
"""

from datetime import datetime
from typing import Any

from . import touches
from .records import ArticleStatus
from .touches import CONTENT, Json, Touch, from_json, in_json

EDITED = ("title", "summary", "topics", "image")  # what an editor may write
_STATUS = {False: ArticleStatus.LIVE, True: ArticleStatus.RETRACTED}


class Chains:
    """What taking touches out of their chains comes to.

    rows: of the articles.  chains: the other touches of each.  begun: when their imports were.
    """

    def __init__(
        self, rows: dict[int, Any], chains: dict[int, list[Touch]], begun: dict[int, datetime]
    ) -> None:
        self._rows = rows
        self._chains = chains
        self._begun = begun
        self.gone: list[int] = []
        self.values: dict[int, dict[str, Any]] = {}  # what is to be written into each article
        self.touched: dict[tuple[int, int], Touch] = {}
        self._revisions: dict[int, int] = {}  # whose content each of `values` is

    def take_out(self, one: Touch) -> None:
        row = self._rows.get(one.thing_id)
        if one.is_same or row is None:
            return
        later = later_than(one, self._chains[one.thing_id])
        if _edited_since(one, later, row):
            return
        if later:
            self._leave_to(later, one, row)
        elif row.status is ArticleStatus.DELETED:
            return
        elif one.before is None:
            if row.status is ArticleStatus.LIVE or one.retracts:
                self.gone.append(row.id)
        else:
            self.values[row.id] = _content(one.before)
            self._revisions[row.id] = one.before["revision"]

    def follow(self, article_id: int, revision: int) -> None:
        """The article's content has got a new number, which its touches go by."""
        for one in self._chains[article_id]:
            if one.revision == self._revisions[article_id]:
                one.revision = revision
                self._keep(one)

    def _leave_to(self, later: list[Touch], one: Touch, row: Any) -> None:
        """The next touch takes this one's place, and what all after it took over from this."""
        first = later[0]
        came_to = _came_to(later, row)
        first.before = one.before
        self._keep(first)
        values: dict[str, Any] = {}
        if one.before is None:
            values |= self._first_seen_by(later, row)
            if one.retracts is not first.retracts:
                values["status"] = _STATUS[first.retracts]
        times = one.before and {name: one.before[name] for name in touches.TIMES}
        for place, other in enumerate(later):
            if place and times and other.before and not other.is_same:
                other.before = {**other.before, **times}
                self._keep(other)
            if not other.undated:
                break
            seen = in_json(self._begun[first.import_id])
            times = times or {"published_at": None, "sorted_at": seen}
        else:
            values |= {name: from_json((times or {})[name]) for name in touches.TIMES}
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        revision = row.revision
        before = one.before
        if before and _edited_from_it(before, came_to) and self._is_same_now(later, before):
            values, revision = _content(before), before["revision"]
        if values and row.status is not ArticleStatus.DELETED:
            self.values[row.id] = values
            self._revisions[row.id] = revision

    def _is_same_now(self, later: list[Touch], before: Json) -> bool:
        """The first of these says what the source said before the edit, so that the edit stays.

        Gives whether that is the last word on the article.
        """
        first = later[0]
        was = first.revision
        first.before = dict(touches.SAME)
        for place, other in enumerate(later):
            if other.revision == was:
                other.revision = before["revision"]
            elif place and other.begins_at == was:
                other.before = {**(other.before or {}), **_edited(before)}
            self._keep(other)
        return all(other.is_same for other in later)

    def _first_seen_by(self, later: list[Touch], row: Any) -> dict[str, Any]:
        """What the article has of the first import that held it, when that is another one."""
        names = ("position", "source", "external_key")
        was = {name: getattr(row, name) for name in names}
        said = later[0].said or {}
        now = {name: said.get(name, was[name]) for name in names}
        moved = {name: was[name] for name in names if now[name] != was[name]}
        for other in later[1:]:
            if moved:
                other.said = moved | (other.said or {})
                self._keep(other)
        return {**now, "first_seen_at": self._begun[later[0].import_id]}

    def _keep(self, one: Touch) -> None:
        self.touched[one.import_id, one.thing_id] = one


def later_than(one: Touch, others: Any) -> list[Touch]:
    return sorted((other for other in others if other.order > one.order), key=lambda o: o.order)


def _edited_since(one: Touch, later: list[Touch], row: Any) -> bool:
    """Whether a revision between these touches, or after them, is of none of them."""
    chain = (one, *later)
    joints = zip(chain, later, strict=False)
    if any(other.begins_at != before.revision for before, other in joints):
        return True
    return bool(row.revision != chain[-1].revision)


def _came_to(later: list[Touch], row: Any) -> Json:
    """What the first of these made of the article."""
    for other in later[1:]:
        if not other.is_same:
            return other.before or {}
    return {name: getattr(row, name) for name in (*EDITED, "content_hash")}


def _edited_from_it(before: Json, came_to: Json) -> bool:
    """Whether both are of the same text of the source, and an editor has changed it before."""
    if before["content_hash"] != came_to.get("content_hash"):
        return False
    return any(before[name] != came_to[name] for name in EDITED)


def _edited(before: Json) -> Json:
    return {name: before[name] for name in (*EDITED, "revision")}


def _content(before: Json) -> dict[str, Any]:
    content = {name: before[name] for name in CONTENT}
    return content | {name: from_json(before[name]) for name in touches.TIMES}
