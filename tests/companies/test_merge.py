"""Two companies that are one: looked at side by side, merged, and taken apart again."""

import re

from sqlalchemy import func, select

from crm.accounts.models import Clearance
from crm.accounts.rules import Role
from crm.audit.models import AuditEntry
from crm.companies.models import (
    Company,
    CompanyName,
)
from crm.companies.operations.belongings import BELONGINGS
from crm.companies.rules import NameKind, Relation
from crm.core.db import Model
from crm.leads.models import Lead
from crm.lib.credit_code import complete
from tests.client import words
from tests.companies.merging import merge, owners, undo
from tests.factories.accounts import make_user
from tests.factories.companies import (
    make_clearance,
    make_company,
    make_contact,
    make_name,
)
from tests.factories.leads import make_lead

CODE, CODE2 = complete("91320400608131455"), complete("91320900MA1XABCD7")
HANGING = {"company_names", "company_nodes", "company_honours"}


def test_the_preview_shows_both_and_what_goes_over(manager, pair):
    kept, other = pair
    page = words(manager.get(f"/companies/{kept.id}/merge/{other.id}", 200))
    for said in (
        "常州路1号", "盐城路2号", "联系人 1 条", "线索 1 条", "跟进 1 条", "项目 1 条", "附件 1 条",
        "Trina", "组件", "高新技术企业",
    ):  # fmt: skip
        assert said in page, said


def test_everything_goes_over_and_the_address_leads_on(manager, cast, session, pair):
    kept, other = pair
    gone = other.id
    answer = merge(manager, kept, other, take_address="other", take_relation="other")
    assert answer.location == f"/companies/{kept.id}"
    session.expire_all()
    assert session.get(Company, gone) is None
    assert kept.address == "盐城路2号"
    assert (kept.website, kept.credit_code) == ("trina.example", CODE)
    assert kept.relation is Relation.INVESTOR
    assert kept.name == "江苏天合光能有限公司"
    assert {name for name, some in owners(session).items() if set(some) != {kept.id}} == set()
    names = dict(session.execute(select(CompanyName.name, CompanyName.kind)).all())
    assert names == {
        "天合光能股份有限公司": NameKind.FORMER, "天合": NameKind.SHORT, "Trina": NameKind.FOREIGN,
    }  # fmt: skip
    assert manager.get(f"/companies/{gone}", 302).location == f"/companies/{kept.id}"
    assert make_company(session, cast.staff).id != gone
    page = manager.text(f"/companies/{kept.id}")
    assert "合并记录" in page
    assert "欧阳明" in page


def test_of_several_short_names_the_company_keeps_its_own(manager, session, pair):
    kept, other = pair
    kept.short_name = "江苏天合"
    make_name(session, other, "天合光", NameKind.SHORT)
    merge(manager, kept, other)
    names = dict(session.execute(select(CompanyName.name, CompanyName.kind)).all())
    assert [name for name, kind in names.items() if kind is NameKind.SHORT] == ["江苏天合"]
    assert names["天合光"] is NameKind.FORMER


def test_it_stands_in_the_log_of_both(manager, session, pair):
    kept, other = pair
    gone = other.id
    merge(manager, kept, other)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "merged")).all()
    assert {entry.subject_id for entry in entries} == {kept.id, gone}
    assert any(entry.changes.get("线索") == [None, "1 条转入"] for entry in entries)


def test_the_search_finds_it_by_all_names(manager, session, pair):
    kept, other = pair
    merge(manager, kept, other)
    for q in ("Trina", "天合光能股份"):
        assert f"/companies/{kept.id}" in manager.get("/search", 200, query_string={"q": q}).text
        assert "组件厂" in manager.get("/projects", 200, query_string={"q": q}).text


def test_two_legal_persons_are_not_merged(manager, cast, session, pair):
    kept, other = pair
    kept.credit_code = CODE2
    session.flush()
    url = f"/companies/{kept.id}/merge/{other.id}"
    assert "是两个法人，不能合并" in words(manager.get(url, 200))
    assert "是两个法人，不能合并" in words(manager.post(url, {}, 400))
    assert session.scalar(select(func.count(Company.id))) == 2


def test_a_company_is_not_merged_with_itself(manager, pair):
    kept, _other = pair
    manager.get(f"/companies/{kept.id}/merge/{kept.id}", 404)


def test_who_saved_meanwhile_is_not_overwritten(manager, staff, session, pair):
    kept, other = pair
    url = f"/companies/{kept.id}/merge/{other.id}"
    seen = dict(re.findall(r'name="(\w+_version)" value="(\d+)"', manager.get(url, 200).text))
    staff.submit(f"/companies/{kept.id}/edit", {"address": "同事改的"}, 302)
    page = words(manager.post(url, seen, 409))
    assert "其中一家企业已被别人修改" in page
    assert "同事改的" in page
    assert session.scalar(select(func.count(Company.id))) == 2


def test_a_choice_that_does_not_exist_is_refused(manager, session, pair):
    kept, other = pair
    manager.post(f"/companies/{kept.id}/merge/{other.id}", {"take_address": "third"}, 400)
    assert session.scalar(select(func.count(Company.id))) == 2


def test_only_a_manager_of_both_may(staff, browser, guest, cast, session, pair):
    kept, other = pair
    url = f"/companies/{kept.id}/merge/{other.id}"
    assert "/login" in guest.get(url, 302).location
    staff.get(url, 403)
    rival = make_user(session, Role.MANAGER, cast.park_b)
    browser(rival).get(url, 403)
    assert "合并重复" not in staff.text(f"/companies/{kept.id}")


def test_of_two_units_only_the_one_above_both(manager, cast, session):
    kept = make_company(session, cast.staff)
    other = make_company(session, cast.outsider)
    page = manager.get(f"/companies/{kept.id}/merge/{other.id}", 403)
    assert "共同上级单位的负责人" in words(page)


def test_a_confidential_one_is_merged_with_such_a_one_only(manager, cast, session):
    kept = make_company(session, cast.staff, "隐芯有限公司")
    other = make_company(session, cast.staff, "隐芯半导体有限公司", confidential=True)
    url = f"/companies/{kept.id}/merge/{other.id}"
    manager.get(url, 404)
    make_clearance(session, "company", other.id, cast.manager)
    assert "把密级改为一致" in words(manager.get(url, 200))
    kept.confidential = True
    make_clearance(session, "company", kept.id, cast.manager)
    session.flush()
    assert f"知悉名单：{cast.staff.name}" in words(manager.get(url, 200))
    merge(manager, kept, other)
    people = select(Clearance.user_id).where(Clearance.subject_id == kept.id)
    assert set(session.scalars(people)) == {cast.manager.id, cast.staff.id}
    titles = session.scalars(select(AuditEntry.title).where(AuditEntry.action == "merged")).all()
    assert set(titles) == {"涉密企业"}
    undo(manager, session, kept)
    assert set(session.scalars(people)) == {cast.manager.id}


def test_a_merged_address_of_a_confidential_company_is_not_there(manager, outsider, cast, session):
    kept, other = (make_company(session, cast.staff, confidential=True) for _ in range(2))
    gone = other.id
    for company in (kept, other):
        make_clearance(session, "company", company.id, cast.manager)
    merge(manager, kept, other)
    outsider.get(f"/companies/{gone}", 404)


def test_doubles_are_found_by_all_that_is_known(manager, cast, session, pair):
    kept, other = pair
    third = make_company(session, cast.staff, "完全另外有限公司")
    make_contact(session, kept, cast.staff, phone="13911112222")
    make_contact(session, third, cast.staff, phone="13911112222")
    page = manager.get(f"/companies/{kept.id}/merge", 200).text
    assert f"/companies/{kept.id}/merge/{other.id}" in page
    assert f"/companies/{kept.id}/merge/{third.id}" in page
    assert "联系电话相同" in page
    chosen = manager.get(f"/companies/{kept.id}/merge?other={third.id}", 302)
    assert chosen.location.endswith(f"/merge/{third.id}")


def test_a_form_that_knows_the_old_number_saves_for_the_new_one(manager, staff, session, pair):
    kept, other = pair
    gone = other.id
    merge(manager, kept, other)
    sent = {"company_name": "天合光能股份有限公司", "company_id": gone, "country": "CN",
            "despite_clash": "y"}  # fmt: skip
    staff.submit("/leads/new", sent, 302)
    lead = session.scalars(select(Lead).order_by(Lead.id.desc())).first()
    assert (lead.company_id, lead.company_name) == (kept.id, kept.name)


def test_merges_may_follow_one_another(manager, cast, session, pair):
    kept, other = pair
    gone, last = other.id, make_company(session, cast.staff, "天合光能集团有限公司")
    merge(manager, kept, other)
    merge(manager, last, kept)
    assert manager.get(f"/companies/{gone}", 302).location == f"/companies/{last.id}"


def test_everything_that_points_to_a_company_is_named():
    """A new table that hangs on companies must say so, or no company could be merged any more."""
    named = {name for name, one in BELONGINGS.items() if str(one.narrowed) == "true"}
    keys = {
        f"{table.name}.{key.parent.name}"
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "companies" and table.name not in HANGING
    }
    assert keys == named


def test_more_rows_are_no_more_queries(manager, cast, session, pair, count_queries):
    kept, other = pair
    url = f"/companies/{kept.id}/merge/{other.id}"
    with count_queries() as few:
        manager.get(url, 200)
    for _ in range(10):
        make_lead(session, cast.staff, company_id=other.id)
        make_contact(session, other, cast.staff)
    with count_queries() as many:
        manager.get(url, 200)
    assert len(many) <= len(few) <= 8
