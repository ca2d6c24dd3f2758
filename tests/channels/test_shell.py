from __future__ import annotations

import asyncio
import io

import pytest

from doula.channels.door import Door
from doula.server.shell import talk


def shell(door: Door, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    asyncio.run(talk(door))
    return capsys.readouterr().out


def test_the_shell_greets_answers_and_lists_buttons(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = shell(tiny_door, "why do my legs cramp\n", monkeypatch, capsys)
    assert "Hello. What can I do for you?" in shown
    assert "The article says: cold." in shown
    assert '1: At night (/inform{"timing": "night"})' in shown


def test_the_shell_refuses_what_the_other_ways_in_refuse(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = shell(tiny_door, "\n/forget_me\n" + "a" * 5_000 + "\n", monkeypatch, capsys)
    for reply in ("Please write something.", "I did not offer that.", "That is too long."):
        assert reply in shown


def test_stop_ends_the_shell(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "cold" not in shell(tiny_door, "/stop\nwhy do my legs cramp\n", monkeypatch, capsys)
