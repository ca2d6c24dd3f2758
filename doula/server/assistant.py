"""The trained assistant, loaded into this process."""

from __future__ import annotations

from pathlib import Path

import skops.io  # noqa: F401 - before Rasa: the model loads in a tenth of the time
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain

from doula.channels.door import Door
from doula.server.actions import InProcessActions


class _Agent(Agent):
    """Rasa's agent, but a tracker store that is down is an error, not a new conversation."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore | None:
        return store


def load_assistant(model: Path, store: TrackerStore, actions: InProcessActions | None = None) -> Door:
    """Load a model and return the door to it."""
    agent = _Agent(tracker_store=store, action_endpoint=actions or InProcessActions())
    agent.load_model(model)
    return Door(agent)
