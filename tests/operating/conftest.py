"""Processes that serve; those that are only asked are shared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doula.server.model import wanted_model
from tests.operating.process import Assistant, settle


@pytest.fixture(scope="session", autouse=True)
def trained() -> None:
    """Train before processes start that would each train."""
    if not wanted_model().exists():
        from doula.server import launch

        launch.train_apart()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(settle(tmp_path_factory.mktemp("serving"))) as running:
        yield running
