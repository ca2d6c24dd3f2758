"""A wire between the assistant and a service, that a test can cut, make slow, or stop."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress


class Proxy:
    """Passes on what comes to its port to another; `delay` in seconds holds back each piece."""

    def __init__(self, port: int) -> None:
        self._target, self.delay = port, 0.0
        self._open: list[socket.socket] = []
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
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._door, self._open = None, []

    def _accept(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                time.sleep(self.delay)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
