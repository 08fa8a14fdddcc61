"""Lists: filters, chips, sorting, paging, ticking."""

from tests.macros.conftest import Show

IMPORT = (
    "{% from 'macros/lists.html' import filters, filter_text, filter_select, filter_dates, chips, "
    "head, pager, empty_row, bulk, tick %}"
)


def test_filters_show_what_is_in_force(show: Show):
    page = show(
        IMPORT + "{% call filters('/leads', {'sort': '-day', 'view': ''}) %}"
        "{{ filter_text('q', '名称', '<芯>') }}"
        "{{ filter_select('stage', '阶段', [('a', '在谈'), (2, '签约')], '2') }}"
        "{{ filter_dates('signed', '签约', '2026-01-01') }}{% endcall %}"
    )
    assert page.find("input", {"name": "q"})["value"] == "<芯>"
    assert page.find("option", selected=True).text == "签约"
    assert page.find("input", {"name": "signed_from"})["value"] == "2026-01-01"
    assert page.find("input", {"name": "sort"})["value"] == "-day"
    assert page.find("input", {"name": "view"}) is None


def test_a_chip_leads_to_the_list_without_its_filter(show: Show):
    page = show(IMPORT + "{{ chips([('阶段：签约', '/leads?x=1')], '/leads') }}")
    assert page.find("a")["href"] == "/leads?x=1"
    assert "全部清除" not in page.text
    both = show(IMPORT + "{{ chips([('甲', '/a'), ('乙', '/b')], '/leads') }}")
    assert "全部清除" in both.text


def test_the_head_tells_the_order_in_force(show: Show):
    page = show(
        IMPORT + "<table>{{ head([('n', '项目', ''), ('a', '总投资', 'num'), ('d', '更新', '')],"
        " {'a': '?sort=a', 'd': '?sort=d'}, '-a') }}</table>"
    )
    name, amount, day = page.find_all("th")
    assert amount["aria-sort"] == "descending"
    assert "num" in amount["class"]
    assert not name.find("a")
    assert "aria-sort" not in day.attrs


def test_the_pager_counts_in_words(show: Show):
    page = show(IMPORT + "{{ pager(1, 50, 1234, '', '/leads?after=x') }}")
    assert page.find("p").text == "第 1–50 条，共 1,234 条"
    assert page.find("a", rel="next")["href"] == "/leads?after=x"
    assert page.find("a", rel="prev") is None
    assert "共 10,000+ 条" in show(IMPORT + "{{ pager(1, 50, '10,000+', '', '/x') }}").text


def test_an_empty_list_says_what_to_do_next(show: Show):
    page = show(IMPORT + "<table>{{ empty_row(4, '还没有线索。', '/leads/new', '新建') }}</table>")
    assert page.find("td")["colspan"] == "4"
    assert page.find("a")["href"] == "/leads/new"


def test_ticked_rows_belong_to_the_form_above(show: Show):
    page = show(
        IMPORT + "{{ bulk('pick', '/leads/bulk', [('assign', '转派', '')]) }}"
        "<table><tr>{{ tick('pick', 7, '甲公司') }}</tr></table>"
    )
    assert page.find("input", {"name": "id"})["form"] == page.find("form")["id"]
    assert page.find("button")["value"] == "assign"
