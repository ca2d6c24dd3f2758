"""Golden files: run `pytest tests/golden --regenerate` to write them anew, then read what changed."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="write the expected files of tests/golden anew"
    )


@pytest.fixture
def regenerate(pytestconfig: pytest.Config) -> bool:
    """Say whether the expected files are to be written instead of compared."""
    return bool(pytestconfig.getoption("--regenerate", default=False))
