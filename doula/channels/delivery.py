"""Sending to the services: one client for all, patient with their limits and never for ever."""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp

from doula import metrics
from doula.channels.incoming import read_json

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before the second try, the third …
PATIENCE = 60.0  # seconds that a service may ask us to wait
AT_ONCE = 50  # connections to one service: one that hangs takes none from another
LONGEST_ANSWER = 64 * 1024  # bytes; no service says so much to a call
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """A POST to a service: JSON, or a form where the service wants one."""

    url: str
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a service said to a call; status 0 is silence, and body None is none that a service sends."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True)
class Verdict:
    """Whether a call was taken, should be made again, after how many seconds at least, or never."""

    what: Literal["taken", "later", "refused"]
    after: float = 0
    code: str = ""


def judge(answer: Answer, status: int | None = None, after: float = 0, code: object = "") -> Verdict:
    """Return what an answer means by its status, or by a truer one; `after` is the service's hint."""
    told, status = f"{answer.status} {code}".strip(), answer.status if status is None else status
    strange = status < 400 and not isinstance(answer.body, dict)  # somebody else answers in its place
    if 200 <= status < 300 and not strange:
        return Verdict("taken", code=told)
    if strange or status in (0, 408, 425, 429) or 300 <= status < 400 or status >= 500:
        return Verdict("later", max(after, _seconds(answer.headers.get("retry-after", ""))), told)
    return Verdict("refused", code=told)


class Delivery:
    """Makes calls to services."""

    def __init__(self, pauses: tuple[float, ...] = PAUSES) -> None:
        self._pauses = pauses
        self._client: aiohttp.ClientSession | None = None

    async def make(self, call: Call, judge: Callable[[Answer], Verdict], service: str) -> bool:
        """Make a call, again if the service says so, and tell whether it was taken in the end."""
        for pause in (*self._pauses, None):
            verdict = judge(await self._try(call))
            if verdict.what == "taken":
                return True
            if verdict.what == "refused" or pause is None or verdict.after > PATIENCE:
                break
            await asyncio.sleep(max(verdict.after, pause * random.uniform(0.8, 1.2)))  # noqa: S311 - no secret
        metrics.GIVEN_UP.labels(service).inc()
        log.error("%s: gave up sending a message: %s", service, verdict.code)
        return False

    async def close(self) -> None:
        """Give all connections back."""
        if self._client:
            await self._client.close()

    async def _try(self, call: Call) -> Answer:
        sent: dict[str, Any] = {"json": call.json} if call.form is None else {"data": call.form}
        try:
            client = self._opened()
            async with client.post(call.url, headers=call.headers, allow_redirects=False, **sent) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, headers, _json(await _body_of(answer)))
        except (TimeoutError, aiohttp.ClientError, OSError):
            return Answer(0)

    def _opened(self) -> aiohttp.ClientSession:
        if self._client is None or self._client.closed:
            connector = aiohttp.TCPConnector(limit=0, limit_per_host=AT_ONCE)
            self._client = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)
        return self._client


async def _body_of(answer: aiohttp.ClientResponse) -> bytes:
    """Return what a service says, nothing if it is more than a service would say."""
    try:
        await answer.content.readexactly(LONGEST_ANSWER)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
    return b""


def _json(body: bytes) -> Any:
    try:
        return read_json(body)
    except ValueError:
        return None


def _seconds(hint: str) -> float:
    try:
        seconds = float(hint)
    except ValueError:
        return 0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0
