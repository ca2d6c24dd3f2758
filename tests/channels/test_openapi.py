"""The web channel against its own description: whatever is sent is answered as it says there, never with 5xx."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, settings

from tests.channels.service import Client, Server

REFUSED = [400, 401, 413, 415, 422, 429]
CHECKS = {"negative_data_rejection": {"expected-statuses": REFUSED}}
DESCRIPTION = schemathesis.openapi.from_path(
    "doula/channels/openapi.yml", config=schemathesis.Config.from_dict({"checks": CHECKS})
)


@DESCRIPTION.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case, server: Server) -> None:
    visitor = Client(server.port)
    visitor.start()
    case.call_and_validate(
        base_url=f"http://127.0.0.1:{server.port}/webhooks/web",
        headers={"Authorization": f"Bearer {visitor.token}"},
    )
