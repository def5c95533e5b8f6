"""Runs the revisions of one store on the connection that the caller opened."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=context.config.attributes.get("metadata"), transactional_ddl=False
)
context.run_migrations()
