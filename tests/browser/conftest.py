"""A real browser in front of the real server; without Chromium these tests are skipped, but not in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.chat import Chat
from tests.browser.site import Site, free_port

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
DEVICES = {"phone": PHONE, "desktop": DESKTOP}
LISTED = f"http://127.0.0.1:{free_port()}"

NewChat = Callable[..., Chat]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("no Chromium on this machine: install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    served = Site(tmp_path_factory.mktemp("site"), (LISTED,))
    served.start()
    yield served
    served.stop()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[NewChat]:
    """Open the page in a browser of its own: visit(color_scheme="dark", **PHONE)."""
    contexts: list[BrowserContext] = []

    def new_chat(address: str = "/", **device: Any) -> Chat:
        context = browser.new_context(**{**PHONE, **device})
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Chat(context.new_page()).visit(site.address + address)

    yield new_chat
    for context in contexts:
        context.close()


@pytest.fixture
def chat(visit: NewChat) -> Chat:
    """Give the chat on a phone, just opened."""
    return visit()
