"""The figures of a brief are those of the pages, up to the end of the month."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.briefs.queries import collect
from crm.briefs.rules import tables, words
from crm.core.errors import Refused
from crm.lib.periods import month_end
from crm.plans.rules import Metric
from crm.projects.models import Milestone, Project
from crm.projects.rules import MilestoneState
from tests.briefs.conftest import OCTOBER
from tests.factories.accounts import zone
from tests.factories.plans import make_quota
from tests.factories.projects import YI, make_capacity, make_milestone, make_paid_in

TODAY, AT = date(2026, 11, 20), datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def october(session, world):
    return collect(session, zone(session), OCTOBER, TODAY, AT)


def test_the_month_and_the_year_are_counted(october):
    signed = october.headlines[0]
    assert (signed.stage, signed.month.count, signed.year.count) == ("签约", 2, 3)
    assert (signed.month_before.count, signed.year_before.count) == (1, 1)
    assert [line.count for line in october.months] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 2]
    assert october.months[9].before == 1


def test_amounts_of_confidential_projects_are_in_no_sum(october):
    signed = october.headlines[0]
    assert (signed.month.fen, signed.month.unknown) == (3 * YI, 1)
    assert signed.year.fen == 10 * YI
    stage = next(line for line in october.stages if line.stage == "signed")
    assert (stage.sum.count, stage.sum.unknown, stage.sum.fen) == (3, 1, 10 * YI)
    assert "77" not in str(october.to_json()).replace(str(october.taken_at), "")


def test_confidential_projects_appear_under_their_code_name(october):
    by_name = {line.project: line for line in october.milestones}
    assert by_name["DH 半导体"].amount == "50亿元以上"
    assert "密名项目" not in str(october.to_json())


def test_what_was_dropped_since_is_not_counted(october):
    assert "终止了的项目" not in {line.project for line in october.milestones}
    assert [(kind.stage, kind.count) for kind in october.kinds] == [("签约", 2), ("注册", 1)]


def test_targets_stand_as_of_the_end_of_the_month(october):
    signed, amount, park = october.quotas
    assert (signed.verified, signed.completion, signed.time) == (3, Decimal("5.0"), Decimal("83.3"))
    assert (signed.gap, signed.word) == (Decimal("-78.3"), "严重滞后")
    assert (signed.each_month, signed.months_left) == (Decimal("28.5"), 2)
    assert signed.source == "《电子信息产业发展规划》第四章，一、做大做强"
    assert (amount.target, amount.verified, amount.at_least) == (500, Decimal("10.00"), True)
    assert (park.own, park.unit, park.verified) == (False, "新能源汽车产业园", 2)


def test_capital_paid_in_and_capacities_have_their_own_units(session, world):
    dollars = make_quota(session, title="到账外资", metric=Metric.PAID_IN, target=Decimal(6_000))
    power = make_quota(
        session, title="电池产能", metric=Metric.CAPACITY, capacity_unit="GW", target=Decimal(20)
    )
    make_paid_in(session, world.plain, state=MilestoneState.VERIFIED)
    make_paid_in(session, world.plain, month=date(2026, 7, 1))
    make_paid_in(session, world.secret, state=MilestoneState.VERIFIED)
    make_capacity(session, world.plain, value=Decimal("12.5"))
    brief = collect(session, zone(session), OCTOBER, TODAY, AT)
    lines = {line.title: line for line in brief.quotas}
    paid, made = lines[dollars.title], lines[power.title]
    assert (paid.counted_in, paid.verified, paid.reported) == ("万美元", 1_200, 1_200)
    assert (paid.completion, paid.each_month) == (Decimal("20.0"), 2_400)
    assert (made.counted_in, made.verified, made.target) == ("GW", Decimal("12.50"), 20)
    assert "目标6,000万美元，已认定1,200万美元" in words.quota_before_pace(paid)
    assert "平均每月需3.80GW" in words.quota_after_pace(made)
    grid = tables.quotas(brief, [line for line in brief.quotas if line.own])
    assert "单位：个、亿元、GW、万美元" in grid.caption
    named = {row[1]: row for row in grid.rows}
    assert named["到账外资（万美元）"][2:4] == ("6,000", "1,200")
    assert named["电池产能（GW）"][2:4] == ("20.00", "12.50")


def test_a_target_with_its_own_months_goes_by_them_and_says_so(session, world):
    quota = make_quota(session, title="前松后紧", target=Decimal(12))
    for month in range(1, 13):
        start = date(2026, month, 1)
        make_quota(
            session, parent_id=quota.id, starts_on=start, ends_on=month_end(start),
            target=Decimal(12 if month == 12 else 0), title=f"{month}月",
        )  # fmt: skip
    brief = collect(session, zone(session), OCTOBER, TODAY, AT)
    titles = [line.title for line in brief.quotas]
    assert "10月" not in titles
    line = brief.quotas[titles.index("前松后紧")]
    assert (line.by_curve, line.time, line.word) == (True, 0, "超序时")
    assert words.pace(line) == "比序时进度（自定月度曲线，0.0%）高25.0个百分点"
    grid = tables.quotas(brief, [line])
    assert grid.rows[0][1] == "前松后紧（自定月度曲线）"
    others = [replace(line, period="2022—2026年"), line, line]
    grid = tables.quotas(brief, others)
    assert [row[1] for row in grid.rows[:2]] == [
        "前松后紧（2022—2026年，自定月度曲线）",
        "前松后紧（自定月度曲线）",
    ]
    assert "2026年（另注的除外）" in grid.caption
    assert "统计期" not in [column.title for column in grid.columns]


def test_nodes_show_target_landed_and_what_is_to_come(october):
    (chain,) = october.chains
    first, second = chain.nodes
    assert (chain.name, chain.period) == ("集成电路", "2026年")
    assert (first.name, first.target, first.landed) == ("封装测试", 4, 1)
    # Two signed ones will land at a half each; of the negotiated ones there is none.
    assert (first.pipeline, first.expected, first.uncovered) == (2, Decimal("1.0"), Decimal("2.0"))
    assert (second.landed, second.pipeline) == (0, 1)


def test_the_data_are_judged(october):
    data = october.honesty
    assert (data.active, data.reported, data.without_next_step) == (4, 1, 4)
    assert data.still == 4  # none has moved since January but on paper


def test_later_milestones_do_not_count(session, world, october):
    make_milestone(session, world.plain, stage="started", on=date(2026, 11, 3))
    again = collect(session, zone(session), OCTOBER, TODAY, AT)
    assert again.headlines == october.headlines
    assert again.milestones == october.milestones


def test_reported_milestones_count_once_verified(session, world, october):
    waiting = select(Milestone).where(Milestone.state == MilestoneState.REPORTED)
    reported = session.scalars(waiting).one()
    reported.state = MilestoneState.VERIFIED
    session.flush()
    again = collect(session, zone(session), OCTOBER, TODAY, AT)
    assert october.headlines[1].month.count + 1 == again.headlines[1].month.count
    assert again.honesty.reported == 0


def test_a_month_that_goes_on_is_counted_to_today(session, world):
    november = collect(session, zone(session), date(2026, 11, 1), TODAY, AT)
    assert november.as_of == TODAY
    assert november.headlines[0].year.count == 3
    assert november.quotas[0].time == Decimal("88.9")


def test_a_unit_sees_its_own(session, cast, world):
    brief = collect(session, cast.park_a, OCTOBER, TODAY, AT)
    assert (brief.unit, brief.whole_zone, brief.chains) == ("新能源汽车产业园", False, ())
    assert "高纯气体项目" not in str(brief.to_json())
    assert [line.title for line in brief.quotas] == ["园区新签约项目"]
    assert brief.quotas[0].own
    assert brief.headlines[0].year.count == 2


def test_without_targets_in_force_the_last_ones_are_shown(session, world):
    later = collect(session, zone(session), date(2027, 2, 1), date(2027, 3, 1), AT)
    assert later.quotas_ended
    assert later.quotas[0].time == Decimal("100.0")


def test_without_a_definition_nothing_can_be_counted(session, cast):
    with pytest.raises(Refused, match="统计口径"):
        collect(session, cast.zone, OCTOBER, TODAY, AT)


def test_any_number_of_projects_takes_the_same_statements(session, world, count_queries):
    unit = zone(session)
    with count_queries() as few:
        collect(session, unit, OCTOBER, TODAY, AT)
    node = session.get_one(Project, world.plain.id).node_id
    for number in range(20):
        project = Project(
            name=f"更多{number}", company_id=world.plain.company_id, node_id=node,
            unit_id=world.plain.unit_id, last_moved_on=TODAY,
        )  # fmt: skip
        session.add(project)
        session.flush()
        make_milestone(session, project, "signed", date(2026, 10, 2))
    with count_queries() as many:
        collect(session, unit, OCTOBER, TODAY, AT)
    assert len(many) <= len(few) <= 30


def test_the_pages_show_the_same(session, world, leader):
    brief = collect(session, zone(session), date(2026, 11, 1), TODAY, AT)
    signed, amount, park = brief.quotas
    quotas = leader.text("/quotas")
    for line, unit in ((signed, "个"), (amount, "亿元"), (park, "个")):
        places = 2 if line.amount else 0
        words = f"{line.verified:,.{places}f} / {line.target:,.{places}f} {unit}"
        assert f"{words} · 完成 {line.completion}% · 与序时差 {minus(line.gap)}" in quotas
    funnel = leader.text("/analytics/funnel")
    for stage in brief.stages:
        assert f"{stage.label} {stage.sum.count} {stage.sum.fen / YI:.2f}" in funnel
    chain = leader.text("/chains/ic")
    for node in brief.chains[0].nodes:
        figures = f"目标 {node.target} 已落地 {node.landed} 在手 {node.pipeline}"
        assert f"{node.name} {figures} 缺口 {node.uncovered}" in chain


def minus(value):
    return f"{value:+}".replace("-", "−")
