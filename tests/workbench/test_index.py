"""The workbench of each role."""

from datetime import date
from decimal import Decimal

import pytest

from crm.accounts.rules import Role
from crm.leads.models import Todo
from crm.plans.rules import Stage
from crm.projects.rules import MilestoneState, ProjectState
from tests.analytics.links import TODAY, listed
from tests.factories.accounts import make_user, viewer_of
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_clearance
from tests.factories.leads import make_lead, make_todo
from tests.factories.plans import make_definition, make_quota
from tests.factories.projects import make_milestone, make_paid_in, make_project


@pytest.fixture(autouse=True)
def definition(session):
    return make_definition(session, weights={"negotiating": 10, "signed": 60})


def test_it_asks_for_sign_in(guest):
    guest.get("/", 302)


def test_an_empty_one_says_what_to_do(staff, leader, manager):
    for browser in (staff, leader, manager):
        text = browser.text("/")
        assert "还没有覆盖今天的目标" in text
    assert "没有到期的待办" in staff.text("/")


def test_staff_see_what_is_due_and_tick_it_off(staff, cast, session):
    make_todo(session, cast.staff, "寄送政策文件", due_on=date(2026, 11, 18))
    make_todo(session, cast.colleague, "别人的事")
    text = staff.text("/")
    assert "一周内待办 1 件，其中 1 件已过期" in text
    assert "别人的事" not in text
    todo = session.query(Todo).filter_by(text="寄送政策文件").one()
    answer = staff.submit("/", form=f"/todos/{todo.id}/done", status=302)
    assert answer.location == "/"
    assert "寄送政策文件" not in staff.text("/")


def test_staff_see_leads_about_to_fall_back(staff, colleague, cast, session):
    make_lead(session, cast.staff, "快掉的线索", reported_on=date(2026, 10, 24))
    make_lead(session, cast.staff, "新报的线索")
    text = staff.text("/")
    assert "快掉的线索" in text
    assert "还剩 3 天" in text
    assert "新报的线索" not in text
    assert "快掉的线索" not in colleague.text("/")


def test_projects_that_stand_still_are_shown_by_their_stage(staff, colleague, cast, session):
    make_project(session, cast.staff, name="停了的项目", on=date(2026, 10, 1))
    make_project(session, cast.staff, name="刚谈的项目", on=date(2026, 11, 10))
    make_project(session, cast.staff, name="搁置的项目", state=ProjectState.PAUSED)
    make_project(session, cast.colleague, name="同事的项目")
    text = staff.text("/")
    assert "停了的项目" in text
    for other in ("刚谈的项目", "搁置的项目", "同事的项目"):
        assert other not in text


def test_staff_see_what_came_back_until_it_is_reported_anew(staff, cast, session):
    project = make_project(session, cast.staff, name="待补材料的项目", on=TODAY)
    back = make_milestone(
        session, project, Stage.SIGNED, TODAY, MilestoneState.RETURNED,
        reported_by_id=cast.staff.id, decision_reason="缺盖章页",
    )  # fmt: skip
    assert "退回原因：缺盖章页" in staff.text("/")
    make_milestone(
        session, project, back.stage, TODAY, MilestoneState.REPORTED, reported_by_id=cast.staff.id
    )
    text = staff.text("/")
    assert "缺盖章页" not in text
    assert "待认定" in text


def test_staff_see_their_units_targets_before_the_zones(staff, cast, session):
    make_quota(session, title="全区目标")
    assert "全区目标" in staff.text("/")
    assert "按您的数据范围统计" in staff.text("/")
    make_quota(session, title="园区目标", unit=cast.park_a)
    text = staff.text("/")
    assert "园区目标" in text
    assert "全区目标" not in text
    assert "按您的数据范围统计" in text, "the park has an office below it"


def test_who_sees_all_of_a_unit_is_held_against_time(outsider, cast, session):
    make_quota(session, title="园区目标", unit=cast.park_b)
    text = outsider.text("/")
    assert "按您的数据范围统计" not in text
    assert "严重滞后" in text


def test_the_outlook_says_whether_the_year_will_be_met(leader, cast, session):
    for _ in range(3):
        project = make_project(session, cast.staff)
        make_milestone(session, project, Stage.SIGNED, date(2026, 3, 1))
    make_quota(session, title="够的", target=Decimal(3))
    make_quota(session, title="不够的", target=Decimal(6))
    text = leader.text("/")
    assert "已完成" in text
    assert "照此进度到期末约 3 个，差 3；每月需 1.5" in text


def test_a_manager_sees_what_is_to_be_verified_in_the_unit(manager, leader, cast, session):
    for owner, name in (
        (cast.staff, "本园区的"),
        (cast.outpost, "驻点的"),
        (cast.outsider, "外园区的"),
    ):
        project = make_project(session, owner, name=name, on=TODAY)
        make_milestone(session, project, Stage.SIGNED, TODAY, MilestoneState.REPORTED)
    text = manager.text("/")
    assert "待认定 2 个节点" in text
    assert "本园区的" in text
    assert "驻点的" in text
    assert "外园区的" not in text
    assert "待认定 3 个节点" in leader.text("/")


def test_capital_paid_in_waits_beside_milestones(manager, staff, cast, session):
    project = make_project(session, cast.staff, name="韩资封装项目", on=TODAY)
    make_milestone(session, project, Stage.SIGNED, TODAY, MilestoneState.REPORTED)
    paid = make_paid_in(session, project, reported_by_id=cast.staff.id)
    make_paid_in(session, project, month=date(2026, 7, 1), state=MilestoneState.VERIFIED)
    outside = make_project(session, cast.outsider, on=TODAY)
    make_paid_in(session, outside)
    page = manager.page("/")
    text = page.get_text(" ", strip=True)
    assert "待认定 1 个节点、 1 笔到账外资" in text
    assert "韩资封装项目 到账外资 待认定 2026-06" in text
    link = page.select_one(".card-head a[href='/projects?pending=1']")
    assert link.get_text(strip=True) == "涉及 1 个项目"
    assert "共 1 个" in manager.text(link["href"])
    assert "到账外资待认定" in manager.text(link["href"])
    assert f'href="/projects/{project.id}?tab=money"' in str(page)
    assert "韩资封装项目 到账外资 待认定" in staff.text("/")
    manager.post(f"/projects/{project.id}/money/{paid.id}/verify", status=302)
    assert "笔到账外资" not in manager.text("/")


def test_capital_sent_back_is_shown_until_it_is_reported_anew(staff, cast, session):
    project = make_project(session, cast.staff, on=TODAY)
    returned = {"state": MilestoneState.RETURNED, "decision_reason": "回单不清晰"}
    make_paid_in(session, project, reported_by_id=cast.staff.id, **returned)
    assert "退回原因：回单不清晰" in staff.text("/")
    make_paid_in(session, project, reported_by_id=cast.colleague.id)
    assert "回单不清晰" not in staff.text("/")


def test_capital_of_a_confidential_project_waits_for_those_on_its_list(leader, cast, session):
    secret = make_project(session, cast.staff, confidential=True, code_name="DH", on=TODAY)
    make_paid_in(session, secret)
    assert "笔到账外资" not in leader.text("/")
    assert "共 0 个" in leader.text("/projects?pending=1")
    assert "到账外资" not in leader.text("/projects").split("最近进展")[-1]
    make_clearance(session, "project", secret.id, cast.leader)
    assert "1 笔到账外资" in leader.text("/")
    assert "共 1 个" in leader.text("/projects?pending=1")


def test_confidential_projects_keep_their_names(leader, cast, session):
    project = make_project(
        session, cast.staff, name="真名项目", confidential=True, code_name="DH 半导体",
        next_step="见董事长",
    )  # fmt: skip
    make_milestone(session, project, Stage.SIGNED, TODAY, MilestoneState.REPORTED)
    text = leader.text("/")
    assert "DH 半导体" in text
    assert "真名" not in text
    assert "见董事长" not in text


def test_every_figure_of_the_leaders_page_counts_its_list(leader, cast, session, definition):
    node = make_node(session, make_chain(session), name="封测")
    make_quota(session, chain_id=node.chain_id, node_id=node.id, milestone=Stage.REGISTERED,
               target=Decimal(5))  # fmt: skip
    make_quota(session, title="新签约", target=Decimal(9))
    for owner in (cast.staff, cast.outpost, cast.outsider, cast.outsider):
        project = make_project(session, owner, node)
        make_milestone(session, project, Stage.SIGNED, date(2026, 2, 1))
        project = make_project(session, owner, node, kind="fiscal")
        make_milestone(session, project, Stage.REGISTERED, date(2026, 2, 1))
        make_project(session, owner, node)
    viewer = viewer_of(session, cast.leader)
    soup = leader.page("/").find("main")
    figures = [
        link for link in soup.find_all("a", href=True)
        if link["href"].startswith("/projects?") and link.text.strip().isdigit()
    ]  # fmt: skip
    assert len(figures) > 10
    for link in figures:
        assert listed(session, viewer, link["href"], definition) == int(link.text), link["href"]


@pytest.mark.parametrize(
    ("role", "door", "closed"),
    [
        (Role.ADMIN, "/admin/chains", "/audit"),
        (Role.SECURITY, "/admin/users", "/admin/chains"),
        (Role.AUDITOR, "/audit", "/admin/users"),
    ],
)
def test_those_without_business_records_see_their_own_doors(
    browser, cast, session, role, door, closed
):
    somebody = browser(make_user(session, role))
    links = {link["href"] for link in somebody.page("/").find("main").find_all("a", href=True)}
    assert door in links
    assert closed not in links


def test_without_a_definition_the_page_still_works(staff, leader, session, definition):
    session.delete(definition)
    session.flush()
    make_quota(session)
    assert "工作台" in staff.text("/")
    assert "还没有统计口径" in leader.get("/", 200).text


@pytest.mark.parametrize("who", ["staff", "manager", "leader"])
def test_it_takes_at_most_fourteen_statements(who, request, cast, session, count_queries):
    browser = request.getfixturevalue(who)
    node = make_node(session, make_chain(session))
    for n in range(5):
        project = make_project(session, cast.staff, node, confidential=n == 0, code_name="DH")
        make_milestone(session, project, Stage.SIGNED, TODAY, MilestoneState.REPORTED)
        lead = make_lead(session, cast.staff, reported_on=date(2026, 10, 24))
        make_todo(session, cast.staff, kind="lead", subject_id=lead.id)
        make_todo(session, cast.staff, kind="company", subject_id=project.company_id)
        make_todo(session, cast.staff, kind="project", subject_id=project.id)
        make_quota(session)
    browser.get("/")
    with count_queries() as queries:
        browser.get("/")
    assert len(queries) <= 14, "\n".join(queries)


def test_managers_see_what_those_who_left_still_hold(manager, staff, leader, cast, session):
    gone = make_user(session, unit=cast.park_a, name="走了的人", active=False)
    make_lead(session, gone, "无主的线索")
    make_lead(session, gone, "秘密的线索", confidential=True)
    make_project(session, gone, name="无主的项目")
    make_project(session, gone, name="停下的项目", state=ProjectState.DROPPED)
    page = manager.page("/")
    assert "停用人员名下待转派" in page.get_text()
    for words, name, other in (
        ("跟进中的线索 1 条", "无主的线索", "秘密的线索"),
        ("推进中的项目 1 个", "无主的项目", "停下的项目"),
    ):
        url = next(link["href"] for link in page.find_all("a") if words in link.get_text())
        listed_there = manager.text(url)
        assert name in listed_there
        assert other not in listed_there
    for browser in (staff, leader):
        assert "停用人员名下待转派" not in browser.text("/")


def test_nothing_is_told_of_those_who_left_with_empty_hands(manager, cast, session):
    make_user(session, unit=cast.park_a, name="走了的人", active=False)
    assert "停用人员" not in manager.text("/")


@pytest.mark.parametrize("path", ["/leads", "/projects", "/projects/board", "/activities"])
def test_a_list_can_be_narrowed_to_anybody_here_and_who_was(manager, cast, session, path):
    gone = make_user(session, unit=cast.park_a, name="走了的人", active=False)
    options = {
        option["value"]: option.get_text()
        for option in manager.page(path).find("select", attrs={"name": "owner"}).find_all("option")
    }
    assert options[str(cast.staff.id)].startswith("张三")
    assert options[str(gone.id)] == f"走了的人（{cast.park_a.name}，已停用）"
    assert str(cast.outsider.id) not in options
