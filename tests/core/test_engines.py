"""Both databases behave alike, and writers of one wait for one another."""

import sqlite3
import threading

import pytest
from sqlalchemy import bindparam, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from crm.accounts.models import OrgUnit
from crm.core.db import db, read
from crm.core.errors import ReadOnly
from crm.core.locks import WriteLock


def add(session, name="甲"):
    session.add(OrgUnit(name=name, kind="park", path="/", position=0))
    session.flush()


def test_writers_wait_for_one_another_and_none_is_lost(own_app):
    with db.transaction() as session:
        add(session)
    faults = []

    def count_up():
        for _ in range(25):
            try:
                with db.transaction() as session:
                    unit = session.scalars(select(OrgUnit).with_for_update()).one()
                    unit.position += 1
            except Exception as error:
                faults.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with db.reading() as session:
        assert session.scalars(select(OrgUnit.position)).one() == 200


def test_a_commit_that_fails_lets_the_next_one_write(own_app, engine_name):
    if engine_name != "sqlite":
        return  # the write lock is SQLite's
    with db.transaction() as session:
        session.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        session.execute(
            text(
                "CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER"
                " REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    with db.open(writes=True) as session:
        session.execute(text("INSERT INTO children (parent) VALUES (7)"))
        with pytest.raises(IntegrityError):
            session.commit()
    with db.transaction() as session:
        assert session.execute(text("SELECT count(*) FROM children")).scalar() == 0
        add(session)


def test_a_full_disk_rolls_back_and_lets_go(own_app, engine_name):
    if engine_name != "sqlite":
        return  # says how SQLite ends a transaction by itself

    def full(connection, *_):
        connection.connection.dbapi_connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    event.listen(db.engine, "before_cursor_execute", full, once=True)
    with pytest.raises((OperationalError, sqlite3.OperationalError)), db.transaction() as session:
        add(session)
    with db.transaction() as session:
        add(session)


def test_a_reading_session_refuses_to_write(session):
    with db.reading() as reading:
        with pytest.raises(ReadOnly):
            add(reading)
        with pytest.raises(ReadOnly):
            reading.execute(OrgUnit.__table__.insert().values(name="x", kind="park", path="/"))
        with pytest.raises(ReadOnly):
            read(reading, insert(OrgUnit).values(name="x", kind="park", path="/"))


def test_rows_are_read_alike_with_what_a_writing_session_has_not_yet_sent(own_app):
    wanted = select(OrgUnit.name, OrgUnit.position).where(OrgUnit.path == bindparam("path"))
    with db.transaction() as session:
        session.add(OrgUnit(name="甲", kind="park", path="/", position=3))
        written = read(session, wanted, {"path": "/"})
    with db.reading() as session:
        found = read(session, wanted, {"path": "/"})
    assert [(row.name, row.position) for row in written] == [("甲", 3)]
    assert found == written


def test_settings_that_keep_data_are_in_force(own_app, engine_name):
    with db.transaction() as session:
        if engine_name == "sqlite":
            asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
            got = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in asked}
        else:
            # `fsync` is the server's own setting; that of the tests goes without.
            asked = {"lock_timeout": "5s", "statement_timeout": "30s", "synchronous_commit": "on"}
            got = {name: session.execute(text(f"SHOW {name}")).scalar() for name in asked}
    assert got == asked


def test_the_write_lock_is_one_over_threads_and_files(tmp_path):
    first, second = WriteLock(tmp_path / "lock"), WriteLock(tmp_path / "lock")
    order = []
    first.acquire()

    def wait(lock, name):
        lock.acquire()
        order.append(name)
        lock.release()

    threads = [
        threading.Thread(target=wait, args=(lock, name))
        for lock, name in ((first, "thread"), (second, "process"))
    ]
    for thread in threads:
        thread.start()
    order.append("holder")
    first.release()
    for thread in threads:
        thread.join(timeout=10)
    assert order[0] == "holder"
    assert sorted(order[1:]) == ["process", "thread"]
