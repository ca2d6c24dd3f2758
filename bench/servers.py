"""The two assistants as they are served: started, waited for, weighed, stopped."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import yaml
from aiohttp import ClientError

from bench.load import session
from bench.places import DOULA_ENVIRONMENT, FOLDER, STOCK_ENVIRONMENT, STOCK_PROJECT
from bench.users import MakeUser, RestUser, WebUser

PATIENCE = 300  # seconds for a server to be ready
QUESTION = "why do my legs cramp at night"
_PARTS = ("clinical", "config.yml", "data", "domain.yml", "doula", "models", "uv.lock", "widget", "actions")
_WEB = "doula.channels.web.WebChannel"
_NO_LIMIT = 10_000_000


@dataclass(frozen=True)
class Running:
    """An assistant that answers: where, how soon it did, and the processes that do it."""

    make: MakeUser
    servers: tuple[str, ...]
    seconds: float
    processes: tuple[subprocess.Popen[bytes], ...]

    def megabytes(self, kind: str = "Pss") -> float:
        """Return the memory of all its processes: Pss divides what is shared, Rss counts it in each."""
        return (
            sum(_kilobytes(pid, kind) for process in self.processes for pid in _session(process.pid)) / 1_000
        )


@contextmanager
def doula(
    port: int = 5205,
    processes: int = 1,
    database: str | None = None,
    seeds: Path = Path("seeds"),
    limits: bool = False,
    tree: Path = Path(),
    environment: Path = DOULA_ENVIRONMENT,
) -> Iterator[Running]:
    """Serve doula from a tree's files; more processes share the databases, each conversation keeps to one."""
    folder = _doula_folder(tree, limits, seeds)
    settings = {
        "DOULA_SECRET": "bench" * 8,
        "DOULA_DATABASE_URL": database or f"sqlite:///{folder}/var/knowledge.db",
        "DOULA_TRACKER_URL": f"sqlite:///{folder}/var/conversations.db",
    }
    commands = [
        _Command([environment / "bin/python", "-m", "doula", "serve"], {**settings, "DOULA_PORT": str(at)})
        for at in range(port, port + processes)
    ]
    with _serve(WebUser, commands, range(port, port + processes), folder) as running:
        yield running


@contextmanager
def stock(port: int = 5305, processes: int = 1) -> Iterator[Running]:
    """Serve the stock assistant: `rasa run`, and `rasa run actions` beside it."""
    rasa = [STOCK_ENVIRONMENT / "bin/python", "-m", "rasa", "run"]
    actions = port + processes
    settings = {"ACTIONS_PORT": str(actions), "CONVERSATIONS": str(STOCK_PROJECT / "conversations.db")}
    settings |= {"RASA_TELEMETRY_ENABLED": "false"}
    commands = [_Command([*rasa, "actions", "--port", actions], settings)]
    commands += [_Command([*rasa, "--port", at], settings) for at in range(port, actions)]
    for kept in STOCK_PROJECT.glob("conversations.db*"):
        kept.unlink()
    with _serve(RestUser, commands, range(port, actions), STOCK_PROJECT) as running:
        yield running


@dataclass(frozen=True)
class _Command:
    words: Sequence[object]
    variables: Mapping[str, str]

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        with (FOLDER / "servers.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [str(word) for word in self.words],
                cwd=folder,
                env=os.environ | self.variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def _serve(make: MakeUser, commands: Sequence[_Command], ports: range, folder: Path) -> Iterator[Running]:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that who stops us stops them too
    began, processes = time.perf_counter(), [command.start(folder) for command in commands]
    servers = tuple(f"http://127.0.0.1:{port}" for port in ports)
    try:
        for server in servers:
            asyncio.run(_answers(make, server, began + PATIENCE))
        if any(process.poll() is not None for process in processes):
            raise RuntimeError(f"a server has ended, and another one answers: see {FOLDER / 'servers.log'}")
        yield Running(make, servers, time.perf_counter() - began, tuple(processes))
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(30)


async def _answers(make: MakeUser, server: str, until: float) -> None:
    """Wait until a question is answered: an open port alone says nothing."""
    async with session() as http:
        while True:
            user = make(http, server)
            try:
                await user.begin()
                await user.say(QUESTION)
                return
            except ClientError:
                if time.perf_counter() > until:
                    raise
                await asyncio.sleep(0.05)


def _doula_folder(tree: Path, limits: bool, seeds: Path) -> Path:
    """Return a folder that shows a tree's files, with fresh data, and limits only if asked for."""
    folder = FOLDER / "doula" / f"project-{tree.absolute().name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in _PARTS:
        (folder / part).symlink_to((tree / part).absolute())
    (folder / "seeds").symlink_to(seeds.absolute())
    credentials = yaml.safe_load((tree / "credentials.yml").read_text("utf-8"))
    web = credentials[_WEB] if limits else dict.fromkeys(credentials[_WEB], _NO_LIMIT)
    (folder / "credentials.yml").write_text(yaml.safe_dump({_WEB: web}), "utf-8")
    (folder / "var").mkdir(mode=0o700)
    return folder


def _session(leader: int) -> list[int]:
    """Return the processes of a session, which a server and all that it starts are."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == leader:
            found.append(int(path.parent.name))
    return found


def _kilobytes(pid: int, kind: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


def disk_megabytes(environment: Path) -> float:
    """Return what an environment takes on disk, each file once however often it is linked."""
    files = {(stat.st_dev, stat.st_ino): stat for path in environment.rglob("*") if (stat := path.lstat())}
    return sum(stat.st_blocks * 512 for stat in files.values()) / 1e6
