"""A wire between the assistant and a service, that a test can cut, make slow, silence, or stop."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path


class Link:
    """One connection over the wire; a silent one takes what is sent and passes nothing on."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far, self.is_silent = near, far, False

    def end(self) -> None:
        for end in (self.near, self.far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Proxy:
    """Passes on what comes to its port to another, or to a file; `delay` in seconds holds back each piece."""

    def __init__(self, target: int | Path) -> None:
        self._target, self.delay, self.is_silent = target, 0.0, False
        self._open: list[Link] = []
        self._door: socket.socket | None = None
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = int(taken.getsockname()[1])
        self.mend()

    def mend(self) -> None:
        """Let connections in."""
        self._door = socket.create_server(("127.0.0.1", self.port), backlog=100)
        threading.Thread(target=self._accept, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """End all connections and refuse new ones."""
        if self._door:
            with suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
        for link in self._open:
            link.end()
        self._door, self._open = None, []

    def silence(self) -> None:
        """Take what comes over the connections that are open now, and never answer."""
        for link in self._open:
            link.is_silent = True

    def _accept(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                link = Link(near, self._reach())
                link.is_silent = self.is_silent
                self._open.append(link)
                for source, target in ((near, link.far), (link.far, near)):
                    threading.Thread(target=self._pass, args=(link, source, target), daemon=True).start()

    def _reach(self) -> socket.socket:
        if isinstance(self._target, int):
            return socket.create_connection(("127.0.0.1", self._target))
        far = socket.socket(socket.AF_UNIX)
        far.connect(str(self._target))
        return far

    def _pass(self, link: Link, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                time.sleep(self.delay)
                if not link.is_silent:
                    target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
