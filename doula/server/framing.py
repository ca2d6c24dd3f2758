"""What the frame of a request must look like: where two readers could disagree, it is refused (RFC 9112)."""

from __future__ import annotations

import re

from sanic import Sanic
from sanic.exceptions import BadRequest
from sanic.http import Http

_NAME = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_LENGTH = rb"content-length:[ \t]*[0-9]{1,9}[ \t]*"
_FIELD = rb"(?:%b|(?!content-length:)%b:[\t\x20-\x7e\x80-\xff]*)" % (_LENGTH, _NAME)
_HEAD = re.compile(rb"%b [!-~]+ HTTP/1\.[01](?:\r\n%b)*" % (_NAME, _FIELD), re.IGNORECASE)
_HOST = re.compile(rb"\r\nhost:", re.IGNORECASE)
_OLD = re.compile(rb"[^\r]* HTTP/1\.0")  # needs no host

_CHUNK = re.compile(r"[0-9A-Fa-f]{1,8}[ \t]*")


class Framed(Http):
    """Reads the size of a chunk as hexadecimal digits; Python's int takes more for a number."""

    @staticmethod
    def _safe_int(value: str, base: int = 10) -> int:
        if base == 16 and not _CHUNK.fullmatch(value):
            raise ValueError(value)
        return int(value, base)


def insist(app: Sanic) -> None:
    """Answer 400 where the head of a request is not as it must be."""
    app.add_signal(_refuse_malformed, "http.lifecycle.read_head")


async def _refuse_malformed(head: bytes) -> None:
    if not is_well_formed(head):
        raise BadRequest("Bad Request")


def is_well_formed(head: bytes) -> bool:
    """Tell whether a head has only lines that mean one thing, and one host."""
    hosts = len(_HOST.findall(head))
    return bool(_HEAD.fullmatch(head)) and hosts <= 1 and bool(hosts or _OLD.match(head))
