"""How long a sign-in lasts, and what ends it."""

from datetime import timedelta

from sqlalchemy import select

from crm.accounts.jobs import forget
from crm.accounts.models import LoginFailure, LoginSession
from crm.accounts.rules import Role, Scope
from crm.core.db import now
from tests.client import HTMX
from tests.factories.accounts import make_session


def row_of(session, user):
    return session.scalars(select(LoginSession).where(LoginSession.user_id == user.id)).one()


def test_lasts_while_it_is_used(staff, clock):
    for _ in range(20):
        clock.shift(29 * 60)
        staff.get("/account", 200)


def test_ends_after_half_an_hour_of_idling(staff, clock):
    clock.shift(30 * 60 + 1)
    staff.get("/account", 302)


def test_ends_sooner_for_administrators(admin, clock):
    clock.shift(15 * 60 + 1)
    admin.get("/admin/users", 302)


def test_ends_after_twelve_hours_however_used(staff, clock):
    for _ in range(24):
        clock.shift(30 * 60)
        staff.get("/account", 200)
    clock.shift(1)
    staff.get("/account", 302)


def test_is_noted_once_a_minute(staff, session, clock):
    began = row_of(session, staff.user).seen_at
    clock.shift(59)
    staff.get("/account", 200)
    assert row_of(session, staff.user).seen_at == began
    clock.shift(1)
    staff.get("/account", 200)
    assert row_of(session, staff.user).seen_at == began + timedelta(minutes=1)


def test_is_not_prolonged_by_a_page_that_asks_by_itself(staff, session, clock):
    began = row_of(session, staff.user).seen_at
    clock.shift(20 * 60)
    staff.get("/notifications/count", 200, headers={**HTMX, "HX-Trigger-Name": "poll"})
    assert row_of(session, staff.user).seen_at == began


def test_ends_when_the_account_is_switched_off(staff, session):
    staff.user.active = False
    session.flush()
    staff.get("/account", 302)


def test_sees_a_new_role_at_the_next_request(staff, session):
    staff.get("/admin/users", 403)
    staff.user.role, staff.user.scope = Role.ADMIN, Scope.NONE
    session.flush()
    staff.get("/admin/users", 200)


def test_keeps_only_the_hash_of_the_token(session, cast):
    token = make_session(session, cast.staff)
    row = row_of(session, cast.staff)
    assert len(row.token_hash) == 64
    assert token not in row.token_hash


def test_costs_one_query_per_request(staff, count_queries):
    staff.get("/notifications", 200)
    with count_queries() as queries:
        staff.get("/notifications/count", 200)
    assert len([query for query in queries if "login_sessions" in query]) == 1
    assert len(queries) == 2


def test_is_forgotten_when_it_is_over(session, cast, clock):
    make_session(session, cast.staff, created_at=now() - timedelta(hours=13))
    kept = make_session(session, cast.manager)
    session.add(LoginFailure(username="x", address="", at=now() - timedelta(days=2)))
    session.commit()
    forget()
    assert len(session.scalars(select(LoginSession)).all()) == 1
    assert session.scalars(select(LoginFailure)).all() == []
    assert kept
