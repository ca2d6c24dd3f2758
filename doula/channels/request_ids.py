"""Which request is being worked on: its id is in every line of the log and in the response."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[0-9A-Fa-f-]{16,64}")  # as proxies make them; no word can be written in it

current: ContextVar[str] = ContextVar("request_id", default="")


def begin(given: str | None) -> str:
    """Go on under the id that a proxy gave, if it is well-formed, else under a new one."""
    name = given if given and _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
    current.set(name)
    return name
