"""What is noted is written with the change, or not at all."""

from contextlib import suppress

import pytest
from flask import current_app
from sqlalchemy import select

from crm.accounts.models import OrgUnit
from crm.audit.models import AuditEntry, AuditHead
from crm.audit.operations import changes_of, record
from crm.audit.queries import verify
from crm.core.db import db
from tests.factories.accounts import make_unit, viewer_of


def note(session, title="甲", **given):
    record(session, None, "updated", kind="unit", subject_id=1, title=title, **given)


def titles(session):
    return session.scalars(select(AuditEntry.title).order_by(AuditEntry.id)).all()


def test_numbers_without_gaps_and_chains(session):
    for title in "甲乙丙":
        with db.transaction() as one:
            note(one, title)
            note(one, title * 2)
    assert session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all() == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    report = verify(session, current_app.extensions["audit_key"])
    assert (report.entries, report.fault) == (6, "")
    assert session.scalars(select(AuditHead.last_id)).one() == 6


def test_leaves_nothing_of_what_is_rolled_back(session):
    with db.transaction() as one:
        note(one, "甲")
    with suppress(ZeroDivisionError), db.transaction() as one:
        note(one, "乙")
        raise ZeroDivisionError
    with db.open(writes=True) as one:
        note(one, "丙")
        one.flush()
        one.rollback()
        note(one, "丁")
        one.commit()
    assert titles(session) == ["甲", "丁"]


def test_follows_savepoints(session):
    with db.transaction() as one:
        note(one, "甲")
        with one.begin_nested():
            note(one, "乙")
            with one.begin_nested() as inner:
                note(one, "丙")
                inner.rollback()
        with one.begin_nested() as undone:
            note(one, "丁")
            with one.begin_nested():
                note(one, "戊")
            undone.rollback()
    assert titles(session) == ["甲", "乙"]


def test_tells_changes_in_words(session, cast):
    unit = make_unit(session, "甲园")
    unit.name, unit.active, unit.parent_id = "乙园", False, cast.park_a.id
    assert changes_of(unit) == {
        "机构名称": ["甲园", "乙园"],
        "启用": ["是", "否"],
        "上级机构": [cast.zone.name, cast.park_a.name],
    }


def test_tells_nothing_when_nothing_changed(session, cast):
    cast.staff.name = cast.staff.name
    assert changes_of(cast.staff) == {}


def test_masks_personal_values_and_skips_secrets(session, cast):
    cast.staff.phone = "13812345678"
    cast.staff.password_hash = "x"
    assert changes_of(cast.staff) == {"手机": [None, "138****5678"]}


def test_keeps_who_and_cuts_long_titles(session, cast):
    with db.transaction() as one:
        viewer = viewer_of(one, cast.staff)
        record(one, viewer, "created", kind="unit", subject_id=None, title="长" * 300)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.actor, len(entry.title)) == (cast.staff.id, "张三", 200)


def test_is_one_transaction_with_the_change(session, monkeypatch, cast):
    with db.open(writes=True) as one:
        one.get_one(OrgUnit, cast.park_b.id).name = "改名"
        note(one)
        monkeypatch.delitem(current_app.extensions, "audit_key")
        with pytest.raises(KeyError):
            one.commit()
    session.expire_all()
    assert cast.park_b.name == "光电产业园"
