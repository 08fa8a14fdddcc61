"""An import with mistakes, corrected and repeated, at a desk and on a phone."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.exchange.files import xlsx
from tests.journeys.person import Person
from tests.journeys.sizes import SIZES

HEADS = ["企业名称", "意向投资额", "下一步", "下一步日期"]


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: another process serves."""


@pytest.mark.browser
def test_an_import_with_mistakes_corrected_and_repeated(chromium, site, tmp_path: Path):
    person = Person(chromium, site, "wang")
    person.context.add_cookies([site.signed_in("wang", "王招商", "staff")])
    for size, (width, height) in SIZES.items():
        person.page.set_viewport_size({"width": width, "height": height})
        _story(person, tmp_path, size)
    assert person.complaints == []


def _story(person: Person, folder: Path, size: str) -> None:
    page = person.page
    good, bad = f"江苏海辰{size}储能科技有限公司", f"苏州长芯{size}半导体有限公司"
    first = folder / f"{size}.xlsx"
    first.write_bytes(
        xlsx(
            ["招商线索汇总表"],
            HEADS,
            [good, "约5亿美元", "电话回访", "2026年12月1日"],
            [bad, "1.5-2亿", "", "2026.2.30"],
        )
    )
    page.goto("/leads")
    page.get_by_role("link", name="导入 Excel").click()
    _send(person, first)
    expect(page.locator("#list")).to_contain_text("是一个范围")
    expect(page.locator("#list")).to_contain_text("不是一个存在的日期")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    with page.expect_download() as got:
        page.get_by_role("link", name="下载未导入的行").click()
    page.get_by_role("button", name="导入 1 条").click()
    expect(page.locator("main")).to_contain_text("已导入 1 条")
    second = folder / f"{size}-2.xlsx"
    got.value.save_as(second)
    _correct(second)
    page.goto("/imports/new?kind=leads")
    _send(person, second)
    page.get_by_role("button", name="导入 1 条").click()
    expect(page.locator("main")).to_contain_text("已导入 1 条")
    page.goto(f"/leads?q={size}")
    for name in (good, bad):
        expect(page.locator("#list")).to_contain_text(name)
    page.go_back()
    person.press("整体撤销", sure=True)
    expect(page.locator("main")).to_contain_text("已撤销")
    page.goto(f"/leads?q={size}")
    expect(page.locator("#list")).to_contain_text(good)
    expect(page.locator("#list")).not_to_contain_text(bad)


def _send(person: Person, path: Path) -> None:
    person.page.locator("input[type=file]").set_input_files(path)
    person.page.get_by_role("button", name="上传并检查").click()


def _correct(path: Path) -> None:
    """Put right what the last column says, and leave that column where it is."""
    book = load_workbook(path)
    sheet = book.active
    assert "有误" in sheet.cell(2, len(HEADS) + 1).value
    for place, text in enumerate(("1.5亿", "登门拜访", "2026.2.28"), start=2):
        sheet.cell(2, place, text)
    book.save(path)
