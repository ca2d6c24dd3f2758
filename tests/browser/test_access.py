"""For everyone: each state is checked by axe, measured, and kept as pictures in var/screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.chat import Chat, message, replying
from tests.browser.conftest import DESKTOP, DEVICES, PHONE, NewChat

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NIGHT = "why do my legs cramp at night"
SMALLEST_TARGET = 44  # CSS pixels
STILL = {"is_mobile": False, "reduced_motion": "reduce"}  # can be resized, and does not move
SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }
"""  # WCAG 1.4.12


def empty(chat: Chat) -> None:
    pass


def conversation(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.page.locator("summary").first.click()
    chat.page.get_by_role("button", name="Yes, this helped").click()
    expect(chat.page.locator(".said").first).to_have_text("Thank you.")


def buttons(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.presses("The room is cold")


def urgent(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.says("I am bleeding")


def doubt(chat: Chat) -> None:
    chat.page.route("**/messages", replying(message("Is one leg swollen, red or hot?", "check_urgent")))
    chat.says("my leg feels odd")


def error(chat: Chat) -> None:
    chat.page.route("**/messages", replying(status=422))
    chat.writes(NIGHT)
    expect(chat.waiting).to_contain_text("This was not sent.")


def offline(chat: Chat) -> None:
    chat.says("hello")
    chat.page.context.set_offline(True)
    chat.writes(NIGHT)
    expect(chat.notice).to_contain_text("You are offline")


def typing(chat: Chat) -> None:
    chat.page.route("**/messages", lambda route: None)
    chat.writes(NIGHT)
    expect(chat.page.locator(".dot")).to_have_count(3)


def menu(chat: Chat) -> None:
    chat.page.get_by_role("button", name="Menu").click()


def deleting(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.chooses("Delete this conversation")


def explained(chat: Chat) -> None:
    chat.chooses("How this works")


def from_the_right(chat: Chat) -> None:
    chat.page.evaluate("document.documentElement.dir = 'rtl'")
    conversation(chat)
    chat.presses("The room is cold")


def assessment(chat: Chat) -> None:
    chat.says(NIGHT)
    chat.presses("The room is cold")
    chat.presses("Skip")
    while not chat.page.locator(".assessment").count():
        chat.presses("No" if chat.reply("No").count() else "Skip")


STATES = [empty, conversation, buttons, assessment, urgent, doubt, error, offline, typing, menu, deleting]
STATES += [explained, from_the_right]
DARK = [conversation, urgent, offline, deleting]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(visit: NewChat, state: Callable[[Chat], None]) -> None:
    check(visit(**STILL), state, state.__name__)


@pytest.mark.parametrize("state", DARK, ids=lambda state: state.__name__)
def test_axe_finds_nothing_in_the_dark(visit: NewChat, state: Callable[[Chat], None]) -> None:
    check(visit(color_scheme="dark", **STILL), state, f"{state.__name__}-dark")


def test_axe_finds_nothing_when_it_floats(visit: NewChat) -> None:
    chat = visit(**STILL)
    chat.page.evaluate("document.querySelector('doula-chat').remove()")
    chat.page.evaluate("document.querySelector('main').append(document.createElement('doula-chat'))")
    expect(chat.page.get_by_role("button", name="Ask doula")).to_be_visible()
    check(chat, empty, "closed")
    chat.page.get_by_role("button", name="Ask doula").click()
    expect(chat.ours.first).to_be_visible()
    check(chat, conversation, "floating")


def check(chat: Chat, state: Callable[[Chat], None], picture: str) -> None:
    state(chat)
    assert chat.page.evaluate("document.documentElement.scrollHeight <= innerHeight")  # the log scrolls
    for device, look in DEVICES.items():
        chat.page.set_viewport_size(look["viewport"])
        chat.picture(f"{picture}-{device}")
        assert too_small(chat) == []
    found = Axe().run(chat.page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()


def too_small(chat: Chat) -> list[str]:
    return list(
        chat.page.locator(
            "button:visible, summary:visible, textarea:visible, input:visible, a:visible"
        ).evaluate_all(
            """(targets, least) => targets.filter(target => {
              const { width, height } = target.getBoundingClientRect();
              return width < least - 0.5 || height < least - 0.5;
            }).map(target => target.outerHTML)""",
            SMALLEST_TARGET,
        )
    )


@pytest.mark.parametrize(
    "device",
    [
        {"viewport": {"width": 320, "height": 568}},
        {"viewport": {"width": 320, "height": 256}},  # 1280 by 1024, magnified four times
        {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},  # twice
    ],
    ids=["narrow", "400 %", "200 %"],
)
def test_it_fits_a_small_screen_and_large_type(visit: NewChat, device: dict[str, Any]) -> None:
    chat = visit(**STILL, **device)
    urgent(chat)
    chat.picture(f"small-{device['viewport']['width']}-{device['viewport']['height']}")
    assert overflow(chat) == []
    chat.field.scroll_into_view_if_needed()
    assert chat.log.bounding_box()["height"] >= 100


def test_text_with_more_space_is_still_whole(visit: NewChat) -> None:
    chat = visit()
    conversation(chat)
    chat.page.evaluate(
        """style => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(style);
          const { shadowRoot } = document.querySelector("doula-chat");
          shadowRoot.adoptedStyleSheets = document.adoptedStyleSheets = [sheet];
        }""",
        SPACED,
    )
    chat.picture("spaced-phone")
    assert overflow(chat) == []


def overflow(chat: Chat) -> list[str]:
    """Return what is wider than the room it has."""
    return list(
        chat.page.evaluate(
            """() => [document.documentElement,
                ...document.querySelector("doula-chat").shadowRoot.querySelectorAll(".panel, .panel *")]
              .filter(part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1
                && getComputedStyle(part).display !== "inline")
              .map(part => part.outerHTML.slice(0, 80))"""
        )
    )


def test_the_focus_is_seen_on_everything_that_can_have_it(chat: Chat) -> None:
    conversation(chat)
    chat.page.get_by_role("button", name="Menu").focus()
    seen = set()
    for _ in range(14):
        chat.page.keyboard.press("Tab")
        seen.add(
            chat.page.evaluate(
                "() => { const at = document.activeElement?.shadowRoot?.activeElement;"
                " return at ? parseFloat(getComputedStyle(at).outlineWidth) >= 2 : true }"
            )
        )
    assert seen == {True}


def test_who_wants_no_motion_gets_none(visit: NewChat) -> None:
    chat = visit(reduced_motion="reduce")
    typing(chat)
    assert chat.page.evaluate("document.querySelector('doula-chat').shadowRoot.getAnimations().length") == 0


@pytest.mark.parametrize("state", [conversation, urgent], ids=lambda state: state.__name__)
def test_forced_colours_leave_every_border(visit: NewChat, state: Callable[[Chat], None]) -> None:
    chat = visit(forced_colors="active", **PHONE)
    state(chat)
    chat.picture(f"{state.__name__}-forced-phone")
    for part in (".user > .words", "button:visible"):
        drawn = chat.page.locator(part).last.evaluate("part => getComputedStyle(part).borderTopStyle")
        assert drawn != "none"


def test_from_the_right_her_words_stand_on_the_left(visit: NewChat) -> None:
    chat = visit(**DESKTOP)
    from_the_right(chat)
    hers, ours = chat.hers.last.bounding_box(), chat.ours.first.bounding_box()
    assert hers["x"] < ours["x"] + 50
    assert ours["x"] + ours["width"] > 900
