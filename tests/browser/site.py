"""The assistant as it is served, in a process of its own that can be stopped and started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Site:
    folder: Path
    origins: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = os.environ | {
            "DOULA_PORT": str(self.port),
            "DOULA_DATABASE_URL": f"sqlite:///{self.folder}/knowledge.db",
            "DOULA_TRACKER_URL": f"sqlite:///{self.folder}/conversations.db",
            "DOULA_SECRET": "b" * 40,
            "DOULA_ALLOWED_ORIGINS": ",".join(self.origins),
            **self.variables,
        }
        with (self.folder / f"log-{self.port}").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "doula", "serve"], env=environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 300  # it may have to train first
        while not self._is_ready():
            assert self.process.poll() is None, (self.folder / f"log-{self.port}").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(20)

    def _is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
