"""What was done, found by words: in what was said, or by what the record is called."""

from datetime import date

import pytest
from sqlalchemy import delete, text

from crm.core.bulk import add_rows
from crm.leads.models import Activity
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_activity, make_lead
from tests.factories.projects import make_project


def found(browser, q, more="") -> str:
    return browser.text(f"/activities?q={q}{more}")


@pytest.fixture(params=[5_000, 0], ids=["few", "many"])
def way(request, monkeypatch):
    """Looked up in the index, or walked."""
    monkeypatch.setattr("crm.leads.queries.words.FEW", request.param)


@pytest.mark.usefixtures("way")
def test_two_characters_of_what_was_said_are_enough(staff, cast, session):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, summary="命中一：看了标准厂房", people="王总")
    make_activity(session, lead, cast.staff, summary="命中二", place="标准厂房三号楼")
    make_activity(session, lead, cast.staff, summary="落空：标准定了，厂里有房")
    for q in ("标准厂房", "厂房", "厂房 标准"):
        page = found(staff, q)
        assert ("命中一" in page, "命中二" in page, "落空" in page) == (True, True, False), q
    assert "命中一" in found(staff, "王总")
    assert "命中一" in found(staff, "王")
    assert "命中二" in found(staff, "楼")
    assert "共 0 次" in found(staff, "房厂")
    assert "没有符合条件的跟进" in found(staff, "孙子")
    for q in ("%25", "_", "；", "'", '"*', "(", "%F0%A0%AE%B7"):
        assert "共 0 次" in found(staff, q), q


@pytest.mark.usefixtures("way")
def test_latin_words_are_found_in_any_case(staff, cast, session):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, summary="谈了ASML光刻机 A-100型")
    for q in ("asml", "ASML光刻", "sm", "a-100", "l光"):
        assert "光刻机" in found(staff, q), q
    assert "光刻机" not in found(staff, "a100")


@pytest.mark.usefixtures("way")
def test_it_is_found_by_the_names_of_its_record(staff, cast, session):
    node = make_node(session, make_chain(session, "集成电路", code="ic"), "封装测试")
    lead = make_lead(session, cast.staff, "江苏海辰储能科技有限公司")
    company = make_company(session, cast.staff, "苏州长芯半导体有限公司")
    project = make_project(session, cast.staff, node, name="封测基地")
    make_activity(session, lead, cast.staff, summary="甲一，谈用地")
    make_activity(session, lead, cast.staff, summary="甲二，谈补贴")
    make_activity(session, lead, cast.staff, kind="company", subject_id=company.id, summary="乙")
    make_activity(session, lead, cast.staff, kind="project", subject_id=project.id, summary="丙")
    for q, words in (
        ("海辰", "甲一"),
        ("hcxny", ""),
        ("长芯", "乙"),
        ("封测", "丙"),
        ("hccn", "甲二"),
    ):
        page = found(staff, q)
        assert words in page if words else "共 0 次" in page, q
    mixed = found(staff, "海辰 补贴")
    assert "甲二" in mixed
    assert "甲一" not in mixed


@pytest.mark.usefixtures("way")
def test_what_may_not_be_seen_is_not_found(staff, colleague, outsider, cast, session):
    lead = make_lead(session, cast.staff, "秘密有限公司", confidential=True)
    make_activity(session, lead, cast.staff, summary="密谈厂房")
    for q in ("密谈", "秘密"):
        assert "密谈厂房" in found(staff, q)
        for browser in (colleague, outsider):
            assert "共 0 次" in found(browser, q)


@pytest.mark.usefixtures("way")
def test_words_go_with_the_other_filters_and_the_export(staff, cast, session):
    lead = make_lead(session, cast.staff)
    make_activity(session, lead, cast.staff, summary="厂房一", happened_on=date(2026, 10, 1))
    make_activity(session, lead, cast.colleague, summary="厂房二")
    assert "厂房二" not in found(staff, "厂房", "&owner=me")
    assert "厂房一" not in found(staff, "厂房", "&day_from=2026-11-01")
    assert "包含“厂房”" in found(staff, "厂房")
    staff.get("/activities/export.xlsx?q=厂房", 200)


def test_pages_follow_each_other(staff, cast, session):
    lead = make_lead(session, cast.staff)
    for day in range(1, 61):
        make_activity(session, lead, cast.staff, summary=f"厂房{day}号",
                      happened_on=date(2026, 9, 1 + day // 3))  # fmt: skip
    page = staff.page("/activities?q=厂房")
    assert "共 60 次" in page.text
    after = staff.page(page.select_one("[rel=next]")["href"])
    assert "第 51–60 条，共 60 条" in after.get_text()


def test_whatever_writes_it_it_is_found(staff, cast, session):
    """Corrected, withdrawn, written past the objects, taken away."""
    lead = make_lead(session, cast.staff)
    one = make_activity(session, lead, cast.staff, summary="老的内容")
    one.summary = "新的说法"
    session.flush()
    assert "共 0 次" in found(staff, "老的")
    assert "共 1 次" in found(staff, "说法")
    values = {"kind": "lead", "subject_id": lead.id, "activity": one.activity, "version": 1,
              "happened_on": one.happened_on, "owner_id": one.owner_id, "unit_id": one.unit_id,
              "summary": "成批写入"}  # fmt: skip
    add_rows(session, Activity, [values] * 30)
    assert "共 30 次" in found(staff, "成批")
    session.execute(text("UPDATE activities SET place = '扬州' WHERE summary = '成批写入'"))
    assert "共 30 次" in found(staff, "扬州")
    session.execute(delete(Activity).where(Activity.summary == "成批写入"))
    assert "共 0 次" in found(staff, "成批")
