"""The list of projects: filters, orders, paging, what is masked."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from crm.core.lists import PAGE_SIZE
from crm.plans.rules import Agreement, ProjectKind, Stage
from crm.projects.models import Project
from crm.projects.queries import list_address
from crm.projects.rules import MilestoneState, ProjectState
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.projects import LONG_AGO, YI, make_milestone, make_project
from tests.projects.conftest import tells_nothing


def test_works(staff, project):
    text = staff.text("/projects")
    assert "年产十万片衬底" in text
    assert "3.00" in text
    assert "共 1 个" in text


def test_asks_for_sign_in(guest):
    guest.get("/projects", 302)
    guest.get("/projects/board", 302)
    guest.get("/projects/export.xlsx", 302)


def test_hides_from_the_outsider(outsider, project):
    assert "年产十万片衬底" not in outsider.text("/projects")
    assert "年产十万片衬底" not in outsider.text("/projects/board")


def test_the_auditor_may_not_look(auditor, admin):
    auditor.get("/projects", 403)
    admin.get("/projects", 403)


@pytest.mark.parametrize("address", ["/projects", "/projects/board"])
def test_a_confidential_project_shows_its_code_name(staff, colleague, manager, secret, address):
    for reader in (colleague, manager):
        text = reader.get(address, 200).text
        assert "DH 半导体" in text
        assert "50亿元以上" in text
        assert tells_nothing(text)
    assert "密名项目" in staff.text(address)


@pytest.mark.parametrize(
    "filters",
    ["q=密名", "q=芯密", "least=100", "group=yangtze", "owner={owner}", "company={company}"],
)
def test_secrets_are_not_found_by_those_who_do_not_know_them(
    session, staff, colleague, secret, filters
):
    secret.country, secret.region_code = "CN", "320900"
    asked = filters.format(owner=secret.owner_id, company=secret.company_id)
    assert "DH 半导体" not in colleague.text(f"/projects?{asked}").split("清除筛选")[0]
    assert "共 0 个" in colleague.text(f"/projects?{asked}")
    assert "密名项目" in staff.text(f"/projects?{asked}")


def test_a_secret_amount_has_no_place_in_the_order(session, cast, colleague, node, secret):
    for yi in (1, 500):
        make_project(session, cast.staff, node, name=f"公开{yi}", investment_fen=yi * YI)
    text = colleague.text("/projects?sort=-amount")
    assert text.index("公开500") < text.index("公开1") < text.index("DH 半导体")


def test_every_filter_finds_and_leaves_out(session, cast, staff, node, project):
    other = make_project(
        session, cast.colleague, make_node(session, name="设计"), name="别的",
        kind=ProjectKind.FISCAL, investment_fen=YI, state=ProjectState.DROPPED,
    )  # fmt: skip
    make_milestone(session, project, Stage.SIGNED, date(2026, 3, 5))
    project.is_foreign, project.channel, project.country = True, "office", "KR"
    found = {
        "q": "十万片", "stage": Stage.SIGNED, "state": ProjectState.ACTIVE, "node": node.id,
        "chain": "ic", "unit": cast.park_a.id, "owner": cast.staff.id, "kind": ProjectKind.NEW,
        "channel": project.channel, "foreign": True, "group": "korea", "least": 2 * YI,
        "company": project.company_id, "net": True,
    }  # fmt: skip
    for name, value in found.items():
        text = staff.text(list_address(**{name: value}))
        assert "年产十万片衬底" in text, name
        assert ("别的" in text) == (name == "unit"), name
    assert "共 1 个" in staff.text(list_address(**found))
    assert other.name in staff.text(list_address(stage=Stage.NEGOTIATING))


def test_a_link_to_mine_means_whoever_follows_it(session, cast, staff, colleague, node):
    make_project(session, cast.staff, node, name="张三的项目")
    make_project(session, cast.colleague, node, name="同事的项目")
    for browser, own, other in ((staff, "张三的", "同事的"), (colleague, "同事的", "张三的")):
        for page in ("/projects", "/projects/board"):
            text = browser.text(f"{page}?owner=me")
            assert own in text, page
            assert other not in text, page
        browser.get("/projects/export.xlsx?owner=me", 200)
    assert "无效" in staff.text("/projects?owner=he", 400)


def test_milestones_are_found_by_day_state_and_definition(session, cast, staff, node):
    day = date(2026, 5, 6)
    counted = make_project(session, cast.staff, node, name="正式")
    make_milestone(session, counted, Stage.SIGNED, day, agreement=Agreement.CONTRACT)
    framework = make_project(session, cast.staff, node, name="框架")
    make_milestone(session, framework, Stage.SIGNED, day, agreement=Agreement.FRAMEWORK)
    left_out = make_project(session, cast.staff, node, name="地产", kind=ProjectKind.REAL_ESTATE)
    make_milestone(session, left_out, Stage.SIGNED, day)
    waiting = make_project(session, cast.staff, node, name="待批")
    make_milestone(session, waiting, Stage.SIGNED, day, MilestoneState.REPORTED)
    period = {"milestone": Stage.SIGNED, "start": day, "end": day}
    assert "共 3 个" in staff.text(list_address(**period))
    assert "共 1 个" in staff.text(list_address(**period, counted=True))
    assert "共 0 个" in staff.text(list_address(**{**period, "start": day + timedelta(days=1),
                                                  "end": date(2026, 12, 31)}))  # fmt: skip
    assert "待批" in staff.text(list_address(**period, status=MilestoneState.REPORTED))
    assert "签约待认定" in staff.text("/projects?pending=1")
    assert "共 1 个" in staff.text("/projects?pending=1")


def test_a_node_holds_what_lies_below_it(session, cast, staff, node):
    below = make_node(session, parent=node, name="先进封装")
    make_project(session, cast.staff, below, name="在下层")
    assert "在下层" in staff.text(list_address(node=node.id))


@pytest.mark.parametrize(
    "asked",
    ["stage=gone", "unit=x", "sort=name", "sort=-investment_fen", "least=1e9", "from=2026-13-01",
     "foreign=yes", "node=99999999999999999999", "cursor=abc"],
)  # fmt: skip
def test_refuses_what_is_no_filter(staff, node, asked):
    answer = staff.get(f"/projects?{asked}", 400)
    assert "请从" in words(answer)


def test_pages_forwards_and_back(session, cast, staff, node):
    total = PAGE_SIZE + 3
    for number in range(total):
        make_project(session, cast.staff, node, name=f"第{number:03}号")
    page = staff.page("/projects?sort=-moved")
    assert f"第 1–{PAGE_SIZE} 条" in page.get_text()
    following = staff.page(page.find("a", rel="next")["href"])
    text = following.get_text()
    assert f"第 {PAGE_SIZE + 1}–{total} 条" in text
    first = staff.page(following.find("a", rel="prev")["href"]).get_text()
    assert f"第 1–{PAGE_SIZE} 条" in first


def test_costs_the_same_with_many_rows(session, cast, staff, node, count_queries):
    make_project(session, cast.staff, node)
    with count_queries() as few:
        staff.get("/projects", 200)
    for _ in range(20):
        waiting = make_project(session, cast.staff, make_node(session))
        make_milestone(session, waiting, Stage.SIGNED, LONG_AGO, MilestoneState.REPORTED)
    with count_queries() as many:
        staff.get("/projects", 200)
    assert len(many) == len(few) <= 8


def test_the_board_costs_the_same_with_many_cards(session, cast, staff, node, count_queries):
    make_project(session, cast.staff, node)
    with count_queries() as few:
        staff.get("/projects/board", 200)
    for stage in (Stage.SIGNED, Stage.STARTED):
        for n in range(12):
            card = make_project(session, cast.staff, node, name=f"{stage.label}{n}")
            make_milestone(session, card, stage, LONG_AGO)
    with count_queries() as many:
        text = staff.text("/projects/board")
    assert len(many) == len(few) <= 8
    assert "12 个 36.00亿元" in text


def test_a_full_column_leads_to_the_list(session, cast, staff, node):
    for n in range(23):
        make_project(session, cast.staff, node, name=f"在谈{n:02}")
    page = staff.page("/projects/board")
    more = page.find("a", string="还有 3 个，看列表")
    assert "共 23 个" in staff.text(more["href"])


def test_exports_what_is_filtered_and_masked(session, staff, colleague, secret, project):
    answer = colleague.get("/projects/export.xlsx?stage=negotiating", 200)
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 3
    text = " ".join(cell for row in rows for cell in row)
    assert "DH 半导体" in text
    assert "年产十万片衬底" in text
    assert tells_nothing(text)


def test_an_export_stands_in_the_log(staff, auditor, project):
    staff.get("/projects/export.xlsx?q=十万", 200)
    assert "名称含“十万”" in auditor.text("/audit")


def test_markup_in_a_name_is_words(session, cast, staff, node):
    make_project(session, cast.staff, node, name="<script>alert(1)</script>&amp;")
    assert "<script>alert(1)</script>&amp;" in staff.text("/projects")
    assert session.query(Project).count() == 1
