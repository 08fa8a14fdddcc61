"""A target in a real browser: set, seen, changed, broken down; and what is refused."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.desk import NODE, ZONE
from tests.journeys.person import Person
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
TITLE = "招引晶圆重大项目"
NODE_NAME = f"集成电路 · {NODE}"


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: the browser's driver and the server go by the real one."""


@pytest.fixture
def today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture
def manager(chromium: Browser, site: Site) -> Iterator[Person]:
    person = Person(chromium, site, "manager")
    person.page.on("dialog", lambda dialog: dialog.accept())  # leaving a form unsaved asks
    person.context.add_cookies([site.signed_in("manager", "李四", "manager")])
    yield person
    person.leave()


def test_a_target_is_set_changed_and_broken_down(manager: Person, today: date):
    quota = set_target(manager, today.year)
    by_month(manager, quota, today.year)
    by_unit(manager, quota)
    changed(manager, quota)
    refused(manager, quota)


def row(person: Person, path: str) -> Locator:
    """The target's line in the list."""
    return person.read(path).locator("tr", has=person.page.get_by_role("link", name=TITLE)).first


def set_target(person: Person, year: int) -> str:
    """A target of a node, of large projects, for the year; gives its address."""
    person.read("/quotas")
    person.follow("新目标")
    person.fill(title=TITLE, unit_id=[ZONE], milestone=["签约"], target=24)
    person.pick("node_id", NODE_NAME)
    person.fill(starts_on=f"{year}-01-01", ends_on=f"{year}-12-31", least_investment_fen="1.5")
    person.page.locator("#least_investment_fen-unit").select_option(label="亿元")
    person.page.locator("#at_least").check()
    person.press("保存目标")
    person.told(f"已设定目标“{TITLE}”")
    expect(person.page).to_have_url(re.compile(r"/quotas/\d+$"))
    main = person.page.locator("main")
    for words in (f"集成电路 {NODE}", "总投资 1.50亿元以上", "24 个以上", f"{year}年目标"):
        expect(main).to_contain_text(words)
    quota = re.sub(r"^.*?(/quotas/\d+).*$", r"\1", person.page.url)
    expect(row(person, f"/quotas?year={year}")).to_contain_text("0 / 24 个")
    return quota


def by_month(person: Person, quota: str, year: int) -> None:
    """Two a month: the sum is told while it is typed; the months become the target's own pace."""
    person.read(f"{quota}/parts?by=month")
    words = person.page.locator("[data-sum-words]")
    months = {f"m{year}{month:02}": 2 for month in range(1, 13)}
    person.fill(**dict.fromkeys(list(months)[:5], 2))
    expect(words).to_have_text("分解合计 10，比总目标少 14")
    person.fill(**months)
    expect(words).to_have_text("分解合计 24，等于总目标")
    person.press("保存分解")
    person.told("分解已保存，合计等于总目标")
    expect(person.page.locator("main")).to_contain_text("自定月度曲线")


def by_unit(person: Person, quota: str) -> None:
    """To two of the units below, by two too few: the difference is said and stays on the page."""
    person.read(f"{quota}/parts")
    fields = person.page.locator("main input[type=text]")
    fields.nth(0).fill("15")
    fields.nth(1).fill("7")
    expect(person.page.locator("[data-sum-words]")).to_have_text("分解合计 22，比总目标少 2")
    fields.nth(1).fill("七")
    person.press("保存分解")
    expect(person.page.locator(".error-summary")).to_contain_text("请只填数字")
    expect(fields.nth(0)).to_have_value("15")
    expect(fields.nth(1)).to_have_value("七")
    fields.nth(1).fill("7")
    person.press("保存分解")
    person.told("分解合计 22，比总目标少 2")
    parts = person.read(quota).locator("#parts")
    expect(parts).to_contain_text("按单位分解合计 22，比总目标少 2")
    expect(parts.locator("tr", has_text=TITLE)).to_have_count(14)


def changed(person: Person, quota: str) -> None:
    """More is wanted: list, history and the sums of the parts say so."""
    person.read(quota)
    person.follow("调整目标")
    person.fill(target=30)
    person.press("保存目标")
    person.told("已保存目标")
    expect(person.page.locator("#parts")).to_contain_text("按月分解合计 24，比总目标少 6")
    history = person.page.locator("aside, .aside").last
    expect(history).to_contain_text("修改了招引目标")
    expect(history.locator("del").first).to_have_text("24")
    expect(row(person, "/quotas")).to_contain_text("0 / 30 个")


def refused(person: Person, quota: str) -> None:
    """A negative target, and a node that there is not: a sentence each, nothing typed is lost."""
    person.read(f"{quota}/edit")
    person.fill(title=f"{TITLE}（试改）", target=-5)
    person.press("保存目标")
    summary = person.page.locator(".error-summary")
    expect(summary).to_contain_text("不能是负数")
    expect(person.page.locator("#target")).to_have_value("-5")
    person.fill(target=31)
    person.page.evaluate(
        "document.querySelector('input[name=node_id]').value = '999999';"
        "document.querySelector('#node_id').removeAttribute('name')"
    )
    person.press("保存目标")
    expect(summary).to_contain_text("请从列表中选择")
    expect(person.page.locator("#title")).to_have_value(f"{TITLE}（试改）")
    expect(person.page.locator("#target")).to_have_value("31")
    main = person.read(quota)
    expect(main).to_contain_text("0 / 30 个")
    expect(main).not_to_contain_text("试改")
