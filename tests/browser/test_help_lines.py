"""Whatever number a help line names can be dialled with one touch, and nothing else can."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from doula.alarms import Alarms
from doula.clinical import read, read_responses
from doula.messages import Responses
from tests.browser.chat import Chat, message, replying

REGIONS: dict[str, dict[str, Any]] = read("clinical/help_lines.yml")["regions"]
SIGNS = read("clinical/danger_signs.yml")["signs"]
SAID_IN_WORDS = {"gb": ["111"], "au": ["1800882436"], "nz": ["0800611116"]}  # under `maternity`


@pytest.fixture(scope="module")
def alarms() -> Alarms:
    return Alarms(SIGNS, REGIONS, Responses(read_responses()))


def test_every_number_of_every_region_is_a_link(chat: Chat, alarms: Alarms) -> None:
    for region in REGIONS:
        said = [alarms.urgent("self_harm", region), alarms.urgent("low_mood", region), alarms.loss(region)]
        messages = [
            message(each.text, each.outcome, id=f"{region}{number}") for number, each in enumerate(said)
        ]
        chat.page.route("**/messages", replying(*messages))
        chat.writes(region)
        expect(chat.ours.last.locator("a, .words").first).to_be_visible()
        expect(chat.waiting).to_have_count(0)
        links = chat.page.locator(".user").last.locator("xpath=following-sibling::*//a")
        dialled = {href.split(":")[1] for href in links.evaluate_all("links => links.map(link => link.href)")}
        assert dialled == numbers(region, " ".join(each.text for each in said)), region
        chat.page.unroute_all()


def test_a_line_that_takes_texts_is_not_called(chat: Chat) -> None:
    chat.page.route("**/messages", replying(message("• Text SHOUT: 85258\n• Samaritans: 116 123", "urgent")))
    links = chat.says("help").get_by_role("link")
    assert links.evaluate_all("links => links.map(link => link.href)") == ["sms:85258", "tel:116123"]


def test_hours_weeks_and_degrees_are_no_numbers_to_call(chat: Chat) -> None:
    text = "In week 28, or with 101 °F, call.\n\n• Line (Monday to Friday 9-7.30; not 24 hours): 112"
    chat.page.route("**/messages", replying(message(text, "urgent")))
    expect(chat.says("help").get_by_role("link")).to_have_text(["112"])


def numbers(region: str, said: str) -> set[str]:
    """Return what is shown of a region's numbers, digits only; labels may name more than one."""
    lines = REGIONS[region]
    listed = [line for kind in ("emergency", "crisis", "support") for line in lines[kind]]
    named = [
        word for line in listed for word in [line["number"] or "", *line["label"].replace("-", "").split()]
    ]
    digits = {"".join(filter(str.isdigit, word)) for word in named} | set(SAID_IN_WORDS.get(region, []))
    bare = said.replace("-", "").replace(" ", "")
    return {number for number in digits if len(number) >= 3 and number in bare}
