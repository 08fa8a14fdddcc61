"""Reporting and deciding milestones: what is refused, with what words, and what is kept."""

import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import func, select

from crm.attachments.models import Attachment
from crm.audit.models import AuditEntry
from crm.companies.models import Company, CompanyNode
from crm.companies.rules import Relation
from crm.notifications.models import Notification
from crm.plans.rules import ProjectKind, Stage
from crm.projects.models import Milestone, PlannedDate
from crm.projects.rules import MilestoneState
from tests.client import words
from tests.factories.projects import YI, credit_code, make_investor, make_milestone
from tests.projects.conftest import tells_nothing

SIGNING = {
    "occurred_on": "2026-11-18",
    "agreement": "contract",
    "document_number": "盐开〔2026〕8号",
    "parties": "管委会、华芯",
}


def address(project, stage=Stage.SIGNED):
    return f"/projects/{project.id}/milestones/new?stage={stage.value}"


def reported(session):
    wanted = select(Milestone).where(Milestone.stage != Stage.NEGOTIATING)
    return session.scalars(wanted.order_by(Milestone.id.desc())).first()


@pytest.fixture
def signed(session, project):
    return make_milestone(session, project, Stage.SIGNED, project.last_moved_on)


@pytest.fixture
def waiting(session, cast, project):
    return make_milestone(
        session, project, Stage.SIGNED, project.last_moved_on, MilestoneState.REPORTED,
        reported_by_id=cast.staff.id,
    )  # fmt: skip


def test_the_form_asks_for_what_the_definition_needs(staff, project):
    page = staff.page(address(project))
    assert "签订正式投资协议" in page.get_text()
    needed = {tag["name"] for tag in page.find_all(attrs={"aria-required": "true"})}
    assert {"occurred_on", "agreement", "document_number", "parties", "files"} <= needed


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"occurred_on": "2026-11-21"}, "还没有到：签约尚未发生"),
        ({"occurred_on": "2025-12-31"}, "签约日期 2025-12-31 早于在谈日期 2026-01-05"),
        ({"occurred_on": "去年"}, "日期请写成 2026-11-20 这样的格式"),
        ({"document_number": ""}, "请填写协议文号"),
        ({"agreement": "gone"}, "请从列表中选择一项"),
        ({"files": None}, "请至少上传 1 个文件：投资协议扫描件"),
    ],
)
def test_refuses_and_keeps_what_was_typed(session, staff, project, pdf, changed, sentence):
    before = session.scalar(select(func.count(AuditEntry.id)))
    answer = staff.post(address(project), {**SIGNING, "files": pdf(), **changed}, 400)
    assert sentence in words(answer)
    assert "管委会、华芯" in answer.text
    # Scripts keep the files (tests/browser/test_files.py); who has none is told.
    assert ("文件需要重新选择" in answer.text) is ("files" not in changed)
    assert reported(session) is None
    assert session.scalar(select(func.count(Attachment.id))) == 0
    assert session.scalar(select(func.count(AuditEntry.id))) == before


def test_all_that_is_missing_is_told_at_once(staff, project):
    text = words(staff.post(address(project), {"occurred_on": "2026-11-18"}, 400))
    for sentence in ("请填写协议类型", "请填写协议文号", "请填写甲乙双方", "请至少上传 1 个文件"):
        assert sentence in text


def test_an_expired_form_keeps_what_was_typed(session, staff, project, pdf):
    answer = staff.post(address(project), {**SIGNING, "files": pdf()}, 400, token=False)
    assert "请再点一次保存" in answer.text
    assert "管委会、华芯" in answer.text
    assert reported(session) is None


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    packed.seek(0)
    return packed


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (lambda: io.BytesIO(b"MZ\x90\x00" + b"\0" * 300), "协议.pdf", "不能接收"),
        (lambda: io.BytesIO(b"<script>alert(1)</script>"), "协议.html", "请"),
        (bomb, "协议.docx", "压缩"),
    ],
)
def test_a_dangerous_file_is_refused(session, staff, project, content, name, sentence):
    answer = staff.post(address(project), {**SIGNING, "files": (content(), name)}, 400)
    assert sentence in words(answer)
    assert "管委会、华芯" in answer.text
    assert reported(session) is None


def test_a_step_may_not_be_skipped(staff, project, pdf):
    data = {"occurred_on": "2026-11-18", "files": pdf("照片.pdf")}
    answer = staff.post(address(project, Stage.STARTED), data, 400)
    assert "还没有签约、注册，不能直接填报开工" in words(answer)
    assert "由负责人填报并说明理由" in words(answer)


def test_a_manager_allows_an_exception_with_a_reason(session, manager, project, pdf):
    data = {"occurred_on": "2026-11-18"}
    answer = manager.post(address(project, Stage.STARTED), {**data, "files": pdf()}, 400)
    assert "请写明理由" in words(answer)
    data["exception_reason"] = "先开工后补签，已经管委会会议同意"
    manager.post(address(project, Stage.STARTED), {**data, "files": pdf()}, 302)
    started = reported(session)
    manager.post(f"/projects/{project.id}/milestones/{started.id}/verify", status=302)
    assert project.stage is Stage.STARTED
    text = manager.text(f"/projects/{project.id}?tab=milestones")
    assert "先开工后补签" in text
    assert "例外" in text


def test_staff_cannot_excuse_themselves(staff, project, pdf):
    data = {"occurred_on": "2026-11-18", "exception_reason": "我想", "files": pdf()}
    staff.post(address(project, Stage.STARTED), data, 400)


def test_a_day_to_come_can_be_kept_as_the_plan(session, staff, project, pdf):
    data = {**SIGNING, "occurred_on": "2027-03-01", "files": pdf()}
    answer = staff.post(address(project), data, 400)
    assert "存为计划日期" in answer.text
    staff.post(f"/projects/{project.id}/plan/signed", {"signed": "2027-03-01"}, 302)
    assert session.scalars(select(PlannedDate.planned_on)).one().isoformat() == "2027-03-01"
    assert reported(session) is None
    assert "2027-03-01" in staff.text(f"/projects/{project.id}")


def test_the_same_milestone_is_not_reported_twice(staff, project, signed, pdf):
    answer = staff.post(address(project), {**SIGNING, "files": pdf()}, 400)
    assert "已有已认定的签约" in words(answer)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("91320900MA00000017", "校验不通过"), ("12345", "18 位"), ("9132090AMA0000001X", "第 3–8 位")],
)
def test_a_wrong_credit_code_is_told(session, staff, project, signed, pdf, code, sentence):
    data = {"occurred_on": "2026-11-19", "company_name": "盐城华芯有限公司", "credit_code": code,
            "capital_fen": "5000", "files": pdf()}  # fmt: skip
    answer = staff.post(address(project, Stage.REGISTERED), data, 400)
    assert sentence in words(answer)
    assert code in answer.text
    assert reported(session).stage is Stage.SIGNED


def test_capital_in_words_is_said_back(staff, project, signed, pdf):
    data = {"occurred_on": "2026-11-19", "company_name": "盐城华芯有限公司",
            "credit_code": credit_code(), "capital_fen": "三个亿", "files": pdf()}  # fmt: skip
    answer = staff.post(address(project, Stage.REGISTERED), data, 400)
    assert "请写成数字" in words(answer)
    assert "三个亿" in answer.text


def test_a_manager_is_told_of_the_report_under_the_code_name(session, cast, staff, secret, pdf):
    staff.post(address(secret), {**SIGNING, "files": pdf()}, 302)
    told = session.scalars(select(Notification).where(Notification.user_id == cast.manager.id))
    text = told.one().text
    assert "DH 半导体" in text
    assert tells_nothing(text)


def test_milestones_are_verified_in_their_order(session, cast, manager, project, waiting):
    later = make_milestone(
        session, project, Stage.REGISTERED, project.last_moved_on, MilestoneState.REPORTED
    )
    answer = manager.post(f"/projects/{project.id}/milestones/{later.id}/verify", status=400)
    assert "请先认定签约" in words(answer)
    assert later.state is MilestoneState.REPORTED


def test_staff_may_not_decide(staff, project, waiting):
    for what in ("verify", "return"):
        staff.post(f"/projects/{project.id}/milestones/{waiting.id}/{what}", {"reason": "x"}, 403)


def test_another_projects_milestone_is_not_found(session, cast, manager, node, project, waiting):
    other = make_milestone(session, project, Stage.STARTED, project.last_moved_on)
    manager.post(f"/projects/999/milestones/{other.id}/verify", status=404)
    manager.get(f"/projects/{project.id}/milestones/999/return", 404)


def test_a_decision_is_made_once(manager, project, waiting):
    url = f"/projects/{project.id}/milestones/{waiting.id}"
    manager.post(f"{url}/verify", status=302)
    assert "不能再改为已认定" in words(manager.post(f"{url}/verify", status=400))
    manager.submit(f"{url}/revoke", {"reason": "协议作废"}, 302)
    assert project.stage is Stage.NEGOTIATING
    assert "协议作废" in manager.text(f"/projects/{project.id}?tab=milestones")


def test_whoever_reported_takes_back_what_is_not_verified(staff, manager, project, waiting):
    url = f"/projects/{project.id}/milestones/{waiting.id}"
    staff.submit(f"{url}/revoke", {"reason": "填错日期"}, 302)
    assert waiting.state is MilestoneState.REVOKED


def test_a_verified_one_is_not_taken_back_by_staff(staff, project, signed):
    url = f"/projects/{project.id}/milestones/{signed.id}/revoke"
    assert "由负责人撤销" in words(staff.get(url, 403))
    staff.post(url, {"reason": "想改"}, 403)
    assert signed.state is MilestoneState.VERIFIED


def test_a_manager_verifying_his_own_report_is_recorded(session, manager, project, pdf):
    manager.post(address(project), {**SIGNING, "files": pdf()}, 302)
    manager.post(f"/projects/{project.id}/milestones/{reported(session).id}/verify", status=302)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "verified")).one()
    assert entry.changes["备注"] == [None, "本人填报"]


def registration(pdf, **changed):
    return {"occurred_on": "2026-11-19", "company_name": "盐城华芯有限公司",
            "credit_code": credit_code(), "capital_fen": "5000", "files": pdf(),
            **changed}  # fmt: skip


def register(session, staff, manager, project, data):
    staff.post(address(project, Stage.REGISTERED), data, 302)
    url = f"/projects/{project.id}/milestones/{reported(session).id}/verify"
    return manager.post(url)


def test_a_known_company_becomes_one_of_those_here(
    session, cast, staff, manager, project, signed, pdf
):
    known = make_investor(session, cast.staff, "盐城华芯有限公司", relation=Relation.TARGET)
    register(session, staff, manager, project, registration(pdf))
    assert (known.relation, known.credit_code) == (Relation.LOCAL, credit_code())
    here = session.scalars(select(CompanyNode.node_id).where(CompanyNode.company_id == known.id))
    assert here.all() == [project.node_id]


@pytest.mark.parametrize(
    ("known", "sentence"),
    [({"盐城华芯有限公司": credit_code(2)}, "另一个信用代码"),
     ({"盐城华芯有限公司": None, "苏州华芯有限公司": credit_code()}, "分属两家已登记的企业")],
)  # fmt: skip
def test_a_name_and_a_code_that_do_not_fit_are_sent_back(
    session, cast, staff, manager, project, signed, pdf, known, sentence
):
    for name, code in known.items():
        make_investor(session, cast.staff, name, credit_code=code)
    answer = register(session, staff, manager, project, registration(pdf))
    assert sentence in words(answer)
    assert reported(session).state is MilestoneState.REPORTED


def test_the_company_of_a_confidential_project_is_confidential(
    session, cast, staff, browser, secret, pdf
):
    make_milestone(session, secret, Stage.SIGNED, secret.last_moved_on)
    staff.submit(f"/projects/{secret.id}/clearances", {"user_id": cast.manager.id}, 302)
    register(session, staff, browser(cast.manager), secret, registration(pdf))
    company = session.scalars(select(Company).where(Company.name == "盐城华芯有限公司")).one()
    assert company.confidential
    assert "盐城华芯有限公司" not in browser(cast.colleague).get("/companies", 200).text


def test_a_capital_increase_counts_what_it_adds(session, staff, project, pdf):
    project.kind = ProjectKind.EXPANSION
    data = {**SIGNING, "increment": "0.8", "increment-unit": "yi", "files": pdf()}
    staff.post(address(project), data, 302)
    assert reported(session).amount_fen == 0.8 * YI


def test_planned_dates_are_kept_and_taken_away(session, staff, project):
    url = f"/projects/{project.id}/plan"
    staff.submit(url, {"signed": "2026-12-01", "started": "2027-02-01"}, 302)
    staff.submit(url, {"signed": "2026-12-15", "started": ""}, 302)
    kept = session.execute(select(PlannedDate.stage, PlannedDate.planned_on)).all()
    assert kept == [(Stage.SIGNED, date(2026, 12, 15))]
    staff.post(url, {"signed": "明天"}, 400)
