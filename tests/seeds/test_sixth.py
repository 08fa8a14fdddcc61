"""A sixth plan that no code knows: from its folder, and as a workbook through the browser."""

import io
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.carriers.models import Carrier
from crm.chains.models import Chain, ChainNode
from crm.companies.models import Company, CompanyHonour
from crm.exchange.seeds.load import load
from crm.plans.models import (
    FigureReference,
    Indicator,
    IndicatorValue,
    Mention,
    Plan,
    PlanTask,
    Quota,
    TaskDepartment,
)
from crm.projects.models import ProjectCapacity
from tests.seeds.workbooks import workbook_of_folder

HERE = Path(__file__).parent / "sixth"
SEEDS = Path(__file__).parents[2] / "seeds"
CODE, CHAIN = "sample-low-altitude", "low-altitude"


def from_folder(session, _admin, tmp_path):
    shutil.copytree(SEEDS, tmp_path / "seeds")
    shutil.copytree(HERE, tmp_path / "seeds" / CODE)
    counts = load(session, tmp_path / "seeds")
    assert counts.plans[CODE]["node"] == 12
    assert counts.differences == 0


def from_workbook(session, admin, _tmp_path):
    book = io.BytesIO(workbook_of_folder(HERE))
    answer = admin.post("/admin/plans/import", {"files": (book, "第六个规划.xlsx")}, 200)
    assert "还没有写入" in answer.text
    assert "与系统不同 <b>0</b> 处" in answer.text
    assert session.scalar(select(func.count()).select_from(Plan)) == 5
    key = next(
        part.split('"')[0] for part in answer.text.split("/admin/plans/import/")[1:]
        if len(part.split('"')[0]) == 32
    )  # fmt: skip
    admin.post(f"/admin/plans/import/{key}", {}, 302)


@pytest.fixture(params=[from_folder, from_workbook], ids=["folder", "workbook"])
def sixth(request, seeds, session, admin, tmp_path):
    """The sixth plan on top of the five."""
    request.param(session, admin, tmp_path)
    return session.scalars(select(Plan).where(Plan.code == CODE)).one()


def test_a_plan_that_no_code_knows_is_loaded_and_shown(session, leader, sixth):
    holds_everything(session, sixth)
    quotas = session.scalars(select(Quota).where(Quota.plan_id == sixth.id)).all()
    nodes = select(ChainNode.code).join(Chain).where(Chain.code == CHAIN)
    pages = [
        "/plans", f"/plans/{CODE}", "/chains", f"/chains/{CHAIN}", "/quotas",
        *(f"/chains/{CHAIN}/{code}" for code in session.scalars(nodes)),
        *(f"/quotas/{quota.id}" for quota in quotas),
    ]  # fmt: skip
    assert len(pages) == 5 + 12 + 8
    for page in pages:
        leader.get(page, 200)
    assert sixth.title in leader.text(f"/plans/{CODE}")


def holds_everything(session, plan) -> None:
    """Rows of every section, bound to one another and to what the five plans have."""
    depth = select(func.length(ChainNode.path)).join(Chain).where(Chain.code == CHAIN)
    assert len(session.scalars(depth).all()) == 12
    parts = select(Quota.code).where(
        Quota.parent_id == select(Quota.id).where(Quota.code == f"{CODE}-registered")
        .scalar_subquery()
    )  # fmt: skip
    assert set(session.scalars(parts)) == {f"{CODE}-park-a", f"{CODE}-park-b"}
    values = session.execute(
        select(IndicatorValue.value, IndicatorValue.counts)
        .join(Indicator)
        .where(
            Indicator.plan_id == plan.id,
            Indicator.code == "output",
            IndicatorValue.year == 2030,
        )
        .order_by(IndicatorValue.value)
    ).all()
    assert [(int(value), counts) for value, counts in values] == [(120, False), (150, True)]
    assert session.scalar(count(Mention, Mention.plan_id == plan.id)) == 3
    assert session.scalar(count(PlanTask, PlanTask.plan_id == plan.id)) == 2
    ours = select(TaskDepartment.unit_id).where(TaskDepartment.name == "电子信息产业园")
    assert session.scalar(ours.join(PlanTask).where(PlanTask.plan_id == plan.id)) is not None
    zone = session.scalars(select(Carrier).where(Carrier.code == "bonded-zone")).one()
    assert "2012年6月设立" in zone.description
    assert "保税维修航空器" in zone.description
    assert plan.title in zone.source
    assert session.scalar(count(Company, Company.name == "正威")) == 1
    battery = select(Company.id).where(Company.name == "某航空电池公司").scalar_subquery()
    assert session.scalar(count(CompanyHonour, CompanyHonour.company_id == battery)) == 2
    assert session.scalar(count(ProjectCapacity, ProjectCapacity.unit == "架")) == 1
    capacity = FigureReference.kind == "capacity", FigureReference.product == "整机"
    assert session.scalar(count(FigureReference, *capacity)) == 1


def count(model, *where):
    return select(func.count()).select_from(model).where(*where)
