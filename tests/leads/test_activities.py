"""What was done by everybody in scope."""

import json
from datetime import date

from tests.factories.companies import make_company
from tests.factories.leads import make_activity, make_lead


def test_it_lists_what_was_done_in_the_unit(staff, cast, session):
    lead = make_lead(session, cast.colleague, "天合光能有限公司")
    make_activity(session, lead, cast.colleague, summary="参观了工厂", place="常州")
    page = staff.text("/activities")
    for part in ("天合光能有限公司", "参观了工厂", "常州", "李四"):
        assert part in page


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/activities", 302).location


def test_it_hides_other_units(outsider, cast, session):
    make_activity(session, make_lead(session, cast.staff), cast.staff, summary="密谈")
    assert "密谈" not in outsider.text("/activities")


def test_it_hides_what_was_done_for_a_confidential_lead(colleague, staff, cast, session):
    lead = make_lead(session, cast.staff, "秘密有限公司", confidential=True)
    make_activity(session, lead, cast.staff, summary="密谈")
    page = colleague.text("/activities")
    assert "密谈" not in page
    assert "共 0 次" in page
    assert "密谈" in staff.text("/activities")


def test_it_hides_what_was_done_for_a_confidential_company(colleague, cast, session):
    company = make_company(session, cast.staff, confidential=True)
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, kind="company", subject_id=company.id, summary="密谈")
    assert "密谈" not in colleague.text("/activities")


def test_each_filter_narrows_it(staff, cast, session):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, summary="命中", happened_on=date(2026, 10, 1))
    make_activity(session, lead, cast.colleague, summary="落空", activity="meeting")
    for query in ("owner=me", "activity=call", "day_to=2026-10-31"):
        page = staff.text(f"/activities?{query}")
        assert "命中" in page, query
        assert "落空" not in page, query
    staff.get("/activities?owner=x&day_from=2026-99-99&activity=?", 200)


def test_a_unit_takes_those_below_in(leader, cast, session):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, summary="命中")
    make_activity(session, make_lead(session, cast.outsider), cast.outsider, summary="落空")
    page = leader.text(f"/activities?unit={cast.staff.unit_id}")
    assert "命中" in page
    assert "落空" not in page
    assert "落空" in leader.text(f"/activities?unit={cast.leader.unit_id}")


def test_it_costs_the_same_with_two_rows_as_with_twenty(staff, cast, session, count_queries):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff)
    make_activity(session, lead, cast.staff)
    with count_queries() as few:
        staff.get("/activities")
    for _ in range(18):
        make_activity(session, make_lead(session, cast.staff), cast.staff)
    with count_queries() as many:
        staff.get("/activities")
    assert len(few) == len(many) <= 8


def test_it_has_views_with_columns_of_ones_own(staff, cast, session):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, summary="命中", activity="visit_out")
    make_activity(session, lead, cast.colleague, summary="落空")
    form = {
        "name": "我的走访",
        "query": "owner=me&activity=visit_out&cursor=x",
        "hidden": '["人员"]',
    }
    place = staff.post("/lists/activities/views/new", form, 302).location
    assert place.startswith("/activities?activity=visit_out&owner=me&view=")
    page = staff.page(place)
    assert json.loads(page.select_one("[data-columns]")["data-hidden"]) == ["人员"]
    assert "我的走访" in page.select_one(".list-tools details summary").text
    assert "命中" in page.text
    assert "落空" not in page.text
    number = place.rpartition("=")[2]
    staff.post(f"/lists/views/{number}/default", {}, 302)
    assert staff.get("/activities", 302).location == place
    assert "落空" in staff.text("/activities?view=all")
    staff.get("/activities/export.xlsx", 200)
