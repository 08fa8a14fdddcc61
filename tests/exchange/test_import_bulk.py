"""What is written many rows at a time is what one row at a time would be; and it is taken back."""

from datetime import date

import pytest
from sqlalchemy import func, select, text

from crm.audit.models import AuditEntry
from crm.audit.operations import seal
from crm.companies.models import Company
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.rules.runs import RunState
from crm.lib.currencies import AmountUnit
from crm.lists.models import Tag, Tagging
from crm.projects.models import Milestone, Project, ProjectNode
from crm.projects.operations import create_project
from crm.projects.operations.bulk import NewProject, Unfit, create_projects
from crm.projects.rules.values import ProjectValues
from crm.search.models import SearchDocument
from tests.exchange.files import sent, xlsx
from tests.factories.accounts import viewer_of
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.projects import credit_code, make_project

DAY = date(2026, 11, 20)
FIRM, OTHER = "江苏海辰储能科技有限公司", "苏州长芯半导体有限公司"
HEADS = ["项目名称", "投资方", "产业链环节", "总投资"]


@pytest.fixture(autouse=True)
def node(session, cast):
    chain = make_chain(session, "集成电路", code="ic")
    return make_node(session, chain, "封装测试", code="packaging")


def sent_in(browser, session, kind, *rows, deeds=("write",)) -> ImportRun:
    browser.post("/imports/new", sent(xlsx(*rows), kind=kind), 302)
    session.expire_all()
    run = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    for deed in deeds:
        browser.post(f"/imports/{run.id}/{deed}", {}, 302)
    session.expire_all()
    return run


def many(names, firm=FIRM):
    return [HEADS, *([name, firm, "封装测试", "3亿"] for name in names)]


def kept_of(session, model, leave=()):
    """The latest row, but for its keys."""
    row = session.scalars(select(model).order_by(model.id.desc())).first()
    apart = {"id", "project_id", "created_at", "updated_at", "reported_at", "hash", "at",
             "subject_id", "company_id", *leave}  # fmt: skip
    columns = model.__table__.columns.keys()
    return {name: getattr(row, name) for name in columns if name not in apart}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "amount_minor": 5 * 10**9,
            "amount_unit": AmountUnit.YI,
            "description": "年产\t“五”亿颗\\",
        },
        {"confidential": True, "code_name": "海棠项目", "country": "SG"},
    ],
)
def test_many_are_made_as_one_is(session, cast, node, more):
    actor = viewer_of(session, cast.staff)
    found = []
    for name in ("甲", "乙"):
        values = ProjectValues(name="封测基地", node_id=node.id, company_name=f"{name}公司", **more)
        if name == "甲":
            create_project(session, actor, values, today=DAY)
        else:
            # Many enough for the way that many take.
            rest = [
                ProjectValues(name=f"{place}", node_id=node.id, company_name="乙公司", **more)
                for place in range(30)
            ]
            create_projects(session, actor, [NewProject(one) for one in [*rest, values]], DAY)
        seal(session)
        session.expire_all()
        entry = kept_of(session, AuditEntry)
        entry["changes"] = {
            label: change
            for label, change in entry["changes"].items()
            if change != [None, None] and label != "投资方"
        }
        rows = [kept_of(session, model) for model in (Project, Milestone, ProjectNode)]
        documents = kept_of(session, SearchDocument, leave=("tokens",))
        found.append((entry, rows, documents))
    assert found[0] == found[1]


def test_the_first_that_a_rule_refuses_is_named(session, cast, node):
    actor = viewer_of(session, cast.staff)
    good = ProjectValues(name="甲", node_id=node.id, company_name=FIRM)
    for place, bad in ((1, good), (0, ProjectValues(name="乙", node_id=0, company_name=FIRM))):
        wanted = [NewProject(good), NewProject(bad)] if place else [NewProject(bad)]
        with pytest.raises(Unfit) as refused:
            create_projects(session, actor, wanted, DAY)
        assert refused.value.place == place


def test_a_project_that_appears_meanwhile_leaves_nothing_of_a_large_file(
    staff, session, node, monkeypatch
):
    monkeypatch.setattr("crm.exchange.jobs.write.IN_ONE_GO", 2)
    monkeypatch.setattr("crm.exchange.jobs.write.CHUNK", 40)
    run = sent_in(staff, session, "projects", *many([f"项目{n}" for n in range(100)]), deeds=())
    assert run.counts == {"new": 100}
    company = Company(name=FIRM, relation="investor", unit_id=staff.user.unit_id)
    session.add(company)
    session.flush()
    make_project(session, staff.user, node, company_id=company.id, name="项目90")
    staff.post(f"/imports/{run.id}/write", {}, 302)
    session.expire_all()
    assert session.get(ImportRun, run.id).state is RunState.FAILED
    assert "第 92 行" in staff.text(f"/imports/{run.id}")
    assert session.scalars(select(Project.name)).all() == ["项目90"]
    assert session.scalar(select(func.count(Milestone.id))) == 1
    kinds = select(SearchDocument.kind).where(SearchDocument.kind == "project")
    assert len(session.scalars(kinds).all()) == 1


def test_a_large_file_is_found_and_gone_again(staff, session, node, monkeypatch):
    monkeypatch.setattr("crm.exchange.jobs.write.IN_ONE_GO", 2)
    monkeypatch.setattr("crm.exchange.jobs.write.CHUNK", 30)
    run = sent_in(staff, session, "projects", *many([f"封测{n}" for n in range(70)]))
    assert (run.state, session.scalar(select(func.count(Project.id)))) == (RunState.DONE, 70)
    assert "封测69" in staff.text("/projects?q=封测69")
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.expire_all()
    assert session.get(ImportRun, run.id).state is RunState.UNDONE
    for model in (Project, Milestone, ProjectNode, Company, SearchDocument):
        assert session.scalar(select(func.count(model.id))) == 0, model


def test_a_table_that_grows_is_looked_at_before_the_next_rows(staff, session, node, monkeypatch):
    if session.get_bind().dialect.name != "postgresql":
        return  # SQLite plans without looking
    monkeypatch.setattr("crm.exchange.jobs.write.IN_ONE_GO", 2)
    monkeypatch.setattr("crm.exchange.jobs.write.CHUNK", 30)
    monkeypatch.setattr("crm.exchange.jobs.write.FIRST_LOOK", 50)
    sent_in(staff, session, "projects", *many([f"封测{n}" for n in range(70)]))
    seen = text("SELECT reltuples FROM pg_class WHERE relname = :name")
    # After the second of three transactions, and after the third.
    assert session.scalar(seen, {"name": "projects"}) == 60
    assert session.scalar(seen, {"name": "import_rows"}) == 70


def test_an_investor_in_use_stays_when_its_projects_go(staff, session, node):
    run = sent_in(staff, session, "projects", *many(["甲"]), many(["乙"], OTHER)[1])
    firm = session.scalars(select(Company).where(Company.name == FIRM)).one()
    make_project(session, staff.user, node, company_id=firm.id, name="另一个")
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.expire_all()
    assert session.get(ImportRun, run.id).state is RunState.UNDONE
    assert session.scalars(select(Company.name)).all() == [FIRM]
    assert session.scalars(select(Project.name)).all() == ["另一个"]


@pytest.mark.parametrize(
    ("kind", "model", "rows"),
    [
        ("leads", "lead", [["企业名称"], [FIRM], [OTHER]]),
        ("companies", "company", [["企业名称"], [FIRM], [OTHER]]),
        ("projects", "project", many(["甲", "乙"])),
    ],
)
def test_the_page_says_which_rows_stop_the_undoing_and_why(staff, session, kind, model, rows):
    run = sent_in(staff, session, kind, *rows)
    first = session.scalars(select(ImportRow).order_by(ImportRow.number)).first()
    tag = Tag(name="重点", version=1)
    session.add(tag)
    session.flush()
    tagging = Tagging(kind=model, subject_id=first.subject_id, tag_id=tag.id)
    session.add(tagging)
    session.flush()
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.expire_all()
    page = staff.page(f"/imports/{run.id}?stuck=1")
    assert "不能撤销：已有标签" in page.text
    assert rows[1][0] in page.text
    assert rows[2][0] not in page.select_one("#list").get_text()
    session.delete(tagging)
    session.flush()
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.expire_all()
    assert session.get(ImportRun, run.id).state is RunState.UNDONE
    assert "不能撤销" not in staff.text(f"/imports/{run.id}")


def test_a_lead_that_came_before_is_restored_unless_it_was_saved_since(staff, session):
    lead = make_lead(session, staff.user, FIRM, intent="老的")
    run = sent_in(staff, session, "leads", ["企业名称", "投资意向"], [FIRM, "新的"])
    lead.intent = "更新的"
    session.flush()
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.expire_all()
    assert "不能撤销：已被修改" in staff.text(f"/imports/{run.id}?stuck=1")
    assert session.get(type(lead), lead.id).intent == "更新的"


def test_a_confidential_twin_that_came_meanwhile_is_not_named(staff, cast, session):
    run = sent_in(staff, session, "companies", ["企业名称", "统一社会信用代码"],
                  [OTHER, credit_code()], deeds=())  # fmt: skip
    make_company(session, cast.outsider, FIRM, credit_code=credit_code(), confidential=True)
    staff.post(f"/imports/{run.id}/write", {}, 302)
    session.expire_all()
    assert "一家涉密企业" in run.message
    assert FIRM not in run.message
    assert session.scalars(select(Company.name)).all() == [FIRM]
