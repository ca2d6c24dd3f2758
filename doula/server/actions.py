"""Actions in this process: no action server, no HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from doula.channels.door import FAILURE

LONGEST_ACTION = 10.0  # seconds

log = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):
    """Stands in for the action server by calling the actions directly."""

    def __init__(self, package: str = "actions", timeout: float = LONGEST_ACTION) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._timeout = timeout

    async def request(self, *_: Any, **kwargs: Any) -> Any:
        """Run the action named in `json`; raises ClientResponseError when it refuses or is unknown."""
        call = _copy(kwargs["json"])
        try:
            done = _copy(await asyncio.wait_for(self._executor.run(call), self._timeout))
        except ActionExecutionRejection as refusal:
            body = {"error": refusal.message, "action_name": refusal.action_name}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from refusal
        except ActionNotFoundException as unknown:
            body = {"error": unknown.message, "action_name": unknown.action_name}
            raise ClientResponseError(404, "not found", json.dumps(body)) from unknown
        except Exception:
            log.exception("%s failed", call["next_action"])
            return _failure(call["next_action"])
        return {**done, "events": list(_changes(done["events"], call["tracker"]["slots"]))}


def _copy(value: Any) -> Any:
    """Copy as HTTP would, so that an action can change nothing but what it returns."""
    return json.loads(json.dumps(value))


def _changes(events: Iterable[dict[str, Any]], slots: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Leave out what sets a slot to what it holds: each event costs time in every turn that follows."""
    held = dict(slots)
    for event in events:
        if event["event"] == "slot":
            if event["name"] in held and held[event["name"]] == event["value"]:
                continue
            held[event["name"]] = event["value"]
        yield event


def _failure(action: str) -> dict[str, Any]:
    if action == "action_session_start":
        started = [{"event": "session_started"}, {"event": "action", "name": "action_listen"}]
        return {"events": started, "responses": []}
    return {"events": [], "responses": [{"response": FAILURE, "outcome": "urgent"}]}
