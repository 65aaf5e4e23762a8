"""Lanes and budgets go by the database's clock: time passes for them by their rows being moved."""

from datetime import timedelta

from sqlalchemy import select, update

from storage import Store
from storage.delivery_models import BudgetRow, LaneRow


async def pass_time(store: Store, seconds: float) -> None:
    """Have all of the outbox be as it will be after so many seconds."""
    by = timedelta(seconds=seconds)
    microseconds = int(seconds * 1_000_000)
    async with store.transaction() as connection:
        lanes = await connection.execute(
            select(LaneRow.chat_id, LaneRow.due_at, LaneRow.lease_until)
        )
        for lane in lanes:
            await connection.execute(
                update(LaneRow)
                .where(LaneRow.chat_id == lane.chat_id)
                .values(
                    due_at=lane.due_at - by,
                    lease_until=lane.lease_until and lane.lease_until - by,
                )
            )
        budgets = await connection.execute(
            select(BudgetRow.name, BudgetRow.sent, BudgetRow.blocked_until)
        )
        for budget in budgets:
            await connection.execute(
                update(BudgetRow)
                .where(BudgetRow.name == budget.name)
                .values(
                    sent=[
                        [name - microseconds, until - microseconds] for name, until in budget.sent
                    ],
                    blocked_until=budget.blocked_until and budget.blocked_until - by,
                )
            )
