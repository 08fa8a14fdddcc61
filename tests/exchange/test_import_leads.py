"""Leads from a file: looked at first, written then, undone as a whole."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.rules.runs import Outcome, RunState
from crm.leads.models import Lead
from crm.search.models import SearchDocument
from tests.exchange.files import sent, xlsx
from tests.factories.chains import make_chain, make_node
from tests.factories.leads import make_lead

HEADS = ["企业名称", "意向投资额", "产业链环节", "联系电话", "下一步", "下一步日期"]
GOOD = [
    "江苏海辰储能科技有限公司",
    "约5亿美元",
    "封装测试",
    "138 0000 1111",
    "电话回访",
    "2026.12.1",
]
OTHER = ["苏州长芯半导体有限公司", 3000, "集成电路 · 封装测试", "", "", ""]


@pytest.fixture(autouse=True)
def node(session, cast):
    chain = make_chain(session, "集成电路", code="ic")
    return make_node(session, chain, "封装测试", code="packaging")


def run_of(session) -> ImportRun:
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()


def leads(session) -> list[Lead]:
    return list(session.scalars(select(Lead).order_by(Lead.id)))


def upload(browser, session, *rows, **options) -> ImportRun:
    browser.post("/imports/new", sent(xlsx(*rows), **options), 302)
    return run_of(session)


def test_a_ledger_as_offices_keep_it(staff, session, cast):
    """Contact and number in one cell, the office's own words, a total and who filled it in."""
    make_node(session, make_chain(session, "绿色光电", code="light"), "封装测试")
    heads = ["序号", "企业名称", "引进方式", "联系人及电话", "下步打算", "产业链环节"]
    run = upload(
        staff, session, heads,
        [1, "苏州敏芯微电子技术股份有限公司", "领导推介", "李总 13812345670", "寄送资料", ""],
        [2, "无锡华润微电子有限公司", "招商", "", "", "封装测试"],
        ["合计", "", "", "", "", ""], ["填表人：张三", "", "", "", "", ""],
    )  # fmt: skip
    mapped = {"column-1": "company_name", "column-2": "channel", "column-3": "contact_name",
              "column-4": "next_step", "column-5": "node_id"}  # fmt: skip
    staff.post(f"/imports/{run.id}/columns", mapped, 302)
    page = staff.text(f"/imports/{run.id}")
    session.expire_all()
    assert run.counts == {"new": 1, "wrong": 1}
    for words in (
        "联系人：“李总 13812345670”分作姓名和电话",
        "没有“招商”这个招引方式，可以填：以商引商、驻点招商",
        "有几个“封装测试”，请写全称，如“集成电路 · 封装测试”、“绿色光电 · 封装测试”",
    ):
        assert words in page
    staff.post(f"/imports/{run.id}/write", {}, 302)
    lead = leads(session)[0]
    assert (lead.contact_name, lead.contact_phone) == ("李总", "13812345670")
    assert lead.channel.label == "上级推介"


def test_a_file_is_checked_then_written_then_undone(staff, session, node):
    run = upload(staff, session, HEADS, GOOD, OTHER)
    assert (run.state, run.counts) == (RunState.CHECKED, {"new": 2})
    assert leads(session) == []
    page = staff.text(f"/imports/{run.id}")
    assert "“约5亿美元”按 5亿美元 读取" in page
    staff.post(f"/imports/{run.id}/write", {}, 302)
    first, second = leads(session)
    assert (first.company_name, first.node_id) == (GOOD[0], node.id)
    assert (first.amount_minor, first.amount_unit.label) == (5 * 10**10, "亿美元")
    assert (first.contact_phone, first.owner_id) == ("13800001111", staff.user.id)
    assert second.amount_fen == 3000 * 10**6
    assert session.scalar(
        select(func.count()).where(SearchDocument.kind == "lead")
    ) >= 2  # fmt: skip
    assert "海辰" in staff.text("/leads?q=海辰储能")
    session.expire_all()
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    assert leads(session) == []
    assert session.scalar(select(func.count()).where(SearchDocument.kind == "lead")) == 0
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["uploaded", "created", "created", "imported", "deleted", "deleted", "undone"]


def test_a_record_is_told_in_the_log_as_the_form_tells_it(staff, session):
    run = upload(staff, session, HEADS[:2], [GOOD[0], 3000])
    staff.post(f"/imports/{run.id}/write", {}, 302)
    staff.post("/leads/new", {"company_name": "另一家企业", "amount_minor": "3000",
                              "amount_minor-unit": "wan", "country": "CN"}, 302)  # fmt: skip
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "created").order_by(AuditEntry.id)
    ).all()
    told = [
        {key: value for key, value in entry.changes.items() if value[1] and key != "企业名称"}
        for entry in entries
    ]
    assert told[0] == told[1]


def test_wrong_rows_come_back_with_the_reason_and_can_be_sent_again(staff, session):
    bad = [GOOD[0], "1.5-2亿", "没有的环节", "", "", "2026.2.30"]
    run = upload(staff, session, HEADS, OTHER, bad)
    assert run.counts == {"new": 1, "wrong": 1}
    page = staff.text(f"/imports/{run.id}?outcome=wrong")
    for words in ("是一个范围", "没有“没有的环节”这个产业链环节", "不是一个存在的日期"):
        assert words in page
    book = load_workbook(io.BytesIO(staff.get(f"/imports/{run.id}/returned.xlsx", 200).data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][:2] == (GOOD[0], "1.5-2亿")
    assert "第 3 行有误" in rows[1][-1]
    fixed = [*bad[:1], "1.5亿", "封装测试", "", "电话", "2026.2.28"]
    run = upload(staff, session, rows[0], [*fixed, rows[1][-1]])
    assert (run.state, run.counts) == (RunState.CHECKED, {"new": 1})


def test_another_layout_is_matched_once_and_remembered(staff, session):
    rows = ["2026年客商台账"], ["序号", "客商", "打算投多少（亿元）"], [1, GOOD[0], 5]
    run = upload(staff, session, *rows)
    assert (run.state, run.head_row, run.mapping) == (RunState.MAPPING, 2, {"1": "company_name"})
    page = staff.page(f"/imports/{run.id}/columns")
    assert GOOD[0] in page.text
    assert page.select_one("#column-1 option[selected]")["value"] == "company_name"
    staff.post(f"/imports/{run.id}/columns", {"column-2": "amount"}, 400)
    twice = {"column-1": "company_name", "column-0": "company_name"}
    staff.post(f"/imports/{run.id}/columns", twice, 400)
    staff.post(
        f"/imports/{run.id}/columns", {"column-1": "company_name", "column-2": "amount"}, 302
    )
    session.expire_all()
    assert run_of(session).counts == {"new": 1}
    (row,) = session.scalars(select(ImportRow).where(ImportRow.run_id == run.id))
    assert row.read["amount"] == [5 * 10**10, "yi"]
    again = upload(staff, session, *rows)
    assert (again.state, again.mapping) == (RunState.CHECKED, {"1": "company_name", "2": "amount"})


def test_a_clash_is_a_duplicate_unless_it_was_looked_at(staff, outsider, session):
    make_lead(session, outsider.user, "江苏海辰储能科技有限公司")
    run = upload(
        staff, session, [*HEADS[:1], "仍要登记"], [GOOD[0], ""], ["海辰储能有限公司", "是"]
    )
    assert run.counts == {"duplicate": 1, "new": 1}
    assert "疑似撞单" in staff.text(f"/imports/{run.id}?outcome=duplicate")


def test_the_same_company_twice_in_a_file_is_a_duplicate(staff, session):
    run = upload(staff, session, HEADS[:1], [GOOD[0]], ["海辰储能有限公司"])
    assert run.counts == {"new": 1, "duplicate": 1}
    assert "与第 2 行重复" in staff.text(f"/imports/{run.id}")


def test_a_lead_of_ones_own_is_updated_and_restored(staff, session):
    lead = make_lead(session, staff.user, GOOD[0], intent="老的意向", contact_name="张三")
    run = upload(staff, session, ["企业名称", "投资意向"], [GOOD[0], "新的意向"])
    assert run.counts == {"changed": 1}
    staff.post(f"/imports/{run.id}/write", {}, 302)
    session.refresh(lead)
    assert (lead.intent, lead.contact_name) == ("新的意向", "张三")
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.refresh(lead)
    assert lead.intent == "老的意向"
    run = upload(staff, session, ["企业名称", "投资意向"], [GOOD[0], "老的意向"])
    assert run.counts == {"same": 1}


def test_what_was_changed_since_is_not_undone(staff, session):
    run = upload(staff, session, HEADS, GOOD, OTHER)
    staff.post(f"/imports/{run.id}/write", {}, 302)
    first, _second = leads(session)
    staff.post(f"/leads/{first.id}/activities", {"activity": "call", "happened_on": "2026-11-20",
                                                 "summary": "谈过了"}, 302)  # fmt: skip
    staff.post(f"/imports/{run.id}/undo", {}, 302)
    session.expire_all()
    assert run_of(session).state is RunState.DONE
    assert f"“{GOOD[0]}”在导入之后已被修改或使用" in staff.text(f"/imports/{run.id}")
    assert "在导入之后已被修改或使用" in staff.text("/imports")
    narrowed = staff.page(f"/imports/{run.id}?stuck=1")
    assert "不能撤销：已有跟进，已被修改" in narrowed.get_text()
    assert narrowed.select_one(".chip")["href"] == f"/imports/{run.id}"
    assert len(leads(session)) == 2


def test_somebody_who_logs_it_meanwhile_stops_the_whole_run(staff, outsider, session):
    run = upload(staff, session, HEADS, GOOD, OTHER)
    make_lead(session, outsider.user, GOOD[0])
    staff.post(f"/imports/{run.id}/write", {}, 302)
    session.expire_all()
    assert run_of(session).state is RunState.FAILED
    assert "已有人登记" in staff.text(f"/imports/{run.id}")
    assert len(leads(session)) == 1


def test_others_do_not_see_a_run(staff, colleague, manager, leader, session):
    run = upload(staff, session, HEADS, GOOD)
    for browser in (colleague, manager):
        for rest in ("", "/progress", "/columns", "/returned.xlsx"):
            browser.get(f"/imports/{run.id}{rest}", 404)
        for rest in ("write", "undo", "columns"):
            browser.post(f"/imports/{run.id}/{rest}", {}, 404)
    leader.get("/imports", 403)
    assert run.file_name not in manager.text("/imports")


def test_staff_import_for_themselves_managers_for_their_people(staff, manager, session, cast):
    rows = ["企业名称", "负责人"], [GOOD[0], cast.colleague.name]
    run = upload(staff, session, *rows)
    assert run.counts == {"wrong": 1}
    run = upload(manager, session, *rows)
    manager.post(f"/imports/{run.id}/write", {}, 302)
    assert leads(session)[0].owner_id == cast.colleague.id


def test_a_confidential_lead_needs_its_code_name(staff, session):
    heads = ["企业名称", "涉密", "代号"]
    run = upload(staff, session, heads, [GOOD[0], "是", ""], [OTHER[0], "是", "HX 项目"])
    assert run.counts == {"wrong": 1, "new": 1}
    staff.post(f"/imports/{run.id}/write", {}, 302)
    (lead,) = leads(session)
    assert (lead.confidential, lead.code_name) == (True, "HX 项目")
    created = select(AuditEntry.title).where(AuditEntry.action == "created")
    assert session.scalars(created).all() == ["HX 项目"]


def test_rows_are_kept_without_cells_once_they_are_fine(staff, session):
    run = upload(staff, session, HEADS, GOOD)
    (row,) = session.scalars(select(ImportRow).where(ImportRow.run_id == run.id))
    assert (row.outcome, row.cells) == (Outcome.NEW, [])
