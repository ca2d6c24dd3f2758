"""The trained assistant, loaded into this process."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore

from doula.channels.door import Door
from doula.server import shortcuts
from doula.server.actions import InProcessActions
from doula.server.lock_store import LocalLocks


def load_assistant(
    model: Path, store: TrackerStore, locks: LockStore | None = None, actions: InProcessActions | None = None
) -> Door:
    """Load a model and return the door to it; raises ModelNotFound."""
    shortcuts.take()
    agent = Agent.load(
        model,
        tracker_store=store,
        lock_store=locks or LocalLocks(),
        action_endpoint=actions or InProcessActions(),
    )
    return Door(agent)
