"""One company found by two characters, and two that are one: at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from crm.lib.credit_code import complete
from tests.journeys.person import Person
from tests.journeys.site import Site
from tests.journeys.sizes import AWAY, HOME, SIZES, arrive, fits, log

pytestmark = pytest.mark.browser
KEPT, TWIN = "苏州纳维科技股份有限公司", "苏州纳维氮化镓材料有限公司"
CREDIT = complete("91320500MA2026XB1")


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: the browser's driver and the server go by the real one."""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


def enter(person: Person, name: str, **more: str) -> str:
    """Enter a company; gives its address on the site."""
    person.read("/companies/new")
    person.fill(name=name, **more)
    person.press("保存企业")
    expect(person.page.locator("h1")).to_have_text(name)
    return re.sub(r"^.*?(/companies/\d+).*$", r"\1", person.page.url)


def test_initials_find_a_lead_for_those_who_may_see_it(
    chromium: Browser, site: Site, size: tuple[int, int]
):
    staff = arrive(chromium, site, size, ("staff", "张三", "staff"), HOME)
    rival = arrive(chromium, site, size, ("rival", "孙七", "staff"), AWAY)
    log(staff, KEPT)
    log(staff, "无锡海辰储能有限公司")
    page = staff.page
    staff.read("/leads")
    page.keyboard.press("/")
    page.keyboard.type("nwkj", delay=30)
    found = page.locator("#suggestions")
    expect(found.get_by_role("option", name=re.compile(KEPT))).to_be_visible()
    expect(found).not_to_contain_text("海辰")
    fits(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(KEPT)
    for words in ("NWKJ", "naweikeji", "纳维"):
        main = staff.read(f"/search?q={words}")
        expect(main).to_contain_text(KEPT)
        expect(main).not_to_contain_text("海辰")
    fits(page)
    staff.read("/leads")
    page.locator("#filter-q").press_sequentially("hccn")
    page.locator("#filter-q").press("Enter")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list tbody")).to_contain_text("海辰")
    fits(page)

    assert KEPT not in rival.read("/search?q=nwkj").inner_text()
    for person in (staff, rival):
        person.leave()


def test_a_manager_merges_two_with_a_preview_and_takes_it_back(
    chromium: Browser, site: Site, size: tuple[int, int]
):
    manager = arrive(chromium, site, size, ("manager", "李四", "manager"))
    page = manager.page
    kept = enter(manager, KEPT, credit_code=CREDIT)
    twin = enter(manager, TWIN, description="与前者是同一家")
    lead = log(manager, TWIN)

    manager.read(kept)
    manager.follow("合并重复")
    expect(page.locator("h1")).to_have_text("合并重复企业")
    fits(page)
    page.locator("#other").press_sequentially("nwdhj", delay=30)
    option = page.get_by_role("option", name=re.compile(TWIN))
    expect(option).to_be_visible()
    fits(page)
    option.click()
    manager.press("预览合并")
    expect(page.locator("h1")).to_have_text("合并预览")
    preview = page.locator("main")
    for words in (f"“{TWIN}”将并入“{KEPT}”", "线索 1 条转到", "与前者是同一家", CREDIT):
        expect(preview).to_contain_text(words)
    fits(page)
    manager.press("确认合并")
    manager.told("需要时可在本页下方整体撤销")
    expect(page.locator("main")).to_contain_text(TWIN)
    fits(page)
    page.goto(twin)
    expect(page).to_have_url(re.compile(rf"{kept}$"))
    page.goto(lead)
    expect(page.locator(f'main a[href="{kept}"]')).to_be_visible()

    manager.read(kept)
    manager.press("撤销合并", sure=True)
    manager.told("已撤销合并")
    expect(page.locator("h1")).to_have_text(TWIN)
    expect(page.locator("main")).to_contain_text("与前者是同一家")
    page.goto(lead)
    expect(page.locator(f'main a[href="{twin}"]')).to_be_visible()
    expect(manager.read(kept)).to_contain_text(CREDIT)
    assert TWIN not in manager.read(kept).locator("dl").first.inner_text()
    manager.leave()
