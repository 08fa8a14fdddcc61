"""Files in a browser: what was chosen stays chosen until it is saved."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, expect

pytestmark = pytest.mark.browser
SIZES = [{"width": 1440, "height": 900}, {"width": 390, "height": 844}]
PHOTO: FilePayload = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": b"1" * 2000}
PAPER: FilePayload = {"name": "协议.pdf", "mimeType": "application/pdf", "buffer": b"2" * 3000}
NO_DRAFTS = "() => !Object.keys(localStorage).some((key) => key.startsWith('draft:'))"


def chosen(page: Page) -> list[str]:
    """The names of the files that the form would send."""
    return page.locator("#files").evaluate("(field) => [...field.files].map((one) => one.name)")


def send(page: Page) -> None:
    page.get_by_role("button", name="保存").click()


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_a_refused_form_keeps_its_files(page: Page, size: Any):
    page.set_viewport_size(size)
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO, PAPER])
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#beside")).to_have_text("还差一句")
    assert chosen(page) == ["现场.jpg", "协议.pdf"]
    expect(page.get_by_text("现场.jpg（2 KB）、协议.pdf（3 KB）")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    page.fill("#summary", "谈妥")
    send(page)
    expect(page.locator(".message")).to_contain_text("已保存 现场.jpg、协议.pdf")
    assert page.url.endswith("/")


def test_how_far_it_is_can_be_seen(page: Page):
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO])
    page.fill("#summary", "谈妥")
    send(page)
    expect(page.get_by_text("文件已送达，正在保存")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    expect(page.locator("#here")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-sending]")).to_have_count(0)
    expect(page.get_by_role("button", name="保存")).to_be_enabled()


def test_a_lost_connection_loses_nothing(page: Page):
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO])
    page.fill("#summary", "谈妥")
    page.route("**/upload", lambda route: route.abort())
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("选择的文件都还在")
    page.unroute("**/upload")
    assert chosen(page) == ["现场.jpg"]
    send(page)
    expect(page.locator(".message")).to_contain_text("已保存 现场.jpg")


def test_an_upload_can_be_stopped(page: Page):
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO])
    page.fill("#summary", "谈妥")
    page.route("**/upload", lambda _route: None)  # never answered
    send(page)
    page.get_by_role("button", name="停止上传").click()
    expect(page.locator(".error-summary")).to_contain_text("已停止上传")
    expect(page.get_by_role("button", name="保存")).to_be_enabled()
    assert chosen(page) == ["现场.jpg"]


def test_when_the_sign_in_has_run_out_the_files_wait(page: Page):
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO])
    page.route(
        "**/upload",
        lambda route: route.fulfill(
            status=401,
            content_type="text/html",
            body="<main data-error><p>登录已过期。</p><a href='/login'>重新登录</a></main>",
        ),
    )
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("没有保存：登录已过期。")
    link = page.get_by_role("link", name="在新窗口中登录")
    expect(link).to_have_attribute("href", "/login")
    assert chosen(page) == ["现场.jpg"]


def test_a_file_that_was_changed_is_named(page: Page, tmp_path: Path):
    table = tmp_path / "名单.xlsx"
    table.write_bytes(b"1")
    page.goto("/upload")
    page.set_input_files("#files", [table])
    table.write_bytes(b"22")
    os.utime(table, (0, 0))  # browsers compare by whole seconds
    page.fill("#summary", "谈妥")
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("“名单.xlsx”在选择之后有改动")
    expect(page.locator("#summary")).to_have_value("谈妥")


def test_too_much_is_not_sent_at_all(page: Page):
    page.goto("/upload")
    page.eval_on_selector("form[data-most]", "(form) => { form.dataset.most = '2500'; }")
    page.set_input_files("#files", [PHOTO, PAPER])
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("共 5 KB，一次最多 3 KB")
    page.wait_for_timeout(50)  # buttons are blocked after the event, if at all
    expect(page.get_by_role("button", name="保存")).to_be_enabled()


def test_what_is_looked_at_first_is_shown(page: Page):
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO])
    page.fill("#summary", "看")
    send(page)
    expect(page.locator("#seen")).to_have_text("['现场.jpg']")
    expect(page).to_have_title("读到的内容 · 链招")


def test_the_draft_stays_until_it_is_saved(page: Page):
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/upload")
    page.set_input_files("#files", [PHOTO])
    page.locator("#summary").press_sequentially("谈妥")
    page.route("**/upload", lambda route: route.abort())
    send(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.unroute("**/upload")
    page.eval_on_selector("main", "(main) => { location.assign('/'); }")
    expect(page.locator("#here")).to_be_visible()
    assert asked == ["beforeunload"]
    page.goto("/upload")
    page.get_by_role("button", name="找回").click()
    page.set_input_files("#files", [PHOTO])
    send(page)
    expect(page.locator("#here")).to_be_visible()
    page.wait_for_function(NO_DRAFTS)
    assert asked == ["beforeunload"]
