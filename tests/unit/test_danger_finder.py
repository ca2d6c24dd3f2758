"""Check the shell around triage: which intent it sets, what it keeps, and that it fails closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from doula.encoder import encoder
from doula.understanding.danger_finder import DangerFinder
from doula.understanding.sentence_featurizer import SentenceFeaturizer

ROOT = Path(__file__).parents[2]
CONFIG = {
    "signs": str(ROOT / "clinical/danger_signs.yml"),
    "words": str(ROOT / "clinical/danger_words.yml"),
    "wordings": str(ROOT / "clinical/danger_wordings.yml"),
}
ASKED = {"name": "ask_diet", "confidence": 0.9}
NOTHING = cast(Any, None)
ORDINARY = ["which foods have calcium", "hello", "thank you", "why do my legs cramp at night", "forget me"]
UNHEARD = "it has gone the colour of a plum since the plane and the other one looks as always"
WORDINGS = f"""
leg_clot: {{reports: ["{UNHEARD}, what now", "{UNHEARD}, 30 weeks"]}}
other: {{look_alikes: [no bleeding]}}
"""


def make(config: dict[str, str]) -> DangerFinder:
    return DangerFinder.create(config, NOTHING, NOTHING, NOTHING)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    wordings = tmp_path_factory.mktemp("clinical") / "wordings.yml"
    wordings.write_text(WORDINGS)
    return CONFIG | {"wordings": str(wordings)}


@pytest.fixture(scope="module")
def finder(config: dict[str, str], storage: LocalModelStorage) -> DangerFinder:
    resource = Resource("finder")
    untrained = DangerFinder.create(config, storage, resource, NOTHING)
    examples = [Message(data={"text": text, "intent": "other"}) for text in ORDINARY]
    untrained.train(TrainingData(examples))
    return DangerFinder.load(config, storage, resource, NOTHING)


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


def test_what_is_like_known_reports_is_heard(finder: DangerFinder) -> None:
    message = heard(finder, UNHEARD)
    assert message.get("intent")["name"] == "report_danger"
    assert message.get("sign") == "leg_clot"


def test_a_vector_that_a_message_carries_is_not_made_again(
    finder: DangerFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = Message(data={"text": UNHEARD, "intent": dict(ASKED)})
    SentenceFeaturizer("SentenceFeaturizer", 4.0, encoder()).process([message])
    monkeypatch.setattr("doula.encoder.Encoder._encode", None)
    (processed,) = finder.process([message])
    assert processed.get("intent")["name"] == "report_danger"


def test_what_was_not_trained_checks_nothing() -> None:
    assert heard(make(CONFIG), "hello").get("intent")["name"] == "triage_failed"


def test_a_model_without_what_was_learned_is_not_loaded(storage: LocalModelStorage) -> None:
    with pytest.raises(ValueError):
        DangerFinder.load(CONFIG, storage, Resource("nothing"), NOTHING)


@pytest.mark.parametrize("changed", ["signs", "words", "wordings"])
def test_a_change_in_a_file_is_a_reason_to_train(changed: str, tmp_path: Path) -> None:
    other = tmp_path / "changed.yml"
    other.write_text("changed")
    assert DangerFinder.fingerprint_addon(CONFIG | {changed: str(other)}) != DangerFinder.fingerprint_addon(
        CONFIG
    )


@pytest.mark.parametrize("failing", ["Account", "look_again", "encoder"])
@pytest.mark.parametrize("text", ["I am bleeding", "hello, how are you today"])
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
    if failing == "encoder" and text == "I am bleeding":
        assert heard(finder, text).get("intent")["name"] == "report_danger"  # it is not needed
        return
    assert heard(finder, text).get("intent") == {"name": "triage_failed", "confidence": 1.0}
    assert text not in caplog.text
    assert "ValueError" in caplog.text


def test_a_failure_on_one_message_does_not_leave_out_the_next(
    finder: DangerFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from doula.triage import Account

    def fail_once(text: str, signs: Any) -> Any:
        if text == "bad":
            raise ValueError(text)
        return Account(text, signs)

    monkeypatch.setattr("doula.understanding.danger_finder.Account", fail_once)
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
