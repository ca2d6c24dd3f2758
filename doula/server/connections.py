"""How long a connection may take: whoever sends slowly or nothing is let go, and others never notice."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic.http import Stage
from sanic.server import HttpProtocol

from doula.server.framing import Framed

SILENT = 5  # seconds without a request
HEADER = 10  # seconds from the first byte of a request to the end of its header
FAREWELL = 1  # second for the answer that says so
WHOLE = 20  # seconds from the first byte of a request to its response


class Connection(HttpProtocol):
    """Counts a request's time from its first byte, and from its answer that of a body which comes later.

    Sanic counts from the last byte that dripped in.
    """

    HTTP_CLASS = Framed

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        http: Any = getattr(self, "_http", None)
        rests = http is None or (http.stage is Stage.IDLE and not http.request_body)
        began = None if rests else self._time
        super().data_received(data)
        if began is not None:
            self._time = began

    def check_timeouts(self) -> None:
        """End a request that took too long and its connection; Sanic waits for the rest of a body."""
        super().check_timeouts()  # type: ignore[no-untyped-call]
        if getattr(getattr(self, "_http", None), "exception", None):  # neither is there from the start
            self.loop.call_later(FAREWELL, self.abort)


def limit(app: Sanic) -> None:
    """Set the limits of an application's connections."""
    app.config.KEEP_ALIVE_TIMEOUT = SILENT
    app.config.REQUEST_TIMEOUT = HEADER
    app.config.RESPONSE_TIMEOUT = WHOLE
