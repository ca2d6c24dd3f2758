"""What a mother tells about her cramps: when, how warm, doing what, how far along."""

from __future__ import annotations

from dataclasses import dataclass, field

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Observation:
    """One thing she told: a value of a kind, as named in clinical/observations.yml."""

    kind: str
    value: str
    denied: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
