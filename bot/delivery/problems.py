"""What goes wrong with asking a source or a feed, as it is kept for people to see."""

from typing import Any

from bot.ingest import Problem


def told(problem: Problem) -> dict[str, Any]:
    """A problem as it is stored, see `bot.views.sources`."""
    fields = {name: str(value) for name, value in problem.fields.items()}
    return {"line": problem.line, "message": problem.message, "fields": fields}


def our_fault(short_id: str) -> Problem:
    """short_id: under which it is logged."""
    return Problem(0, "Something went wrong on our side, number {id}.", {"id": short_id})
