"""Tags: made by managers, given to records, shown and filtered by."""

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.lists.models import Tag, Tagging
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.lists import make_tag
from tests.factories.projects import make_project


def test_a_manager_makes_and_renames_one(manager, session):
    manager.post("/lists/tags", {"name": "长三角招商周", "active": "y"}, 302)
    tag = session.scalars(select(Tag)).one()
    assert "长三角招商周" in manager.text("/lists/tags")
    manager.post(f"/lists/tags/{tag.id}", {"name": "招商周", "version": 1}, 302)
    assert (tag.name, tag.active) == ("招商周", False)
    assert session.scalars(select(AuditEntry.kind)).all() == ["tag", "tag"]


def test_staff_do_not_make_tags(staff, guest):
    staff.get("/lists/tags", 403)
    assert "/login" in guest.get("/lists/tags", 302).location


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "请填写标签"), ("重点", "已有这个标签"), ("长" * 21, "最多 20 个字")],
)
def test_it_refuses_and_keeps_what_was_typed(manager, session, name, sentence):
    make_tag(session, "重点")
    page = manager.post("/lists/tags", {"name": name}, 400).text
    assert sentence in page
    assert name in page


def test_two_managers_at_once_tell_of_each_other(manager, session):
    tag = make_tag(session, "重点")
    manager.post(f"/lists/tags/{tag.id}", {"name": "甲", "active": "y", "version": 1}, 302)
    manager.post(f"/lists/tags/{tag.id}", {"name": "乙", "active": "y", "version": 1}, 409)


def test_a_record_carries_tags_on_its_page_and_in_its_list(staff, cast, session):
    tag = make_tag(session, "重点跟踪")
    company = make_company(session, cast.staff, "盐城芯材料有限公司")
    rows = {
        "leads": make_lead(session, cast.staff, "盐城光伏有限公司"),
        "companies": company,
        "projects": make_project(session, cast.staff, company_id=company.id, name="碳化硅"),
    }
    for key, row in rows.items():
        staff.post(f"/lists/{key}/{row.id}/tags", {"tag_ids": tag.id}, 302)
        assert "重点跟踪" in staff.text(f"/{key}/{row.id}")
        assert "重点跟踪" in staff.page(f"/{key}?tag={tag.id}").find("tbody").text
        other = make_tag(session)
        assert "没有符合条件" in staff.text(f"/{key}?tag={other.id}")
        staff.post(f"/lists/{key}/{row.id}/tags", {}, 302)
        assert "没有符合条件" in staff.text(f"/{key}?tag={tag.id}")
    assert session.scalars(select(AuditEntry.kind).order_by(AuditEntry.id)).all() == [
        "lead", "lead", "company", "company", "project", "project",
    ]  # fmt: skip


def test_only_who_may_edit_gives_tags(colleague, outsider, cast, session):
    tag, lead = make_tag(session), make_lead(session, cast.staff)
    colleague.post(f"/lists/leads/{lead.id}/tags", {"tag_ids": tag.id}, 403)
    outsider.post(f"/lists/leads/{lead.id}/tags", {"tag_ids": tag.id}, 404)
    assert session.scalars(select(Tagging)).all() == []


def test_one_switched_off_stays_but_is_given_no_more(staff, cast, session):
    lead, fresh = make_lead(session, cast.staff), make_lead(session, cast.staff)
    tag = make_tag(session, "旧活动", ("lead", lead.id), active=False)
    staff.post(f"/lists/leads/{lead.id}/tags", {"tag_ids": tag.id}, 302)
    assert "旧活动" in staff.text(f"/leads/{lead.id}")
    staff.post(f"/lists/leads/{fresh.id}/tags", {"tag_ids": tag.id}, 400)


def test_what_is_confidential_is_not_found_by_its_tags(colleague, staff, cast, session):
    lead = make_lead(session, cast.staff, confidential=True)
    tag = make_tag(session, "密件", ("lead", lead.id))
    assert "GF 光伏" not in colleague.text(f"/leads?tag={tag.id}")
    assert "密件" not in colleague.page("/leads").find("tbody").text
    assert "密件" not in colleague.text(f"/leads/{lead.id}")
    assert "密件" in staff.page("/leads").find("tbody").text
