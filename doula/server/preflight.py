"""What would keep the assistant from serving, found before it starts and told in one go."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

from doula import clinical
from doula.knowledge import KnowledgeError
from doula.knowledge.engine import reach
from doula.settings import Settings, SettingsError, secret, variable

HELP_LINES = Path("clinical/help_lines.yml")


def listen(chosen: Settings) -> socket.socket:
    """Return the socket to serve on; raises SettingsError that names everything in the way."""
    wrong = [*_region(chosen), *_channels(), *_databases(chosen), *_secret()]
    try:
        listener = _bound(chosen.host, chosen.port)
    except OSError as error:
        wrong.append(f"DOULA_HOST, DOULA_PORT: {chosen.host}:{chosen.port}: {error.strerror}")
    if wrong:
        raise SettingsError("\n".join(wrong))
    return listener


def _region(chosen: Settings) -> Iterator[str]:
    regions = clinical.read(HELP_LINES)["regions"]
    if chosen.region not in regions:
        yield f"DOULA_REGION is wrong: {HELP_LINES} knows {', '.join(regions)}"


def _channels() -> Iterator[str]:
    from doula.server.application import messaging_channels

    for kind in messaging_channels():
        if kind.is_wanted() and (missing := kind.missing()):
            yield f"{', '.join(missing)}: set this too, or nothing of {kind.name()}, which is half set up"


def _databases(chosen: Settings) -> Iterator[str]:
    for field in ("database_url", "tracker_url"):
        try:
            reach(getattr(chosen, field))
        except KnowledgeError as error:
            yield f"{variable(field)}: {error}"


def _secret() -> Iterator[str]:
    try:
        secret()
    except SettingsError as error:
        yield str(error)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family, backlog=1_000)
