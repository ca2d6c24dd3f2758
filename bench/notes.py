"""What was measured, kept between commands, so that the page can be written of all of it."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

from bench.places import FOLDER

_NOTED = FOLDER / "measured.json"


def note(name: str, measured: Any) -> None:
    """Keep what was measured under a name, and the machine that it was measured on."""
    FOLDER.mkdir(exist_ok=True)
    _NOTED.write_text(json.dumps({**noted(), name: {"machine": machine(), **measured}}), "utf-8")


def noted() -> dict[str, Any]:
    """Return all that was measured."""
    return json.loads(_NOTED.read_text("utf-8")) if _NOTED.exists() else {}


def machine() -> str:
    """Name the machine and how busy it is."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    processor = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{os.cpu_count()} cores {processor}, {gigabytes:.0f} GB, Linux {platform.release()}, {load}"
