"""One person at one computer: signs in, follows links, fills forms, reads figures."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.chromium import watched
from tests.journeys.site import Site

PASSWORD = "Yancheng-2026-链招"


class Person:
    """A browser of one's own, which notes what its scripts complain of."""

    def __init__(self, chromium: Browser, site: Site, username: str) -> None:
        self.username, self.complaints = username, []
        self.context = chromium.new_context(
            base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        self.context.set_default_timeout(30_000)
        self.page = watched(self.context, self.complaints)

    def sign_in(self, password: str) -> None:
        """Sign in for the first time: the one-time password has to be changed before anything."""
        self.page.goto("/login")
        self.fill(username=self.username, password=password)
        self.press("登录")
        expect(self.page).to_have_url(re.compile("/account/password$"))
        self.page.goto("/leads")
        expect(self.page).to_have_url(re.compile("/account/password$"))
        self.fill(current=password, new=PASSWORD, again=PASSWORD)
        self.press("更换密码")
        self.told("密码已更换")

    def forget(self) -> None:
        """Lose the sign-in, as when it has run out."""
        self.context.clear_cookies()

    def come_back(self, link: str) -> None:
        """Sign in again by the link that an answer offers, and stand where one was."""
        self.follow(link)
        self.fill(username=self.username, password=PASSWORD)
        self.press("登录")

    def fill(self, **values: Any) -> None:
        """Fill fields by their ids: text is typed, a list is what is chosen in a drop-down."""
        for name, value in values.items():
            field = self.page.locator(f"#{name}")
            if isinstance(value, list):
                field.select_option(label=value[0])
            else:
                field.fill(str(value))

    def pick(self, name: str, text: str) -> None:
        """Look something up in the field with that id and take the first that is offered."""
        self.page.locator(f"#{name}").press_sequentially(text)
        self.page.locator(f"#{name}-list").get_by_role("option", name=text).first.click()

    def press(self, name: str, sure: bool = False) -> None:
        """Press the button in the page's main part; `sure` answers the question that is asked."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        if sure:
            self.page.get_by_role("dialog").get_by_role("button", name="确定").click()

    def follow(self, name: str) -> None:
        """Follow the link with that name in the page's main part."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def told(self, words: str) -> None:
        """The page says so in a message; it has then come as a whole."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        self.page.wait_for_load_state()

    def read(self, path: str) -> Locator:
        """Open a page; gives its main part."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page.locator("main")

    def save(self, name: str, folder: Path) -> Path:
        """Follow a link to a file; gives where it was saved, under the name that it came with."""
        with self.page.expect_download() as coming:
            self.follow(name)
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    def leave(self) -> None:
        """Close the browser; its scripts must have been content."""
        self.context.close()
        assert self.complaints == []
