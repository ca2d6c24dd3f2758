"""What would keep the assistant from serving, found before it starts and told in one go."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from redis import Redis
from redis.exceptions import RedisError

from doula.knowledge import KnowledgeError
from doula.knowledge import files as private
from doula.knowledge.engine import file_of, reach
from doula.settings import Settings, SettingsError, secret, variable

PATIENCE = 3.0  # seconds that Redis may take


def listen(chosen: Settings) -> socket.socket:
    """Return the socket to serve on; raises SettingsError that names everything in the way."""
    wrong = [*_channels(), *_databases(chosen), *_redis(chosen), *_secret()]
    try:
        listener = _bound(chosen.host, chosen.port)
    except OSError as error:
        wrong.append(f"DOULA_HOST, DOULA_PORT: {chosen.host}:{chosen.port}: {error.strerror}")
    if wrong:
        raise SettingsError("\n".join(wrong))
    return listener


def open_to_others(chosen: Settings) -> list[str]:
    """List files and folders with what mothers write that others on this machine may read or change."""
    files = [file for url in (chosen.database_url, chosen.tracker_url) if (file := file_of(url))]
    return list(dict.fromkeys(line for file in files for line in private.open_to_others(file)))


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


def _redis(chosen: Settings) -> Iterator[str]:
    try:
        if chosen.redis_url:
            Redis.from_url(chosen.redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE).ping()
    except RedisError as error:
        yield f"DOULA_REDIS_URL: Redis does not answer: {type(error).__name__}"


def _secret() -> Iterator[str]:
    try:
        secret()
    except SettingsError as error:
        yield str(error)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((host, port), family=family, backlog=1_000)
