"""A real Chromium, started once per run, and what it must never complain of."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.skipping import skip

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW = "apt-get install chromium"
# Answers that are errors on purpose; browser and htmx note them in the console.
EXPECTED = ("Failed to load resource", "Response Status Error Code")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; whoever needs it overrides the stopped clock, for its driver waits by it."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        skip("needs Chromium", HOW)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def watched(context: BrowserContext, complaints: list[str]) -> Page:
    """A tab that notes each failed script and each breach of the content security policy."""
    tab = context.new_page()

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", listen)
    return tab
