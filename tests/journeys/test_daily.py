"""What staff do all day, in a real browser, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.person import Person
from tests.journeys.site import Site
from tests.journeys.sizes import AWAY, HOME, SIZES, arrive, fits, log

pytestmark = pytest.mark.browser
BROKEN = re.compile("^htmx:(?:sendError|afterRequest)|ERR_INTERNET_DISCONNECTED")
MESSAGE = (
    "今天拜访了苏州纳维科技股份有限公司，王总（13812345678）说想投资5个亿建氮化镓衬底产线。"
    "下周三上午来盐城考察。"
)


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: the browser's driver and the server go by the real one."""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


def people(chromium: Browser, site: Site, size: tuple[int, int]) -> tuple[Person, Person]:
    """Two of different units, each with a browser of that size."""
    return (
        arrive(chromium, site, size, ("staff", "张三", "staff"), HOME),
        arrive(chromium, site, size, ("rival", "孙七", "staff"), AWAY),
    )


def test_a_message_becomes_a_lead_and_a_rival_hears_of_the_clash(
    chromium: Browser, site: Site, size: tuple[int, int]
):
    staff, rival = people(chromium, site, size)
    page = staff.page
    staff.read("/leads/new")
    page.get_by_text("粘贴微信消息或名片，自动填表").click()
    staff.fill(pasted=MESSAGE)
    page.get_by_role("button", name="识别并填入").click()
    expect(page.get_by_text("请逐项核对后保存")).to_be_visible()
    expect(page.locator("#company_name")).to_have_value("苏州纳维科技股份有限公司")
    expect(page.locator("#contact_phone")).to_have_value("13812345678")
    expect(page.locator("#amount_minor")).to_have_value("5")
    expect(page.locator("#node_id")).to_have_value(re.compile("材料"))
    expect(page.locator("#next_step_on")).to_have_value(re.compile(r"\d{4}-\d\d-\d\d"))
    fits(page)
    staff.press("保存线索")
    staff.told("已登记，自今天起首报保护")
    fits(page)
    assert "考察" in staff.read("/leads").locator("#list").inner_text()
    fits(page)

    page = rival.page
    rival.read("/leads/new")
    page.locator("#company_name").press_sequentially("纳维科技", delay=20)
    clash = page.locator("#lookalikes")
    expect(clash).to_contain_text("可能撞单")
    expect(clash).to_contain_text("张三")
    expect(clash).not_to_contain_text("股份有限公司")
    fits(page)
    page.locator("#intent").fill("另一个氮化镓项目")
    page.locator("#contact_name").focus()
    page.get_by_role("button", name="建议环节").click()
    expect(page.locator("#node_id")).to_have_value(re.compile("材料"))
    rival.press("保存线索")
    expect(page.locator(".error-summary")).to_contain_text("疑似撞单")
    expect(page.locator("#intent")).to_have_value("另一个氮化镓项目")
    page.get_by_label("已核对，不是同一项目，仍要登记").check()
    rival.press("保存线索")
    rival.told("已登记，自今天起首报保护")
    for person in (staff, rival):
        person.leave()


def test_of_two_who_claim_one_gets_it_and_the_other_a_sentence(
    chromium: Browser, site: Site, size: tuple[int, int]
):
    staff, rival = people(chromium, site, size)
    url = log(staff, "苏州纳维科技有限公司")
    staff.page.goto(f"{url}/release")
    staff.fill(reason="方向不合")
    staff.press("释放到公海")
    staff.told("已释放到公海")
    for person in (staff, rival):  # both have the lead before them
        assert "纳维" in person.read("/leads/pool").inner_text()
        fits(person.page)
        person.page.goto(url)
    rival.press("认领")
    rival.told("现在由您负责")
    staff.press("认领")
    expect(staff.page.locator("main")).to_contain_text("认领")
    assert staff.page.get_by_text("现在由您负责").count() == 0
    assert "孙七" in rival.read(url.removeprefix(site.url)).inner_text()
    for person in (staff, rival):
        person.leave()


def test_what_was_typed_survives_a_lost_connection_and_a_closed_tab(
    chromium: Browser, site: Site, size: tuple[int, int]
):
    staff, rival = people(chromium, site, size)
    rival.leave()
    page = staff.page
    staff.read("/leads/new")
    page.locator("#intent").press_sequentially("想建氮化镓衬底产线")
    staff.context.set_offline(True)
    page.get_by_text("粘贴微信消息或名片，自动填表").click()
    page.locator("#pasted").fill(MESSAGE)
    page.get_by_role("button", name="识别并填入").click()
    expect(page.get_by_text("连不上服务器，内容没有丢失")).to_be_visible()
    staff.context.set_offline(False)
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('draft:lead-new#'))"
    )
    page.close(run_before_unload=False)
    staff.page = page = staff.context.new_page()
    staff.read("/leads/new")
    page.get_by_role("button", name="找回").click()
    expect(page.locator("#intent")).to_have_value("想建氮化镓衬底产线")
    staff.fill(company_name="苏州纳维科技有限公司")
    staff.press("保存线索")
    staff.told("已登记，自今天起首报保护")
    staff.read("/leads/new")
    expect(page.get_by_role("button", name="找回")).to_have_count(0)
    # The scripts have complained that the line was broken, and of nothing else.
    assert [one for one in staff.complaints if not BROKEN.search(one)] == []
    staff.complaints.clear()
    staff.leave()
