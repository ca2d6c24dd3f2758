"""A mother's words go through every path, also where everything fails; nothing that is written has them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from doula.channels.door import Door
from doula.server import logs
from doula.server.actions import InProcessActions
from doula.understanding.danger_finder import DangerFinder
from tests.channels.messaging import Services, served
from tests.channels.phones import PHONES, recorded
from tests.channels.service import Client
from tests.operating.process import environment, settle

MARK = "xylophone"
TEXTS = (
    f"why do my legs cramp, {MARK}",
    f"I am bleeding heavily {MARK}",
    f"{MARK}",
    f'/inform{{"timing": "{MARK}"}}',
    f"{MARK} " * 1_000,
    f"delete my data {MARK}",
)

Breaks = Callable[[pytest.MonkeyPatch, Door], None]


def _nothing(patch: pytest.MonkeyPatch, door: Door) -> None:
    """Break nothing."""


def _actions(patch: pytest.MonkeyPatch, door: Door) -> None:
    async def fail(self: InProcessActions, call: dict[str, Any]) -> None:
        raise ValueError(call["tracker"]["latest_message"]["text"])

    patch.setattr(type(door.agent.processor.action_endpoint._executor), "run", fail)


def _triage(patch: pytest.MonkeyPatch, door: Door) -> None:
    def fail(*arguments: Any, **_: Any) -> None:
        raise ValueError(MARK, arguments)

    patch.setattr(DangerFinder, "process", fail)


def _saving(patch: pytest.MonkeyPatch, door: Door) -> None:
    from sqlalchemy.exc import OperationalError

    def fail(_: object, tracker: Any) -> None:
        raise OperationalError(f"INSERT {MARK}", {"text": tracker.latest_message.text}, Exception(MARK))

    patch.setattr(type(door.agent.tracker_store), "_append", fail)


def _everything(patch: pytest.MonkeyPatch, door: Door) -> None:
    async def fail(*arguments: Any, **_: Any) -> None:
        raise RuntimeError(MARK, arguments)

    patch.setattr(Door, "receive", fail)
    patch.setattr(Door, "open", fail)


@pytest.fixture(scope="module")
def services(assistant: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with served(assistant, tmp_path_factory.mktemp("discretion")) as running:
        yield running


def in_web(client: Client) -> None:
    """Make every call, well and badly."""
    for text in TEXTS:
        client.call("POST", "/messages", {"text": text, "id": f"{MARK}-{len(text)}"})
        client.call("POST", "/messages", {"payload": text})
        client.call("POST", "/messages", {"words": text})
    for message in client.call("GET", "/messages").body.get("messages", [])[-3:]:
        for helpful in (True, False):
            opinion = {"message_id": message["id"], "helpful": helpful, "comment": f"I am bleeding {MARK}"}
            client.call("POST", "/feedback", opinion)
    for body in (f'{{"text": "{MARK}'.encode(), MARK.encode(), f'"{MARK}"'.encode(), b"\xff" + MARK.encode()):
        client.call("POST", "/messages", body, Content_Type="application/json")
        client.call("POST", "/messages", body, Content_Type=f"text/{MARK}")
        client.call("POST", "/feedback", body, Content_Type="application/json")
    client.call("GET", f"/{MARK}?{MARK}={MARK}", X_Request_ID=MARK)
    client.call("GET", "/messages", Authorization=f"Bearer {MARK}")
    client.call("DELETE", "/sessions")


def in_messaging(services: Services) -> None:
    """Send every recorded kind of event of every service, and bodies that are none."""
    for service, kind in recorded():
        phone = PHONES[service]()
        services.post(service, phone.event(kind, TEXTS[0], payload=f"/{MARK}", title=MARK))
    for service, phone in PHONES.items():
        mother = phone()
        for text in TEXTS:
            services.post(service, mother.event("words", text))
        services.post(service, mother.sign(f'{{"{MARK}": "{MARK}'.encode()))
        services.post(service, mother.sign(f'"{MARK}"'.encode()))
    for service in PHONES:
        services.idle(service)


@pytest.mark.parametrize(
    ("breaks", "as_json"),
    [
        (_nothing, False),
        (_actions, False),
        (_actions, True),
        (_triage, True),
        (_saving, False),
        (_everything, True),
    ],
)
def test_nothing_that_is_written_has_her_words(
    services: Services, assistant: Door, breaks: Breaks, as_json: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure(as_json)
    client = Client(services.server.port)
    client.start()
    token = str(client.token)
    with pytest.MonkeyPatch.context() as patch:
        breaks(patch, assistant)
        in_web(client)
        in_messaging(services)
    measured = client.call("GET", "/metrics", prefix="").raw.decode()
    written = "".join(capfd.readouterr()) + measured + "".join(map(Path.read_text, Path("var").glob("*.log")))
    assert "doula_turns_total" in written
    assert MARK not in written
    assert token not in written
    assert not re.search(r"\b(web|telegram|twilio|whatsapp|messenger|slack):[\w-]{16,}", written)
    if as_json:
        lines = [line for line in written.removesuffix(measured).splitlines() if line.startswith("{")]
        assert all({"time", "level", "place", "message"} <= json.loads(line).keys() for line in lines)


def test_the_command_line_writes_her_words_only_where_it_was_asked(tmp_path: Path) -> None:
    folder = settle(tmp_path)
    cases = [{"id": number, "text": text} for number, text in enumerate(TEXTS)]
    lines = [*map(json.dumps, cases), f'{{"id": 1, "text": "{MARK}', f'{{"id": 1, "{MARK}": 1}}']
    (folder / "cases.jsonl").write_text("\n".join(lines))
    for arguments in (["ask", TEXTS[0]], ["ask", "--batch", "cases.jsonl"]):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "doula", *arguments],
            cwd=folder,
            env=environment(DOULA_LOG_FORMAT="json"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.stdout, done.stderr
        assert MARK not in done.stderr
    assert MARK not in "".join(path.read_text() for path in folder.glob("var/*.log"))


def test_each_line_of_a_request_has_its_id(
    services: Services, assistant: Door, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure(as_json=True)
    name, client = "0123456789abcdef", Client(services.server.port)
    client.start()
    with pytest.MonkeyPatch.context() as patch:
        _actions(patch, assistant)
        client.call("POST", "/messages", {"text": "why do my legs cramp"}, X_Request_ID=name)
        hook = PHONES["telegram"]().event("words", "why do my legs cramp")
        headers = {**hook.headers, "X-Request-ID": name}
        services.post("telegram", type(hook)(hook.body, headers))
        services.idle("telegram")
    failed = [json.loads(line) for line in capfd.readouterr().err.splitlines() if "failed" in line]
    assert len(failed) >= 2
    assert {line["request"] for line in failed} == {name}
    assert {line["error"] for line in failed} == {"ValueError"}
