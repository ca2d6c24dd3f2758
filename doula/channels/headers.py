"""What each response tells a browser: to keep nothing, to guess nothing, and which pages may read it."""

from __future__ import annotations

from collections.abc import Container

from sanic.request import Request
from sanic.response import HTTPResponse

SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def protect(request: Request, response: HTTPResponse, origins: Container[str]) -> HTTPResponse:
    """Add the headers of a response; a page of another origin may read it only if it is one of these."""
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("origin")
    if origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = "600"
    return response
