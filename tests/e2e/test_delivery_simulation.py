"""A bad day, a small one: see `tests.e2e.simulation`, which runs it in full as a program."""

from pathlib import Path

from tests.e2e.simulation import Plan, simulate

PLAN = Plan(chats=60, articles=10, kills=4, patience=120.0)


async def test_through_faults_and_kills_all_arrives_in_order_and_hardly_twice(
    database_url: str, tmp_path: Path
) -> None:
    report = await simulate(PLAN, tmp_path, database_url)
    assert report.kills == PLAN.kills and sum(report.faults.values()) > 10
    assert (report.missing, report.foreign, report.disorder) == ([], [], [])
    assert report.sent == report.expected
    # One more for each send in flight at a kill or a lost answer, and no other.
    assert report.unexplained == []
    assert (report.ours, report.early, report.left) == ([], [], "")
