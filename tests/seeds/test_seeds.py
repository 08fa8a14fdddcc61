"""The seed files of the plans, as they stand in the repository."""

from collections import Counter
from decimal import Decimal

from sqlalchemy import func, select

from crm.carriers.models import Carrier
from crm.chains.models import Chain, ChainNode, KeyTechnology
from crm.chains.rules import Stream
from crm.companies.models import Company, CompanyHonour
from crm.leads.models import Lead
from crm.plans.models import (
    FigureCheck,
    FigureReference,
    Indicator,
    IndicatorValue,
    Mention,
    Plan,
    PlanTask,
    Quota,
    TaskDepartment,
)
from crm.projects.models import Milestone, Project, ProjectCapacity
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


def test_everything_that_was_read_is_counted(counts):
    assert counts.read == counts.created
    assert counts.differences == 0
    assert "规划 5（新增 5）" in counts.lines


# What each plan holds: a missing box or row shows here and in what `flask seed` prints.
HOLDS = {
    "js-zones": {"mention": 363, "indicator": 56, "task": 6, "carrier": 79, "check": 19},
    "yc-etdz-2022-4": {
        "indicator": 103, "quota": 7, "mention": 17, "task": 23, "carrier": 13, "project": 13,
        "capacity": 14, "lead": 6, "check": 32,
    },
    "yc-etdz-ei": {
        "node": 6, "indicator": 83, "quota": 11, "mention": 41, "task": 33, "carrier": 36,
        "project": 20, "lead": 15, "check": 31,
    },
    "yc-sti": {
        "technology": 409, "indicator": 98, "quota": 2, "mention": 94, "task": 61,
        "carrier": 102, "check": 20,
    },
    "yz-parks": {
        "indicator": 214, "quota": 25, "mention": 85, "task": 26, "carrier": 19, "check": 105,
    },
}  # fmt: skip


def test_each_plan_is_counted(counts):
    for plan, holds in HOLDS.items():
        found = counts.plans[plan]
        assert {kind: found[kind] for kind in holds} == holds, plan
        line = next(line for line in counts.lines if line.startswith(f"{plan}："))
        assert f"指标 {found['indicator']}，" in line


def test_every_figure_has_its_plan_chapter_and_section(session, counts):
    for model in (Indicator, Quota, Mention, PlanTask):
        for row in session.scalars(select(model)):
            assert row.chapter, (model, row.id)
            assert row.section, (model, row.id)
            assert row.plan_id is not None, (model, row.id)


def test_every_thing_names_its_plan_and_place(session, counts):
    titles = set(session.scalars(select(Plan.title)))
    for model in (KeyTechnology, Carrier, Company, Project, Lead, Milestone, CompanyHonour):
        for source in session.scalars(select(model.source)):
            title, _, place = source.removeprefix("《").partition("》")
            assert title in titles, source
            assert place, source


def mentioned(session, plan: str) -> Counter[str]:
    """How many mentions of each level a plan has."""
    levels = select(Mention.level).join(Plan, Plan.id == Mention.plan_id).where(Plan.code == plan)
    return Counter(session.scalars(levels))


def test_the_twenty_three_tasks_of_plan_c_have_their_leads(session, counts):
    rows = session.execute(
        select(PlanTask.number, func.count(TaskDepartment.id))
        .join(Plan, Plan.id == PlanTask.plan_id)
        .outerjoin(TaskDepartment, (TaskDepartment.task_id == PlanTask.id) & TaskDepartment.leads)
        .where(Plan.code == "yc-etdz-2022-4")
        .group_by(PlanTask.number)
        .order_by(PlanTask.number)
    ).all()
    assert [number for number, _ in rows] == list(range(1, 24))
    assert all(leads for _, leads in rows)


def test_plan_b_has_eight_industries_with_29_sub_chains(session, counts):
    found = mentioned(session, "yc-sti")
    assert found["细分产业链"] == 29
    assert found["重点产业"] == 8


def test_the_531_directory_of_plan_d_is_levels_of_one_list(session, counts):
    found = mentioned(session, "js-zones")
    levels = [found[level] for level in ("卓越产业链", "优势产业链", "重点产业链")]
    assert levels == [10, 20, 20]  # 50 chains, of which 30 and 10
    clusters = session.scalar(
        select(func.count(Mention.name.distinct())).where(Mention.level == "先进制造业集群")
    )
    assert clusters == 13


def test_plan_e_has_eleven_parks_and_the_rows_of_its_table(session, counts):
    of_e = select(Plan.id).where(Plan.code == "yz-parks").scalar_subquery()
    places = session.scalars(select(Mention.place).distinct().where(Mention.plan_id == of_e))
    parks = {place.removesuffix("（化工园）").removesuffix("（筹）") for place in places}
    assert len({place for place in parks if place.endswith("开发区")}) == 11
    rows = Counter(
        session.scalars(
            select(Indicator.table_name).where(
                Indicator.plan_id == of_e, Indicator.table_name.startswith("表1")
            )
        )
    )
    assert len(rows) == 8  # seven clusters with figures, and the total
    assert set(rows.values()) == {4}


def test_reference_plans_are_no_duty_of_this_zone(session, counts):
    found = dict(session.execute(select(Plan.code, Plan.is_reference)).all())
    assert {code for code, reference in found.items() if reference} == {
        "js-zones", "yc-sti", "yz-parks",
    }  # fmt: skip


def test_a_thing_that_several_plans_name_is_one(session, counts):
    park = session.scalars(select(Carrier).where(Carrier.code == "china-korea-park")).one()
    titles = session.scalars(select(Plan.title).where(Plan.code.in_(("yc-etdz-ei", "yc-sti"))))
    assert all(title in park.source for title in titles)
    assert "未来科技城是它的一部分" in park.description
    assert "中韩创新合作目录" in park.description
    names = session.scalars(select(Carrier.name)).all()
    assert len(names) == len(set(names))
    kia = select(Company).where(Company.name == "东风悦达起亚")
    assert len(session.scalars(kia).all()) == 1


def test_a_node_that_several_plans_give_is_one_with_what_each_says(session, counts):
    rows = session.execute(
        select(ChainNode.code, ChainNode.stream, ChainNode.description)
        .join(Chain, Chain.id == ChainNode.chain_id)
        .where(Chain.code == "auto", ChainNode.code == "parts")
    ).all()
    assert [(row.code, row.stream) for row in rows] == [("parts", Stream.MIDDLE)]
    assert rows[0].description


def test_every_indicator_has_a_figure(session, counts):
    with_figures = select(IndicatorValue.indicator_id)
    bare = select(Indicator.code).where(Indicator.id.not_in(with_figures))
    assert session.scalars(bare).all() == []


def test_every_check_looks_at_figures_that_are_there(session, counts):
    subjects = {
        "indicator": set(session.scalars(select(Indicator.id))),
        "quota": set(session.scalars(select(Quota.id))),
        "capacity": set(session.scalars(select(ProjectCapacity.project_id))),
    }
    references = session.scalars(select(FigureReference)).all()
    assert all(one.subject_id in subjects[one.kind] for one in references)
    wholes = [one.check_id for one in references if one.is_whole]
    assert sorted(wholes) == sorted(session.scalars(select(FigureCheck.id)))
