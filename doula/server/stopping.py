"""Ending: first not ready, then closed to new connections, then what has begun is finished; never later."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from functools import partial
from signal import SIGINT, SIGTERM, signal
from threading import Thread

from sanic import Sanic

NOTICE = 2.0  # seconds in which whatever watches /health/ready learns that we are about to end
LAST_TURNS = 10.0  # seconds for turns that have begun; what services sent has LAST_WORDS beside them
GRACE = 24.0  # seconds after which the process ends whatever hangs; what stops it by force gives it 30
AT_ONCE = 130  # exit status of a process that was told twice
OVERDUE = 70  # and of one that hung

log = logging.getLogger(__name__)


class Stopping:
    """Whether the process has been told to end, and how it does."""

    def __init__(self, grace: float = GRACE) -> None:
        self.has_begun, self._grace = False, grace

    def heed(self, app: Sanic) -> None:
        """End the application on SIGTERM and SIGINT; a second signal ends it at once."""
        app.config.GRACEFUL_SHUTDOWN_TIMEOUT = LAST_TURNS

        @app.after_server_start
        async def listen(*_: object) -> None:
            loop = asyncio.get_running_loop()
            for number, notice in ((SIGTERM, NOTICE), (SIGINT, 0)):  # from a keyboard: nobody else watches
                loop.remove_signal_handler(number)  # it would wait for the loop, which may hang
                signal(number, partial(self._begin, loop, notice, app.stop))

    def _begin(
        self, loop: asyncio.AbstractEventLoop, notice: float, stop: Callable[[], object], *_: object
    ) -> None:
        if self.has_begun:
            os._exit(AT_ONCE)
        self.has_begun = True
        Thread(target=self._watch, daemon=True).start()
        loop.call_soon_threadsafe(partial(loop.call_later, notice, stop))

    def _watch(self) -> None:
        """End the process by force when its time is over; a log that hangs does not keep it."""
        time.sleep(self._grace)
        telling = Thread(target=log.error, args=("Something hung: ended by force",), daemon=True)
        telling.start()
        telling.join(1)
        os._exit(OVERDUE)
