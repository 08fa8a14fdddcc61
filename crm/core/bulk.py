"""Many rows at once, with as little between them and the database as can be.

An import writes hundreds of thousands of rows whose values are known beforehand: neither objects
nor a statement per row are wanted. Values pass the column's own types, so the same is stored as by
any other way; PostgreSQL takes the rows by COPY, SQLite by one prepared statement.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Dialect,
    Insert,
    UniqueConstraint,
    delete,
    func,
    insert,
    inspect,
    select,
    table,
)
from sqlalchemy import column as named
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.core import gathered, kept
from crm.core.db import Model
from crm.core.errors import ReadOnly
from crm.core.lists import among

# So many rows are quicker inserted as usual: COPY is a conversation of its own.
FEW = 20
Converter = Callable[[Any], Any]
_SEQUENCES = table("sqlite_sequence", named("name"), named("seq"))


def take_keys(session: Session, model: type[Model], count: int) -> list[int]:
    """Keys for new rows, in order: those that the database would give them.

    SQLite's are free as long as the transaction, which has the only right to write, lasts.
    """
    key = model.__table__.c.id
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        wanted = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return list(session.scalars(wanted))
    last = session.scalar(select(func.max(key))) or 0
    if model.__table__.dialect_options["sqlite"]["autoincrement"]:
        once = select(_SEQUENCES.c.seq).where(_SEQUENCES.c.name == model.__tablename__)
        last = max(last, session.scalar(once) or 0)
    return list(range(last + 1, last + 1 + count))


def add_rows(session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, given by attribute; all name the same ones. What is not named has its default.

    Objects of the session that they refer to must have been flushed. Raises what the database
    refuses.
    """
    if not rows:
        return
    connection = _writing(session, model, rows)
    if len(rows) < FEW:
        connection.execute(_insertion(model), rows)
        return
    given = [(key, column) for key, column in _columns(model) if key in rows[0]]
    converters = _converters(connection.dialect, given)
    records = [tuple([convert(row[key]) for key, convert in converters]) for row in rows]
    rest = _defaults(connection.dialect, model, rows[0])
    columns = [*(column for _key, column in given), *(column for column, _value in rest)]
    filled = tuple(value for _column, value in rest)
    _insert(connection, model, columns, [record + filled for record in records])


def drop_rows(session: Session, column: InstrumentedAttribute[int], numbers: Sequence[int]) -> None:
    """Delete the rows whose column holds one of the numbers; the session may hold none of them."""
    session.execute(
        delete(column.class_).where(among(session, column, numbers)),
        execution_options={"synchronize_session": False},
    )


def set_rows(session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set some attributes of rows that are there, each given by its `id`; only what is named."""
    if not rows:
        return
    connection = _writing(session, model, rows)
    columns = [(key, column) for key, column in _columns(model) if key in rows[0] and key != "id"]
    converters = [*_converters(connection.dialect, columns), ("id", _as_it_is)]
    records = [tuple([convert(row[key]) for key, convert in converters]) for row in rows]
    names = [_quoted(connection.dialect, column) for _key, column in columns]
    if connection.dialect.name == "sqlite":
        given = ", ".join(f"{name} = ?" for name in names)
        statement = f"UPDATE {model.__tablename__} SET {given} WHERE id = ?"  # noqa: S608  our names
        connection.exec_driver_sql(statement, records)
        return
    kinds = [_kind(connection.dialect, column) for _key, column in columns]
    pairs = enumerate(zip(names, kinds, strict=True))
    given = ", ".join(f"{name} = v{place}::{kind}" for place, (name, kind) in pairs)
    arrays = ", ".join([*(f"%s::{kind}[]" for kind in kinds), "%s::bigint[]"])
    places = ", ".join([*(f"v{place}" for place in range(len(kinds))), "key"])
    statement = (
        f"UPDATE {model.__tablename__} AS t SET {given} "  # noqa: S608  our own names
        f"FROM unnest({arrays}) AS v({places}) WHERE t.id = v.key"
    )
    connection.exec_driver_sql(statement, tuple(map(list, zip(*records, strict=True))))


def look_again(session: Session, models: Sequence[type[Model]]) -> None:
    """Have PostgreSQL look at what the tables hold by now, before it plans anything else on them.

    It does so by itself, but up to a minute later: until then it takes a table that has grown a
    hundredfold for what it was, and reads all of it where an index would give the few rows that
    are wanted. Only columns of indexes are looked at; a table that it is looking at just now is
    left out. SQLite plans without looking.
    """
    if session.get_bind().dialect.name == "postgresql":
        # ANALYZE takes no parameters; all names in it are those of our own models.
        tables = ", ".join(map(_with_indexed_columns, models))
        session.connection().exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {tables}")


@cache
def _with_indexed_columns(model: type[Model]) -> str:
    table = model.__table__
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    names = {column.name for one in (*table.indexes, *unique) for column in one.columns}
    return f"{table.name} ({', '.join(sorted(names))})"


def _writing(session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> Connection:
    if not session.info.get("writes", True):
        raise ReadOnly("本次请求只能读取，没有任何内容被更改。")
    kept.changed(session, model)
    gathered.changed(session, model, rows)
    return session.connection()


@cache
def _insertion(model: type[Model]) -> Insert:
    return insert(model.__table__).inline()


def _insert(
    connection: Connection, model: type[Model], columns: list[Column[Any]], records: list[Any]
) -> None:
    names = ", ".join(_quoted(connection.dialect, column) for column in columns)
    into = f"{model.__tablename__} ({names})"
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", records)  # noqa: S608
        return
    driver = connection.connection.dbapi_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for record in records:
                copy.write_row(record)
    except connection.dialect.loaded_dbapi.Error as error:
        failed = DBAPIError.instance(
            f"COPY {into}", None, error, connection.dialect.loaded_dbapi.Error,
            dialect=connection.dialect,
        )  # fmt: skip
        raise failed from error


@cache
def _columns(model: type[Model]) -> list[tuple[str, Column[Any]]]:
    """Attributes and their columns, but for those that the database computes."""
    found = [(one.key, one.columns[0]) for one in inspect(model).column_attrs]
    return [(key, column) for key, column in found if column.computed is None]


def _defaults(
    dialect: Dialect, model: type[Model], row: Mapping[str, Any]
) -> list[tuple[Column[Any], Any]]:
    """What stands in the columns that a row does not name, as the driver takes it."""
    lacking = [(key, column) for key, column in _columns(model) if key not in row]
    return [
        (column, convert(default.arg(None) if default.is_callable else default.arg))
        for (_key, column), (_same, convert) in zip(
            lacking, _converters(dialect, lacking), strict=True
        )
        if (default := column.default) is not None
    ]


def _converters(
    dialect: Dialect, columns: Sequence[tuple[str, Column[Any]]]
) -> list[tuple[str, Converter]]:
    """For each attribute what makes of its value what the driver takes."""
    return [
        (key, column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is)
        for key, column in columns
    ]


def _as_it_is(value: Any) -> Any:
    return value


def _quoted(dialect: Dialect, column: Column[Any]) -> str:
    return dialect.identifier_preparer.format_column(column)


def _kind(dialect: Dialect, column: Column[Any]) -> str:
    return "json" if isinstance(column.type, JSON) else column.type.compile(dialect)
