"""The web channel against its own description: what is sent is answered as it says there, never with 5xx."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from tests.channels.service import Client, Server

CHECKS = {"negative_data_rejection": {"expected-statuses": [400, 401, 413, 415, 422, 429]}}
# A message that a fuzzer makes up is none of this conversation's.
FEEDBACK = {"include-path": "/feedback", "checks": {"positive_data_acceptance": {"enabled": False}}}
# What stands in an address beside what is described is passed over, as everywhere in the web.
READING = {
    "include-path": "/messages",
    "include-method": "GET",
    "checks": {"negative_data_rejection": {"enabled": False}},
}
CONFIG = schemathesis.Config.from_dict({"checks": CHECKS, "operations": [FEEDBACK, READING]})
DESCRIPTION = schemathesis.openapi.from_path("doula/channels/openapi.yml", config=CONFIG)


@pytest.fixture(autouse=True)
def roomy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each of the many visitors begin a conversation."""
    credentials = tmp_path / "credentials.yml"
    credentials.write_text("doula.channels.web.WebChannel:\n  starts_per_address: 1000000\n")
    monkeypatch.setattr("doula.server.application.CREDENTIALS", credentials)


@DESCRIPTION.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case, server: Server) -> None:
    visitor = Client(server.port)
    visitor.start()
    case.call_and_validate(
        base_url=f"http://127.0.0.1:{server.port}/webhooks/web",
        headers={"Authorization": f"Bearer {visitor.token}"},
    )
