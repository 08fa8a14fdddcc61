"""Runs the migrations over the connection that `crm.cli` hands in."""

from alembic import context
from sqlalchemy import Connection

from crm.core.types import Scaled, UtcDateTime
from crm.tables import metadata

# Made by raw statements and kept by the database: not tables of ours to be compared.
SEARCH_INDEX = "search_index"


def include(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave the full-text tables and column of the search index out of comparisons."""
    if kind == "table":
        return not (name or "").startswith(SEARCH_INDEX)
    return name not in ("tokens_vector", "ix_search_documents_tokens_vector")


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Scaled):
        return "sa.BigInteger()"
    return False


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
