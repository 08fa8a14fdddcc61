"""The leads that the list of gaps names: the latest ones, through the reader's eyes."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from crm.plans.rules import Stage
from tests.factories.chains import make_node
from tests.factories.leads import make_lead
from tests.factories.plans import make_quota


def target(session, node, wanted):
    return make_quota(
        session, chain_id=node.chain_id, node_id=node.id, milestone=Stage.REGISTERED,
        target=Decimal(wanted),
    )  # fmt: skip


def test_a_row_names_the_latest_leads_on_its_node_and_below(
    leader, outsider, cast, session, definition, chain, node, clock
):
    below = make_node(session, parent=node, name="先进封装")
    target(session, node, 4)
    for number, where in enumerate((node, below, node, below), 1):
        clock.shift(60)
        make_lead(session, cast.staff, f"第{number}条线索", node_id=where.id)
    make_lead(
        session, cast.staff, "已放弃的", node_id=node.id, state="dropped", drop_reason="other"
    )
    clock.shift(60)
    make_lead(session, cast.staff, "真名", confidential=True, code_name="DH", node_id=node.id)
    page = leader.page("/analytics/gaps?chain=ic")
    row = page.select_one("#list tbody tr:has(a[href='/chains/ic/packaging'])")
    assert "DH 涉密 、 第4条线索 、 第3条线索 · 共 5 条" in row.get_text(" ", strip=True)
    assert "第4条线索 、 第2条线索 · 共 2 条" in page.select_one("#list").get_text(" ", strip=True)
    assert "共 5 条" in leader.text(row.find("a", string="共 5 条")["href"])
    assert "线索" not in outsider.text("/analytics/gaps?chain=ic").split("补链")[1]
    (first, _second) = leader.get("/analytics/gaps.json?chain=ic&rows=1", 200).json["rows"]
    assert [one["title"] for one in first["latest_leads"]] == ["DH", "第4条线索", "第3条线索"]
    sheet = load_workbook(BytesIO(leader.get("/analytics/gaps.xlsx?chain=ic", 200).data)).active
    assert next(sheet.iter_rows(min_row=2, values_only=True))[-1] == "DH、第4条线索、第3条线索"


def test_the_list_costs_the_same_for_many_leads(
    leader, cast, session, definition, node, count_queries
):
    target(session, node, 4)
    make_lead(session, cast.staff, node_id=node.id)
    leader.get("/analytics/gaps")
    with count_queries() as few:
        leader.get("/analytics/gaps")
    for _ in range(10):
        make_lead(session, cast.staff, node_id=make_node(session, parent=node).id)
    with count_queries() as many:
        leader.get("/analytics/gaps")
    assert len(many) == len(few) <= 12
