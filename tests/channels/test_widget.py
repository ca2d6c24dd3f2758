"""The files of the chat as the server sends them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.channels.service import Answer, Client, Server

FILES = [path.relative_to("widget").as_posix() for path in Path("widget").rglob("*.*")]


def fetch(server: Server, path: str, **headers: str) -> Answer:
    return Client(server.port).call("GET", path, prefix="", **headers)


def test_every_file_is_sent_with_its_type_and_nothing_may_be_guessed(server: Server) -> None:
    for name in FILES:
        sent = fetch(server, "/" if name == "index.html" else f"/widget/{name}")
        assert sent.raw == Path("widget", name).read_bytes()
        assert sent.headers["content-type"].split(";")[0] in {
            "text/css", "text/html", "text/javascript", "image/svg+xml"
        }  # fmt: skip
        assert sent.headers["x-content-type-options"] == "nosniff"
        assert "'unsafe" not in sent.headers["content-security-policy"]


def test_a_phone_gets_less_to_load_and_what_it_has_not_again(server: Server) -> None:
    packed = fetch(server, "/widget/doula-chat.js", Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.raw) == Path("widget/doula-chat.js").read_bytes()
    again = fetch(server, "/widget/doula-chat.js", If_None_Match=packed.headers["etag"])
    assert (again.status, again.raw) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/widget/", "/widget/../pyproject.toml", "/widget/%2e%2e/pyproject.toml", "/.env"]
)
def test_nothing_else_is_served(server: Server, path: str) -> None:
    assert fetch(server, path).status == 404


def test_only_a_listed_origin_may_load_the_chat(server: Server) -> None:
    listed = fetch(server, "/widget/doula-chat.js", Origin="https://clinic.example").headers
    assert listed["access-control-allow-origin"] == "https://clinic.example"
    assert listed["cross-origin-resource-policy"] == "cross-origin"
    foreign = fetch(server, "/widget/doula-chat.js", Origin="https://evil.example").headers
    assert "access-control-allow-origin" not in foreign
    assert foreign["cross-origin-resource-policy"] == "same-origin"
