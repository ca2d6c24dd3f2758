"""What a request must look like."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from sanic.request import Request

from doula.channels.problems import Problem
from doula.channels.wording import LONGEST_TEXT, clean

LONGEST_BODY = 64 * 1024  # bytes: the longest text, each character escaped as twelve
LONGEST_ID = 64
LONGEST_COMMENT = 1_000

_ID = re.compile(r"[A-Za-z0-9_-]+")
_PLACE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Said:
    """What a mother sent: words or a payload, and her page's name for it, by which a repeat is known."""

    text: str
    id: str | None = None


@dataclass(frozen=True)
class Feedback:
    """What a mother thinks of a message."""

    message_id: str
    helpful: bool
    comment: str | None = None


def said_in(request: Request) -> Said:
    """Return the text or the payload that a mother sent; raises Problem."""
    body = _object_in(request)
    if body.keys() - {"id"} not in ({"text"}, {"payload"}):
        raise Problem(422, "Send either text or payload, and perhaps id.")
    said = _string(body, "text" if "text" in body else "payload", LONGEST_TEXT)
    if not clean(said):
        raise Problem(422, "There is no word in it.")
    if "id" in body and not _ID.fullmatch(_string(body, "id", LONGEST_ID)):
        raise Problem(422, "id may have letters, digits, - and _.")
    return Said(said, body.get("id"))


def feedback_in(request: Request) -> Feedback:
    """Return the feedback that a mother sent; raises Problem."""
    body = _object_in(request)
    if not body.keys() <= {"message_id", "helpful", "comment"}:
        raise Problem(422, "Send message_id, helpful and perhaps comment.")
    if not isinstance(body.get("helpful"), bool):
        raise Problem(422, "helpful must be true or false.")
    comment = _string(body, "comment", LONGEST_COMMENT) if "comment" in body else None
    return Feedback(_string(body, "message_id", LONGEST_ID), body["helpful"], comment and clean(comment))


def place_in(request: Request) -> int | None:
    """Return the place before which a conversation is to be read, None if it is its end; raises Problem."""
    before = request.get_args(keep_blank_values=True).get("before")
    if before is None:
        return None
    if not _PLACE.fullmatch(before):
        raise Problem(422, "before must be what earlier was.")
    return int(before)


def _object_in(request: Request) -> dict[str, Any]:
    if (request.content_type or "").split(";")[0].strip().lower() != "application/json":
        raise Problem(415)
    try:
        body = json.loads(request.body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Problem(400) from None
    if not isinstance(body, dict):
        raise Problem(422, "Send an object.")
    return body


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _string(body: dict[str, Any], name: str, longest: int) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise Problem(422, f"{name} must be a text.")
    if len(value) > longest:
        raise Problem(413, f"{name} may have {longest} characters.")
    return value
