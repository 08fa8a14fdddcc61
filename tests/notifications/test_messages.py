"""Messages to people."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.notifications.jobs import forget
from crm.notifications.models import Notification
from crm.notifications.operations import notify


def tell(session, *users, text="项目甲的签约已认定", url="/account"):
    notify(session, [user.id for user in users], text, url)


def test_reaches_each_person_once(session, cast):
    notify(session, [cast.staff.id, cast.staff.id, None, cast.manager.id], "新消息")
    assert len(session.scalars(select(Notification)).all()) == 2


def test_does_not_reach_accounts_that_are_switched_off(session, cast):
    cast.staff.active = False
    session.flush()
    tell(session, cast.staff)
    assert session.scalars(select(Notification)).all() == []


def test_counts_on_the_bell_without_another_query(staff, session, count_queries):
    with count_queries() as before:
        staff.get("/account", 200)
    tell(session, staff.user)
    tell(session, staff.user)
    with count_queries() as after:
        assert "消息,2 条未读" in staff.get("/account", 200).text.replace("，", ",")
    assert len(after) == len(before)
    assert staff.get("/notifications/count", 200).json == {"unread": 2}


def test_are_shown_to_their_reader_only(staff, manager, session):
    tell(session, staff.user)
    assert "签约已认定" in staff.text("/notifications")
    assert "没有消息" in manager.text("/notifications")


def test_opens_what_it_tells_of_and_is_read(staff, session):
    tell(session, staff.user)
    number = session.scalars(select(Notification.id)).one()
    assert staff.post(f"/notifications/{number}/open", status=302).location == "/account"
    assert "没有未读消息" in staff.text("/notifications")
    assert "没有消息" in staff.text("/notifications?only=unread")


def test_never_leads_off_the_site(staff, session):
    tell(session, staff.user, url="//evil.example")
    number = session.scalars(select(Notification.id)).one()
    assert staff.post(f"/notifications/{number}/open", status=302).location == "/notifications"


@pytest.mark.parametrize("token", [True, False])
def test_marks_all_as_read_with_a_token_only(staff, manager, session, token):
    tell(session, staff.user, manager.user)
    staff.post("/notifications/read", token=token)
    unread = session.scalars(select(Notification).where(Notification.read_at.is_(None))).all()
    assert len(unread) == (1 if token else 2)


def test_belongs_to_nobody_else(manager, staff, session):
    tell(session, staff.user)
    number = session.scalars(select(Notification.id)).one()
    manager.post(f"/notifications/{number}/open", status=404)


def test_asks_for_sign_in(guest, cast):
    guest.get("/notifications", 302)
    guest.post("/notifications/read", status=401)


def test_pages_through_many(staff, session):
    for number in range(70):
        tell(session, staff.user, text=f"第{number}条消息")
    following = staff.page("/notifications").find("a", rel="next")["href"]
    assert "第0条消息" in staff.text(following)


def test_are_forgotten_half_a_year_after_reading(session, cast, clock):
    tell(session, cast.staff)
    tell(session, cast.staff)
    first = session.scalars(select(Notification).order_by(Notification.id)).first()
    first.read_at = first.created_at
    session.commit()
    clock.shift(timedelta(days=181))
    forget()
    assert len(session.scalars(select(Notification)).all()) == 1
