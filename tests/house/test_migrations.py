"""Migrations go up and down on a filled database and end where the models are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.orm import Session

from crm.cli import SEEDS
from crm.core import engines, migrate
from crm.core.db import db
from crm.core.engines import make_engine
from crm.core.health import newest_revision
from crm.exchange.demo import fill
from crm.exchange.seeds.load import load
from crm.tables import metadata
from migrations.filters import include
from tests.stores import PLANTED

TODAY = date(2026, 11, 20)


@pytest.fixture
def copy(app, databases, request):
    """Opens a new database, empty or a copy of another one."""
    name = f"migrated_{abs(hash(request.node.nodeid)) % 10**8}"
    opened = []

    def of(template: str = "") -> Engine:
        opened.append(make_engine(databases.create(name, template)))
        return opened[0]

    with app.app_context():
        yield of
    for engine in opened:
        engine.dispose()
    databases.drop(name)


def test_the_newest_file_is_the_head():
    assert newest_revision() == migrate.head()


def counts(engine) -> dict[str, int]:
    with Session(engine) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }


def fill_in(engine) -> None:
    """Made-up records on top of the seeds."""
    with Session(engine.execution_options(writes=True)) as session:
        load(session, SEEDS, only_if_changed=True)
        fill(session, 40, 7, TODAY, lambda *_progress: None)
        session.commit()


def test_the_last_revision_is_what_the_models_say(copy):
    engine = copy()
    migrate.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": include})
        assert compare_metadata(context, metadata) == []


def test_one_line_of_revisions():
    script = ScriptDirectory.from_config(migrate.config())
    assert len(script.get_heads()) == 1


def test_every_revision_goes_down_and_up_again_on_a_filled_database(copy, seeds):
    engine = copy(PLANTED)
    fill_in(engine)
    before = counts(engine)
    assert before["projects"] >= 40
    revisions = [r.revision for r in ScriptDirectory.from_config(migrate.config()).walk_revisions()]
    for below in [*revisions[1:], "base"]:
        migrate.downgrade(engine, below)
    assert not set(inspect(engine).get_table_names()) - {"alembic_version"}
    migrate.upgrade(engine)
    fill_in(engine)
    assert counts(engine)["projects"] == before["projects"]


def test_upgrading_twice_changes_nothing(copy, seeds):
    engine = copy(PLANTED)
    fill_in(engine)
    before = counts(engine)
    migrate.upgrade(engine)
    assert counts(engine) == before


def test_who_starts_second_waits_for_the_first(copy, seeds, engine_name, monkeypatch):
    monkeypatch.setattr(
        engines, "POSTGRESQL_SETTINGS", "-c lock_timeout=50 -c statement_timeout=50"
    )
    engine = copy(PLANTED)
    with ThreadPoolExecutor() as other:
        with engine.execution_options(writes=True).begin() as first:
            if engine_name == "postgresql":
                first.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": migrate.LOCK})
            second = other.submit(migrate.upgrade, engine)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        second.result()


def test_the_suite_runs_on_the_migrated_tables(app):
    """Tables made at once for the tests are those that the migrations make."""
    names = set(inspect(db.engine).get_table_names())
    assert {table.name for table in metadata.sorted_tables} <= names
