"""Files in and out by the command line: the same runs, one sentence when something is wrong."""

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from crm.accounts.queries import find_user
from crm.accounts.rules import Role
from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.exchange.jobs.work import BROKEN, GONE, work
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.rules.runs import RunState
from crm.leads.models import Lead
from tests.exchange.files import xlsx
from tests.factories.accounts import make_cast, make_user
from tests.factories.companies import make_company, make_contact
from tests.factories.projects import make_definition, make_project

FIRM = "江苏海辰储能科技有限公司"


@pytest.fixture
def run(own_app, tmp_path):
    with own_app.app_context(), db.transaction() as session:
        cast = make_cast(session)
        make_user(session, Role.STAFF, cast.park_b, username="wang")

    def call(*arguments):
        return own_app.test_cli_runner().invoke(args=[str(one) for one in arguments])

    call.app, call.folder = own_app, tmp_path
    return call


def leads(run) -> list[str]:
    with run.app.app_context(), db.reading() as session:
        return list(session.scalars(select(Lead.company_name)))


def put(run, *rows, name="线索.xlsx"):
    path = run.folder / name
    path.write_bytes(xlsx(*rows))
    return path


def test_a_file_is_brought_in_and_taken_away(run):
    path = put(run, ["企业名称", "意向投资额"], [FIRM, "1.2亿"], ["苏州长芯有限公司", "1-2亿"])
    tried = run("import", path, "--kind", "leads", "--user", "wang", "--dry-run")
    assert (tried.exit_code, leads(run)) == (0, [])
    assert "新增 1 条，有误 1 条" in tried.output
    assert "第 3 行有误：意向投资额" in tried.output
    done = run("import", path, "--kind", "leads", "--user", "wang")
    assert done.exit_code == 0, done.output
    assert leads(run) == [FIRM]
    out = run.folder / "出.xlsx"
    assert "1 行" in run("export", "leads", "--user", "wang", "--out", out).output
    assert load_workbook(out).active["A2"].value == FIRM
    with run.app.app_context(), db.reading() as session:
        wanted = select(func.count()).where(AuditEntry.action == "exported")
        assert session.scalar(wanted) == 1


def test_what_is_wrong_is_one_sentence_and_no_success(run):
    for path, words in (
        (put(run, ["甲", "乙"], [1, 2]), "列认不出来"),
        (put(run, ["企业名称"], name="空.xlsx"), "没有数据行"),
    ):
        answer = run("import", path, "--kind", "leads")
        assert (answer.exit_code, leads(run)) == (1, [])
        assert words in answer.output
    path = put(run, ["企业名称"], [FIRM])
    assert run("import", path, "--kind", "leads", "--user", "leader").exit_code == 1
    assert run("import", path, "--kind", "leads", "--user", "nobody").exit_code == 1
    answer = run("export", "leads", "--user", "admin", "--out", run.folder / "x.xlsx")
    assert answer.exit_code == 1


def test_of_every_kind_what_is_in_scope_is_taken_away(run):
    with run.app.app_context(), db.transaction() as session:
        make_definition(session)
        wang, staff = (find_user(session, name) for name in ("wang", "staff"))
        company = make_company(session, wang, FIRM)
        make_contact(session, company, wang, name="欧阳明")
        make_project(session, wang, company_id=company.id, name="储能电池项目")
        make_project(session, staff, company_id=company.id, name="别家的项目")
    for what, words in (("projects", "储能电池项目"), ("companies", FIRM), ("contacts", "欧阳明")):
        out = run.folder / f"{what}.xlsx"
        answer = run("export", what, "--user", "wang", "--out", out)
        assert answer.exit_code == 0, answer.output
        cells = {cell for row in load_workbook(out).active.values for cell in row}
        assert words in cells
        assert "别家的项目" not in cells


@pytest.mark.parametrize("fault", [GONE, BROKEN], ids=["owner left", "rows broken"])
def test_a_run_that_cannot_go_on_ends_with_a_sentence(run, fault):
    path = put(run, ["企业名称"], [FIRM])
    run("import", path, "--kind", "leads", "--user", "wang", "--dry-run")
    with run.app.app_context():
        with db.transaction() as session:
            one = session.scalars(select(ImportRun)).one()
            one.state = RunState.WRITING
            if fault is GONE:
                find_user(session, "wang").active = False
            else:
                session.scalars(select(ImportRow)).one().read = {}
            number = one.id
        work(number)
        with db.reading() as session:
            one = session.get_one(ImportRun, number)
            assert (one.state, one.message) == (RunState.FAILED, fault)
    assert leads(run) == []
