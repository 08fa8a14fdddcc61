"""States, people, files: pause, resume, drop, reopen, assign, the list of the cleared."""

import pytest
from sqlalchemy import select

from crm.accounts.models import Clearance
from crm.attachments.models import Attachment
from crm.audit.models import AuditEntry
from crm.core.errors import Refused
from crm.plans.rules import Stage
from crm.projects.models import Project
from crm.projects.operations import people, states
from crm.projects.rules import MilestoneState, ProjectState
from tests.client import HTMX, words
from tests.factories.accounts import viewer_of
from tests.factories.leads import TODAY
from tests.factories.projects import make_milestone, make_project
from tests.projects.conftest import tells_nothing


def test_a_paused_project_comes_back_to_where_it_was(session, staff, project):
    make_milestone(session, project, Stage.SIGNED, project.last_moved_on)
    staff.submit(f"/projects/{project.id}/pause", {"reason": "等环评"}, 302)
    assert (project.state, project.stage) == (ProjectState.PAUSED, Stage.SIGNED)
    assert "等环评" in staff.text(f"/projects/{project.id}")
    answer = staff.post(f"/projects/{project.id}/milestones/new?stage=registered", {
        "occurred_on": "2026-11-01",
    }, 400)  # fmt: skip
    assert "请至少上传" in words(answer)
    staff.submit(f"/projects/{project.id}/resume", {"reason": "批复已下"}, 302)
    assert (project.state, project.stage) == (ProjectState.ACTIVE, Stage.SIGNED)


def test_a_dropped_project_says_why_and_is_reopened_by_a_manager(staff, manager, project):
    url = f"/projects/{project.id}"
    answer = staff.post(f"{url}/drop", {"why": "", "reason": "落户外地"}, 400)
    assert "请选择终止原因" in words(answer)
    assert "落户外地" in answer.text
    staff.submit(f"{url}/drop", {"why": "elsewhere", "reason": "去了合肥"}, 302)
    text = staff.text(url)
    assert "落户外地" in text
    assert "去了合肥" in text
    answer = staff.submit(f"{url}/resume", {"reason": "又回来了"}, 400)
    assert "负责人重新启动" in words(answer)
    manager.submit(f"{url}/resume", {"reason": "又回来了"}, 302)
    assert project.state is ProjectState.ACTIVE


def test_nothing_is_reported_for_a_dropped_project(session, cast, manager, node, pdf):
    project = make_project(session, cast.staff, node, state=ProjectState.DROPPED)
    answer = manager.post(f"/projects/{project.id}/milestones/new?stage=signed", {
        "occurred_on": "2026-11-01", "agreement": "contract", "document_number": "1",
        "parties": "甲乙", "files": pdf(),
    }, 400)  # fmt: skip
    assert "重新启动后才能填报" in words(answer)


@pytest.mark.parametrize("what", ["pause", "drop", "resume"])
def test_a_small_form_opens_in_the_dialog(staff, project, what):
    answer = staff.get(f"/projects/{project.id}/{what}", 200, headers=HTMX)
    assert "<html" not in answer.text
    answer = staff.post(f"/projects/{project.id}/{what}", {"reason": ""}, 400, headers=HTMX)
    assert "<html" not in answer.text


def test_the_dialog_goes_on_to_the_project(staff, project):
    data = {"reason": "等环评"}
    answer = staff.post(f"/projects/{project.id}/pause", data, 204, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/projects/{project.id}"


def test_a_manager_gives_a_project_to_somebody_of_his(session, cast, manager, project):
    url = f"/projects/{project.id}/assign"
    assert "孙七" not in manager.text(url)
    manager.post(url, {"user_id": cast.outsider.id}, 400)
    manager.submit(url, {"user_id": cast.outpost.id}, 302)
    assert (project.owner_id, project.unit_id) == (cast.outpost.id, cast.office.id)


def test_staff_assign_nothing(staff, project):
    staff.get(f"/projects/{project.id}/assign", 403)


def test_the_owner_keeps_the_list_of_the_cleared(session, cast, staff, colleague, secret):
    url = f"/projects/{secret.id}/clearances"
    assert "孙七" not in staff.text(url)  # out of reach: he would not see it anyway
    staff.submit(url, {"user_id": cast.colleague.id}, 302)
    assert "密名项目" in colleague.text(f"/projects/{secret.id}")
    staff.post(f"{url}/{cast.colleague.id}/remove", status=302)
    assert tells_nothing(colleague.get(f"/projects/{secret.id}", 200).text)
    assert "不能移出" in words(staff.post(f"{url}/{cast.staff.id}/remove", status=400))
    staff.post(f"{url}/{cast.leader.id}/remove", status=404)


def test_an_open_project_has_no_list(staff, project):
    staff.get(f"/projects/{project.id}/clearances", 404)


def test_making_a_project_confidential_lists_whoever_did(session, staff, colleague, project):
    staff.submit(f"/projects/{project.id}/edit", {"confidential": "y", "code_name": "乙二"}, 302)
    listed = session.scalars(select(Clearance.user_id).where(Clearance.kind == "project"))
    assert listed.all() == [staff.user.id]
    text = colleague.text(f"/projects/{project.id}")
    assert "乙二" in text
    assert "年产十万片" not in text


def test_the_log_names_a_confidential_project_by_its_code_name(session, staff, secret, auditor):
    staff.submit(f"/projects/{secret.id}/edit", {"next_step": "密密新步骤"}, 302)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "updated")).one()
    assert (entry.title, entry.confidential) == ("DH 半导体", True)
    assert tells_nothing(auditor.get("/audit", 200).text)


def test_files_are_uploaded_and_downloaded(session, staff, colleague, outsider, project, pdf):
    url = f"/projects/{project.id}/attachments"
    staff.post(f"{url}/new", {"files": pdf("可行性研究报告.pdf")}, 302)
    file = session.scalars(select(Attachment)).one()
    assert "可行性研究报告.pdf" in colleague.text(f"/projects/{project.id}?tab=files")
    answer = colleague.get(f"{url}/{file.id}", 200)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    outsider.get(f"{url}/{file.id}", 404)
    actions = session.scalars(select(AuditEntry.action)).all()
    assert {"uploaded", "downloaded"} <= set(actions)
    assert "请选择文件" in words(staff.post(f"{url}/new", {}, 400))


def test_files_of_a_confidential_project_are_for_the_cleared(session, staff, manager, secret, pdf):
    url = f"/projects/{secret.id}/attachments"
    staff.post(f"{url}/new", {"files": pdf("密密报告.pdf")}, 302)
    file = session.scalars(select(Attachment)).one()
    assert tells_nothing(manager.get(f"{url}/{file.id}", 403).text)


def test_a_file_of_another_project_is_not_found(session, cast, staff, node, project, pdf):
    other = make_project(session, cast.staff, node)
    staff.post(f"/projects/{other.id}/attachments/new", {"files": pdf()}, 302)
    file = session.scalars(select(Attachment)).one()
    staff.get(f"/projects/{project.id}/attachments/{file.id}", 404)


def test_an_activity_ahead_of_today_is_refused(staff, project):
    answer = staff.post(f"/projects/{project.id}/activities/new", {
        "activity": "call", "happened_on": "2026-11-21", "summary": "谈了用地",
    }, 400)  # fmt: skip
    assert "不能晚于今天" in words(answer)
    assert "谈了用地" in answer.text


def test_a_company_shows_the_projects_that_the_viewer_knows(session, staff, colleague, secret):
    address = f"/companies/{secret.company_id}"
    assert "密名项目" in staff.text(address)
    text = colleague.text(address)
    assert "密名项目" not in text
    assert "DH 半导体" not in text  # the code name beside the company would give it away


def test_the_stage_never_drifts_from_the_milestones(session, staff, manager, project):
    """Whatever was verified and revoked: the stage is that of the latest verified one."""
    one = make_milestone(
        session, project, Stage.SIGNED, project.last_moved_on, MilestoneState.REPORTED
    )
    two = make_milestone(
        session, project, Stage.REGISTERED, project.last_moved_on, MilestoneState.REPORTED
    )
    url = f"/projects/{project.id}/milestones"
    for milestone, stage in ((one, Stage.SIGNED), (two, Stage.REGISTERED)):
        manager.post(f"{url}/{milestone.id}/verify", status=302)
        assert project.stage is stage
    manager.submit(f"{url}/{two.id}/revoke", {"reason": "误填"}, 302)
    assert session.get_one(Project, project.id).stage is Stage.SIGNED


def test_what_a_page_no_longer_offers_is_refused_in_words(session, cast, project, secret):
    manager = viewer_of(session, cast.manager)
    people.add_clearance(session, manager, secret, cast.colleague)
    for attempt, sentence in (
        (lambda: people.assign(session, manager, [project], cast.staff), "已由张三负责"),
        (lambda: people.add_clearance(session, manager, project, cast.colleague), "不是涉密项目"),
        (lambda: people.add_clearance(session, manager, secret, cast.colleague), "已在知悉名单上"),
        (lambda: states.pause(session, manager, project, "", TODAY), "请写明原因"),
        (lambda: states.resume(session, manager, project, "x", TODAY), "推进中"),
    ):
        with pytest.raises(Refused, match=sentence):
            attempt()


def test_of_several_given_at_once_each_confidential_one_is_known_to_the_new_owner(
    session, cast, project, secret
):
    people.assign(session, viewer_of(session, cast.manager), [project, secret], cast.colleague)
    listed = select(Clearance.subject_id).where(Clearance.user_id == cast.colleague.id)
    assert session.scalars(listed).all() == [secret.id]
    assert {project.owner_id, secret.owner_id} == {cast.colleague.id}
