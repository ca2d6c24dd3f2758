"""The topology of compose.yml as plain processes: assistants on the same stores, HAProxy before them.

Run `python -m deploy.processes --assistants 4`; where the stores are is set as for one assistant.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from tempfile import NamedTemporaryFile
from urllib.request import urlopen

import click

Process = Popen[bytes]

PROXY = Path(__file__).with_name("haproxy.cfg")
PATIENCE = 180  # seconds until an assistant is ready: the first may have to train
LAST_WORDS = 25  # seconds to end
NOTICED = 5  # seconds in which the proxy learns that an assistant is ready again, also on a busy machine


class Topology:
    """Assistants on the ports after `port`, and a proxy on `port` itself where HAProxy is installed."""

    def __init__(self, assistants: int, port: int, environment: Mapping[str, str] | None = None) -> None:
        self.port, self.ports = port, [port + number for number in range(1, assistants + 1)]
        self.assistants: list[Process] = []
        self.proxy: Process | None = None
        self._environment = {**os.environ, **(environment or {})}

    @property
    def entries(self) -> list[str]:
        """Return the addresses to call: the proxy's, or without one those of all assistants."""
        return [f"http://127.0.0.1:{port}" for port in ([self.port] if self.proxy else self.ports)]

    def __enter__(self) -> Topology:
        try:
            for port in self.ports:  # one after the other: the first prepares what they share
                self.assistants.append(self._assistant(port))
            if haproxy := shutil.which("haproxy"):
                self.proxy = self._proxy(haproxy)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the assistants, all at once, and then the proxy."""
        _end(self.assistants)
        _end([self.proxy] if self.proxy else [])

    def restart(self, number: int) -> None:
        """End an assistant and start another one in its place, as a new release would."""
        _end([self.assistants[number]])
        self.assistants[number] = self._assistant(self.ports[number])
        time.sleep(NOTICED if self.proxy else 0)  # whoever ends the next one before that leaves nobody

    def _assistant(self, port: int) -> Process:
        chosen = {"DOULA_HOST": "127.0.0.1", "DOULA_PORT": str(port), "SANIC_PROXIES_COUNT": "1"}
        assistant = _start([sys.executable, "-m", "doula", "serve"], self._environment | chosen)
        return _ready(assistant, f"http://127.0.0.1:{port}/health/ready")

    def _proxy(self, haproxy: str) -> Process:
        """Start the proxy with a configuration that names the assistants instead of looking them up."""
        servers = "\n".join(f"    server assistant{port} 127.0.0.1:{port}" for port in self.ports)
        with NamedTemporaryFile("w", suffix=".cfg") as file:
            file.write(re.sub(r"^ +server-template .*$", servers, PROXY.read_text(), flags=re.MULTILINE))
            file.flush()
            bind = {"PROXY_BIND": f"127.0.0.1:{self.port}"}
            proxy = _start([haproxy, "-db", "-f", file.name], self._environment | bind)
            return _ready(proxy, f"http://127.0.0.1:{self.port}/health/live")


def _start(command: list[str], environment: Mapping[str, str]) -> Process:
    """Start a process that does not hear this terminal: it is told once to end, by us."""
    return Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own program and HAProxy


def _ready(process: Process, address: str) -> Process:
    """Return a process when it answers; raises RuntimeError when it never does."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(address, timeout=10):  # noqa: S310 - our own address
                return process
        except OSError:
            time.sleep(0.2)
    _end([process])
    raise RuntimeError(f"{address} does not answer")


def _end(processes: Sequence[Process]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(LAST_WORDS)
        except TimeoutExpired:
            process.kill()
            process.wait()


def main() -> None:
    """Run until told to stop."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--assistants", type=int, default=2)
    arguments.add_argument("--port", type=int, default=8080, help="of the proxy; the assistants' follow")
    chosen = arguments.parse_args()
    if not os.environ.get("DOULA_REDIS_URL"):
        click.echo("DOULA_REDIS_URL is not set: assistants do not wait for one another", err=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), Topology(chosen.assistants, chosen.port) as topology:
        click.echo(f"ready on {' '.join(topology.entries)}")
        signal.pause()


if __name__ == "__main__":
    main()
