"""Saved views and changes of many rows in a browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def heads(page: Page) -> list[str]:
    return [text for text in page.locator("thead th:visible").all_inner_texts() if text.strip()]


def test_a_view_brings_its_columns_until_others_are_chosen(page: Page):
    page.goto("/views")
    assert heads(page) == ["名称", "负责人"]
    page.get_by_text("列", exact=True).click()
    page.locator("[data-columns] label", has_text="日期").click()
    page.locator("[data-columns] label", has_text="负责人").click()
    assert heads(page) == ["名称", "日期"]
    page.reload()
    assert heads(page) == ["名称", "日期"]


def test_what_is_saved_takes_the_columns_along(page: Page):
    page.goto("/views")
    page.locator("summary", has_text="重点").click()
    page.get_by_role("link", name="把当前筛选存为视图").click()
    expect(page.locator("#hidden")).to_have_text('["日期"]')


def test_a_view_is_brought_up_to_date_with_its_columns(page: Page):
    page.goto("/views")
    page.locator("summary", has_text="重点").click()
    page.get_by_role("button", name="更新为当前筛选").click()
    expect(page.locator("#sent")).to_contain_text("日期")
    expect(page.locator("#sent")).to_contain_text("q=x")


def test_ticked_rows_are_sent_or_all_that_the_filters_leave(page: Page):
    page.goto("/views")
    bar = page.locator("form[data-bulk]")
    expect(bar).to_be_hidden()
    page.get_by_label("选择 1").check()
    expect(bar).to_contain_text("已选 1 条")
    page.get_by_label("全选当前筛选的 60 条").check()
    expect(page.locator("[data-chosen]")).to_be_hidden()
    page.get_by_label("选择 1").uncheck()
    expect(bar).to_be_hidden()
    page.get_by_label("选择 2").check()
    expect(page.get_by_label("全选当前筛选的 60 条")).not_to_be_checked()
    page.get_by_role("button", name="改环节").click()
    expect(page.locator("#sent")).to_contain_text("'id': ['2']")
    expect(page.locator("#sent")).not_to_contain_text("'all'")


def test_a_long_choice_is_fetched_and_keeps_what_is_in_force(page: Page):
    page.goto("/list?node=2")
    choice = page.get_by_label("环节")
    expect(choice.locator("option")).to_have_text(["全部", "设计", "封测"])
    expect(choice).to_have_value("2")
    choice.select_option("1")
    page.wait_for_url("**/list?*node=1*")
    expect(choice.locator("option")).to_have_text(["全部", "设计", "封测"])
    expect(choice).to_have_value("1")


def test_a_long_choice_that_cannot_be_fetched_is_tried_again(page: Page):
    page.route("**/nodes.json", lambda route: route.abort())
    page.goto("/list?node=2")
    choice = page.get_by_label("环节")
    expect(choice.locator("option")).to_have_text(["全部", "测试"])
    page.unroute("**/nodes.json")
    choice.focus()
    expect(choice.locator("option")).to_have_text(["全部", "设计", "封测"])
    expect(choice).to_have_value("2")


def test_without_scripts_ticked_rows_can_be_sent_too(chromium: Browser, address: str):
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/views")
    expect(page.locator("form[data-bulk]")).to_be_hidden()
    page.get_by_label("选择 1").check()
    page.get_by_role("button", name="改环节").click()
    expect(page.locator("#sent")).to_contain_text("'id': ['1']")
    context.close()


def test_a_phone_folds_filters_away_until_they_are_asked_for(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/list")
    expect(page.get_by_label("单双")).to_be_hidden()
    fold = page.get_by_role("button", name="筛选")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.get_by_label("单双").select_option("1")
    page.wait_for_url("**/list?*odd=1*")
    expect(page.get_by_text("第 2", exact=True)).to_have_count(0)
    expect(page.get_by_label("单双")).to_be_visible()
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_label("单双")).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.get_by_label("单双")).to_be_visible()
    expect(page.get_by_role("button", name="筛选")).to_be_hidden()
