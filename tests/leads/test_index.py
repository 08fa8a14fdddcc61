"""The list of leads."""

from datetime import date, timedelta

from crm.leads.rules import LeadState
from tests.factories.chains import make_node
from tests.factories.companies import make_clearance
from tests.factories.leads import TODAY, make_lead


def test_it_shows_the_leads_of_the_unit(staff, cast, session):
    make_lead(session, cast.colleague, "江苏天合光能有限公司", intent="建组件厂")
    words = staff.text("/leads")
    assert "江苏天合光能有限公司" in words
    assert "建组件厂" in words
    assert "第 1–1 条" in words


def test_it_asks_for_sign_in(guest):
    assert "/login" in guest.get("/leads", 302).location


def test_it_hides_other_units(outsider, cast, session):
    make_lead(session, cast.staff, "江苏天合光能有限公司")
    assert "天合光能" not in outsider.text("/leads")


def test_a_manager_sees_the_units_below(manager, cast, session):
    make_lead(session, cast.outpost, "深圳芯源有限公司")
    assert "深圳芯源" in manager.text("/leads")


def test_administrators_do_not_see_it(admin):
    admin.get("/leads", 403)


def test_of_a_confidential_lead_only_what_is_not_secret_is_told(colleague, cast, session):
    node = make_node(session, name="封装测试")
    make_lead(
        session,
        cast.staff,
        "秘密科技有限公司",
        confidential=True,
        intent="建密封测厂",
        amount_minor=3 * 10**10,
        node_id=node.id,
        next_step="约见秘密科技",
    )
    words = colleague.page("/leads").find("tbody").get_text(" ")
    assert "GF 光伏" in words
    assert "封装测试" in words
    assert "1–5亿元" in words
    for secret in ("秘密", "密封测", "30,000", "张三", "约见"):
        assert secret not in words


def test_what_may_not_be_seen_is_not_filtered_by_either(colleague, staff, cast, session):
    make_lead(session, cast.staff, "秘密科技有限公司", confidential=True, amount_minor=3 * 10**10)
    for query in ("q=秘密", "q=mmkj", f"owner={cast.staff.id}", "least=1", "due=soon"):
        assert "GF 光伏" not in colleague.text(f"/leads?{query}"), query
    assert "GF 光伏" in colleague.text("/leads?q=GF")
    assert "秘密科技" in staff.text("/leads?q=秘密")


def test_what_may_not_be_seen_is_not_sorted_by_either(colleague, cast, session):
    make_lead(session, cast.staff, "大额秘密有限公司", confidential=True, amount_minor=9 * 10**12)
    make_lead(session, cast.staff, "公开小项目有限公司", amount_minor=10**8)
    words = colleague.text("/leads?sort=amount")
    assert words.index("公开小项目") < words.index("GF 光伏")


def test_somebody_on_the_list_sees_all(colleague, cast, session):
    lead = make_lead(session, cast.staff, "秘密科技有限公司", confidential=True)
    make_clearance(session, "lead", lead.id, cast.colleague)
    assert "秘密科技" in colleague.text("/leads?q=秘密")


def test_each_filter_narrows_it(staff, cast, session):
    node, below = make_node(session, name="晶圆"), None
    below = make_node(session, name="光刻", parent=node)
    make_lead(session, cast.staff, "命中有限公司", node_id=below.id, amount_minor=5 * 10**10)
    make_lead(session, cast.colleague, "落空有限公司", state=LeadState.DROPPED)
    for query in (
        "q=命中", "q=mz", "state=open", f"node={node.id}", "owner=me", "least=40000",
        f"unit={cast.park_a.id}&q=命中",
    ):  # fmt: skip
        words = staff.text(f"/leads?{query}")
        assert "命中有限公司" in words, query
        assert "落空有限公司" not in words, query
    assert "不低于 40000 万元" in staff.text("/leads?least=40000")


def test_it_finds_what_falls_asleep(staff, cast, session):
    make_lead(session, cast.staff, "快掉有限公司", reported_on=TODAY - timedelta(days=27))
    make_lead(session, cast.staff, "新报有限公司")
    make_lead(session, cast.staff, "过期有限公司", reported_on=TODAY - timedelta(days=31))
    soon, over = staff.text("/leads?due=soon"), staff.text("/leads?due=over")
    assert "快掉" in soon
    assert "新报" not in soon
    assert "过期有限公司" in over
    assert "快掉" not in over


def test_it_pages_by_cursor(staff, cast, session):
    for number in range(55):
        make_lead(session, cast.staff, f"翻页{number:02}有限公司")
    first = staff.page("/leads")
    assert "第 1–50 条" in first.get_text()
    second = staff.page(first.find("a", rel="next")["href"])
    assert "第 51–55 条" in second.get_text()
    back = staff.page(second.find("a", rel="prev")["href"])
    assert "第 1–50 条" in back.get_text()
    names = {a.get_text() for page in (first, second) for a in page.select("td.main a")}
    assert len(names) == 55


def test_every_order_pages_through_all(staff, cast, session):
    for number in range(53):
        make_lead(
            session,
            cast.staff,
            amount_minor=number * 10**8 if number % 3 else None,
            next_step="联系" if number % 2 else "",
            next_step_on=date(2026, 12, 1) if number % 2 else None,
        )
    for sort in ("updated", "amount", "falls_on", "next_step_on"):
        first = staff.page(f"/leads?sort={sort}")
        second = staff.page(first.find("a", rel="next")["href"])
        found = [a["href"] for page in (first, second) for a in page.select("td.main a")]
        assert len(set(found)) == 53, sort


def test_nonsense_in_the_address_is_left_out(staff):
    staff.get("/leads?state=x&node=abc&least=三个亿&sort=password&due=1&unit=-1", 200)
    staff.get("/leads?cursor=garbage", 400)


def test_it_costs_the_same_with_two_rows_as_with_twenty(staff, cast, session, count_queries):
    make_lead(session, cast.staff)
    make_lead(session, cast.staff, confidential=True)
    with count_queries() as few:
        staff.get("/leads")
    for _ in range(18):
        make_lead(session, cast.staff)
    with count_queries() as many:
        staff.get("/leads")
    assert len(few) == len(many) <= 8


def test_markup_is_shown_as_it_was_typed(staff, cast, session):
    make_lead(session, cast.staff, "<b>黑体</b>有限公司", intent="<script>alert(1)</script>")
    assert "<script>alert(1)</script>" in staff.text("/leads")
