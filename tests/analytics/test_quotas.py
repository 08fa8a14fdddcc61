"""Quotas against time: the pages, and that every figure leads to a list that counts the same."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from random import Random

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.analytics.queries.quotas import scores
from crm.audit.models import AuditEntry
from crm.plans.models import Quota
from crm.plans.rules import Metric, Stage
from crm.projects.rules import MilestoneState, ProjectState
from tests.analytics.links import TODAY, listed
from tests.analytics.world import make_terms, make_world
from tests.factories.accounts import viewer_of
from tests.factories.companies import make_clearance
from tests.factories.plans import make_quota
from tests.factories.projects import make_definition, make_milestone, make_project

YI = 10**10
LOADED = (joinedload(Quota.unit), joinedload(Quota.chain))


@pytest.fixture
def definition(session):
    return make_definition(session)


def signed(session, owner, on=date(2026, 3, 2), state=MilestoneState.VERIFIED, **given):
    project = make_project(session, owner, **given)
    make_milestone(session, project, Stage.SIGNED, on, state)
    return project


def test_the_list_shows_bars_with_what_is_missing(staff, leader, cast, session, definition):
    for _ in range(3):
        signed(session, cast.staff)
    signed(session, cast.staff, state=MilestoneState.REPORTED)
    signed(session, cast.staff, on=date(2025, 12, 31))
    make_quota(session, target=Decimal(12))
    text = leader.text("/quotas")
    assert "3 / 12 个" in text
    assert "完成 25.0%" in text
    assert "严重滞后" in text
    assert "9" in text


def test_a_quota_shows_its_months_and_what_each_must_bring(leader, cast, session, definition):
    signed(session, cast.staff, on=date(2026, 1, 31))
    signed(session, cast.staff, on=date(2026, 11, 1))
    quota = make_quota(session, target=Decimal(4))
    text = leader.text(f"/quotas/{quota.id}")
    assert "余下每月需 1.0" in text
    data = leader.get(f"/analytics/quotas/{quota.id}/months.json", 200).json
    assert data["categories"][0] == "2026-01"
    months, total, pace = (series["values"] for series in data["series"])
    assert months[0] == 1
    assert total[9:11] == [1, 2]
    assert total[11] is None
    assert pace[11] == 4


def test_what_was_dropped_since_counts_gross_only(leader, cast, session, definition):
    signed(session, cast.staff, state=MilestoneState.VERIFIED)
    project = signed(session, cast.staff)
    project.state = ProjectState.DROPPED
    quota = make_quota(session)
    session.flush()
    viewer = viewer_of(session, cast.leader)
    (row,) = scores(session, viewer, [quota_of(session, quota.id)], TODAY)
    assert (row.score.verified, row.score.gross) == (1, 2)


def test_people_count_what_they_see_and_are_told_so(staff, outsider, cast, session, definition):
    signed(session, cast.staff)
    make_quota(session)
    assert "1 / 60" in staff.text("/analytics/quotas")
    assert "按您的数据范围统计" in staff.text("/analytics/quotas")
    assert "0 / 60" in outsider.text("/analytics/quotas")


def test_amounts_of_unknown_projects_are_left_out(leader, manager, cast, session, definition):
    signed(session, cast.staff, investment_fen=2 * YI)
    signed(session, cast.staff, investment_fen=7 * YI, confidential=True, code_name="DH")
    make_quota(session, metric=Metric.INVESTMENT, target=Decimal(100_000))
    text = leader.text("/analytics/quotas")
    assert "2.00 / 10.00" in text
    assert "1 个涉密项目未计金额" in text


def test_amounts_count_for_those_on_the_list(leader, cast, session, definition):
    project = signed(session, cast.staff, investment_fen=7 * YI, confidential=True, code_name="DH")
    make_clearance(session, "project", project.id, cast.leader)
    make_quota(session, metric=Metric.INVESTMENT, target=Decimal(100_000))
    assert "7.00 / 10.00" in leader.text("/analytics/quotas")


def test_the_workbook_has_the_same_figures_and_is_logged(leader, cast, session, definition):
    signed(session, cast.staff)
    make_quota(session, title="新签约", target=Decimal(10))
    answer = leader.get("/analytics/quotas.xlsx", 200)
    head, row = load_workbook(BytesIO(answer.data)).active.values
    line = dict(zip(head, row, strict=True))
    assert (line["目标"], line["已认定（净）"], line["目标值"]) == ("新签约", 1, 10)
    assert line["进度"] == "严重滞后"
    logged = select(AuditEntry.action).where(AuditEntry.kind == "quota")
    assert session.scalars(logged).all() == ["exported"]


@pytest.mark.parametrize("path", ["/analytics/quotas", "/analytics/quotas.json"])
def test_pages_ask_for_sign_in_and_hide_from_administrators(guest, admin, path):
    guest.get(path, 302)
    admin.get(path, 403)


def test_a_list_of_quotas_costs_the_same_for_many(leader, cast, session, count_queries):
    make_definition(session)
    make_quota(session)
    leader.get("/analytics/quotas")
    with count_queries() as few:
        leader.get("/analytics/quotas")
    for _ in range(20):
        make_quota(session)
    with count_queries() as many:
        leader.get("/analytics/quotas")
    assert len(many) == len(few) <= 12


def test_figures_agree_with_the_lists_to_which_they_lead(session, cast):
    """Two hundred quotas at random, verified and reported."""
    random = Random(7)
    world = make_world(session, random, projects=200)
    viewer = viewer_of(session, cast.leader)
    made = [quota_like(session, make_terms(random, world, n), world) for n in range(100)]
    quotas = [quota_of(session, quota.id) for quota in made]
    seen = 0
    for row in scores(session, viewer, quotas, TODAY):
        for url, figure in (
            (row.verified_url, row.score.verified),
            (row.reported_url, row.score.reported),
        ):
            length = listed(session, viewer, url, world.definition)
            assert length == figure, (row.quota.title, url)
            seen += length
    assert seen > 100


def quota_like(session, terms, world):
    chain = terms.chain_id
    return make_quota(
        session,
        unit_id=next(unit.id for unit in world.units if unit.path == terms.unit_path),
        metric=Metric.COUNT,
        milestone=terms.milestone,
        starts_on=terms.period.start,
        ends_on=terms.period.end,
        chain_id=chain,
        node_id=next((one.id for one in world.nodes if one.path == terms.node_path
                      and chain in (None, one.chain_id)), None),
        foreign_only=terms.foreign_only,
        region_group=terms.region_group,
        channel=terms.channel,
        least_investment_fen=terms.least_fen,
    )  # fmt: skip


def quota_of(session, quota_id):
    return session.scalars(select(Quota).where(Quota.id == quota_id).options(*LOADED)).one()
