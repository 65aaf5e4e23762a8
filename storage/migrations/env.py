"""Alembic's entry: runs on the connection it is given, in its transaction."""

from alembic import context

from storage import delivery_models, loading_models
from storage.models import Base

# Their tables are Base's once they are imported.
assert delivery_models and loading_models

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
context.run_migrations()
