"""A real process that serves, in a folder of its own, and what people and machines do to it from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path
from signal import SIGKILL, Signals
from typing import Any

import yaml

from tests.channels.phones import SECRETS
from tests.channels.service import Answer, Client

ROOT = Path(__file__).parents[2]
LINKED = (
    "actions",
    "clinical",
    "config.yml",
    "data",
    "domain.yml",
    "doula",
    "endpoints.yml",
    "models",
    "seeds",
    "uv.lock",
    "widget",
)
WEB: dict[str, Any] = {"doula.channels.web.WebChannel": {}}
PATIENCE = 120  # seconds until it is ready


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def settle(folder: Path, channels: dict[str, Any] = WEB) -> Path:
    """Make a folder to run in: the project's files, but its own databases, secret and channels."""
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    (folder / "credentials.yml").write_text(yaml.safe_dump(channels))
    return folder


def environment(**settings: str) -> dict[str, str]:
    """Return an environment without the settings of whoever runs the tests."""
    inherited = {"PYTHONWARNINGS": "error::DeprecationWarning"}
    inherited |= {name: value for name, value in os.environ.items() if not name.startswith("DOULA_")}
    return {**inherited, "PYTHONPATH": str(ROOT), **settings}


def secrets() -> dict[str, str]:
    return {f"DOULA_{name.upper()}": value for name, value in SECRETS.items()}


class Assistant:
    """`doula serve`, until it is stopped."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = int(settings.get("DOULA_PORT") or free_port())
        self._output, self._errors = folder / "stdout.txt", folder / "stderr.txt"
        with self._output.open("wb") as out, self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "doula", "serve"],
                cwd=folder,
                env=environment(**{"DOULA_PORT": str(self.port), **settings}),
                stdout=out,
                stderr=errors,
            )

    def __enter__(self) -> Assistant:
        end = time.monotonic() + PATIENCE
        while self.health() != 200:
            assert self.process.poll() is None, self.written
            assert time.monotonic() < end, self.written
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(SIGKILL)
        self.process.wait()

    @property
    def written(self) -> str:
        """Return everything that it has written to its two streams."""
        return self._output.read_text() + self._errors.read_text()

    def client(self) -> Client:
        return Client(self.port)

    def ask(self, path: str) -> Answer | None:
        """Return the answer to a GET, or None when nobody takes it."""
        try:
            return self.client().call("GET", path, prefix="")
        except (OSError, HTTPException):
            return None

    def health(self, path: str = "/health/ready") -> int:
        answer = self.ask(path)
        return answer.status if answer else 0

    def ends(self, signal: Signals, seconds: float = 30) -> tuple[int, float]:
        """Send a signal and return the exit status and how many seconds the end took."""
        began = time.monotonic()
        self.process.send_signal(signal)
        return self.process.wait(seconds), time.monotonic() - began


def request(method: str, path: str, body: bytes, **headers: str) -> tuple[bytes, bytes]:
    """Return the header and the body of a request, as they are sent."""
    sent = {"Host": "localhost", "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{n.replace('_', '-')}: {value}" for n, value in sent.items())]
    return "\r\n".join([*lines, "", ""]).encode(), body
