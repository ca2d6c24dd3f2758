"""How heavy the chat is, and how soon she can write."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import NewChat

HEAVIEST = 30_000  # bytes, gzipped
LATEST = 3.0  # seconds on a busy machine; on a quiet one it takes a tenth of that


def test_the_whole_chat_is_light() -> None:
    files = [path for path in Path("widget").rglob("*") if path.is_file()]
    assert 5_000 < sum(len(gzip.compress(path.read_bytes())) for path in files) <= HEAVIEST


def test_she_can_write_at_once(visit: NewChat, record_property: Callable[[str, object], None]) -> None:
    chat = visit()
    began = time.monotonic()
    chat.page.reload(wait_until="commit")
    chat.field.fill("hello")
    expect(chat.ours.first).to_be_visible()
    took = time.monotonic() - began
    record_property("seconds", round(took, 2))
    assert took < LATEST
