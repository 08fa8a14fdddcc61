"""The organisation tree for administrators."""

import pytest
from sqlalchemy import select

from crm.accounts.models import OrgUnit
from crm.audit.models import AuditEntry
from tests.factories.accounts import make_unit
from tests.factories.leads import make_lead


def new(cast, **given):
    return {
        "name": "数字经济产业园",
        "kind": "park",
        "parent_id": cast.zone.id,
        "position": "3",
        **given,
    }


@pytest.mark.parametrize("url", ["/admin/units", "/admin/units/new"])
def test_opens_to_the_system_administrator_only(admin, security, staff, guest, url):
    admin.get(url, 200)
    security.get(url, 403)
    staff.get(url, 403)
    guest.get(url, 302)


def test_shows_the_tree(admin, cast):
    text = admin.text("/admin/units")
    assert text.index("新能源汽车产业园") < text.index("深圳驻点") < text.index("光电产业园")


def test_adds_a_unit_below_another(admin, cast, session):
    admin.post("/admin/units/new", new(cast, parent_id=cast.office.id), 302)
    unit = session.scalars(select(OrgUnit).where(OrgUnit.name == "数字经济产业园")).one()
    assert unit.path == f"{cast.office.path}{unit.id}/"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写这一项"),
        ({"name": "光电产业园"}, "已有同名的机构"),
        ({"parent_id": ""}, "请选择上级"),
        ({"kind": "zone"}, "唯一的顶层机构"),
        ({"position": "甲"}, "请填写整数"),
    ],
)
def test_refuses_what_is_wrong_and_keeps_what_was_typed(admin, cast, changes, sentence):
    given = new(cast, **changes)
    text = admin.post("/admin/units/new", given, 400).text
    assert sentence in text
    assert f'value="{given["position"]}"' in text


def test_renames_and_tells_from_what_to_what(admin, cast, session):
    admin.submit(f"/admin/units/{cast.park_b.id}/edit", {"name": "光电信息产业园"}, 302)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.changes == {"机构名称": ["光电产业园", "光电信息产业园"]}
    assert entry.title == "光电信息产业园"


def test_moves_a_unit_with_all_below_it(admin, cast, session):
    below = make_unit(session, "龙华联络组", parent=cast.office)
    admin.submit(f"/admin/units/{cast.office.id}/edit", {"parent_id": cast.park_b.id}, 302)
    assert cast.office.path == f"{cast.park_b.path}{cast.office.id}/"
    assert below.path == f"{cast.office.path}{below.id}/"
    assert session.scalars(select(AuditEntry)).one().changes == {
        "上级机构": ["新能源汽车产业园", "光电产业园"]
    }


@pytest.mark.parametrize("below", ["park_a", "office"])
def test_never_hangs_a_unit_below_itself(admin, cast, below):
    given = {"parent_id": getattr(cast, below).id}
    text = admin.submit(f"/admin/units/{cast.park_a.id}/edit", given, 400).text
    assert "不能移到自己或自己的下级机构之下" in text
    assert cast.park_a.parent_id == cast.zone.id


def test_keeps_the_tree_shallow(admin, cast, session):
    parent = cast.office
    for _ in range(5):
        parent = make_unit(session, parent=parent)
    given = {"parent_id": parent.id}
    assert "最多 8 级" in admin.submit(f"/admin/units/{cast.park_b.id}/edit", given, 400).text or (
        cast.park_b.path.count("/") - 1 <= 8
    )


def test_leaves_the_zone_in_its_place(admin, cast):
    url = f"/admin/units/{cast.zone.id}/edit"
    for given in ({"active": None}, {"parent_id": cast.park_a.id}, {"kind": "park"}):
        assert "只能改名" in admin.submit(url, given, 400).text
    admin.submit(url, {"name": "新区"}, 302)


def test_switches_off_only_what_is_empty(admin, cast, session):
    url = f"/admin/units/{cast.park_a.id}/edit"
    assert "启用的账号" in admin.submit(url, {"active": None}, 400).text
    empty = make_unit(session, parent=cast.zone)
    admin.submit(f"/admin/units/{empty.id}/edit", {"active": None}, 302)
    assert not empty.active


def test_shows_both_when_somebody_else_saved_first(admin, cast, session):
    cast.park_b.name = "光电园"
    session.flush()
    given = new(cast, name="光电谷", version=1, active="y")
    text = admin.post(f"/admin/units/{cast.park_b.id}/edit", given, 409).text
    assert "现已改为：光电园" in text
    assert "光电谷" in text


def test_a_unit_moved_below_a_manager_is_seen_with_his_next_page(admin, manager, cast, session):
    lead = make_lead(session, cast.outsider, company_name="天合智能装备有限公司")
    assert lead.company_name not in manager.text("/leads")
    admin.submit(f"/admin/units/{cast.park_b.id}/edit", {"parent_id": cast.park_a.id}, 302)
    assert lead.company_name in manager.text("/leads")
