"""Articles that people keep, and a counter by which the search index is asked to be built anew."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcTime

revision = "0002"
down_revision = "0001"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved",
        sa.Column("person_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("article_id", Id, nullable=False, autoincrement=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "article_id", name="pk_saved"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_saved_article_id_articles", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_saved_person_id_saved_at", "saved", ["person_id", "saved_at"])
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "reindex", "value": 0}])
