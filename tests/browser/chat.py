"""What a mother does with the chat on her screen, and what she sees there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.channels.service import Client

PICTURES = Path("var/screens")
STORED = "Object.entries(localStorage).find(([key]) => key.startsWith('doula-token'))?.[1] ?? null"


class Chat:
    """The chat on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.get_by_label("Write your question")
        self.log = page.get_by_role("log")
        self.hers = page.locator(".user .words")
        self.ours = page.locator(".assistant")
        self.notice = page.locator(".notice")
        self.waiting = page.locator("[data-state]")

    def visit(self, address: str) -> Chat:
        self.page.goto(address)
        expect(self.ours.first).to_be_visible()
        return self

    def says(self, text: str) -> Locator:
        """Send words, wait for the replies and return them."""
        self.writes(text)
        return self._replies()

    def writes(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def presses(self, title: str) -> Locator:
        self.reply(title).last.click()
        return self._replies()

    def reply(self, title: str) -> Locator:
        return self.page.locator(".replies").get_by_role("button", name=title, exact=True)

    def chooses(self, title: str) -> None:
        """Open the menu and choose."""
        self.page.get_by_role("button", name="Menu").click()
        self.page.get_by_role("dialog").get_by_role("button", name=title).click()

    def texts(self) -> list[str]:
        """Return what both said, in reading order, without what surrounds it."""
        return self.page.locator(".words").all_inner_texts()

    def token(self) -> str | None:
        return self.page.evaluate(STORED)

    def focused(self) -> str:
        """Return the name of what has the focus inside the chat."""
        return str(
            self.page.evaluate(
                "() => { const at = document.activeElement?.shadowRoot?.activeElement;"
                " return at?.ariaLabel || at?.textContent || at?.id || '' }"
            )
        )

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def _replies(self) -> Locator:
        expect(self.page.locator(".user").last.locator("xpath=following-sibling::*").first).to_be_visible()
        expect(self.waiting).to_have_count(0)
        return self.page.locator(".user").last.locator("xpath=following-sibling::*")


def on_server(address: str, token: str | None) -> Client:
    """Return a client that sees the conversation as the server holds it."""
    client = Client(int(address.rsplit(":", 1)[1]))
    client.token = token
    return client


def message(text: str, outcome: str = "answer", **more: Any) -> dict[str, Any]:
    return {"id": text[:40], "text": text, "outcome": outcome, "buttons": [], "citations": []} | more


def replying(*messages: dict[str, Any], status: int = 200) -> Any:
    """Return a stand-in for the server that replies to every turn with these messages."""

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
        else:
            route.fulfill(
                status=status, json={"messages": list(messages), "title": "A problem", "status": status}
            )

    return handle
