"""The frame in a browser: search, menus, dialogs, lists, board, charts."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_search_is_one_key_away(page: Page, key: str):
    page.goto("/")
    page.keyboard.press(key)
    box = page.locator("#search-box")
    expect(box).to_be_focused()
    page.keyboard.type("jgs")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?found=2")


def test_the_menu_stays_as_narrow_as_it_was_left(page: Page):
    page.goto("/")
    page.locator("[data-side-toggle]").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.side") == "narrow"
    expect(page.locator("[data-side-toggle]")).to_have_attribute("aria-expanded", "false")


def test_escape_folds_a_menu_and_gives_the_focus_back(page: Page):
    page.goto("/")
    summary = page.locator("summary[aria-label='新增']")
    summary.click()
    expect(page.locator("details[data-menu][open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details[data-menu][open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_a_fragment_opens_in_the_dialog(page: Page):
    page.goto("/record")
    page.get_by_role("link", name="填报").click()
    dialog = page.get_by_role("dialog", name="填报")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="关闭").click()
    expect(page.locator("#asked")).to_have_count(0)


def test_an_answer_that_is_an_error_is_said_in_words(page: Page):
    page.goto("/record")
    page.get_by_role("link", name="坏的").click()
    expect(page.locator(".message-error")).to_contain_text("这条记录不存在")


def test_a_card_dropped_on_a_stage_asks_for_it(page: Page):
    page.goto("/record")
    page.drag_and_drop("#card", "#signed")
    expect(page.locator("#asked")).to_have_text("signed")


def test_filters_refresh_the_list_in_place(page: Page):
    page.goto("/list")
    page.evaluate("window.same = true")
    page.locator("#filter-odd").focus()
    page.select_option("#filter-odd", "1")
    page.wait_for_url("**/list?odd=1")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("#state")).to_have_text("共 2 条")
    expect(page.locator("#filter-odd")).to_be_focused()
    assert page.evaluate("window.same") is True


def test_ticked_rows_are_counted(page: Page):
    page.goto("/list")
    bar = page.locator("#pick")
    expect(bar).to_be_hidden()
    page.get_by_label("选择本页全部").check()
    expect(bar).to_contain_text("已选 3 条")


def test_a_column_left_out_stays_out(page: Page):
    page.goto("/list")
    page.get_by_text("列", exact=True).click()
    page.get_by_label("日期").uncheck()
    expect(page.locator("th", has_text="日期")).to_be_hidden()
    page.reload()
    expect(page.locator("th", has_text="日期")).to_be_hidden()
    expect(page.locator("th", has_text="名称")).to_be_visible()


def test_charts_draw_and_a_failed_one_shows_its_table(page: Page):
    page.goto("/chart")
    expect(page.locator(".chart-box canvas")).to_have_count(5)
    expect(page.locator("#kept")).to_have_count(1)
    expect(page.locator(".chart-failed")).to_contain_text("下面的表")
    expect(page.locator("details[open] #kept")).to_have_count(1)
