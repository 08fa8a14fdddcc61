"""A small site that wears the product's frame, macros and scripts, in a real Chromium.

The scripts are tested here without a database; stories through the whole product stand in
tests/journeys/.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.browser.site import build
from tests.chromium import watched


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: the browser's driver waits by it."""


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
    complaints: list[str] = []
    yield watched(context, complaints)
    context.close()
    assert complaints == []
