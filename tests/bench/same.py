"""Brings the rows of one database into another one of the same schema, as they are.

So PostgreSQL is measured on the very rows that SQLite is, and they are made up once.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, select

from crm.core.db import Model

AT_ONCE = 5_000


def copy_rows(source: str, target: str) -> None:
    """Fill the PostgreSQL database at `target`, whatever it held, with the rows of `source`.

    Its indexes are made when all rows are there, and its foreign keys, which the source has held,
    are not asked again.
    """
    origin, engine = create_engine(source), create_engine(target)
    try:
        with origin.connect() as reading, engine.begin() as writing:
            for setting in ("session_replication_role = replica", "maintenance_work_mem = '256MB'"):
                writing.exec_driver_sql(f"SET LOCAL {setting}")
            tables = Model.metadata.sorted_tables
            names = ", ".join(table.name for table in tables)
            writing.exec_driver_sql(f"TRUNCATE {names}")
            definitions = _without_indexes(writing)
            for table in tables:
                _copy(reading, writing, table)
            for definition in definitions:
                writing.exec_driver_sql(definition)
    finally:
        for one in (origin, engine):
            one.dispose()


def _without_indexes(writing: Connection) -> list[str]:
    """Drop the indexes that hold no constraint; gives the statements that make them again."""
    found = writing.exec_driver_sql(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indrelid "
        "WHERE relnamespace = 'public'::regnamespace "
        "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
    ).all()
    for name, _definition in found:
        writing.exec_driver_sql(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _copy(reading: Connection, writing: Connection, table: Table) -> None:
    columns = [column for column in table.columns if column.computed is None]
    converters = [_converter(writing.engine, column.type) for column in columns]
    quoted = writing.dialect.identifier_preparer.quote
    names = ", ".join(quoted(column.name) for column in columns)
    with (
        writing.connection.dbapi_connection.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy,
    ):
        for row in _rows(reading, select(*columns).order_by(table.c.id)):
            copy.write_row([convert(value) for convert, value in zip(converters, row, strict=True)])
    sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
    last = f"SELECT setval({sequence}, max(id)) FROM {table.name}"  # noqa: S608  our own names
    writing.exec_driver_sql(last)


def _rows(reading: Connection, wanted: Any) -> Iterator[Any]:
    yield from reading.execute(wanted, execution_options={"yield_per": AT_ONCE})


def _converter(engine: Engine, kind: Any) -> Callable[[Any], Any]:
    """What makes of a value what the driver takes; nothing stays nothing."""
    convert = kind.dialect_impl(engine.dialect).bind_processor(engine.dialect)
    if convert is None:
        return lambda value: value
    return lambda value: None if value is None else convert(value)
