"""An administrator brings in a plan: tried first, loaded then; what is wrong changes nothing."""

import io
import zipfile

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.chains.models import Cluster
from crm.exchange.seeds.sheets import GUIDE, SHEETS
from crm.lib.sheets import Column, workbook_of
from crm.plans.models import Plan, Quota
from tests.factories.chains import make_chain
from tests.factories.plans import make_plan

PAGE = "/admin/plans/import"
PLAN = """
plan: {code: seventh, title: 第七个规划, starts_on: 2026-01-01, ends_on: 2030-12-31,
       states_on: 2025-12-31}
quotas:
  - {code: seventh-signed, title: 新签约, milestone: signed, chain: ic, starts_on: 2026-01-01,
     ends_on: 2026-12-31, target: 60, chapter: 第一章, section: 一}
"""
HEADS = ["代码", "名称", "起", "止", "现状日期"]


@pytest.fixture(autouse=True)
def chain(session, cast):
    return make_chain(session, "集成电路", code="ic")


def sent(*files: tuple[str, bytes | str]) -> dict:
    """The form with files: (name, content) each."""
    return {
        "files": [
            (io.BytesIO(content.encode() if isinstance(content, str) else content), name)
            for name, content in files
        ]
    }


def book(**sheets: list[list]) -> bytes:
    """A workbook of sheets, the first row of each its heads."""
    return workbook_of(
        (title, [Column(head) for head in rows[0]], rows[1:]) for title, rows in sheets.items()
    )


def key_of(page: str) -> str:
    return next(
        key for part in page.split(f"{PAGE}/")[1:] if len(key := part.split('"')[0]) == 32
    )  # fmt: skip


def plans(session) -> int:
    return session.scalar(select(func.count()).select_from(Plan))


def test_a_plan_is_tried_then_loaded(admin, session):
    answer = admin.post(PAGE, sent(("规划.yaml", PLAN)), 200)
    assert "第七个规划" in answer.text
    assert "将新增 <b>2</b> 条" in answer.text
    assert plans(session) == 0
    assert admin.post(f"{PAGE}/{key_of(answer.text)}", {}, 302).location == PAGE
    assert "已载入第七个规划，新增 2 条" in admin.get(PAGE, 200).text
    assert session.scalars(select(Quota.code)).all() == ["seventh-signed"]
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "plan")).one()
    assert (entry.action, entry.actor) == ("imported", admin.user.name)


def test_several_files_are_one_plan(admin, session):
    chain = "chains: [{code: seven, name: 七链, nodes: [{code: a, name: 甲}]}]"
    quota = PLAN.replace("chain: ic", "node: seven/a")
    answer = admin.post(PAGE, sent(("b.yaml", quota), ("a.yml", chain)), 200)
    admin.post(f"{PAGE}/{key_of(answer.text)}", {}, 302)
    assert session.scalars(select(Quota.node_id)).one() is not None


def test_what_people_have_changed_is_said_and_stays(admin, session):
    for target in (60, 60):
        answer = admin.post(PAGE, sent(("规划.yaml", PLAN)), 200)
        admin.post(f"{PAGE}/{key_of(answer.text)}", {}, 302)
        quota = session.scalars(select(Quota)).one()
        quota.target = target + 20
        session.flush()
    answer = admin.post(PAGE, sent(("规划.yaml", PLAN)), 200)
    assert "目标值在文件中是“60”，系统中是“80”" in answer.text


BAD_PLAN = book(规划=[HEADS, ["七", "第七", "x", "y", "z"]])
BAD_HEAD = book(规划=[[*HEADS, "多余"]])
LOST_VALUE = book(指标数值=[["指标代码", "年份", "类型", "数值"], ["a", 2025, "目标", 1]])
ENDLESS = book(产业集群=[["代码", "名称"], *[[f"c{n}", "集群"] for n in range(5000)]])
FAULTS = {
    "规划.yaml 的 quotas“新签约”：target：应为不小于 0": [("规划.yaml", PLAN.replace("60", "-1"))],
    "chain：没有代码为“x9”的产业链": [("规划.yaml", PLAN.replace("ic", "x9"))],
    "写法有误": [("规划.yaml", "a: [b")],
    "规划.yaml 嵌套过深": [("规划.yaml", "quotas: &a [*a]")],
    "引用绕成了圈": [("规划.yaml", "chains: [&n {code: a, name: b, nodes: [*n]}]")],
    "没有可以载入的内容": [("规划.yaml", "")],
    "不是 YAML 文件或 .xlsx 工作簿": [("规划.pdf", "%PDF-1.7")],
    "的内容不是 Excel 工作簿": [("规划.xlsx", "%PDF-1.7")],
    "不是 UTF-8 编码": [("规划.yaml", "规划".encode("gb18030"))],
    "一次最多上传 20 个文件": [(f"{n}.yaml", PLAN) for n in range(21)],
    "规划.xlsx（规划 第 2 行）：代码：代码只能用小写": [("规划.xlsx", BAD_PLAN)],
    "规划.xlsx（规划）：不认识的列“多余”": [("规划.xlsx", BAD_HEAD)],
    "不认识的工作表“别的”": [("规划.xlsx", book(别的=[["甲"], ["乙"]]))],
    "指标数值 第 2 行）：指标代码“a”在工作簿里找不到": [("规划.xlsx", LOST_VALUE)],
    "超过 5,000 行": [("规划.xlsx", ENDLESS)],
}


@pytest.mark.parametrize("words", FAULTS)
def test_a_fault_is_named_and_changes_nothing(admin, session, words):
    answer = admin.post(PAGE, sent(*FAULTS[words]), 400)
    assert words in answer.text
    assert plans(session) == 0
    assert session.scalar(select(func.count()).select_from(Cluster)) == 0


def test_anchors_that_grow_without_end_are_refused(admin):
    lines = ["a0: &a0 {code: a, name: b, nodes: []}"]
    lines += [
        f"a{n}: &a{n} {{code: a, name: b, nodes: [{', '.join([f'*a{n - 1}'] * 10)}]}}"
        for n in range(1, 9)
    ]
    text = "\n".join([*lines, "chains: [{code: x, name: y, nodes: [*a8]}]"])
    assert "展开后过大" in admin.post(PAGE, sent(("规划.yaml", text)), 400).text


def test_a_workbook_that_is_a_bomb_is_refused(admin):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (30 << 20))
    answer = admin.post(PAGE, sent(("规划.xlsx", target.getvalue())), 400)
    assert "解开后是原来的" in answer.text


def test_no_file_is_asked_for_again(admin):
    assert "请选择文件" in admin.post(PAGE, {}, 400).text


def test_without_a_valid_token_nothing_is_loaded(admin, session):
    answer = admin.post(PAGE, sent(("规划.yaml", PLAN)), 200)
    admin.post(f"{PAGE}/{key_of(answer.text)}", {}, 400, token=False)
    assert plans(session) == 0


@pytest.mark.parametrize("key", ["0" * 32, "nothing", "..", "A" * 32])
def test_files_that_are_not_there_are_not_found(admin, key):
    admin.post(f"{PAGE}/{key}", {}, 404)


def test_the_template_has_every_sheet_with_its_heads(admin):
    answer = admin.get(f"{PAGE}/template.xlsx", 200)
    found = load_workbook(io.BytesIO(answer.data))
    assert found.sheetnames == [GUIDE, *(sheet.title for sheet in SHEETS)]
    for sheet in SHEETS:
        heads = [cell.value for cell in found[sheet.title][1]]
        assert heads == [column.head for column in sheet.columns]
        assert len(set(heads)) == len(heads), sheet.title


def test_the_empty_template_has_nothing_to_load(admin):
    empty = admin.get(f"{PAGE}/template.xlsx").data
    assert "没有可以载入的内容" in admin.post(PAGE, sent(("模板.xlsx", empty)), 400).text


def test_a_guest_is_asked_to_sign_in(guest):
    assert guest.get(PAGE, 302).location.startswith("/login")


def test_others_than_administrators_are_refused(staff, leader):
    for browser in (staff, leader):
        browser.get(PAGE, 403)
        browser.post(PAGE, sent(("规划.yaml", PLAN)), 403)


def test_the_page_asks_the_same_with_two_plans_as_with_twenty(admin, session, count_queries):
    found = []
    for number in range(20):
        make_plan(session, code=f"plan-{number}")
        if number in (1, 19):
            admin.get(PAGE, 200)
            with count_queries() as queries:
                admin.get(PAGE, 200)
            found.append(len(queries))
    assert found[0] == found[1]
