"""A real Chromium, and a small site that wears the product's frame, macros and scripts.

The scripts are tested here without a database; stories through the whole product stand in
tests/journeys/.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.site import build

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


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: the browser's driver waits by it."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Chromium: {HOW}")
        pytest.skip(f"needs Chromium: {HOW}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the small site answers."""
    root = Path(__file__).parents[2]
    server = make_server("127.0.0.1", 0, build(root), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A tab; at the end no script may have failed and nothing may have broken the policy."""
    context = chromium.new_context(base_url=address, locale="zh-CN")
    tab = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", listen)
    yield tab
    context.close()
    assert complaints == []
