"""How often somebody may do something."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class _Bucket:
    left: float
    seen: float


class Limit:
    """Lets a key act `burst` times at once and `per_minute` times a minute after that."""

    def __init__(
        self, burst: int, per_minute: int, keys: int = 50_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._rate, self._keys, self._clock = burst, per_minute / 60, keys, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> float:
        """Count one act and return 0, or return how many seconds to wait before the next is allowed."""
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._keys:  # whoever was quiet longest has a full bucket again
            self._buckets.popitem(last=False)
        bucket.left = min(self._burst, bucket.left + (now - bucket.seen) * self._rate)
        bucket.seen = now
        if bucket.left < 1:
            return (1 - bucket.left) / self._rate
        bucket.left -= 1
        return 0


class Crowd:
    """Lets a key do so many things at the same moment."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._busy: Counter[str] = Counter()

    @contextmanager
    def join(self, key: str) -> Iterator[bool]:
        """Tell whether there is room for one more, and hold it until the end of the block."""
        if self._busy[key] >= self._most:
            yield False
            return
        self._busy[key] += 1
        try:
            yield True
        finally:
            self._busy[key] -= 1
            if not self._busy[key]:
                del self._busy[key]
