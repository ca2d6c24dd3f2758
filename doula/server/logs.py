"""What this process writes about itself: never what a mother said."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime
from types import TracebackType

import structlog

from doula import metrics
from doula.channels import request_ids

_CONVERSATION = re.compile(r"\b(web|[a-z]+):[\w\-]{16,}")
_OURS = ("doula", "actions")
_RASA = "doula.rasa"  # what Rasa says through structlog

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Discreet(logging.Formatter):
    """Names the place and the kind of an error; an error's own words may quote a mother."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # another handler's rendering, kept by logging
        if not record.name.startswith(_OURS):
            record.msg, record.args = f"{record.levelname} at {record.pathname}:{record.lineno}", ()
        return _CONVERSATION.sub(r"\1:…", self.line(record))

    def line(self, record: logging.LogRecord) -> str:
        """Return a record as a line for people, the request's id at the end of what happened."""
        if request := request_ids.current.get():
            record.msg, record.args = f"{record.getMessage()} [{request}]", ()
        return super().format(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        frames = "".join(traceback.format_tb(ei[2]))
        return f"{frames}{ei[0].__name__ if ei[0] else ''}"


class _Json(_Discreet):
    """Writes a JSON object a line, for programs that collect logs."""

    def line(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        parts = {"time": at, "level": record.levelname.lower(), "place": record.name}
        parts |= {"message": record.getMessage(), "request": request_ids.current.get()}
        if record.exc_info and record.exc_info[0]:
            parts |= {"error": record.exc_info[0].__name__, "trace": self.formatException(record.exc_info)}
        return json.dumps({name: part for name, part in parts.items() if part}, ensure_ascii=False)


class _Counting(logging.Handler):
    """Counts errors by their place and kind; what another library says of itself is not a kind."""

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(_OURS) or record.name == _RASA:
            metrics.ERRORS.labels("library", "").inc()
            return
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else str(record.msg)
        metrics.ERRORS.labels(record.name, _CONVERSATION.sub(r"\1:…", kind)).inc()


class _StandardError(logging.Handler):
    """Writes to what is standard error at the moment, if it can be written to."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")


def configure(as_json: bool = False) -> None:
    """Send this project's messages and other libraries' errors to standard error, discreetly."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    logging.captureWarnings(True)  # Rasa's dependencies warn of their own age, Rasa quotes messages
    logging.raiseExceptions = False  # logging would quote what it cannot write
    handler = _StandardError()
    handler.setFormatter(_Json() if as_json else _Discreet("%(asctime)s %(name)s %(message)s"))
    counting = _Counting(logging.ERROR)
    logging.basicConfig(handlers=[handler, counting], level=logging.ERROR, force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    _quieten_structlog()


def _quieten_structlog() -> None:
    structlog.configure(
        processors=[_only_event],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=lambda *_: logging.getLogger(_RASA),
    )


def _only_event(_: object, __: str, event: structlog.typing.EventDict) -> str:
    return str(event.get("event"))
