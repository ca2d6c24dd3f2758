"""Errors of the web channel as problem+json (RFC 9457)."""

from __future__ import annotations

import logging
import math

from sanic.exceptions import SanicException, ServiceUnavailable
from sanic.response import HTTPResponse, json

from doula.channels.door import RevokedError, StoreDownError
from doula.channels.transcript import ReusedIdError
from doula.knowledge.engine import KnowledgeError

TITLES = {
    400: "This is not JSON, or no proper request.",
    401: "This conversation is over or was never yours. Start a new one.",
    404: "There is nothing here.",
    405: "This cannot be done here.",
    408: "This took too long to arrive.",
    409: "This id already stood for something else. Send it under a new id.",
    413: "This is too long.",
    415: "Send JSON, with Content-Type: application/json.",
    417: "This cannot be expected here.",
    422: "This is not what is expected here.",
    429: "That was too much at once. Wait a moment.",
    503: "The assistant cannot answer just now. Try again in a moment.",
}
RETRY_SOON = {"Retry-After": "5"}

log = logging.getLogger(__name__)


class Problem(SanicException):
    """An error to tell the client about."""

    def __init__(self, status: int, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(detail or TITLES[status], status_code=status, quiet=True)
        self.detail = detail
        self.headers = headers or {}


def too_many(seconds: float) -> Problem:
    """Return the problem of somebody who has to wait."""
    return Problem(429, headers={"Retry-After": str(math.ceil(seconds))})


def unauthorized() -> Problem:
    """Return the problem of somebody without a valid token."""
    return Problem(401, headers={"WWW-Authenticate": "Bearer"})


def answer(error: Exception) -> HTTPResponse:
    """Return any error as problem+json that says nothing about the inside."""
    problem = _problem_of(error)
    body = {"type": "about:blank", "title": TITLES[problem.status_code], "status": problem.status_code}
    if problem.detail:
        body["detail"] = problem.detail
    return json(body, problem.status_code, problem.headers, content_type="application/problem+json")


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, RevokedError):
        return unauthorized()
    if isinstance(error, ReusedIdError):
        return Problem(409)
    if isinstance(error, (StoreDownError, KnowledgeError)):
        log.error("A database is down: %s", type(error).__name__)
        return Problem(503, headers=RETRY_SOON)
    if isinstance(error, ServiceUnavailable):  # the connection ended, or took too long
        return Problem(503, headers=RETRY_SOON)
    status = getattr(error, "status_code", None)
    if status in TITLES and status < 500:
        return Problem(status, headers=getattr(error, "headers", {}))
    log.error("A request failed", exc_info=error)
    return Problem(503, headers=RETRY_SOON)
