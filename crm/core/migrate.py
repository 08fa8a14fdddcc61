"""Brings the database to a revision; the statements stand in migrations/versions/."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"
# Any number: two processes that start at once must ask PostgreSQL for the same lock.
LOCK = 20_260_101


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made here so that no second file can disagree."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    made.set_main_option("prepend_sys_path", str(FOLDER.parent))
    made.set_main_option(
        "file_template",
        "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s",
    )
    made.attributes["connection"] = connection
    return made


def head() -> str:
    """The revision that this code expects."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def upgrade(engine: Engine, target: str = "head") -> None:
    """Go up to a revision in one transaction; a second process waits and finds it done."""
    _go(engine, target, command.upgrade)


def downgrade(engine: Engine, target: str = "-1") -> None:
    """Go down to a revision in one transaction."""
    _go(engine, target, command.downgrade)


def _go(engine: Engine, target: str, move: object) -> None:
    with engine.execution_options(writes=True).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Tables are rebuilt to change them; their references are checked again below.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # An index over a million rows takes its time, and who starts second waits for it. Only
            # for a table in use the wait stays short: everybody else would wait behind this one.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        move(config(connection), target)  # type: ignore[operator]
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise RuntimeError(f"migration leaves a dangling reference in {broken[0]}")
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("COMMIT")  # within a transaction the next would do nothing
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.rollback()
