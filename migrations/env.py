"""Runs the migrations over the connection that `crm.core.migrate` hands in."""

from alembic import context
from sqlalchemy import Connection

from crm.tables import metadata
from migrations.filters import include, render


def run(connection: Connection) -> None:
    """Upgrade or downgrade inside the connection's transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=False,
        include_object=include,
        render_item=render,
        transaction_per_migration=False,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
