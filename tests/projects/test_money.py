"""Foreign capital paid in and capacities: reported with evidence, verified, counted, listed."""

import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.plans.rules import Metric, Stage
from crm.projects.models import PaidIn, ProjectCapacity
from crm.projects.rules import MilestoneState, ProjectState
from tests.access.world import PDF
from tests.client import words
from tests.factories.accounts import viewer_of
from tests.factories.plans import make_quota
from tests.factories.projects import (
    make_capacity,
    make_definition,
    make_milestone,
    make_paid_in,
    make_project,
)


def proof():
    return io.BytesIO(PDF), "进账单.pdf"


@pytest.fixture
def definition(session):
    return make_definition(session)


@pytest.fixture
def project(session, cast, definition):
    return make_project(session, cast.staff, is_foreign=True)


def the_amount(session) -> PaidIn:
    return session.scalars(select(PaidIn)).one()


def test_an_amount_is_reported_with_evidence_and_verified(staff, manager, session, project):
    typed = {"month": "2026-06-18", "cents": "1,200", "files": proof()}
    staff.submit(f"/projects/{project.id}/money/new", typed, 302)
    paid = the_amount(session)
    assert (paid.month, paid.cents) == (date(2026, 6, 1), 1_200 * 10**6)
    assert paid.state is MilestoneState.REPORTED
    text = manager.text(f"/projects/{project.id}?tab=money")
    assert "1,200万美元" in text
    assert "进账单.pdf" in text
    manager.post(f"/projects/{project.id}/money/{paid.id}/verify", {}, 302)
    assert paid.state is MilestoneState.VERIFIED
    assert "认定" in manager.text(f"/projects/{project.id}")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"month": "2027-01-05"}, "还没有到"),
        ({"cents": "0"}, "大于 0"),
        ({"cents": "一百"}, "请写成数字"),
        ({"month": "六月"}, "日期请写成"),
        ({"files": None}, "请选择文件"),
    ],
)
def test_bad_input_is_refused_and_stays_as_typed(staff, session, project, typed, sentence):
    given = {"month": "2026-06-18", "cents": "1200", "files": proof(), "note": "首笔", **typed}
    given = {name: value for name, value in given.items() if value is not None}
    answer = staff.submit(f"/projects/{project.id}/money/new", given, 400)
    assert sentence in words(answer)
    assert "首笔" in answer.text
    assert session.scalars(select(PaidIn)).all() == []


def test_the_same_amount_in_the_same_month_is_asked_about(staff, session, project):
    make_paid_in(session, project)
    typed = {"month": "2026-06-18", "cents": "1200", "files": proof()}
    answer = staff.submit(f"/projects/{project.id}/money/new", typed, 400)
    assert "请核对是否重复" in words(answer)


def test_a_manager_returns_and_revokes_with_a_reason(manager, session, cast, project):
    paid = make_paid_in(session, project, reported_by_id=cast.staff.id)
    own = f"/projects/{project.id}/money/{paid.id}"
    manager.submit(f"{own}/return", {"reason": ""}, 400)
    manager.submit(f"{own}/return", {"reason": "缺验资报告"}, 302)
    assert paid.state is MilestoneState.RETURNED
    assert "缺验资报告" in manager.text(f"/projects/{project.id}?tab=money")
    other = make_paid_in(session, project, cents=10**6, state=MilestoneState.VERIFIED)
    manager.submit(f"/projects/{project.id}/money/{other.id}/revoke", {"reason": "退回资金"}, 302)
    assert other.state is MilestoneState.REVOKED


def test_who_may_not_see_it_learns_nothing(guest, outsider, colleague, session, project):
    paid = make_paid_in(session, project)
    own = f"/projects/{project.id}"
    assert "/login" in guest.get(f"{own}/money/new", 302).location
    outsider.get(f"{own}/money/new", 404)
    colleague.get(f"{own}/money/new", 403)
    colleague.post(f"{own}/money/{paid.id}/verify", {}, 403)
    outsider.get(f"{own}/capacities", 404)


def test_a_capacity_is_kept_changed_and_taken_away(staff, session, project):
    url = f"/projects/{project.id}/capacities"
    staff.submit(url, {"product": "电池", "value": "12.5", "unit": "GW"}, 302)
    kept = session.scalars(select(ProjectCapacity)).one()
    assert (kept.product, kept.value, kept.unit) == ("电池", Decimal("12.5"), "GW")
    assert "12.5 GW" in staff.text(f"/projects/{project.id}?tab=money")
    staff.submit(url, {"product": "电池", "value": "15", "unit": "GW"}, 302)
    assert kept.value == 15
    assert "请填写产能单位" in words(
        staff.submit(url, {"product": "组件", "value": "3", "unit": ""}, 400)
    )
    staff.submit(url, {"product": "电池", "value": "", "unit": ""}, 302)
    assert session.scalars(select(ProjectCapacity)).all() == []


def test_money_and_capacities_count_for_quotas_and_lead_to_lists(
    leader, session, cast, project, definition
):
    make_paid_in(session, project, state=MilestoneState.VERIFIED, month=date(2026, 12, 1))
    make_paid_in(session, project, state=MilestoneState.VERIFIED, month=date(2025, 12, 1))
    make_paid_in(session, project, cents=300 * 10**6)
    make_capacity(session, project)
    make_milestone(session, project, Stage.SIGNED, date(2026, 12, 31))
    make_project(session, cast.staff)
    money = make_quota(session, title="外资", metric=Metric.PAID_IN, target=Decimal(2_400))
    power = make_quota(
        session, title="产能", metric=Metric.CAPACITY, target=Decimal(20),
        capacity_product="电池", capacity_unit="GW",
    )  # fmt: skip
    page = leader.page("/quotas")
    text = leader.text("/quotas")
    assert "1,200 / 2,400 万美元" in text
    assert "12.00 / 20.00 GW" in text
    for quota, shown in ((money, "1,200"), (power, "12.00")):
        row = page.select_one(f'a[href="/quotas/{quota.id}"]').find_parent("tr")
        link = next(one for one in row.select("td.num a") if one.text == shown)
        assert "共 1 个" in leader.text(link["href"])
    assert viewer_of(session, cast.leader)


def test_capital_of_a_confidential_project_is_not_told(manager, session, cast, definition):
    hidden = make_project(session, cast.staff, confidential=True, code_name="DH", name="密名项目")
    make_paid_in(session, hidden, state=MilestoneState.VERIFIED)
    quota = make_quota(session, unit=cast.park_a, metric=Metric.PAID_IN, target=Decimal(100))
    text = manager.text(f"/quotas/{quota.id}")
    assert "0 / 100 万美元" in text
    assert "1,200" not in text
    assert "1 个涉密项目未计金额" in text


def test_nothing_comes_in_for_a_dropped_project(session, cast, manager, definition):
    project = make_project(session, cast.staff, is_foreign=True, state=ProjectState.DROPPED)
    typed = {"month": "2026-06-18", "cents": "1200", "files": proof()}
    assert "已终止" in words(manager.post(f"/projects/{project.id}/money/new", typed, 400))
    assert session.scalars(select(PaidIn)).all() == []
