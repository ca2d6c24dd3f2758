"""The web chat: the files of widget/ at /widget/, and a page that shows them at /."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from doula.channels.headers import protect
from doula.settings import settings

FOLDER = Path("widget")
PAGE = "index.html"
TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
# The page runs its own scripts only, builds no HTML from text, and is shown in no frame.
SAFE_PAGE = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True)
class File:
    """A file as it is sent, and a name of its content by which a browser knows whether it has changed."""

    kind: str
    content: bytes
    packed: bytes
    tag: str


def read(path: Path) -> File:
    """Return a file of the chat."""
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0)
    return File(
        f"{TYPES[path.suffix]}; charset=utf-8", content, packed, f'"{sha256(content).hexdigest()[:16]}"'
    )


def blueprint() -> Blueprint:
    """Return the routes of the chat's files and of the page."""
    routes = Blueprint("widget")
    for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in TYPES):
        name = path.relative_to(FOLDER).as_posix()
        address = "/" if name == PAGE else f"/widget/{name}"
        routes.add_route(partial(_send, read(path)), address, methods=["GET", "HEAD"], name=name)
    return routes


async def _send(file: File, request: Request) -> HTTPResponse:
    headers = SAFE_PAGE | {"ETag": file.tag}
    if request.headers.get("if-none-match") == file.tag:
        response = empty(304, headers)
    elif "gzip" in request.headers.get("accept-encoding", ""):
        response = raw(file.packed, headers={**headers, "Content-Encoding": "gzip"}, content_type=file.kind)
    else:
        response = raw(file.content, headers=headers, content_type=file.kind)
    protected = protect(request, response, settings().allowed_origins)
    protected.headers["Vary"] = "Accept-Encoding, Origin"
    return protected
