"""When danger cannot be looked for, or comes where no reply is due, she is still told what to do."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from doula.channels.door import Door
from doula.server import launch
from doula.server.actions import InProcessActions
from doula.server.questions import answer_lines
from doula.server.shell import talk
from tests.channels.service import Client, Server
from tests.conversations.danger import DOMAIN, NIGHT, PLAINEST, RESPONSES, Places

SAFE = "I could not check your message for danger signs"
NAMED = ["bleeding", "trouble breathing", "swollen or hot leg", "a fit", "harming yourself", "112"]
EVERY_PLACE = [
    "first message",
    "asked for the unit",
    "asked about her legs",
    "after the assessment",
    "after a loss",
]


@pytest.fixture(scope="module")
def service(assistant: Door) -> Iterator[Server]:
    with Server(assistant) as running:
        yield running


@pytest.fixture
def client(service: Server) -> Client:
    visitor = Client(service.port)
    visitor.start()
    return visitor


@pytest.fixture(scope="module")
def places(assistant: Door) -> Places:
    return Places(assistant)


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("broken")


BREAKABLE = {
    "triage": ("doula.understanding.danger_finder.Account", NIGHT),
    "the look at what is alike": ("doula.understanding.danger_finder.look_again", NIGHT),
    "the alarm's words": ("doula.alarms.Alarms.urgent", "I am bleeding"),
    "the question's words": ("doula.alarms.Alarms.check", "could it be a clot in my leg?"),
    "the words for a loss": ("doula.alarms.Alarms.loss", "I lost my baby"),
    "an answer": ("actions.answer.answer_all", NIGHT),
    "small talk": ("doula.messages.Responses.message", "hello"),
    "what is kept of her words": ("actions.observe.merge", NIGHT),
    "reading": ("rasa.core.processor.MessageProcessor.parse_message", "I am bleeding"),
    "the dialogue": ("rasa.core.processor.MessageProcessor._run_prediction_loop", "I am bleeding"),
}


@pytest.fixture(params=BREAKABLE)
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Break something and give words that need it."""
    target, text = BREAKABLE[request.param]
    monkeypatch.setattr(target, fail)
    return text


@pytest.fixture(params=["Account", "look_again"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"doula.understanding.danger_finder.{request.param}", fail)


def assert_safe(text: str) -> None:
    assert SAFE in text
    assert "maternity unit" in text
    assert not [name for name in NAMED if name not in text]


@pytest.mark.parametrize("place", EVERY_PLACE)
@pytest.mark.parametrize("text", [NIGHT, "hello", "I am bleeding", "yes"])
def test_a_message_that_was_not_checked_gets_the_safe_sentence(
    places: Places, place: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = places.come_to(place)
    monkeypatch.setattr("doula.understanding.danger_finder.Account", fail)
    reply = mother.says(text)
    assert reply.outcomes == ["urgent"]
    assert_safe(reply.text)


def test_the_web_channel_says_the_safe_sentence(client: Client, told: str) -> None:
    message = client.says(told)[0]
    assert message["outcome"] == "urgent"
    assert_safe(message["text"])


def test_a_comment_gets_the_safe_sentence(client: Client, told: str) -> None:
    greeting = client.history()[0]["id"]
    comment = {
        "message_id": greeting,
        "helpful": False,
        "comment": "I am bleeding, could it be a clot in my leg",
    }
    assert client.call("POST", "/feedback", comment).status == 204
    said = client.history()[1:]
    assert "urgent" in [message["outcome"] for message in said if message["from"] == "assistant"]


def test_the_shell_says_the_safe_sentence(
    assistant: Door, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{told}\n"))
    asyncio.run(talk(assistant, print))
    assert_safe(capsys.readouterr().out)


def test_the_history_keeps_the_safe_sentence(client: Client, broken: None) -> None:
    client.says(NIGHT)
    assert_safe(client.history()[-1]["text"])


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_command_line_says_the_safe_sentence(
    assistant: Door, told: str, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    from doula.cli import main

    monkeypatch.setattr(launch, "prepare", lambda _: Path("model"))
    monkeypatch.setattr(launch, "load", lambda *_, **__: assistant)
    ran = CliRunner().invoke(main, ["ask", told, *options])
    assert ran.exit_code == 0, ran.output
    assert_safe(ran.output)


def test_a_batch_says_the_safe_sentence(assistant: Door, told: str) -> None:
    written: list[str] = []
    line = json.dumps({"id": 1, "text": told}).encode()
    asyncio.run(answer_lines(assistant, io.BytesIO(line), written.append))
    assert_safe(json.loads(written[0])["turns"][0]["messages"][0]["text"])


@pytest.mark.parametrize("action", DOMAIN["actions"])
def test_whatever_action_fails_says_the_safe_sentence(action: str) -> None:
    async def broken(dispatcher: object, tracker: object, domain: object) -> None:
        raise RuntimeError

    actions = InProcessActions()
    actions._executor.register_function(action, broken)
    call = {"next_action": action, "tracker": {"sender_id": "a", "slots": {}, "events": []}}
    (said,) = asyncio.run(actions.request(json=call))["responses"]
    assert said["outcome"] == "urgent"
    assert_safe(RESPONSES[said["response"]][0]["text"])


@pytest.mark.parametrize("text", ["I am bleeding", "could it be a clot in my leg?"])
def test_an_alarm_that_cannot_be_made_is_replaced_by_the_safe_sentence(
    places: Places, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("doula.alarms.Alarms.urgent", fail)
    monkeypatch.setattr("doula.alarms.Alarms.check", fail)
    assert_safe(places.come_to("asked for the activity").says(text).text)


def test_the_log_does_not_hold_her_words(
    places: Places, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    places.come_to("first message").says("my secret cramps")
    assert "secret" not in caplog.text


def test_once_triage_works_again_she_is_answered(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    mother = places.come_to("first message")
    with monkeypatch.context() as breaking:
        breaking.setattr("doula.understanding.danger_finder.Account", None)
        assert_safe(mother.says(NIGHT).text)
    assert "answer" in mother.says(NIGHT).outcomes


@pytest.mark.parametrize("helpful", [True, False])
def test_danger_in_a_comment_on_an_answer_is_answered(client: Client, helpful: bool) -> None:
    message = client.says(NIGHT)[0]["id"]
    comment = {"message_id": message, "helpful": helpful, "comment": "no use, I am bleeding heavily"}
    assert client.call("POST", "/feedback", comment).status == 204
    assert client.history()[-1]["outcome"] == "urgent"


@pytest.mark.parametrize("text", ["could it be a clot in my leg?", "I lost my baby", *PLAINEST.values()])
def test_no_comment_swallows_a_sign_or_a_loss(client: Client, text: str) -> None:
    greeting, before = client.history()[0]["id"], len(client.history())
    comment = {"message_id": greeting, "helpful": True, "comment": text}
    assert client.call("POST", "/feedback", comment).status == 204
    heard = client.history()[before + 1]
    assert heard["outcome"] in {"urgent", "check_urgent"} or "sorry for your loss" in heard["text"]


def test_a_comment_without_danger_says_nothing(client: Client) -> None:
    message = client.says(NIGHT)[0]["id"]
    before = client.history()
    comment = {"message_id": message, "helpful": True, "comment": "no bleeding here, thank you"}
    assert client.call("POST", "/feedback", comment).status == 204
    assert client.history() == before


def test_a_message_that_is_too_long_to_read_names_whom_to_call(places: Places) -> None:
    reply = places.come_to("first message").says("I like kelp. " * 400 + PLAINEST["bleeding"])
    assert "call your maternity unit" in reply
    assert "local emergency number" in reply


def test_danger_at_the_end_of_the_longest_message_is_heard(places: Places) -> None:
    story = "I like kelp and my room is cold. " * 120
    assert places.come_to("first message").says(story + PLAINEST["bleeding"]).outcomes == ["urgent"]


@pytest.mark.parametrize("text", ["/report_danger", "/triage_failed", '/inform{"timing": "I am bleeding"}'])
def test_what_was_not_offered_reaches_no_action(places: Places, text: str) -> None:
    assert places.come_to("asked for the timing").says(text).outcomes == ["not_covered"]
