"""Companies and projects from files, by the same rules as their forms."""

import pytest
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.companies.models import Company, CompanyName, CompanyNode
from crm.exchange.rules.runs import RunState
from crm.projects.models import Milestone, Project
from tests.exchange.runs import go, handed_in, reasons
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company, make_contact
from tests.factories.projects import make_project

FIRM = "江苏海辰储能科技有限公司"
CODE = "91350100M000100Y43"


@pytest.fixture(autouse=True)
def node(session, cast):
    chain = make_chain(session, "集成电路", code="ic")
    return make_node(session, chain, "封装测试", code="packaging")


COMPANY = ["企业名称", "统一社会信用代码", "关系", "曾用名", "产业链环节", "注册资本", "龙头企业"]


def test_companies_are_made_with_names_and_nodes_and_undone(staff, session, node):
    row = [FIRM, CODE, "投资方", "海辰、海辰新能源", "封装测试", "1.2亿", "是"]
    run = handed_in(staff, session, "companies", COMPANY, row)
    assert run.counts == {"new": 1}, reasons(session, run)
    go(staff, session, run)
    company = session.scalars(select(Company)).one()
    assert (company.name, company.credit_code, company.is_leader) == (FIRM, CODE, True)
    assert company.registered_capital_fen == 12 * 10**9
    names = session.scalars(select(CompanyName.name).order_by(CompanyName.name)).all()
    assert names == ["海辰", "海辰新能源"]
    assert session.scalars(select(CompanyNode.node_id)).all() == [node.id]
    assert FIRM in staff.text("/companies?q=hcxny")
    assert go(staff, session, run, "undo").state is RunState.UNDONE
    assert session.scalar(select(func.count(Company.id))) == 0


def test_a_company_that_is_there_is_updated_by_its_own_unit_only(staff, outsider, session):
    company = make_company(session, staff.user, FIRM, credit_code=CODE, address="老地址")
    rows = ["企业名称", "统一社会信用代码", "地址"], [FIRM, CODE, "新地址"]
    run = handed_in(outsider, session, "companies", *rows)
    assert run.counts == {"duplicate": 1}
    assert "您不能修改" in reasons(session, run)[0]
    run = go(staff, session, handed_in(staff, session, "companies", *rows))
    assert session.get(Company, company.id).address == "新地址"
    go(staff, session, run, "undo")
    assert session.get(Company, company.id).address == "老地址"


def test_two_companies_cannot_be_one_row(staff, session):
    make_company(session, staff.user, FIRM)
    make_company(session, staff.user, "苏州长芯半导体有限公司", credit_code=CODE)
    run = handed_in(staff, session, "companies", COMPANY[:2], [FIRM, CODE])
    assert "两家不同的企业" in reasons(session, run)[0]


def test_a_confidential_company_is_not_told(staff, outsider, session):
    make_company(session, staff.user, FIRM, confidential=True)
    run = handed_in(outsider, session, "companies", COMPANY[:1], [FIRM])
    assert run.counts == {"duplicate": 1}
    assert "涉密企业" in reasons(session, run)[0]


def test_a_company_in_use_is_not_undone(staff, session):
    run = go(staff, session, handed_in(staff, session, "companies", COMPANY[:1], [FIRM]))
    company = session.scalars(select(Company)).one()
    make_contact(session, company, staff.user)
    run = go(staff, session, run, "undo")
    assert run.state is RunState.DONE
    assert FIRM in run.message


def test_a_code_that_excel_has_spoilt_is_refused(staff, session):
    run = handed_in(staff, session, "companies", COMPANY[:2], [FIRM, 9.13501e17])
    assert "末几位可能已丢失" in reasons(session, run)[0]


PROJECT = ["项目名称", "投资方", "产业链环节", "总投资（亿元）", "用地", "开始洽谈日期", "项目类型"]


def test_projects_are_made_with_their_investors_and_undone(staff, session, node):
    row = ["封测基地", FIRM, "集成电路 · 封装测试", 3, 120.5, "2026年3月5日", "增资扩产"]
    run = handed_in(staff, session, "projects", PROJECT, row)
    assert run.counts == {"new": 1}, reasons(session, run)
    go(staff, session, run)
    project = session.scalars(select(Project)).one()
    assert (project.name, project.node_id) == ("封测基地", node.id)
    assert (project.investment_fen, project.land_mu_hundredths) == (3 * 10**10, 12_050)
    assert str(session.scalars(select(Milestone.occurred_on)).one()) == "2026-03-05"
    assert session.scalars(select(Company.name)).all() == [FIRM]
    assert go(staff, session, run, "undo").state is RunState.UNDONE
    assert session.scalar(select(func.count(Project.id))) == 0
    deleted = select(AuditEntry.title).where(AuditEntry.action == "deleted")
    # The project, then its investor, which nothing else uses.
    assert session.scalars(deleted.order_by(AuditEntry.id)).all() == ["封测基地", FIRM]


def test_a_project_that_is_there_is_updated_and_restored(staff, outsider, session, node):
    company = make_company(session, staff.user, FIRM)
    project = make_project(session, staff.user, node, company_id=company.id, name="封测基地",
                           description="老内容")  # fmt: skip
    rows = [*PROJECT[:3], "建设内容"], ["封测基地", FIRM, "封装测试", "新内容"]
    assert handed_in(outsider, session, "projects", *rows).counts == {"duplicate": 1}
    run = go(staff, session, handed_in(staff, session, "projects", *rows))
    assert session.get(Project, project.id).description == "新内容"
    go(staff, session, run, "undo")
    assert session.get(Project, project.id).description == "老内容"


def test_what_the_form_refuses_is_said_at_the_cell(staff, session):
    heads = [*PROJECT[:3], "总投资", "开始洽谈日期", "其他环节", "其他环节占比", "涉密"]
    row = ["甲", FIRM, "封装测试", "500万美元", "2027-01-01", "封装测试", "30%", "是"]
    run = handed_in(staff, session, "projects", heads, row, ["乙", "", "", "", "", "", "", ""])
    first, second = reasons(session, run)
    for words in ("汇率", "还没有到", "同一环节只能填一次", "代号"):
        assert words in first
    assert "投资方：这一项必填" in second


def test_a_file_of_another_kind_says_what_is_missing(staff, session):
    run = handed_in(staff, session, "projects", ["姓名", "工资"], ["张三", 3000])
    assert run.state is RunState.MAPPING
    answer = staff.post(f"/imports/{run.id}/columns", {"column-0": "name"}, 400)
    assert "还缺：投资方、产业链环节" in answer.text
