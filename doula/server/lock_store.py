"""Locks on conversations: one turn at a time, in the order in which they came, in one process or in many."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from rasa.core.lock_store import LockError, LockStore
from redis import asyncio as aioredis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

LEASE = 5.0  # seconds until the conversations of a process that was killed are free
PATIENCE = 3.0  # seconds that Redis may take

# A conversation's line is a list of tickets; each has a key that lives as long as its process renews it.
_SERVING = """
while true do
  local first = redis.call('LINDEX', KEYS[1], 0)
  if not first then return false end
  if redis.call('EXISTS', KEYS[1] .. first) == 1 then return first end
  redis.call('LPOP', KEYS[1])
end
"""
_ENTER = f"""
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('SET', KEYS[1] .. ARGV[1], 1, 'PX', ARGV[2])
local function serving() {_SERVING} end
return serving() == ARGV[1] and 0 or 1
"""
_LOOK = f"""
local function serving() {_SERVING} end
local first = serving()
if first == ARGV[1] then return 0 end
if redis.call('EXISTS', KEYS[1] .. ARGV[1]) == 0 then return -1 end
return math.max(1, redis.call('PTTL', KEYS[1] .. first))
"""
_LEAVE = f"""
redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('DEL', KEYS[1] .. ARGV[1])
local function serving() {_SERVING} end
local first = serving()
if first then
  redis.call('RPUSH', KEYS[1] .. first .. ':called', 1)
  redis.call('PEXPIRE', KEYS[1] .. first .. ':called', ARGV[2])
end
"""

log = logging.getLogger(__name__)


class LocalLocks(LockStore):
    """Locks of one process."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._wanted: Counter[str] = Counter()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: object, **__: object) -> AsyncIterator[None]:
        """Hold a conversation; who comes first is served first."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._wanted[conversation_id] += 1
        try:
            async with lock:
                yield
        finally:
            self._wanted[conversation_id] -= 1
            if not self._wanted[conversation_id]:
                del self._wanted[conversation_id], self._locks[conversation_id]


class RedisLocks(LockStore):
    """Locks that all processes share; none is kept longer than LEASE by a process that is gone.

    They keep order. That nothing is lost should a lease end too early is up to the tracker store.
    """

    def __init__(self, url: str, prefix: str = "doula:lock") -> None:
        self._prefix = prefix
        self._redis: Any = aioredis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 1),  # a connection that a restart has cut is opened again
            retry_on_error=[RedisConnectionError],
        )
        self._enter, self._look, self._leave = map(self._redis.register_script, (_ENTER, _LOOK, _LEAVE))

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: object, **__: object) -> AsyncIterator[None]:
        """Hold a conversation; who comes first is served first. Raises LockError when Redis is down."""
        line, ticket = f"{self._prefix}:{{{conversation_id}}}:", secrets.token_hex(8)
        renewing = asyncio.get_running_loop().create_task(self._renew(line + ticket))
        try:
            await self._take(line, ticket)
            yield
        finally:
            renewing.cancel()
            with suppress(RedisError, OSError, asyncio.TimeoutError):  # the lease ends by itself
                await self._leave([line], [ticket, _milliseconds(LEASE)])

    async def ping(self) -> None:
        """Ask Redis for a sign of life; raises LockError."""
        try:
            await self._redis.ping()
        except (RedisError, OSError) as error:
            raise LockError(type(error).__name__) from error

    async def close(self) -> None:
        """Give all connections back."""
        await self._redis.close()

    async def _take(self, line: str, ticket: str) -> None:
        try:
            wait = await self._enter([line], [ticket, _milliseconds(LEASE)])
            while wait > 0:
                await self._called(line + ticket, wait / 1000)
                wait = await self._look([line], [ticket])
        except (TimeoutError, RedisError, OSError) as error:
            raise LockError(type(error).__name__) from error
        if wait < 0:
            raise LockError("the line is gone")

    async def _called(self, ticket: str, seconds: float) -> None:
        """Wait until called, but look again when the lease of who is served may have ended."""
        await self._redis.blpop(f"{ticket}:called", timeout=round(min(seconds + 0.01, PATIENCE / 2), 3))

    async def _renew(self, ticket: str) -> None:
        while True:
            await asyncio.sleep(LEASE / 3)
            try:
                await self._redis.pexpire(ticket, _milliseconds(LEASE))
            except (TimeoutError, RedisError, OSError) as error:
                log.error("A lock could not be renewed: %s", type(error).__name__)


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)
