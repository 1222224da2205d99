"""Alembic's entry: runs on the connection, and inside the transaction, that `storage.migrate` opened."""

from alembic import context
from sqlmodel import SQLModel

import storage.event_index
import storage.hosts
import storage.models
import storage.story_models  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=False,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
