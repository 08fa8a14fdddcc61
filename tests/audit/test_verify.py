"""Whatever is done to the log behind the application's back is found."""

import json
import random
import threading

import pytest
from flask import current_app
from sqlalchemy import select, text

from crm.audit.jobs import anchor, anchors, check
from crm.audit.models import AuditEntry, AuditHead
from crm.audit.operations import record
from crm.audit.queries import verify
from crm.core.db import db

ENTRIES = 12


@pytest.fixture
def filled(session):
    for number in range(ENTRIES):
        with db.transaction() as one:
            changes = {"数": [str(number), str(number + 1)]}
            record(
                one,
                None,
                "updated",
                kind="unit",
                subject_id=number,
                title=f"第{number}",
                changes=changes,
            )
    return session


def fault(session, known=()):
    session.expire_all()
    return verify(session, current_app.extensions["audit_key"], known).fault


def run(session, statement, **values):
    session.execute(text(statement), values)


def test_finds_nothing_wrong_with_an_honest_log(filled):
    assert fault(filled) == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "别的"),
        ("actor", "别人"),
        ("action", "created"),
        ("address", "10.0.0.1"),
        ("kind", "lead"),
        ("subject_id", 99),
        ("actor_id", 5),
        ("hash", "0" * 64),
        ("changes", json.dumps({"数": ["0", "9"]})),
        ("at", "2020-01-01 00:00:00.000000"),
    ],
)
def test_finds_a_change(filled, column, value):
    cast = "CAST(:value AS json)" if column == "changes" and _postgresql(filled) else ":value"
    if column == "at" and _postgresql(filled):
        cast = "CAST(:value AS timestamptz)"
    run(filled, f"UPDATE audit_entries SET {column} = {cast} WHERE id = 5", value=value)  # noqa: S608
    assert "第 5 条被改动" in fault(filled)


def _postgresql(session):
    return session.get_bind().dialect.name == "postgresql"


def test_finds_a_gap(filled):
    run(filled, "DELETE FROM audit_entries WHERE id = 5")
    assert "第 5 条缺失" in fault(filled)


def test_finds_two_that_were_swapped(filled):
    run(filled, "UPDATE audit_entries SET id = 99 WHERE id = 4")
    run(filled, "UPDATE audit_entries SET id = 4 WHERE id = 5")
    run(filled, "UPDATE audit_entries SET id = 5 WHERE id = 99")
    assert "第 4 条被改动" in fault(filled)


def test_finds_a_cut_tail(filled):
    run(filled, "DELETE FROM audit_entries WHERE id > 9")
    assert "第 10 至 12 条被截去" in fault(filled)


def test_finds_an_entry_that_was_added(filled):
    run(
        filled,
        "INSERT INTO audit_entries SELECT 13, at, actor_id, actor, address, action, kind,"
        " subject_id, title, confidential, changes, hash FROM audit_entries WHERE id = 12",
    )
    assert "第 13 条被改动" in fault(filled)


def test_finds_a_tail_cut_together_with_the_head(filled, tmp_path, monkeypatch):
    _own_folder(monkeypatch, tmp_path)
    filled.commit()
    anchor()
    kept = filled.execute(select(AuditEntry.hash).where(AuditEntry.id == 9)).scalar_one()
    run(filled, "DELETE FROM audit_entries WHERE id > 9")
    run(filled, "UPDATE audit_head SET last_id = 9, hash = :kept", kept=kept)
    assert fault(filled) == ""
    assert "第 10 条起被截去" in fault(filled, anchors())
    assert not check().fine


def test_finds_a_log_that_was_begun_anew(filled, tmp_path, monkeypatch):
    _own_folder(monkeypatch, tmp_path)
    anchor()
    run(filled, "DELETE FROM audit_entries")
    run(filled, "DELETE FROM audit_head")
    assert "被截去" in check().fault


def test_keeps_an_anchor_when_all_is_fine(filled, tmp_path, monkeypatch):
    _own_folder(monkeypatch, tmp_path)
    assert check().fine
    assert check().fine
    head = filled.execute(select(AuditHead.last_id, AuditHead.hash)).one()
    assert anchors() == [tuple(head)]


def _own_folder(monkeypatch, folder):
    settings = current_app.config["SETTINGS"]
    monkeypatch.setitem(
        current_app.config, "SETTINGS", type(settings)(**{**vars(settings), "instance_dir": folder})
    )


CHANGE = "UPDATE audit_entries SET {0} = {0} || 'x' WHERE id = :one"
RENUMBER = "UPDATE audit_entries SET id = :new WHERE id = :old"


def tamper(session, dice):
    one, other = dice.sample(range(1, ENTRIES + 1), 2)
    match dice.choice(("change", "delete", "swap", "cut")):
        case "change":
            column = dice.choice(("title", "actor", "address", "action", "kind"))
            run(session, CHANGE.format(column), one=one)
        case "delete":
            run(session, "DELETE FROM audit_entries WHERE id = :one", one=one)
        case "swap":
            for old, new in ((one, 99), (other, one), (99, other)):
                run(session, RENUMBER, old=old, new=new)
        case "cut":
            run(session, "DELETE FROM audit_entries WHERE id >= :one", one=one)


def test_finds_any_of_many_random_tamperings(filled):
    """Each is undone by its savepoint."""
    dice = random.Random(20261120)
    for _ in range(150):
        with filled.begin_nested() as undone:
            tamper(filled, dice)
            assert fault(filled)
            undone.rollback()
    assert fault(filled) == ""


def test_first_entries_of_several_writers_make_one_chain(own_app):
    def write(number):
        with own_app.app_context(), db.transaction() as one:
            record(one, None, "updated", kind="unit", subject_id=number, title="x")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_app.app_context(), db.reading() as session:
        report = verify(session, own_app.extensions["audit_key"])
    assert (report.entries, report.fault) == (8, "")
