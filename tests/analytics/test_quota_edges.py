"""Quotas at their edges, with real rows: the turn of the year, a leap day, what is moved, revoked
or dropped later, a target of nothing, a filter that nothing matches."""

import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.analytics.queries.quotas import scores
from crm.lib.regions import RegionGroup
from crm.plans.models import Quota
from crm.plans.rules import Metric, Progress, Stage
from crm.projects.models import Milestone
from crm.projects.rules import MilestoneState
from tests.analytics.links import TODAY, listed
from tests.attachments.files import PDF
from tests.client import words
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_node
from tests.factories.plans import make_quota
from tests.factories.projects import make_milestone, make_paid_in, make_project

pytestmark = pytest.mark.usefixtures("definition")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE_MIDNIGHT = datetime(2026, 12, 31, 23, 59, 30, tzinfo=SHANGHAI)
AFTER_MIDNIGHT = datetime(2027, 1, 1, 0, 0, 30, tzinfo=SHANGHAI)
LEAP = {"starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31)}


@pytest.fixture
def stand(session, cast):
    """How a quota stands for somebody (the leader) at the end of a day."""

    def found(quota, on=TODAY, who=None):
        wanted = select(Quota).where(Quota.id == quota.id)
        loaded = session.scalars(wanted.options(joinedload(Quota.unit), joinedload(Quota.chain)))
        (row,) = scores(session, viewer_of(session, who or cast.leader), [loaded.one()], on)
        return row.score

    return found


def signed(session, owner, node=None, on=date(2026, 3, 2), **given):
    project = make_project(session, owner, node, **given)
    return project, make_milestone(session, project, Stage.SIGNED, on)


def report(browser, project, on, status):
    files = (io.BytesIO(PDF), "投资协议.pdf")
    typed = {"occurred_on": on, "agreement": "contract", "files": files}
    return browser.post(f"/projects/{project.id}/milestones/new?stage=signed", typed, status)


def test_midnight_of_the_last_day_in_shanghai_turns_the_year(browser, cast, session, clock, stand):
    """It is 16:00 of 31 December in UTC: what the day is, the zone's clock decides."""
    old = make_quota(session, target=Decimal(1))
    new = make_quota(
        session, target=Decimal(1), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)
    )
    first, second = make_project(session, cast.staff), make_project(session, cast.staff)
    clock.move_to(BEFORE_MIDNIGHT)
    staff, manager = browser(cast.staff), browser(cast.manager)
    report(staff, first, "2026-12-31", 302)
    assert "还没有到" in words(report(staff, second, "2027-01-01", 400))
    assert old.title in manager.text("/quotas")
    assert "统计期已结束" in manager.text(f"/quotas/{old.id}")

    clock.move_to(AFTER_MIDNIGHT)
    report(staff, second, "2027-01-01", 302)
    for one in session.scalars(select(Milestone).where(Milestone.stage == Stage.SIGNED)).all():
        url = f"/projects/{one.project_id}/milestones/{one.id}/verify"
        manager.post(url, status=302)
    # Found right in the new year, it counts for the day on which it happened.
    for quota, url in ((old, "/quotas?year=2026"), (new, "/quotas")):
        assert "1 / 1 个" in manager.text(url)
        assert stand(quota, date(2027, 1, 1)).gross == 1
    assert stand(new, date(2026, 12, 31)).standing.time == 0
    assert stand(new, date(2027, 1, 1)).standing.time > 0


def test_a_leap_day_counts_and_ends_its_month(session, cast, stand):
    year, february, march = (
        make_quota(session, target=Decimal(12), **LEAP),
        make_quota(session, starts_on=date(2028, 2, 1), ends_on=date(2028, 2, 29)),
        make_quota(session, starts_on=date(2028, 3, 1), ends_on=date(2028, 3, 31)),
    )
    signed(session, cast.staff, on=date(2028, 2, 29))
    leap = date(2028, 2, 29)
    assert [stand(one, leap).verified for one in (year, february, march)] == [1, 1, 0]
    times = {
        date(2028, 2, 28): "16.4%",  # one month and 28 of 29 days
        leap: "16.7%",
        date(2028, 12, 31): "100.0%",
    }
    assert {day: stand(year, day).time_text for day in times} == times
    assert stand(february, leap).standing.months_left == 0


def test_the_months_of_a_leap_year_lead_to_lists_that_count_them(browser, session, cast, clock):
    quota = make_quota(session, target=Decimal(12), **LEAP)
    signed(session, cast.staff, on=date(2028, 2, 29))
    signed(session, cast.staff, on=date(2028, 3, 1))
    clock.move_to(datetime(2028, 3, 2, 9, 0, tzinfo=SHANGHAI))
    leader = browser(cast.leader)
    data = leader.get(f"/analytics/quotas/{quota.id}/months.json", 200).json
    assert data["series"][0]["values"][:4] == [0, 1, 1, None]
    months = leader.page(f"/quotas/{quota.id}").select("table a[href*='/projects?']")
    links = [one["href"] for one in months if one.text.strip() == "1"]
    viewer = viewer_of(session, cast.leader)
    assert [listed(session, viewer, url) for url in links] == [1, 1]
    assert "to=2028-02-29" in links[0]


def test_a_project_given_to_another_node_changes_two_nodes_and_no_total(
    session, cast, chain, node, staff, stand
):
    other = make_node(session, chain, "设计", code="design")
    below = make_node(session, parent=other, name="车规芯片")
    project, _milestone = signed(session, cast.staff, node)
    signed(session, cast.staff, other)
    own = {"chain_id": chain.id}
    whole = make_quota(session)
    quotas = {
        "whole": whole,
        "chain": make_quota(session, **own),
        "from": make_quota(session, **own, node_id=node.id),
        "to": make_quota(session, **own, node_id=other.id),
        "below": make_quota(session, **own, node_id=below.id),
    }

    def figures():
        return {name: int(stand(quota).verified) for name, quota in quotas.items()}

    assert figures() == {"whole": 2, "chain": 2, "from": 1, "to": 1, "below": 0}
    staff.submit(f"/projects/{project.id}/edit", {"node_id": str(below.id)}, 302)
    assert figures() == {"whole": 2, "chain": 2, "from": 0, "to": 2, "below": 1}
    assert "2 / 60" in staff.text("/quotas")


def test_a_revoked_milestone_takes_its_count_back(session, cast, manager, staff, stand):
    quota = make_quota(session, unit=cast.park_a, target=Decimal(10))
    signed(session, cast.staff)
    project, milestone = signed(session, cast.staff)
    assert "2 / 10 个" in manager.text("/quotas")
    url = f"/projects/{project.id}/milestones/{milestone.id}/revoke"
    manager.submit(url, {"reason": "协议作废"}, 302)
    assert "1 / 10 个" in manager.text("/quotas")
    score = stand(quota)
    assert (score.verified, score.gross, score.reported) == (1, 1, 0)
    report(staff, project, "2026-11-18", 302)
    score = stand(quota)
    assert (score.verified, score.gross, score.reported) == (1, 1, 1)


def test_a_target_of_nothing_is_shown_without_a_judgement(session, cast, leader, stand):
    quota = make_quota(session, title="不设数的目标", target=Decimal(0))
    signed(session, cast.staff)
    score = stand(quota)
    assert (score.verified, score.standing.completion, score.standing.gap) == (1, None, None)
    for url in ("/quotas", f"/quotas/{quota.id}", "/analytics/quotas"):
        text = leader.text(url)
        assert "1 / 0 个" in text, url
        assert "完成 —" in text, url
        assert not [one for one in Progress if f" {one.label} " in text], url
    assert leader.get("/analytics/quotas.xlsx", 200).data[:2] == b"PK"


def test_a_filter_that_nothing_matches_counts_nothing(session, cast, leader, stand):
    signed(session, cast.staff, region_code="310000")
    made = [
        make_quota(session, metric=metric, region_group=RegionGroup.KOREA, foreign_only=True,
                   **({"capacity_unit": "GW"} if metric is Metric.CAPACITY else {}))
        for metric in Metric
    ]  # fmt: skip
    for quota in made:
        score = stand(quota)
        assert (score.verified, score.gross, score.reported) == (0, 0, 0)
        assert score.standing.progress is Progress.FAR_BEHIND
        leader.get(f"/quotas/{quota.id}", 200)
    assert leader.text("/quotas").count("完成 0.0%") == len(made)


def test_what_is_dropped_later_stays_in_the_gross_figure_only(session, cast, staff, leader, stand):
    count = make_quota(session, target=Decimal(10))
    amount = make_quota(session, metric=Metric.INVESTMENT, target=Decimal(100_000))
    project, _milestone = signed(session, cast.staff)
    signed(session, cast.staff)
    money = make_quota(session, metric=Metric.PAID_IN, target=Decimal(5_000))
    make_paid_in(session, project, state=MilestoneState.VERIFIED)
    before = [(stand(one).verified, stand(one).gross) for one in (count, amount, money)]
    assert before == [(2, 2), (60_000, 60_000), (1_200, 1_200)]
    typed = {"why": "elsewhere", "reason": "去了合肥"}
    staff.submit(f"/projects/{project.id}/drop", typed, 302)
    after = [(stand(one).verified, stand(one).gross) for one in (count, amount, money)]
    assert after == [(1, 2), (30_000, 60_000), (0, 1_200)]
    text = leader.text(f"/quotas/{count.id}")
    assert "1 / 10 个" in text
    assert "毛数 2" in text
    links = leader.page(f"/quotas/{count.id}").select(".figures a[href^='/projects?']")
    viewer = viewer_of(session, cast.leader)
    assert listed(session, viewer, links[0]["href"]) == 1
