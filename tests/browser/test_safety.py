"""What an attacker would try: markup in words, other people's pages, what is left behind in the browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat, message, replying
from tests.browser.conftest import LISTED, NewChat
from tests.browser.site import Site

MARKUP = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script><b>bold</b>"
NOT_LISTED = "http://127.0.0.1:0"


def test_markup_that_she_writes_appears_as_text(chat: Chat) -> None:
    chat.says(MARKUP)
    expect(chat.hers).to_have_text([MARKUP])
    chat.page.reload()
    expect(chat.hers).to_have_text([MARKUP])
    expect(chat.page).to_have_title("doula")


def test_markup_in_every_part_of_a_reply_appears_as_text(chat: Chat) -> None:
    citation = {"article": MARKUP, "title": MARKUP, "start": 0, "end": 1, "quote": MARKUP, "aspect": "cause"}
    said = f"{MARKUP}\n\n“{MARKUP}”\n\nEditors' note: {MARKUP}\n\n• {MARKUP}: 112"
    button = {"title": MARKUP, "payload": "/affirm"}
    reply = message(said, "urgent", buttons=[button], citations=[citation])
    chat.page.route("**/messages", replying(reply))
    chat.says("hello")
    expect(chat.page.locator("blockquote")).to_have_text(MARKUP)
    expect(chat.reply(MARKUP)).to_have_text(MARKUP)
    assert chat.page.locator(".log :is(img, script, b)").count() == 0
    assert chat.page.locator(".log a").evaluate_all("links => links.map(link => link.href)") == ["tel:112"]
    expect(chat.page).to_have_title("doula")


@pytest.mark.parametrize("outcome", ["__proto__", "constructor", "answer urgent", "", "unheard_of"])
def test_an_outcome_of_a_newer_server_breaks_nothing(chat: Chat, outcome: str) -> None:
    chat.page.route("**/messages", replying(message("Something new.", outcome)))
    expect(chat.says("hello")).to_contain_text("Something new.")


def test_only_the_token_stays_in_the_browser_and_no_address_holds_it(chat: Chat) -> None:
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.says("why do my legs cramp at night")
    chat.page.reload()
    expect(chat.hers).to_have_count(1)
    token = chat.token()
    stored = chat.page.evaluate(
        "[...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie]"
    )
    assert [value for value in stored if value] == [token]
    assert chat.page.evaluate("indexedDB.databases()") == chat.page.evaluate("caches.keys()") == []
    assert asked and not [url for url in asked if str(token) in url or "cramp" in url]


def test_the_page_runs_nothing_but_its_own_files_and_is_shown_in_no_frame(chat: Chat, site: Site) -> None:
    headers = chat.page.request.get(site.address).headers
    assert "'unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    with pytest.raises(Exception, match="TrustedHTML"):
        chat.page.evaluate("document.body.innerHTML = '<b>bold</b>'")


def test_a_page_of_a_listed_origin_shows_the_chat_with_one_script_tag(
    visit: NewChat, site: Site, pages: Callable[[str], str]
) -> None:
    page = visit().page.context.new_page()
    page.goto(pages(LISTED))
    chat = Chat(page)
    page.get_by_role("button", name="Ask doula").click()
    expect(chat.ours.first).to_be_visible()
    chat.says("hello")
    assert page.evaluate("document.title") == "Another page"


def test_a_page_of_another_origin_gets_nothing(
    visit: NewChat, site: Site, pages: Callable[[str], str]
) -> None:
    page = visit().page.context.new_page()
    page.goto(pages(NOT_LISTED))
    assert page.evaluate("customElements.get('doula-chat') === undefined")
    for path in ("/webhooks/web/openapi.json", "/webhooks/web/sessions", "/widget/doula-chat.js", "/"):
        assert fetched(page, site.address + path) == "nothing"


def fetched(page: Page, address: str) -> str:
    return str(
        page.evaluate(
            "address => fetch(address, {method: address.endsWith('sessions') ? 'POST' : 'GET'})"
            ".then(response => response.text(), () => 'nothing')",
            address,
        )
    )


@pytest.fixture
def pages(site: Site) -> Iterator[Callable[[str], str]]:
    """Serve somebody else's page, with a strict policy of its own, at an origin."""
    servers: list[ThreadingHTTPServer] = []

    def serve(origin: str) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", int(origin.rsplit(":", 1)[1])), another_page(site.address))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def another_page(assistant: str) -> type[BaseHTTPRequestHandler]:
    policy = f"default-src 'none'; script-src {assistant}; style-src {assistant}; connect-src {assistant}"
    shown = re.search(r"```html\n(.*?)```", Path("README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    html = "<!doctype html><html lang=en><title>Another page</title><h1>Another page</h1>" + shown[1].replace(
        "https://assistant.example", assistant
    )

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: Any) -> None:
            pass

    return Page
