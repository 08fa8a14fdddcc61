"""Many records changed at once: counted first, all or none, taken back as a whole."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.accounts.models import Clearance
from crm.accounts.operations.clearances import clear, withdraw
from crm.audit.models import AuditEntry
from crm.lists.models import BulkChange
from crm.lists.rules import MOST_CHANGED
from crm.notifications.models import Notification
from crm.projects.models import ProjectNode
from tests.factories.chains import make_node
from tests.factories.companies import make_clearance, make_company
from tests.factories.leads import TODAY, make_lead
from tests.factories.lists import make_tag
from tests.factories.projects import make_project


def do(browser, key, deed, rows, value, expected, status=302):
    numbers = ",".join(str(row.id) for row in rows)
    form = {"do": deed, "ids": numbers, "value": value, "expected": expected}
    return browser.post(f"/lists/{key}/bulk", form, status)


def last(session) -> BulkChange:
    return session.scalars(select(BulkChange).order_by(BulkChange.id.desc())).first()


def undo(browser, session, status=302):
    return browser.post(f"/lists/changes/{last(session).id}/undo", {}, status)


def make_rows(session, cast, key, node):
    if key == "leads":
        return [make_lead(session, cast.staff, node_id=node.id) for _ in range(2)]
    if key == "companies":
        return [make_company(session, cast.staff) for _ in range(2)]
    return [make_project(session, cast.staff, node) for _ in range(2)]


def test_it_asks_what_to_then_tells_how_many(manager, cast, session):
    rows = [make_lead(session, cast.staff) for _ in range(3)]
    rows.append(make_lead(session, cast.colleague))
    ids = {"do": "owner", "id": [row.id for row in rows]}
    assert "4 条可以更改" in manager.post("/lists/leads/bulk", ids, 200).text.replace(
        "<b>4</b>", "4"
    )
    chosen = {"do": "owner", "ids": ",".join(str(row.id) for row in rows)}
    page = manager.post("/lists/leads/bulk", {**chosen, "value": cast.colleague.id}, 200).text
    assert "改动 3 条" in page
    assert "另有 1 条" in page
    assert {row.owner_id for row in rows} == {cast.staff.id, cast.colleague.id}
    assert last(session) is None


@pytest.mark.parametrize("key", ["leads", "companies", "projects"])
def test_an_owner_is_changed_and_taken_back(manager, cast, session, key):
    rows = make_rows(session, cast, key, make_node(session))
    do(manager, key, "owner", rows, cast.outpost.id, 2)
    for row in rows:
        session.refresh(row)
        assert (row.owner_id, row.unit_id) == (cast.outpost.id, cast.office.id)
    assert session.scalars(select(AuditEntry.action)).all() == ["assigned"] * 2
    told = select(Notification.text).where(Notification.user_id == cast.outpost.id)
    assert len(session.scalars(told).all()) == 1
    undo(manager, session)
    for row in rows:
        session.refresh(row)
        assert (row.owner_id, row.unit_id) == (cast.staff.id, cast.park_a.id)
    assert session.scalars(select(AuditEntry.action)).all() == ["assigned"] * 4


@pytest.mark.parametrize("key", ["leads", "companies", "projects"])
def test_a_node_is_changed_and_taken_back(staff, cast, session, key):
    node, other = make_node(session), make_node(session, name="键合胶")
    rows = make_rows(session, cast, key, node)
    do(staff, key, "node", rows, other.id, 2)
    assert "键合胶" in staff.page(f"/{key}").find("tbody").text
    undo(staff, session)
    assert "键合胶" not in staff.page(f"/{key}").find("tbody").text


def test_protection_is_restored_with_the_owner(manager, cast, session):
    lead = make_lead(session, cast.staff, reported_on=TODAY - timedelta(days=20))
    before = lead.protected_from, lead.falls_on
    do(manager, "leads", "owner", [lead], cast.outpost.id, 1)
    session.refresh(lead)
    assert (lead.protected_from, lead.falls_on) != before
    undo(manager, session)
    session.refresh(lead)
    assert (lead.protected_from, lead.falls_on) == before


def test_a_tag_is_given_taken_and_restored(staff, cast, session):
    rows = [make_lead(session, cast.staff) for _ in range(3)]
    tag = make_tag(session, "招商周", ("lead", rows[0].id))
    do(staff, "leads", "tag_on", rows, tag.id, 2)
    assert staff.page(f"/leads?tag={tag.id}").find("tbody").text.count("招商周") == 3
    undo(staff, session)
    assert staff.page(f"/leads?tag={tag.id}").find("tbody").text.count("招商周") == 1
    do(staff, "leads", "tag_off", rows, tag.id, 1)
    assert "没有符合条件" in staff.text(f"/leads?tag={tag.id}")


def test_those_not_allowed_are_named_and_left_out(staff, cast, session):
    own = make_lead(session, cast.staff, "自己的有限公司")
    other = make_lead(session, cast.colleague, "李四的有限公司")
    secret = make_lead(session, cast.colleague, "秘密有限公司", confidential=True)
    gone = make_lead(session, cast.outsider, "别区的有限公司")
    node = make_node(session)
    rows = [own, other, secret, gone]
    form = {"do": "node", "ids": ",".join(str(row.id) for row in rows), "value": node.id}
    page = staff.post("/lists/leads/bulk", form, 200).text
    assert "改动 1 条" in page
    assert "李四的有限公司" in page
    assert "GF 光伏" in page
    assert "秘密" not in page
    assert "别区" not in page
    assert "1 条不存在，或已不在您的数据范围内" in page
    do(staff, "leads", "node", rows, node.id, 1)
    assert [row.node_id for row in rows] == [node.id, None, None, None]


def test_all_that_the_filters_leave(staff, cast, session):
    for number in range(60):
        make_lead(session, cast.staff, f"光伏{number}号有限公司")
    make_lead(session, cast.staff, "电池有限公司")
    form = {"do": "node", "all": "1", "query": "q=光伏", "id": 1}
    page = staff.post("/lists/leads/bulk", form, 200).text.replace("<b>60</b>", "60")
    assert "已选 60 条" in page


def test_it_stops_when_somebody_was_faster(staff, cast, session):
    lead, other = make_lead(session, cast.staff), make_lead(session, cast.staff)
    node = make_node(session)
    other.node_id = node.id
    session.flush()
    page = do(staff, "leads", "node", [lead, other], node.id, 2, 409).text
    assert "其中有记录被别人改动" in page
    assert lead.node_id is None


def test_all_or_nothing(staff, cast, session):
    """A project of which one cannot lie on the node as its shares are: none is moved."""
    node, other = make_node(session), make_node(session)
    good, bad = make_project(session, cast.staff, node), make_project(session, cast.staff, node)
    third = make_node(session)
    session.add(ProjectNode(project_id=bad.id, node_id=third.id, share=9000))
    session.flush()
    page = do(staff, "projects", "node", [good, bad], other.id, 2, 400).text
    assert "主环节的比例应不小于" in page
    assert last(session) is None


def test_staff_do_not_change_owners(staff, cast, session):
    lead = make_lead(session, cast.staff)
    do(staff, "leads", "owner", [lead], cast.colleague.id, 1, 403)


def test_owners_come_from_ones_own_scope(manager, cast, session):
    lead = make_lead(session, cast.staff)
    assert "请从列表中选择" in do(manager, "leads", "owner", [lead], cast.outsider.id, 1, 400).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"do": "node"}, "还没有选择记录"),
        ({"do": "delete", "id": 1}, "请从列表下方选择"),
        ({"do": "node", "ids": ",".join(map(str, range(1, MOST_CHANGED + 2)))}, "一次最多更改"),
    ],
)
def test_it_refuses_what_makes_no_sense(staff, form, sentence):
    assert sentence in staff.post("/lists/leads/bulk", form, 400).text


def test_undoing_leaves_what_was_changed_since_and_names_it(manager, cast, session):
    rows = [make_lead(session, cast.staff, f"第{n}光伏有限公司") for n in (1, 2)]
    do(manager, "leads", "owner", rows, cast.colleague.id, 2)
    rows[0].owner_id = cast.manager.id
    session.flush()
    page = undo(manager, session, 200).text
    assert "第1光伏" in page
    assert "第2光伏" not in page
    session.refresh(rows[1])
    assert (rows[0].owner_id, rows[1].owner_id) == (cast.manager.id, cast.staff.id)
    assert "已经撤销过" in undo(manager, session, 400).text


def test_undoing_ends_after_a_day(manager, cast, session, clock):
    do(manager, "leads", "owner", [make_lead(session, cast.staff)], cast.colleague.id, 1)
    last(session).created_at -= timedelta(hours=25)
    session.flush()
    assert "已超过 24 小时" in undo(manager, session, 400).text


def test_nobody_undoes_what_another_did(manager, staff, cast, session):
    do(manager, "leads", "owner", [make_lead(session, cast.staff)], cast.colleague.id, 1)
    undo(staff, session, 404)


def test_lists_offer_it_to_those_who_log(staff, manager, leader, cast, session):
    make_lead(session, cast.staff)
    make_tag(session)
    assert "改负责人" not in staff.get("/leads").text
    assert "改环节" in staff.get("/leads").text
    assert "改负责人" in manager.get("/leads").text
    assert "改环节" not in leader.get("/leads").text


def test_who_gets_a_confidential_one_stands_on_its_list(manager, cast, session):
    lead = make_lead(session, cast.staff, confidential=True)
    make_clearance(session, "lead", lead.id, cast.manager)
    do(manager, "leads", "owner", [lead], cast.colleague.id, 1)
    assert lead.owner_id == cast.colleague.id


@pytest.mark.parametrize("key", ["leads", "companies", "projects"])
def test_the_undo_takes_back_who_was_put_on_a_list(manager, cast, session, key):
    """And nobody else: who stood there before stays, and the owner is on it again."""
    kind, make = {
        "leads": ("lead", make_lead), "companies": ("company", make_company),
        "projects": ("project", make_project),
    }[key]  # fmt: skip
    node = [make_node(session)] if key == "projects" else []
    named = {} if key == "companies" else {"code_name": "GF 光伏"}
    rows = [make(session, cast.staff, *node, confidential=True, **named) for _ in range(2)]
    for row in rows:
        clear(session, kind, row.id, [cast.staff.id, cast.manager.id])
    clear(session, kind, rows[0].id, [cast.colleague.id])
    do(manager, key, "owner", rows, cast.colleague.id, 2)
    assert all(cast.colleague.id in listed(session, kind, row) for row in rows)
    withdraw(session, kind, rows[1].id, cast.staff.id)  # no longer his
    undo(manager, session)
    both = {cast.staff.id, cast.manager.id}
    assert listed(session, kind, rows[0]) == both | {cast.colleague.id}
    assert listed(session, kind, rows[1]) == both
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == rows[1].id))
    told = [one.changes["知悉名单"] for one in entries if "知悉名单" in one.changes]
    assert told == [[None, f"移出 {cast.colleague.name}"]]


def listed(session, kind, row) -> set[int]:
    wanted = select(Clearance.user_id).where(Clearance.kind == kind, Clearance.subject_id == row.id)
    return set(session.scalars(wanted))


@pytest.mark.parametrize("deed", ["owner", "node", "tag_on"])
@pytest.mark.parametrize("key", ["leads", "companies", "projects"])
def test_many_cost_hardly_more_statements_than_few(
    manager, cast, session, count_queries, key, deed
):
    node, other, tag = make_node(session), make_node(session), make_tag(session)
    value = {"owner": cast.outpost.id, "node": other.id, "tag_on": tag.id}[deed]
    asked = []
    for count in (2, 22):
        rows = [one for _ in range(count // 2) for one in make_rows(session, cast, key, node)]
        with count_queries() as sent:
            do(manager, key, deed, rows, value, count)
        # Rows with a version are updated one by one: that is what the version is for.
        own = ("UPDATE", "INSERT INTO company_nodes", "INSERT INTO project_nodes")
        asked.append(len([one for one in sent if not one.startswith(own)]))
    assert asked[1] <= asked[0] + 2
