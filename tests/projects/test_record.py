"""A project's own page: head, strip, tabs, timeline; what the uncleared see."""

import pytest

from crm.accounts.models import Clearance
from crm.companies.models import Company
from crm.plans.rules import Stage
from crm.projects.rules import MilestoneState, ProjectState
from tests.client import words
from tests.factories.projects import LONG_AGO, make_milestone, make_project
from tests.projects.conftest import tells_nothing

TABS = ("main", "milestones", "activities", "files")


@pytest.mark.parametrize("tab", TABS)
def test_works(staff, project, tab):
    text = staff.text(f"/projects/{project.id}?tab={tab}")
    assert "年产十万片衬底" in text
    assert "2026-01-05" in text


def test_asks_for_sign_in(guest, project):
    guest.get(f"/projects/{project.id}", 302)


@pytest.mark.parametrize(
    "path",
    ["", "/edit", "/plan", "/pause", "/drop", "/clearances", "/milestones/new?stage=signed",
     "/attachments/new", "/attachments/1", "/activities/new"],
)  # fmt: skip
def test_hides_from_the_outsider(outsider, project, path):
    outsider.get(f"/projects/{project.id}{path}", 404)
    outsider.get(f"/projects/999999{path}", 404)


@pytest.mark.parametrize("path", ["/edit", "/plan", "/pause", "/drop", "/activities/new"])
def test_a_colleague_reads_but_does_not_change(colleague, project, path):
    colleague.get(f"/projects/{project.id}", 200)
    answer = colleague.get(f"/projects/{project.id}{path}", 403)
    assert "只有项目负责人" in words(answer)


def test_the_leader_reads_but_does_not_change(leader, project):
    text = leader.text(f"/projects/{project.id}")
    assert "编辑" not in text
    leader.get(f"/projects/{project.id}/edit", 403)


def test_the_uncleared_see_the_face_of_a_confidential_project(colleague, manager, staff, secret):
    for reader in (colleague, manager):
        for tab in TABS:
            text = reader.get(f"/projects/{secret.id}?tab={tab}", 200).text
            assert "DH 半导体" in text
            assert "50亿元以上" in text
            assert "在谈" in text
            assert tells_nothing(text)
    assert "密名项目" in staff.text(f"/projects/{secret.id}")


@pytest.mark.parametrize(
    "path", ["/edit", "/plan", "/pause", "/assign", "/clearances", "/milestones/new?stage=signed"]
)
def test_the_uncleared_may_not_touch_a_confidential_project(manager, secret, path):
    answer = manager.get(f"/projects/{secret.id}{path}", 403)
    assert tells_nothing(answer.text)


def test_whoever_is_listed_sees_everything(session, cast, manager, secret):
    session.add(Clearance(kind="project", subject_id=secret.id, user_id=cast.manager.id))
    text = manager.text(f"/projects/{secret.id}")
    assert "密名项目" in text
    assert "知悉名单" in text


def test_a_confidential_investor_is_not_named_by_an_open_project(session, colleague, project):
    company = session.get_one(Company, project.company_id)
    company.confidential = True
    for address in (f"/projects/{project.id}", "/projects"):
        text = colleague.get(address, 200).text
        assert company.name not in text
        assert "涉密企业" in text


def test_the_timeline_tells_what_happened(session, staff, manager, project):
    staff.submit(f"/projects/{project.id}/activities/new", {
        "activity": "visit_in", "happened_on": "2026-11-19", "summary": "来访谈用地",
        "next_step": "陪同选址", "next_step_on": "2026-11-25",
    }, 302)  # fmt: skip
    staff.submit(f"/projects/{project.id}/pause", {"reason": "等待环评批复"}, 302)
    text = manager.text(f"/projects/{project.id}")
    for said in ("来访谈用地", "等待环评批复", "搁置"):
        assert said in text
    assert "来访谈用地" in staff.text(f"/projects/{project.id}?tab=activities")
    assert project.next_step == "陪同选址"


def test_costs_the_same_with_a_long_history(session, cast, staff, project, count_queries):
    with count_queries() as few:
        staff.get(f"/projects/{project.id}", 200)
    for place, stage in enumerate(list(Stage)[1:]):
        make_milestone(session, project, stage, LONG_AGO)
        for _ in range(place):
            make_milestone(session, project, stage, LONG_AGO, MilestoneState.REVOKED)
    with count_queries() as many:
        staff.get(f"/projects/{project.id}", 200)
    assert len(many) == len(few) <= 10
    with count_queries() as tab:
        staff.get(f"/projects/{project.id}?tab=milestones", 200)
    assert len(tab) <= 12


def test_markup_everywhere_is_words(session, cast, staff, node):
    evil = "<img src=x onerror=alert(1)>"
    project = make_project(
        session, cast.staff, node, name=evil, description=evil, next_step=evil, source=evil,
        state=ProjectState.PAUSED, state_note=evil,
    )  # fmt: skip
    make_milestone(
        session, project, Stage.SIGNED, LONG_AGO, MilestoneState.RETURNED, note=evil,
        decision_reason=evil, document_number=evil, parties=evil,
    )  # fmt: skip
    for tab in TABS:
        page = staff.page(f"/projects/{project.id}?tab={tab}")
        assert evil in page.get_text()
        assert not page.find_all("img", src="x")
