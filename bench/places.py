"""Where the bench keeps what takes long to build; BENCH_FOLDER names another folder to use it again."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ.get("BENCH_FOLDER", ".bench")).absolute()
STOCK_ENVIRONMENT = FOLDER / "stock/env"
STOCK_PROJECT = FOLDER / "stock/project"
DOULA_ENVIRONMENT = FOLDER / "doula/env"
