"""What is no proper request is refused plainly, and whatever is sent, others go on being answered."""

from __future__ import annotations

import math
import random
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.operating.process import Assistant

START = b"POST /webhooks/web/sessions HTTP/1.1\r\n"
HOST = b"Host: x\r\n"
LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LENGTHS = [
    *(
        b"-1",
        b"-5",
        b"-100",
        b"abc",
        b"0x10",
        b"",
        b"16, 16",
        b"+16",
        b"1_6",
        b"1 6",
        b"9" * 10,
        b"0" * 9 + b"2",
    ),
    "١٦".encode(),
]
CODINGS = [b"gzip, chunked", b"xchunked", b"chunked, chunked", b"identity", b"chunked\x0b"]
CHUNKS = [b"+2", b"0x2", b"0_2", b"-2", b"", b"g", b"2" * 9, b"2" * 40]
REFUSED = {
    "two lengths": START + HOST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length beside chunks": START + HOST + b"Content-Length: 2\r\n" + CHUNKED + b"\r\n2\r\n{}\r\n0\r\n\r\n",
    "a length with a space before its colon": START + HOST + b"Content-Length : 2\r\n\r\n{}",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a path that is no ASCII": b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n",
    "a folded header": b"GET /health/live HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n",
    "a header with a bare return": b"GET /health/live HTTP/1.1\r\n" + HOST + b"A: b\rC: d\r\n\r\n",
    "a header with a zero": b"GET /health/live HTTP/1.1\r\n" + HOST + b"A: \x00\r\n\r\n",
    "another protocol": b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
    "no request at all": b"\x16\x03\x01\x02\r\n\r\n",
    **{
        f"a length of {length!r}": START + HOST + b"Content-Length: %b\r\n\r\n{}" % length
        for length in LENGTHS
    },
    **{
        f"a coding of {coding!r}": START
        + HOST
        + b"Transfer-Encoding: %b\r\n\r\n2\r\n{}\r\n0\r\n\r\n" % coding
        for coding in CODINGS
    },
    **{
        f"a chunk of {size!r}": START + HOST + CHUNKED + b"\r\n%b\r\n{}\r\n0\r\n\r\n" % size
        for size in CHUNKS
    },
}
FUZZED, FUZZING = 3_000, 15.0  # requests, seconds at most
LIVE_WITHIN = 2.0  # seconds


def sent(serving: Assistant, *pieces: bytes, patience: float = 5.0) -> bytes:
    """Return what comes back for pieces that arrive one after the other, until it pauses or the end."""
    received = b""
    with socket.create_connection(("127.0.0.1", serving.port), timeout=patience) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            while piece := connection.recv(65_536):
                received += piece
        except OSError:  # nothing more comes in time, or it was closed on us
            pass
    return received


def status(received: bytes) -> int:
    return int(received.split(b" ", 2)[1]) if received.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_proper_request_is_refused_and_its_connection_closed(
    serving: Assistant, name: str
) -> None:
    assert status(sent(serving, REFUSED[name])) == 400
    assert status(sent(serving, LIVE)) == 200


def test_an_expectation_that_nobody_knows_is_refused(serving: Assistant) -> None:
    head = START + HOST + b"Expect: junk\r\nContent-Length: 2\r\n\r\n{}"
    assert status(sent(serving, head)) == 417


def test_a_token_that_is_no_text_opens_nothing(serving: Assistant) -> None:
    head = b"GET /webhooks/web/messages HTTP/1.1\r\nConnection: close\r\n" + HOST
    assert status(sent(serving, head + b"Authorization: Bearer \xff\xfe\r\n\r\n")) == 401


def test_a_negative_length_whose_body_comes_later_ends_at_once(serving: Assistant) -> None:
    assert status(sent(serving, START + HOST + b"Content-Length: -1\r\n\r\n", b"xx")) == 400


@pytest.mark.parametrize("length", [b"2", b" 2", b"2 ", b"\t2"])
def test_white_space_around_a_length_is_allowed(serving: Assistant, length: bytes) -> None:
    head = START + HOST + b"Connection: close\r\nContent-Length:%b\r\n\r\n{}" % length
    assert status(sent(serving, head)) == 201


def test_whatever_is_sent_the_process_goes_on_answering_others(serving: Assistant) -> None:
    waits, done = [], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            began = time.monotonic()
            alive = status(sent(serving, LIVE, patience=30)) == 200
            waits.append(time.monotonic() - began if alive else math.inf)

    watching = threading.Thread(target=watch)
    watching.start()
    end = time.monotonic() + FUZZING
    for request in fuzzed():
        sent(serving, *request, patience=0.02)
        if time.monotonic() > end:
            break
    done.set()
    watching.join()
    assert max(waits) < LIVE_WITHIN


def fuzzed() -> Iterator[list[bytes]]:
    """Give requests that are nearly right, the same ones each time, torn into pieces."""
    chance = random.Random(7)  # noqa: S311 - no secret
    whole = [*REFUSED.values(), LIVE, START + HOST + b"Content-Length: 2\r\n\r\n{}"]
    for _ in range(FUZZED):
        request = bytearray(chance.choice(whole) * chance.choice((1, 1, 1, 3)))
        for _ in range(chance.randrange(6)):
            place = chance.randrange(len(request) + 1)
            request[place : place + chance.randrange(4)] = chance.choice(ODD)(chance)
        places = sorted(chance.randrange(len(request) + 1) for _ in range(chance.randrange(3)))
        yield [bytes(request[a:b]) for a, b in zip([0, *places], [*places, len(request)], strict=True)]


ODD = (
    lambda chance: bytes(chance.randrange(256) for _ in range(chance.randrange(8))),
    lambda chance: chance.choice(LENGTHS + CODINGS + CHUNKS),
    lambda chance: chance.choice((b"\r\n", b"\n", b"\r", b"\0", b":", b" ", b"\xff\xfe", b"\r\n\r\n")),
    lambda chance: b"A" * chance.choice((100, 9_000, 70_000)),
    lambda chance: b"\r\nX: y" * chance.choice((5, 2_000)),
)
