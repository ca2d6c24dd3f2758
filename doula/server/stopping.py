"""Ending: first not ready, then closed to new connections, then what has begun is finished."""

from __future__ import annotations

import asyncio
import os
from signal import SIGINT, SIGTERM

from sanic import Sanic

NOTICE = 2.0  # seconds in which whatever watches /health/ready learns that we are about to end
LAST_TURNS = 10.0  # seconds for turns that have begun; what services sent has LAST_WORDS beside them
AT_ONCE = 130  # exit status of a process that was told twice


class Stopping:
    """Whether the process has been told to end, and how it does."""

    def __init__(self) -> None:
        self.has_begun = False

    def heed(self, app: Sanic) -> None:
        """End the application on SIGTERM and SIGINT; a second signal ends it at once."""
        app.config.GRACEFUL_SHUTDOWN_TIMEOUT = LAST_TURNS

        @app.after_server_start
        async def listen(*_: object) -> None:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(SIGTERM, self._begin, app, NOTICE)
            loop.add_signal_handler(SIGINT, self._begin, app, 0)  # from a keyboard: nobody else watches

    def _begin(self, app: Sanic, notice: float) -> None:
        if self.has_begun:
            os._exit(AT_ONCE)
        self.has_begun = True
        asyncio.get_running_loop().call_later(notice, app.stop)
