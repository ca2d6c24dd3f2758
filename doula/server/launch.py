"""Starting: from the files in this folder to an assistant that answers."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import SIGTERM, default_int_handler, signal
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from doula.ingest import PlaceError, ingest, read_labels, refresh
from doula.knowledge import KnowledgeBase, Origin, StrayError
from doula.server import preflight, shortcuts
from doula.server.model import wanted_model
from doula.settings import SettingsError, settings

if TYPE_CHECKING:
    from doula.channels.door import Door
    from doula.server.retention import Purged
    from doula.server.tracker_store import ConversationStore

SEEDS = Path("seeds")

Say = Callable[[str], object]


def prepare(say: Say, articles: Sequence[Path] = ()) -> Path:
    """Migrate, ingest and train where files have changed, and return the model to load."""
    settings()
    say(f"knowledge base: {_known(articles)}")
    while not (model := wanted_model()).exists():
        say("training the model, this takes a minute or two …")
        train_apart()
    say(f"model: {model}")
    return model


def update_knowledge(paths: Sequence[Path] = ()) -> str:
    """Make the knowledge base hold exactly the articles found there, or where it was filled from; say so."""
    knowledge, labels = knowledge_base(), read_labels()
    changes = ingest(paths, knowledge, labels) if paths else refresh(SEEDS, knowledge, labels)
    return f"{changes}\n{followed(knowledge)}"


def followed(knowledge: KnowledgeBase) -> str:
    """Say where a knowledge base was filled from."""
    places = Origin(knowledge.places())
    return f"from {places}" if places.places else "from nobody knows where: `doula ingest PATH` tells"


def _known(paths: Sequence[Path]) -> str:
    """Bring the knowledge base up to date; where its articles are gone it goes on with what it holds."""
    try:
        return update_knowledge(paths)
    except (PlaceError, StrayError) as error:
        if paths or not (kept := knowledge_base().articles()):
            raise
        return f"{error}\n{len(kept)} kept as they are"


def knowledge_base() -> KnowledgeBase:
    """Return the knowledge base that is set, with its tables in the newest state."""
    knowledge = KnowledgeBase.connect(settings().database_url)
    knowledge.migrate()
    return knowledge


def train_apart() -> None:
    """Train in a process of its own, so that what training needs is gone when serving begins."""
    done = subprocess.run([sys.executable, "-m", "doula", "train"], stdout=sys.stderr, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def conversations(address: str | None = None) -> ConversationStore:
    """Return the conversations, with their tables; raises SettingsError when they cannot be reached."""
    shortcuts.leave_out_unused()
    from doula.channels.door import StoreDownError
    from doula.server.event_relay import EventRelay
    from doula.server.tracker_store import ConversationStore

    amqp = None if address else settings().amqp_url
    try:
        return ConversationStore(host=address, event_broker=EventRelay(amqp) if amqp else None)
    except StoreDownError as error:
        raise SettingsError(f"DOULA_TRACKER_URL: this database does not answer ({error})") from None


def purge(keep_days: int | None = None) -> Purged:
    """Delete what is too old, by the settings or by so many days."""
    from doula.server import retention

    days = settings().keep_days if keep_days is None else keep_days
    return retention.purge(conversations(), knowledge_base(), days)


def load(model: Path, in_memory: bool = False) -> Door:
    """Load the assistant, its conversations kept in their database or only in memory."""
    shortcuts.leave_out_unused()
    from doula.server.assistant import load_assistant
    from doula.server.conversation_database import IN_MEMORY
    from doula.server.lock_store import LocalLocks, RedisLocks

    if in_memory:
        return load_assistant(model, conversations(IN_MEMORY), LocalLocks())
    redis = settings().redis_url
    return load_assistant(model, conversations(), RedisLocks(redis) if redis else LocalLocks())


def serve(say: Say) -> None:
    """Serve until told to stop; what is being answered then is still answered."""
    signal(SIGTERM, default_int_handler)  # the first process of a container ignores what it does not heed
    listener = preflight.listen(settings())
    for line in preflight.open_to_others(settings()):
        say(line)
    door = load(prepare(say))
    from doula.server.application import application
    from doula.server.connections import Connection
    from doula.server.retention import purge_daily

    settle()
    app = application(door)
    app.ctx.stopping.heed(app)
    purge_daily(app, door.agent.tracker_store, knowledge_base())

    @app.after_server_start
    async def announce(*_: object) -> None:
        say(f"doula is ready on {address()}")

    app.run(sock=listener, protocol=Connection, access_log=False, motd=False)


def settle() -> None:
    """Give back memory that only loading needed, and reckon with one thread: more wait for each other."""
    threadpool_limits(1, user_api="blas")
    gc.collect()
    if give_back := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc has it
        give_back(0)


def address() -> str:
    """Return where a browser on this machine finds the assistant."""
    host = settings().host
    here = host in {"127.0.0.1", "::1", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    return f"http://{'localhost' if here else host}:{settings().port}"
