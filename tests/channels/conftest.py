"""A tiny assistant, and a visitor of its web channel."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from doula.channels.door import Door
from doula.knowledge import KnowledgeBase
from doula.server import logs
from doula.settings import settings
from tests.channels.messaging import Services, served
from tests.channels.service import Client, Server

TINY = Path(__file__).parent / "tiny"


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    logs.configure()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from rasa.model_training import train

    out = str(tmp_path_factory.mktemp("tiny"))
    trained = train(str(TINY / "domain.yml"), str(TINY / "config.yml"), str(TINY / "data"), out)
    return Path(trained.model)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    from doula.server.tracker_store import ConversationStore

    return ConversationStore(host=f"sqlite:///{tmp_path}/conversations.db")


@pytest.fixture
def tiny_door(tiny_model: Path, store: Any, monkeypatch: pytest.MonkeyPatch) -> Door:
    from doula.server.actions import InProcessActions
    from doula.server.assistant import load_assistant

    if str(TINY) not in sys.path:
        monkeypatch.syspath_prepend(TINY)
    return load_assistant(tiny_model, store, actions=InProcessActions("tiny_actions"))


@pytest.fixture
def web_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DOULA_DATABASE_URL", f"sqlite:///{tmp_path}/knowledge.db")
    monkeypatch.setenv("DOULA_SECRET", "s" * 40)
    monkeypatch.setenv("DOULA_ALLOWED_ORIGINS", "https://clinic.example")
    settings.cache_clear()
    KnowledgeBase.connect(settings().database_url).migrate()
    yield
    settings.cache_clear()


@pytest.fixture
def server(tiny_door: Door, web_settings: None) -> Iterator[Server]:
    with Server(tiny_door) as running:
        yield running


@pytest.fixture(scope="module")
def services(assistant: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Give a server with the project's assistant and all messaging services on."""
    with served(assistant, tmp_path_factory.mktemp("services")) as running:
        yield running


@pytest.fixture
def visitor(server: Server) -> Client:
    return Client(server.port)


@pytest.fixture
def client(visitor: Client) -> Client:
    visitor.start()
    return visitor
