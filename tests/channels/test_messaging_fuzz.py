"""Whatever a service that knows the secret sends: an answer that is no failure, and turns that go on."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.messaging import MessagingMother, Services
from tests.channels.phones import PHONES, Hook, Phone, payloads

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just("\ud800"),
    st.just("/restart{}"),
)
JSON = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the paths to everything in a tree."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for step, value in steps for place in places(value, (*path, step)))]


def put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    tree = deepcopy(tree)
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return tree


@st.composite
def hooks(draw: st.DrawFn, phone: Phone) -> Hook:
    """Give a recorded event with something odd in one or two places, or anything at all."""
    kind = draw(st.sampled_from(sorted(payloads(phone.service))))
    event = phone.event(kind, draw(st.text(max_size=40)), payload="/affirm", title="Yes")
    if draw(st.integers(0, 9)) == 0:
        return phone.sign(draw(st.binary(max_size=100)))
    if phone.service == "twilio":
        fields = dict(payloads("twilio")[kind]["payload"])
        fields[draw(st.sampled_from(sorted(fields)))] = draw(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
        )
        return phone.sign(urlencode(fields).encode())
    form = event.headers["Content-Type"] != "application/json"
    if form:
        return event
    tree = json.loads(event.body)
    for _ in range(draw(st.integers(1, 2))):
        tree = put(tree, draw(st.sampled_from(places(tree))), draw(JSON))
    return phone.sign(json.dumps(tree).encode())


@pytest.mark.parametrize("service", PHONES)
def test_no_signed_request_breaks_a_webhook_or_hangs_a_turn(services: Services, service: str) -> None:
    phone = PHONES[service]()

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(hooks(phone))
    def every_request_is_answered(hook: Hook) -> None:
        assert services.post(service, hook).status in (200, 400, 403)

    every_request_is_answered()
    services.idle(service)
    assert MessagingMother(services, service).says("hello")
