"""Lets Rasa 3.6.21 run on the Python and the libraries of today; rasa_today.pth loads it into every Python.

A module of Rasa's, or of a library that it uses, is mended at the moment when it is first imported. Libraries
that Rasa imports only for channels, stores and plots of its own, which nobody here uses, are left out: they
can be imported, and whoever makes something of one is told why that fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC
from functools import partial
from graphlib import TopologicalSorter
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType, SimpleNamespace
from typing import Any

TRIED_WITH = "3.6.21"

LEFT_OUT = (
    *("aiogram", "fbmessenger", "google", "socketio", "engineio", "webexteamssdk"),  # Rasa's channels
    *("slack_sdk.web", "twilio.rest", "twilio.twiml"),  # what they use of packages that are installed
    *("boto3", "botocore", "bson", "pymongo"),  # its stores
    *("sanic_jwt", "structlog_sentry", "sentry_sdk"),  # its API, its reports
    *("rasa.utils.plotting", "terminaltables", "colorclass", "cachecontrol"),  # its plots, tables, a cache
    "dask",  # sorted a graph's nodes, see _run_nodes_in_order
)

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")  # a mother's assistant reports to nobody


def _refuse_another_rasa(module: Any) -> None:
    if module.__version__ != TRIED_WITH:
        raise RuntimeError(f"rasa_today is for Rasa {TRIED_WITH}, this is {module.__version__}")


def _give_legacy_version(module: Any) -> None:
    """Give Rasa the class whose instances it looks for; packaging 22 stopped making any."""
    module.LegacyVersion = type("LegacyVersion", (), {})


def _give_old_warning(module: Any) -> None:
    """Numpy 2 moved it."""
    module.VisibleDeprecationWarning = module.exceptions.VisibleDeprecationWarning


def _give_new_declarative_base(module: Any) -> None:
    """SQLAlchemy 2 moved it, and warns where it was."""
    from sqlalchemy.orm import declarative_base

    module.declarative_base = declarative_base


def _leave_out_old_arguments(module: Any) -> None:
    """Leave out what scikit-learn 1.8 dropped; the values that Rasa gives were its defaults."""
    make = module.LogisticRegression

    def made(*, multi_class: str | None = None, l1_ratio: float | None = None, **rest: Any) -> Any:
        return make(**rest)

    module.LogisticRegression = made


def _pass_what_is_logged(module: Any) -> None:
    """Let what Rasa logs pass: nothing is reported."""
    module.SentryProcessor = lambda **_: lambda _logger, _name, event: event


def _encode_as_jsonpickle_will(module: Any) -> None:
    """Encode keys as they are, as jsonpickle 5 does unasked; it only serves to compare events."""
    module.jsonpickle = SimpleNamespace(encode=partial(module.jsonpickle.encode, keys=True))


def _tell_time_as_today(module: Any) -> None:
    """Tell the time in UTC by the call that is not deprecated."""

    class Clock(module.datetime):  # type: ignore[misc]
        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(UTC).replace(tzinfo=None)

    module.datetime = Clock


def _load_extensions_anew(module: Any) -> None:
    """Load a schema's extensions as Python does today; load_module is deprecated."""

    def load(core: Any) -> None:
        core.loaded_extensions = [_loaded(file) for file in core.extensions or ()]

    module.Core._load_extensions = load


def _loaded(file: str) -> ModuleType:
    spec: Any = spec_from_file_location("extension", file)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _serve_in_this_process(module: Any) -> None:
    """Sanic 22.9 and later serve in another process, which has not made Rasa's application."""
    run = module.Sanic.run

    def run_here(app: Any, *arguments: Any, workers: int = 1, **named: Any) -> Any:
        alone = {"single_process": True} if workers == 1 else {"workers": workers}
        return run(app, *arguments, **{**alone, **named})

    module.Sanic.run = run_here


def _run_nodes_in_order(module: Any) -> None:
    """Run a graph's nodes in an order that is found once.

    Dask finds it for each message, and since 2024.12 takes Rasa's inputs for references to themselves.
    """

    def run(
        runner: Any, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        schema, nodes = runner._graph_schema, runner._instantiated_nodes
        wanted = tuple(targets or schema.target_names)
        orders = runner.__dict__.setdefault("_orders", {})
        if wanted not in orders:
            orders[wanted] = _order(schema.minimal_graph_schema(list(wanted)))
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in orders[wanted]:
            done[name] = nodes[name](*(done[need] for need in schema.nodes[name].needs.values()))
        return {name: done[name][1] for name in wanted}

    module.DaskGraphRunner.run = run


def _order(schema: Any) -> Sequence[str]:
    """Return the names of a schema's nodes, each after those that it needs."""
    needs = {name: set(node.needs.values()) & schema.nodes.keys() for name, node in schema.nodes.items()}
    return tuple(TopologicalSorter(needs).static_order())


def _unpack_only_data(module: Any) -> None:
    """Unpack a model as Python 3.14 does unasked: nothing lands outside, and nothing but plain files."""
    from tarfile import data_filter

    module.TarSafe.extraction_filter = staticmethod(data_filter)


MENDS: dict[str, Callable[[Any], None]] = {
    "numpy": _give_old_warning,
    "packaging.version": _give_legacy_version,
    "pykwalify.core": _load_extensions_anew,
    "rasa.engine.caching": _tell_time_as_today,
    "rasa.engine.storage.local_model_storage": _tell_time_as_today,
    "rasa.engine.runner.dask": _run_nodes_in_order,
    "rasa.nlu.classifiers.logistic_regression_classifier": _leave_out_old_arguments,
    "rasa.shared.core.events": _encode_as_jsonpickle_will,
    "rasa.version": _refuse_another_rasa,
    "sanic.app": _serve_in_this_process,
    "sqlalchemy.ext.declarative": _give_new_declarative_base,
    "structlog_sentry": _pass_what_is_logged,
    "tarsafe": _unpack_only_data,
}


class _Absent(ModuleType):
    """A module that has every name one may ask for, and nothing that one could make."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {"__new__": self._refuse})

    def _refuse(self, *_: object, **__: object) -> None:
        raise RuntimeError(f"{self.__name__} is left out, see stubs/rasa_today")


class _Absence(MetaPathFinder, Loader):
    """Finds an absent module wherever it is asked for a part of certain packages."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = tuple(f"{package}." for package in packages)

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if f"{name}.".startswith(self._packages) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if mend := MENDS.get(module.__name__):
            mend(module)


class _Mended(Loader):
    """Loads a module as its own loader does, and mends it."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        MENDS[module.__name__](module)


class _Mending(MetaPathFinder):
    """Finds the modules that have a mend, before anyone else does."""

    def find_spec(self, name: str, path: Sequence[str] | None, *_: object) -> ModuleSpec | None:
        if name not in MENDS:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec and spec.loader:
            spec.loader = _Mended(spec.loader)
        return spec


def leave_out(*packages: str) -> None:
    """Import nothing of these packages, whether they are installed or not."""
    sys.meta_path.insert(0, _Absence(packages))


sys.meta_path.insert(0, _Mending())
leave_out(*LEFT_OUT)
