from __future__ import annotations

import asyncio
import io

import pytest

from doula.channels.door import Door
from doula.server.shell import talk


def shell(door: Door, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    asyncio.run(talk(door, print))
    return capsys.readouterr().out


def test_the_shell_greets_answers_and_lists_buttons(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = shell(tiny_door, "why do my legs cramp\n", monkeypatch, capsys)
    assert "Hello. What can I do for you?" in shown
    assert "The article says: cold." in shown
    assert "1: At night" in shown


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


def test_a_number_presses_a_button_and_another_number_is_a_text(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "You said night." in shell(tiny_door, "why do my legs cramp\n1\n", monkeypatch, capsys)
    assert "You said night." not in shell(tiny_door, "why do my legs cramp\n2\n", monkeypatch, capsys)
