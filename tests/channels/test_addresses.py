"""Who is limited: the visitor, also behind a proxy."""

from __future__ import annotations

from pathlib import Path

import pytest

from doula.channels.addresses import network_of
from doula.channels.door import Door
from tests.channels.service import Client, Server


@pytest.fixture(autouse=True)
def one_in_six_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an address ask so rarely that it does not matter how slow the machine is."""
    credentials = tmp_path / "credentials.yml"
    credentials.write_text("doula.channels.web.WebChannel:\n  per_address: 10\n")
    monkeypatch.setattr("doula.server.application.CREDENTIALS", credentials)


def exhaust(visitor: Client, **headers: str) -> int:
    return [visitor.call("OPTIONS", "/messages", **headers).status for _ in range(2)][-1]


def test_behind_a_proxy_one_visitor_does_not_use_up_what_another_has(
    tiny_door: Door, web_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANIC_PROXIES_COUNT", "1")
    with Server(tiny_door) as server:
        visitor = Client(server.port)
        assert exhaust(visitor, X_Forwarded_For="192.0.2.1") == 429
        assert visitor.call("OPTIONS", "/messages", X_Forwarded_For="192.0.2.2").status == 204
        assert exhaust(visitor, X_Forwarded_For="2001:db8:0:1::1") == 429
        assert visitor.call("OPTIONS", "/messages", X_Forwarded_For="2001:db8:0:1:ffff::9").status == 429
        assert visitor.call("OPTIONS", "/messages", X_Forwarded_For="2001:db8:0:2::1").status == 204


def test_one_address_begins_only_so_many_conversations(
    tiny_door: Door, web_settings: None, tmp_path: Path
) -> None:
    (tmp_path / "credentials.yml").write_text("doula.channels.web.WebChannel:\n  starts_per_address: 2\n")
    with Server(tiny_door) as server:
        visitor = Client(server.port)
        visitor.start()
        refused = visitor.call("POST", "/sessions")
        assert (refused.status, refused.headers["retry-after"]) == (429, "30")
        assert visitor.says("hello"), "whoever is here already is heard"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("[2001:db8::2]", "2001:db8::/64"),
        ("[2001:db8::3]:443", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("_hidden", "_hidden"),
        ("", ""),
    ],
)
def test_who_has_one_network_is_one_visitor(address: str, network: str) -> None:
    assert network_of(address) == network


def test_without_a_proxy_nobody_can_pretend_to_be_another(server: Server) -> None:
    visitor = Client(server.port)
    assert exhaust(visitor, X_Forwarded_For="192.0.2.1") == 429
    assert visitor.call("OPTIONS", "/messages", X_Forwarded_For="192.0.2.2").status == 429
