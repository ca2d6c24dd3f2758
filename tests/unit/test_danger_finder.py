"""Check the shell around triage: which intent it sets, what it keeps, and that it fails closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from doula.understanding.danger_finder import DangerFinder

ROOT = Path(__file__).parents[2]
CONFIG = {
    "signs": str(ROOT / "clinical/danger_signs.yml"),
    "words": str(ROOT / "clinical/danger_words.yml"),
}
ASKED = {"name": "ask_diet", "confidence": 0.9}


def make(config: dict[str, str]) -> DangerFinder:
    nothing = cast(Any, None)
    return DangerFinder.create(config, nothing, nothing, nothing)


@pytest.fixture(scope="module")
def finder() -> DangerFinder:
    return make(CONFIG)


def heard(finder: DangerFinder, text: str | None) -> Message:
    message = Message(data={"text": text, "intent": dict(ASKED)})
    (processed,) = finder.process([message])
    return processed


@pytest.mark.parametrize(
    ("text", "intent", "sign"),
    [
        ("I am bleeding", "report_danger", "bleeding"),
        ("dvt?", "check_danger", "leg_clot"),
        ("my left calf is swollen and hot", "report_danger", "leg_clot"),
    ],
)
def test_danger_replaces_the_intent_and_keeps_what_she_asked(
    finder: DangerFinder, text: str, intent: str, sign: str
) -> None:
    message = heard(finder, text)
    assert message.get("intent") == {"name": intent, "confidence": 1.0}
    assert message.get("sign") == sign
    assert message.get("asked") == ASKED
    assert {"intent", "sign", "asked"} <= message.output_properties


@pytest.mark.parametrize("text", ["which foods have calcium", "no bleeding", "", None, "😀"])
def test_what_is_harmless_is_left_alone(finder: DangerFinder, text: str | None) -> None:
    message = heard(finder, text)
    assert message.get("intent") == ASKED
    assert not [name for name in ("sign", "asked", "loss") if message.get(name)]


def test_a_loss_is_an_intent_of_its_own(finder: DangerFinder) -> None:
    message = heard(finder, "I lost my baby last week")
    assert message.get("intent")["name"] == "report_loss"
    assert message.get("loss") is True


def test_danger_said_with_a_loss_comes_first_and_the_loss_is_kept(finder: DangerFinder) -> None:
    message = heard(finder, "I lost my baby last week and now I have a fever of 39")
    assert message.get("intent")["name"] == "report_danger"
    assert message.get("loss") is True


@pytest.mark.parametrize("failing", ["triage", "find_loss"])
@pytest.mark.parametrize("text", ["I am bleeding", "hello"])
def test_a_failure_to_look_is_an_intent_of_its_own(
    finder: DangerFinder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failing: str,
    text: str,
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr(f"doula.understanding.danger_finder.{failing}", fail)
    assert heard(finder, text).get("intent") == {"name": "triage_failed", "confidence": 1.0}
    assert text not in caplog.text
    assert "ValueError" in caplog.text


def test_a_failure_on_one_message_does_not_leave_out_the_next(
    finder: DangerFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from doula.triage import triage

    def fail_once(text: str, signs: Any) -> Any:
        if text == "bad":
            raise ValueError(text)
        return triage(text, signs)

    monkeypatch.setattr("doula.understanding.danger_finder.triage", fail_once)
    bad, good = finder.process([Message(data={"text": "bad"}), Message(data={"text": "I am bleeding"})])
    assert bad.get("intent")["name"] == "triage_failed"
    assert good.get("intent")["name"] == "report_danger"


@pytest.mark.parametrize("payload", ["/deny", '/inform{"timing": "night"}', "/affirm"])
def test_a_button_that_was_pressed_is_not_read_as_words(finder: DangerFinder, payload: str) -> None:
    assert heard(finder, payload).get("intent") == ASKED


@pytest.mark.parametrize("wrong", ["signs", "words"])
def test_a_missing_file_is_an_error_that_names_it(wrong: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.yml")
    with pytest.raises(InvalidConfigException, match=r"nothing\.yml"):
        make(CONFIG | {wrong: missing})


def test_a_pattern_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    signs = tmp_path / "signs.yml"
    signs.write_text(
        "signs: {a: {tier: soon, patterns: {urgent: ['<nobody> + b']}}}\nloss: {tier: soon, patterns: {}}\n"
    )
    with pytest.raises(InvalidConfigException, match="unknown"):
        make(CONFIG | {"signs": str(signs)})


def test_the_files_are_those_that_clinicians_read() -> None:
    assert all((ROOT / path).exists() for path in DangerFinder.get_default_config().values())
