"""Every request gets an id, every response is counted."""

from __future__ import annotations

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from doula import metrics
from doula.channels import request_ids


def watch(app: Sanic) -> None:
    """Name the requests of an application and count its responses."""
    app.register_middleware(_begin, "request")
    app.register_middleware(_end, "response")


async def _begin(request: Request) -> None:
    request.ctx.id = request_ids.begin(request.headers.get(request_ids.HEADER))


async def _end(request: Request, response: BaseHTTPResponse) -> None:
    named = getattr(request.ctx, "id", None) or request_ids.begin(None)  # what no route takes has none
    response.headers[request_ids.HEADER] = named
    metrics.RESPONSES.labels(f"/{request.route.path}" if request.route else "none", response.status).inc()
