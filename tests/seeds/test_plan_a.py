"""Plan A's files and the zone's own, as they stand in the repository."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from crm.accounts.models import OrgUnit
from crm.audit.models import AuditEntry
from crm.chains.models import ChainNode, KeyTechnology
from crm.companies.models import Company
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.plans.models import (
    Indicator,
    IndicatorValue,
    Plan,
    Quota,
)
from crm.plans.queries import definition_for
from crm.plans.rules import STAGES, ProjectKind, Stage
from crm.projects.models import Milestone, Project, ProjectNode
from crm.projects.rules import DateBasis, MilestoneState
from tests.seeds import loaded

session, counts = loaded.session, loaded.counts
PLAN_A = "盐城经济技术开发区电子信息产业“十四五”专项规划"


def figures(session, code: str) -> list[tuple[int, str, Decimal]]:
    """The figures of one of plan A's indicators that count."""
    rows = session.execute(
        select(IndicatorValue.year, IndicatorValue.kind, IndicatorValue.value)
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .join(Plan, Plan.id == Indicator.plan_id)
        .where(Plan.code == "yc-etdz-ei", Indicator.code == code, IndicatorValue.counts)
        .order_by(IndicatorValue.year)
    )
    return [tuple(row) for row in rows]


def test_table_3_1_is_complete(session, counts):
    rows = session.scalars(select(Indicator).where(Indicator.table_name.startswith("表 3-1"))).all()
    table = {row.table_name: [value for _, _, value in figures(session, row.code)] for row in rows}
    expected = [("156.6", 1000), (5, 13), (10, 25), (5, 20), (0, 5), (2, 10), (8, 10), (10, 15)]
    assert table == {
        f"表 3-1 第 {number} 行": [Decimal(baseline), Decimal(target)]
        for number, (baseline, target) in enumerate(expected, start=1)
    }
    assert {(year, kind) for row in rows for year, kind, _ in figures(session, row.code)} == {
        (2020, "baseline"),
        (2025, "target"),
    }


def test_the_six_nodes_have_their_targets_of_2023(session, counts):
    rows = session.execute(
        select(ChainNode.code, Quota.target, Quota.milestone)
        .join(Quota, Quota.node_id == ChainNode.id)
        .where(Quota.code.startswith("yc-etdz-ei"))
        .order_by(ChainNode.position)
    ).all()
    assert [(code, int(target)) for code, target, _ in rows] == [
        ("design", 5), ("materials", 6), ("equipment", 4),
        ("wafer", 2), ("packaging-test", 10), ("applications", 20),
    ]  # fmt: skip
    assert {milestone for *_, milestone in rows} == {Stage.REGISTERED}


@pytest.mark.parametrize(
    ("code", "stage", "target", "end"),
    [
        ("signed-2023", Stage.SIGNED, 60, 2023),
        ("registered-2023", Stage.REGISTERED, 40, 2023),
        ("started-2023", Stage.STARTED, 20, 2023),
        ("foreign-2025", Stage.REGISTERED, 10, 2025),
    ],
)
def test_the_plans_quotas_run_from_its_beginning(session, counts, code, stage, target, end):
    quota = session.scalars(select(Quota).where(Quota.code == f"yc-etdz-ei-{code}")).one()
    assert (quota.milestone, quota.target) == (stage, target)
    assert (quota.starts_on, quota.ends_on) == (date(2021, 1, 1), date(end, 12, 31))
    assert quota.reading
    assert quota.foreign_only == (code == "foreign-2025")


def test_figures_that_disagree_are_both_kept(session, counts):
    assert figures(session, "sales")[0] == (2020, "baseline", Decimal("156.6"))
    assert figures(session, "sales-2020-text") == [(2020, "baseline", Decimal("56.6"))]
    both = session.execute(
        select(IndicatorValue.value, IndicatorValue.source, IndicatorValue.counts)
        .join(Indicator, Indicator.id == IndicatorValue.indicator_id)
        .join(Plan, Plan.id == Indicator.plan_id)
        .where(Plan.code == "yz-parks", Indicator.code == "zones", IndicatorValue.year == 2020)
    ).all()
    assert len({row.source for row in both}) == len(both) == 3
    assert [row.counts for row in both].count(True) == 1


def test_the_eleven_fields_of_chapter_five_are_directions_of_nodes(session, counts):
    sources = Counter(session.scalars(select(KeyTechnology.source)))
    fields = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]
    assert all(sources[f"《{PLAN_A}》第五章 {field}"] for field in fields)


def test_the_definition_says_what_counts(session, counts):
    definition = definition_for(session, date(2026, 11, 20))
    assert definition.landed_stage is Stage.REGISTERED
    assert not definition.framework_counts
    assert {ProjectKind(kind) for kind in definition.kinds_left_out} == {
        ProjectKind.REAL_ESTATE, ProjectKind.RELOCATION, ProjectKind.FISCAL,
    }  # fmt: skip
    assert set(definition.milestones) == set(definition.weights) == set(STAGES)


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("英锐", Stage.PRODUCTION), ("光耀光学", Stage.PRODUCTION), ("IA半导体", Stage.STARTED),
        ("青叶半导体", Stage.STARTED), ("固得沃克", Stage.STARTED), ("源盛", Stage.STARTED),
        ("英信达", Stage.REGISTERED), ("东导", Stage.REGISTERED), ("海成", Stage.REGISTERED),
        ("新加坡拓谱", Stage.REGISTERED), ("韩国EA", Stage.REGISTERED), ("上电科", Stage.SIGNED),
        ("悦虎晶芯", Stage.NEGOTIATING),
    ],
)  # fmt: skip
def test_a_named_project_stands_where_the_plan_says(session, counts, name, stage):
    project = session.scalars(select(Project).where(Project.name.startswith(name))).one()
    assert project.stage is stage
    assert "第" in project.source


def test_what_the_plan_found_there_counts_for_no_new_target(session, counts):
    milestones = session.scalars(select(Milestone)).all()
    assert {one.state for one in milestones} == {MilestoneState.VERIFIED}
    assert {one.basis for one in milestones} == {DateBasis.NOT_LATER}
    starts = dict(session.execute(select(Plan.title, Plan.starts_on)).all())
    for one in milestones:
        starts_on = starts[one.source.removeprefix("《").partition("》")[0]]
        # Plan C was issued in the year in which it begins: its day of issue dates what it found.
        assert one.occurred_on < starts_on or one.occurred_on == date(2022, 3, 11)


def test_every_seeded_project_has_its_milestone_and_its_share(session, counts):
    for project in session.scalars(select(Project)):
        own = select(Milestone.stage).where(Milestone.project_id == project.id)
        assert project.stage in set(session.scalars(own))
        shares = select(func.sum(ProjectNode.share)).where(ProjectNode.project_id == project.id)
        assert session.scalar(shares) == 10_000


def test_amounts_are_those_of_the_text(session, counts):
    project = session.scalars(select(Project).where(Project.name == "上电科盐城项目")).one()
    assert project.investment_fen == 220_000_000_00
    amounts = session.scalars(
        select(Lead.amount_fen).where(
            Lead.amount_fen.is_not(None), Lead.source.startswith(f"《{PLAN_A}》")
        )
    )
    assert sorted(amounts) == [1_000_000_000_00, 1_200_000_000_00]


def test_leads_lie_in_the_pool_until_somebody_claims_them(session, counts):
    leads = session.scalars(select(Lead)).all()
    assert {lead.state for lead in leads} == {LeadState.POOL}
    assert {lead.owner_id for lead in leads} == {None}


def test_code_names_stay_code_names(session, counts):
    named = session.scalars(select(Company.name).where(Company.code_named)).all()
    assert {"DH半导体", "ZG展锐", "XY半导体", "LJ绿能", "HE集团", "中电XM"} <= set(named)
    assert "东京电子" not in named


def test_units_stand_below_the_zone(session, counts):
    zone = session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None))).one()
    assert zone.name == "盐城经济技术开发区"
    others = session.scalars(select(OrgUnit).where(OrgUnit.id != zone.id)).all()
    assert all(unit.path == f"{zone.path}{unit.id}/" for unit in others)


def test_what_comes_in_stands_in_the_log(session, counts):
    session.commit()
    kinds = Counter(session.scalars(select(AuditEntry.kind)))
    assert kinds["project"] == counts.read["project"]
    assert kinds["quota"] == counts.read["quota"]
