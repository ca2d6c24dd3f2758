from __future__ import annotations

from doula.channels.limits import Limit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_in_and_then_one_at_a_time() -> None:
    clock = Clock()
    limit = Limit(burst=3, per_minute=60, clock=clock)
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 1]
    clock.now += 0.5
    assert limit.wait("a") == 0.5
    clock.now += 0.5
    assert limit.wait("a") == 0


def test_one_that_is_too_fast_does_not_slow_another() -> None:
    limit = Limit(burst=1, per_minute=1, clock=Clock())
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0
    assert limit.wait("b") == 0


def test_a_long_silence_does_not_save_up_more_than_a_burst() -> None:
    clock = Clock()
    limit = Limit(burst=2, per_minute=60, clock=clock)
    limit.wait("a")
    clock.now += 3_600
    assert [limit.wait("a") > 0 for _ in range(3)] == [False, False, True]


def test_memory_does_not_grow_with_every_key() -> None:
    limit = Limit(burst=1, per_minute=1, keys=10, clock=Clock())
    for number in range(1_000):
        limit.wait(str(number))
    assert len(limit._buckets) == 10
