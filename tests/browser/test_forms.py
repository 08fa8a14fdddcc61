"""Forms in a browser: nothing typed is lost, nothing is saved twice."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

pytestmark = pytest.mark.browser
# The script that takes them away may run after the page has been shown.
NO_DRAFTS = "() => !Object.keys(localStorage).some((key) => key.startsWith('draft:'))"


def saved(page: Page) -> int:
    """How often the site has saved so far, by its message."""
    text = page.locator(".message p").inner_text()
    return int(re.search(r"\d+", text)[0])


def test_ctrl_enter_saves_and_the_choice_goes_along(page: Page):
    page.goto("/form")
    page.click("#company")
    page.keyboard.type("甲")
    expect(page.get_by_role("option", name="甲公司")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("input[name=company_id]") == "1"
    assert page.input_value("#company") == "甲公司"
    page.keyboard.press("Control+Enter")
    expect(page.locator("#here")).to_be_visible()


def test_two_clicks_save_once(page: Page):
    page.goto("/form")
    page.fill("#company", "甲")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message")).to_be_visible()
    before = saved(page)
    page.goto("/form")
    page.fill("#company", "甲")
    page.evaluate(
        "() => { const form = document.querySelector('form[data-once]');"
        " form.requestSubmit(); form.requestSubmit(); }"
    )
    expect(page.locator(".message")).to_be_visible()
    assert saved(page) == before + 1


def test_leaving_unsaved_changes_asks(page: Page):
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/form")
    page.goto("/")
    assert asked == []
    page.goto("/form")
    page.click("#intent")
    page.keyboard.type("想投资")
    page.goto("/")
    assert asked == ["beforeunload"]


def test_a_draft_comes_back_and_goes_once_saved(page: Page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/form")
    page.click("#company")
    page.keyboard.type("乙公司")
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('draft:lead#'))"
    )
    page.goto("/form")
    assert page.input_value("#company") == ""
    page.get_by_role("button", name="找回").click()
    assert page.input_value("#company") == "乙公司"
    page.keyboard.press("Escape")
    page.locator("#intent").press("Control+Enter")
    expect(page.locator("#here")).to_be_visible()
    page.goto("/form")
    expect(page.get_by_role("button", name="找回")).to_have_count(0)


def test_a_draft_survives_a_closed_tab(page: Page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/form")
    page.click("#company")
    page.keyboard.type("丙公司")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/form")
    again.get_by_role("button", name="找回").click()
    assert again.input_value("#company") == "丙公司"


def test_two_tabs_do_not_write_over_one_another(page: Page):
    other = page.context.new_page()
    for tab, words in ((page, "丁公司"), (other, "戊公司")):
        tab.goto("/form")
        tab.locator("#company").press_sequentially(words)
    for tab in (page, other):  # in this order the second one was the last to be typed into
        tab.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/form")
    again.get_by_role("button", name="不要了").click()
    again.get_by_role("button", name="找回").click()
    left = {"丁公司", "戊公司"} - {again.input_value("#company")}
    assert len(left) == 1
    again.keyboard.press("Escape")
    again.locator("#intent").press("Control+Enter")
    expect(again.locator("#here")).to_be_visible()
    again.wait_for_function(NO_DRAFTS)


def test_a_draft_that_came_back_with_a_mistake_goes_once_saved(page: Page):
    page.goto("/form")
    page.locator("#company").press_sequentially("己公司")
    page.locator("details.form-more summary").click()
    page.fill("#note", "123456789")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.fill("#note", "1")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#here")).to_be_visible()
    page.wait_for_function(NO_DRAFTS)


def test_a_draft_stays_when_sending_it_failed(page: Page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/form")
    page.locator("#company").press_sequentially("庚公司")
    page.route(
        "**/form",
        lambda route: route.abort() if route.request.method == "POST" else route.fallback(),
    )
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile("chrome-error|/form"))
    page.unroute("**/form")
    page.goto("/")  # by its address, not from the form
    page.goto("/form")
    page.get_by_role("button", name="找回").click()
    assert page.input_value("#company") == "庚公司"


def test_an_old_draft_is_not_offered(page: Page):
    page.goto("/form")
    page.evaluate(
        "localStorage.setItem('draft:lead', JSON.stringify("
        "{at: Date.now() - 4 * 86400000, values: [['company', '丁', null]]}))"
    )
    page.goto("/form")
    expect(page.get_by_role("button", name="找回")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('draft:lead')") is None


def test_a_draft_is_not_shown_to_somebody_else(page: Page):
    page.goto("/form")
    page.evaluate(
        "localStorage.setItem('draft-user', '8'); localStorage.setItem('draft:lead',"
        " JSON.stringify({at: Date.now(), values: [['company', '戊', null]]}))"
    )
    page.goto("/form")
    expect(page.get_by_role("button", name="找回")).to_have_count(0)


def test_signing_out_takes_drafts_away(page: Page):
    page.goto("/")
    page.evaluate("localStorage.setItem('draft:lead', '{}')")
    page.evaluate(
        "() => { const form = document.querySelector('[data-logout]');"
        " form.addEventListener('submit', (event) => event.preventDefault());"
        " form.requestSubmit(); }"
    )
    assert page.evaluate("localStorage.getItem('draft:lead')") is None


def test_a_mistake_takes_the_eye_and_unfolds(page: Page):
    page.goto("/form")
    page.locator("details.form-more summary").click()
    page.fill("#note", "123456789")
    page.get_by_role("button", name="保存").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("#note")).to_be_visible()
    assert page.input_value("#note") == "123456789"


def test_what_cannot_be_undone_asks_first(page: Page):
    page.goto("/record")
    page.get_by_role("button", name="终止").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("确定终止吗？")
    question.get_by_role("button", name="取消").click()
    assert page.url.endswith("/record")
    page.get_by_role("button", name="终止").click()
    question.get_by_role("button", name="确定").click()
    expect(page.locator("#here")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [
        ("1.2亿", "1.2", "yi"),
        ("约 3,000 万美元", "3,000", "wan_usd"),
        ("５亿", "5", "yi"),
        ("三个亿", "3", "yi"),
        ("300", "300", "wan"),
        ("5亿欧元", "5亿欧元", "wan"),
        ("5-8亿", "5-8亿", "wan"),
    ],
)
def test_an_amount_in_words_becomes_number_and_unit(page: Page, typed, number, unit):
    page.goto("/form")
    page.click(".form-more summary")
    page.fill("#amount", typed)
    page.press("#amount", "Tab")
    assert page.input_value("#amount") == number
    assert page.input_value("#amount-unit") == unit
