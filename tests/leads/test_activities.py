"""What was done by everybody in scope."""

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
