"""Where the bench keeps what takes long to build; DOULA_BENCH names another folder to use it again."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ.get("DOULA_BENCH", ".bench")).absolute()
STOCK_ENVIRONMENT = FOLDER / "stock/env"
STOCK_PROJECT = FOLDER / "stock/project"
DOULA_ENVIRONMENT = FOLDER / "doula/env"
