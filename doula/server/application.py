"""The web application around the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, register
from rasa.core.tracker_store import TrackerStore
from rasa.shared.utils.common import class_from_module_path
from sanic import Sanic

from doula import clinical
from doula.channels.door import Door
from doula.channels.messaging import MessagingChannel
from doula.knowledge import AwaitedKnowledge
from doula.server import arriving, connections, framing, scrape, traffic, widget
from doula.server.health import Health
from doula.server.stopping import Stopping
from doula.settings import settings

CREDENTIALS = Path("credentials.yml")


def application(door: Door, name: str = "doula") -> Sanic:
    """Return the application with the channels of credentials.yml, the web chat, /health and /metrics."""
    app = Sanic(name, configure_logging=False)
    app.ctx.agent = door.agent
    app.ctx.stopping = Stopping()
    connections.limit(app)
    framing.insist(app)
    arriving.bound(app)
    register(channels(), app, route="/webhooks/")
    app.blueprint(widget.blueprint())
    _relay_events(app, door.agent.tracker_store)
    knowledge = AwaitedKnowledge.connect(settings().database_url)
    app.blueprint(Health(door, knowledge, app.ctx.stopping).blueprint())
    app.blueprint(scrape.blueprint(door, knowledge))
    traffic.watch(app)
    return app


def _relay_events(app: Sanic, store: TrackerStore) -> None:
    """Send events while the application serves, if they are sent anywhere."""
    if not (relay := store.event_broker):
        return

    @app.after_server_start
    async def start(*_: object) -> None:
        relay.start(store.engine)

    @app.after_server_stop
    async def stop(*_: object) -> None:
        await relay.close()


def channels() -> list[InputChannel]:
    """Return the channels named in credentials.yml."""
    return [kind.from_credentials(options) for kind, options in _named()]


def messaging_channels() -> list[type[MessagingChannel]]:
    """Return the kinds of channels of messaging services named in credentials.yml."""
    return [kind for kind, _ in _named() if issubclass(kind, MessagingChannel)]


def overview(server: str) -> Iterator[str]:
    """List the channels: whether each is on, its address, and what is missing; `server` is where we serve."""
    for kind, _ in _named():
        missing = kind.missing() if issubclass(kind, MessagingChannel) else []
        address = (
            kind.address(server) if issubclass(kind, MessagingChannel) else f"{server}/webhooks/{kind.name()}"
        )
        state = f"off  {', '.join(missing)} not set" if missing else f"on   {address}"
        yield f"{kind.name():<10} {state}"


def _named() -> list[tuple[type[InputChannel], dict[str, Any] | None]]:
    named: dict[str, Any] = clinical.read(CREDENTIALS) or {}
    return [(class_from_module_path(path), options) for path, options in named.items()]
