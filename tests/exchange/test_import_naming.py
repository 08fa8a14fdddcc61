"""How the rows of a file name the records for which something was done."""

from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.leads.rules import LeadState
from tests.exchange.deeds import FIRM, OTHER, activities, row, upload
from tests.exchange.runs import go, reasons
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.projects import make_project


def test_a_name_that_fits_several_or_none_is_told(staff, session, cast):
    make_company(session, staff.user, FIRM)
    one, two = make_lead(session, staff.user, FIRM), make_lead(session, staff.user, OTHER)
    make_lead(session, staff.user, OTHER)
    make_lead(session, cast.outsider, "外单位有限公司")
    pooled = make_lead(session, staff.user, "公海有限公司", state=LeadState.POOL)
    run = upload(
        staff, session,
        row("", FIRM), row("线索", OTHER), row("", "没有的企业"), row("", "外单位有限公司"),
        row("", str(one.id)), row("线索", "99999"), row("", pooled.company_name), row("项目", FIRM),
    )  # fmt: skip
    assert run.counts == {"wrong": 8}
    told = reasons(session, run)
    for place, words in enumerate((
        f"可能是线索 {one.id}、企业", f"可能是线索 {two.id}、线索",
        "没有“没有的企业”这个线索、项目或企业",
        "没有“外单位有限公司”", "请在对象类别里写明", "没有编号为 99999 这个线索", "只有线索负责人",
        f"没有“{FIRM}”这个项目",
    )):  # fmt: skip
        assert words in told[place], told


def test_a_record_is_named_by_number_address_or_a_shorter_name(staff, session):
    lead = make_lead(session, staff.user, FIRM)
    run = upload(
        staff, session,
        row("线索", str(lead.id), said="一"), row("线索", f"#{lead.id}", said="二"),
        row("", f"https://crm.example.cn/leads/{lead.id}?tab=log", said="三"),
        row("线索", "海辰储能科技", said="四"),
    )  # fmt: skip
    assert run.counts == {"new": 4}, reasons(session, run)
    assert f"按线索“{FIRM}”读取" in reasons(session, run)[3]
    go(staff, session, run)
    assert {one.subject_id for one in activities(session)} == {lead.id}


def test_a_confidential_record_is_found_by_its_list_only(staff, colleague, manager, session):
    make_lead(session, staff.user, FIRM, confidential=True)
    for browser in (colleague, manager):
        run = upload(browser, session, row("", FIRM))
        assert "无权查看" in reasons(session, run)[0]
    go(staff, session, upload(staff, session, row("", FIRM)))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "followed")).one()
    assert (entry.title, entry.confidential) == ("GF 光伏", True)


def test_others_records_are_not_logged_for(colleague, cast, session):
    make_lead(session, cast.staff, FIRM)
    node = make_node(session, make_chain(session, "集成电路", code="ic"), "封装测试")
    make_project(session, cast.staff, node, name="封测基地")
    run = upload(colleague, session, row("线索", FIRM), row("项目", "封测基地"))
    assert [("负责人" in one) for one in reasons(session, run)] == [True, True]
