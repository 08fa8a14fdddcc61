"""Groups, suppliers and customers, who referred whom; and what a contact is to us."""

import pytest
from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.companies.models import CompanyLink
from crm.companies.rules.dealings import LinkKind, Tie, tie_of
from tests.factories.companies import make_company, make_contact, make_link


def add(browser, company, other, tie, status=302):
    form = {"tie": tie, "other_name": other.name}
    return browser.post(f"/companies/{company.id}/links/new", form, status)


@pytest.mark.parametrize(
    ("tie", "back"),
    [("parent", "下属企业"), ("supplier", "客户（下游）"), ("referred_by", "由它引荐")],
)
def test_a_link_shows_on_both_sides(staff, cast, session, tie, back):
    one, two = make_company(session, cast.staff, "甲芯"), make_company(session, cast.staff, "乙芯")
    add(staff, one, two, tie)
    assert Tie(tie).label in staff.text(f"/companies/{one.id}")
    other = staff.text(f"/companies/{two.id}")
    assert "甲芯" in other
    assert back in other
    entries = session.scalars(select(AuditEntry.subject_id).order_by(AuditEntry.id)).all()
    assert sorted(entries) == sorted([one.id, two.id])


def test_a_group_is_shown_as_a_whole(staff, cast, session):
    head, mid, leaf, stranger = (make_company(session, cast.staff, f"{n}公司") for n in "天地人外")
    for parent, child in ((head, mid), (mid, leaf)):
        make_link(session, parent, child, LinkKind.HOLDS)
    make_link(session, head, stranger)
    words = staff.text(f"/companies/{leaf.id}/group")
    assert words.index("天公司") < words.index("地公司")
    assert "共 3 家" in words
    assert "外公司" not in words


def test_a_group_has_no_circle_and_one_parent(staff, cast, session):
    head, mid, leaf, other = (make_company(session, cast.staff) for _ in range(4))
    make_link(session, head, mid, LinkKind.HOLDS)
    make_link(session, mid, leaf, LinkKind.HOLDS)
    assert "形成循环" in add(staff, head, leaf, "parent", 400).text
    assert "已有上级集团" in add(staff, leaf, other, "parent", 400).text


def test_it_refuses_and_keeps_what_was_typed(staff, cast, session):
    one, two = make_company(session, cast.staff), make_company(session, cast.staff)
    make_link(session, two, one)
    assert "已经登记过" in add(staff, one, two, "supplier", 400).text
    assert "自身" in add(staff, one, one, "customer", 400).text
    page = staff.post(
        f"/companies/{one.id}/links/new",
        {"tie": "customer", "other_name": "没有的公司", "note": "持股"},
        400,
    ).text
    assert "没有找到这家企业" in page
    assert "没有的公司" in page
    assert "持股" in page


def test_it_is_taken_back(staff, cast, session):
    one, two = make_company(session, cast.staff), make_company(session, cast.staff, "乙芯公司")
    link = make_link(session, one, two)
    staff.post(f"/companies/{one.id}/links/{link.id}/remove", {}, 302)
    assert session.scalars(select(CompanyLink)).all() == []
    assert "乙芯公司" not in staff.text(f"/companies/{one.id}").split("动态")[0]


def test_it_asks_for_sign_in_and_refuses_other_units(guest, outsider, cast, session):
    one, two = make_company(session, cast.staff), make_company(session, cast.staff)
    assert "/login" in guest.get(f"/companies/{one.id}/group", 302).location
    add(outsider, one, two, "supplier", 403)


def test_a_confidential_company_is_not_given_away(staff, colleague, cast, session):
    one = make_company(session, cast.staff, "公开企业")
    secret = make_company(session, cast.staff, "绝密企业", confidential=True)
    add(staff, one, secret, "parent")
    assert "绝密" in staff.text(f"/companies/{one.id}")
    for path in (f"/companies/{one.id}", f"/companies/{one.id}/group"):
        assert "绝密" not in colleague.text(path)
    assert "绝密" not in str(session.scalars(select(AuditEntry.changes)).all())
    page = add(colleague, make_company(session, cast.staff), secret, "supplier", 400).text
    assert "没有找到这家企业" in page


def test_a_contact_has_a_role(staff, cast, session):
    company = make_company(session, cast.staff)
    contact = make_contact(session, company, cast.staff)
    form = {"name": "钱总", "role": "decides", "position": "总经理", "version": 1}
    staff.post(f"/contacts/{contact.id}/edit", form, 302)
    assert "决策人" in staff.text(f"/companies/{company.id}")
    staff.post(f"/contacts/{contact.id}/edit", {**form, "role": "king", "version": 2}, 400)


def test_every_tie_has_its_link_and_back():
    assert {tie_of(*tie.link) for tie in Tie} == set(Tie)
