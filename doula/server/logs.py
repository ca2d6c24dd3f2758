"""What this process writes about itself: never what a mother said."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from contextlib import suppress
from copy import copy
from types import TracebackType

import structlog

_CONVERSATION = re.compile(r"\b(web|[a-z]+):[\w\-]{16,}")
_OURS = ("doula", "actions")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Discreet(logging.Formatter):
    """Names the place and the kind of an error; an error's own words may quote a mother."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # another handler's rendering, kept by logging
        if not record.name.startswith(_OURS):
            record.msg, record.args = f"{record.levelname} at {record.pathname}:{record.lineno}", ()
        return _CONVERSATION.sub(r"\1:…", super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        frames = "".join(traceback.format_tb(ei[2]))
        return f"{frames}{ei[0].__name__ if ei[0] else ''}"


class _StandardError(logging.Handler):
    """Writes to what is standard error at the moment, if it can be written to."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")


def configure() -> None:
    """Send this project's messages and other libraries' errors to standard error, discreetly."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    logging.captureWarnings(True)  # Rasa's dependencies warn of their own age, Rasa quotes messages
    logging.raiseExceptions = False  # logging would quote what it cannot write
    handler = _StandardError()
    handler.setFormatter(_Discreet("%(asctime)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.ERROR, force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    _quieten_structlog()


def _quieten_structlog() -> None:
    structlog.configure(
        processors=[_only_event, structlog.processors.add_log_level, structlog.processors.KeyValueRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _only_event(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {"event": event.get("event")}
