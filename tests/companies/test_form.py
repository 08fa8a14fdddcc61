"""Entering and changing a company."""

import pytest
from sqlalchemy import func, select

from crm.accounts.models import Clearance
from crm.audit.models import AuditEntry
from crm.companies.models import Company, CompanyName, CompanyNode
from crm.companies.rules import NameKind, Relation
from crm.lib.credit_code import complete
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.companies import make_company, make_name

CODE = complete("91320400608131455")
FULL = {
    "name": "江苏天合光能有限公司",
    "credit_code": f"{CODE[:10].lower()} {CODE[10:]}",
    "relation": "investor",
    "short_name": "天合",
    "former_names": "天合太阳能、旧天合\n天合太阳能",
    "country": "CN",
    "region_code": "320400",
    "registered_capital_fen": "50,000",
    "description": "光伏组件",
}


def only(session) -> Company:
    return session.scalars(select(Company)).one()


def test_it_is_saved_with_its_keys_names_and_nodes(staff, cast, session):
    main, other = make_node(session), make_node(session)
    sent = {**FULL, "node_id": main.id, "other_nodes": [other.id]}
    answer = staff.submit("/companies/new", sent, 302)
    company = only(session)
    assert answer.location == f"/companies/{company.id}"
    assert (company.core_name, company.sound) == ("天合光能", "thgn")
    assert company.credit_code == CODE
    assert company.registered_capital_fen == 5 * 10**10
    assert (company.owner_id, company.unit_id) == (cast.staff.id, cast.park_a.id)
    names = session.execute(select(CompanyName.kind, CompanyName.name).order_by(CompanyName.name))
    assert set(names) == {
        (NameKind.SHORT, "天合"),
        (NameKind.FORMER, "天合太阳能"),
        (NameKind.FORMER, "旧天合"),
    }
    nodes = session.execute(select(CompanyNode.node_id, CompanyNode.is_main))
    assert set(nodes) == {(main.id, True), (other.id, False)}
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["created", "updated"]


def test_it_asks_for_sign_in(guest, leader):
    assert "/login" in guest.get("/companies/new", 302).location
    leader.get("/companies/new", 403)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "请填写企业名称"),
        ("name", "长" * 201, "最多 200 个字"),
        ("credit_code", "9132", "应为 18 位"),
        ("credit_code", CODE[:17] + ("0" if CODE[17] != "0" else "1"), "校验不通过"),
        ("credit_code", "<script>", "只含数字和大写字母"),
        ("registered_capital_fen", "五千万", "请写成数字"),
        ("industry_code", "光伏", "GB/T 4754"),
        ("former_names", "长" * 300, "最多 200 个字"),
        ("relation", "friend", "请从列表中选择"),
        ("node_id", "77777", "请从列表中选择"),
    ],
)
def test_bad_input_is_refused_and_all_typed_is_kept(staff, session, field, typed, says):
    answer = staff.post("/companies/new", {**FULL, "address": "<b>路</b>", field: typed}, 400)
    assert says in words(answer)
    assert "&lt;b&gt;路&lt;/b&gt;" in answer.text
    assert "光伏组件" in answer.text
    assert session.scalar(select(func.count(Company.id))) == 0


def test_a_name_or_code_that_is_taken_is_refused_in_words(staff, cast, session):
    make_company(session, cast.outsider, "江苏天合光能有限公司")
    make_company(session, cast.outsider, "别的有限公司", credit_code=CODE)
    answer = staff.post("/companies/new", FULL, 400)
    assert "信用代码已登记给“别的有限公司”" in words(answer)
    answer = staff.post("/companies/new", {**FULL, "credit_code": ""}, 400)
    assert "这个名称已登记给“江苏天合光能有限公司”" in words(answer)


def test_of_a_confidential_twin_only_that_there_is_one(outsider, cast, session):
    make_company(session, cast.staff, "隐芯有限公司", credit_code=CODE, confidential=True)
    page = words(outsider.post("/companies/new", FULL, 400))
    assert "一家涉密企业" in page
    assert "新能源汽车产业园" in page
    assert "隐芯" not in page


def test_who_makes_it_confidential_stands_on_its_list(staff, cast, session):
    staff.post("/companies/new", {**FULL, "confidential": "y"}, 302)
    company = only(session)
    rows = session.execute(select(Clearance.kind, Clearance.subject_id, Clearance.user_id)).all()
    assert rows == [("company", company.id, cast.staff.id)]
    entry = session.scalars(select(AuditEntry)).first()
    assert (entry.title, entry.confidential) == ("涉密企业", True)


def test_a_colleague_may_change_it(colleague, cast, session):
    company = make_company(session, cast.staff, relation=Relation.TARGET)
    colleague.submit(f"/companies/{company.id}/edit", {"relation": "local"}, 302)
    assert company.relation is Relation.LOCAL
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.changes == {"关系": ["目标企业", "区内企业"]}


def test_a_manager_changes_what_lies_below(manager, cast, session):
    company = make_company(session, cast.outpost)
    manager.submit(f"/companies/{company.id}/edit", {"short_name": "新"}, 302)


def test_other_units_may_not(outsider, cast, session):
    company = make_company(session, cast.staff)
    outsider.get(f"/companies/{company.id}/edit", 403)
    assert "修改" not in outsider.text(f"/companies/{company.id}")


def test_a_confidential_one_is_not_there_for_others(manager, cast, session):
    company = make_company(session, cast.staff, confidential=True)
    manager.get(f"/companies/{company.id}", 404)
    manager.get(f"/companies/{company.id}/edit", 404)


def test_names_and_nodes_are_replaced_and_what_plans_say_stays(staff, cast, session):
    node = make_node(session, name="组件")
    company = make_company(session, cast.staff, "天合有限公司")
    make_name(session, company, "旧名")
    make_name(session, company, "DH 半导体", NameKind.CODE)
    sent = {"former_names": "更旧名", "node_id": node.id}
    staff.submit(f"/companies/{company.id}/edit", sent, 302)
    names = set(session.scalars(select(CompanyName.name)))
    assert names == {"更旧名", "DH 半导体"}
    page = staff.text(f"/companies/{company.id}")
    assert "组件" in page
    staff.submit(f"/companies/{company.id}/edit", {"node_id": ""}, 302)
    assert session.scalars(select(CompanyNode)).all() == []


def test_who_saves_second_sees_both_values(staff, colleague, cast, session):
    company = make_company(session, cast.staff, "甲有限公司", registered_capital_fen=10**8)
    sent = {"name": "甲有限公司", "relation": "target", "country": "CN", "version": company.version}
    changed = {"address": "同事改的", "registered_capital_fen": "300"}
    colleague.submit(f"/companies/{company.id}/edit", changed, 302)
    answer = staff.post(f"/companies/{company.id}/edit", {**sent, "address": "我改的"}, 409)
    page = answer.text
    assert "我改的" in page
    assert "现已改为：同事改的" in page
    assert "现已改为：300万元" in page
    assert company.address == "同事改的"
    again = {**sent, "address": "我改的", "version": company.version}
    staff.post(f"/companies/{company.id}/edit", again, 302)
    assert company.address == "我改的"
