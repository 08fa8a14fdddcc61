"""Logging what was done, for a record of any kind, with photographs."""

import io

import pytest
from sqlalchemy import select

from crm.attachments.models import Attachment
from crm.audit.models import AuditEntry
from crm.leads.models import Activity, Todo
from crm.leads.rules import ActivityKind
from tests.attachments.files import PDF
from tests.client import words
from tests.factories.companies import make_company
from tests.factories.leads import TODAY, make_activity, make_lead
from tests.factories.projects import make_project

VISIT = {
    "activity": "visit_out", "happened_on": "2026-11-20", "summary": "看了产线", "people": "王总",
    "place": "苏州",
}  # fmt: skip


def photograph() -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF), "现场.pdf"


def test_it_is_logged_for_a_lead_with_a_photograph(staff, cast, session):
    lead = make_lead(session, cast.staff, "苏州纳维科技有限公司")
    page = staff.text(f"/activities/new?subject=lead-{lead.id}")
    assert "苏州纳维科技有限公司" in page
    sent = {**VISIT, "subject": f"lead-{lead.id}", "files": photograph()}
    assert staff.post("/activities/new", sent, 302).location == f"/leads/{lead.id}"
    activity = session.scalars(select(Activity)).one()
    assert (activity.activity, activity.people) == (ActivityKind.VISIT_OUT, "王总")
    assert lead.last_followed_on == TODAY
    file = session.scalars(select(Attachment)).one()
    assert (file.kind, file.subject_id, file.name) == ("activity", activity.id, "现场.pdf")
    url = f"/activities/{activity.id}/attachments/{file.id}"
    for shown in (f"/leads/{lead.id}", "/activities"):
        assert url in staff.get(shown).text
    assert staff.get(url, 200).data == PDF
    deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["followed", "uploaded", "downloaded"]


def test_it_is_logged_for_a_project(staff, cast, session):
    project = make_project(session, cast.staff, name="年产十万片衬底项目")
    sent = {**VISIT, "subject": f"project-{project.id}", "next_step": "报价"}
    assert staff.post("/activities/new", sent, 302).location == f"/projects/{project.id}"
    assert (project.next_step, project.last_moved_on) == ("报价", TODAY)


def test_it_is_logged_for_a_company_whose_next_step_becomes_a_todo(outsider, cast, session):
    company = make_company(session, cast.staff, "江苏华芯半导体有限公司")
    assert "登记走访" in outsider.text(f"/companies/{company.id}")
    sent = {
        **VISIT,
        "subject": f"company-{company.id}",
        "next_step": "送政策",
        "next_step_on": "2026-11-27",
    }
    outsider.post("/activities/new", sent, 302)
    assert "看了产线" in outsider.text(f"/companies/{company.id}")
    todo = session.scalars(select(Todo)).one()
    assert (todo.text, todo.owner_id, todo.kind) == ("送政策", cast.outsider.id, "company")


def test_a_record_is_found_by_words(staff, outsider, cast, session):
    lead = make_lead(session, cast.staff, "苏州纳维科技有限公司")
    secret = make_lead(session, cast.colleague, "纳维光电有限公司", confidential=True)
    project = make_project(session, cast.staff, name="纳维衬底项目")
    company = make_company(session, cast.staff, "纳维科技（苏州）有限公司")

    def found(person):
        return [one["id"] for one in person.get("/activities/subjects.json?q=纳维").json["items"]]

    assert set(found(staff)) == {
        f"lead-{lead.id}",
        f"project-{project.id}",
        f"company-{company.id}",
    }
    assert found(outsider) == [f"company-{company.id}"]
    assert secret.id
    assert staff.get("/activities/subjects.json").json["items"] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"subject": ""}, "从列表中选择线索、项目或企业"),
        ({"subject": "lead-x"}, "从列表中选择线索、项目或企业"),
        ({"summary": ""}, "请写一句谈了什么"),
        ({"happened_on": "2026-11-21"}, "不能晚于今天"),
        ({"next_step_on": "2026-11-27"}, "请同时填写下一步"),
    ],
)
def test_bad_input_is_refused_and_kept(staff, cast, session, change, says):
    lead = make_lead(session, cast.staff)
    answer = staff.post("/activities/new", {**VISIT, "subject": f"lead-{lead.id}", **change}, 400)
    assert says in words(answer)
    assert 'value="苏州"' in answer.text
    assert session.scalars(select(Activity)).all() == []


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_logged(staff, cast, session):
    lead = make_lead(session, cast.staff)
    bad = (io.BytesIO(b"MZ" + b"x" * 100), "现场.jpg")
    answer = staff.post(f"/leads/{lead.id}/activities", {**VISIT, "files": bad}, 400)
    assert "看了产线" in answer.text
    assert session.scalars(select(Activity)).all() == []
    assert lead.last_followed_on is None


def test_nine_files_at_once_are_enough(staff, cast, session):
    lead = make_lead(session, cast.staff)
    many = [photograph() for _ in range(10)]
    answer = staff.post(f"/leads/{lead.id}/activities", {**VISIT, "files": many}, 400)
    assert "一次最多 9 个" in words(answer)


def test_others_do_not_log_for_what_is_not_theirs(colleague, outsider, leader, cast, session):
    lead = make_lead(session, cast.staff)
    sent = {**VISIT, "subject": f"lead-{lead.id}"}
    colleague.post("/activities/new", sent, 403)
    outsider.post("/activities/new", sent, 404)
    leader.post("/activities/new", sent, 403)
    outsider.post("/activities/new", {**VISIT, "subject": "nothing-1"}, 404)


def test_a_photograph_is_hidden_with_its_record(staff, colleague, outsider, cast, session):
    lead = make_lead(session, cast.staff, confidential=True)
    staff.post(f"/leads/{lead.id}/activities", {**VISIT, "files": photograph()}, 302)
    activity, file = (
        session.scalars(select(Activity)).one(),
        session.scalars(select(Attachment)).one(),
    )
    url = f"/activities/{activity.id}/attachments/{file.id}"
    staff.get(url, 200)
    colleague.get(url, 404)
    outsider.get(url, 404)
    other = make_activity(session, make_lead(session, cast.staff), cast.staff)
    staff.get(f"/activities/{other.id}/attachments/{file.id}", 404)
