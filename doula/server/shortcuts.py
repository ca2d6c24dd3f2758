"""The one place that reaches into Rasa, to spare work that proves nothing when all runs in one process."""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy
import rasa

TRIED_WITH = "3.6.21"


@cache
def take() -> None:
    """Take all shortcuts; raises RuntimeError on a Rasa that they were not tried with."""
    if rasa.__version__ != TRIED_WITH:
        raise RuntimeError(f"doula/server/shortcuts.py is for Rasa {TRIED_WITH}, this is {rasa.__version__}")
    import_skops()
    _load_spacy_once()
    _trust_own_actions()
    _remember_event_types()


def import_skops() -> None:
    """Import skops with a list of what a model may hold, instead of letting it walk all of scikit-learn."""
    trusted: Any = ModuleType("skops.io._trusted_types")
    trusted.PRIMITIVES_TYPES = [int, float, str, bool]
    trusted.PRIMITIVE_TYPE_NAMES = [f"builtins.{t.__name__}" for t in trusted.PRIMITIVES_TYPES]
    trusted.CONTAINER_TYPE_NAMES = [f"builtins.{t.__name__}" for t in (list, set, map, tuple)]
    trusted.NUMPY_DTYPE_TYPE_NAMES = sorted({f"numpy.{t.__name__}" for t in numpy.sctypeDict.values()})
    trusted.SKLEARN_ESTIMATOR_TYPE_NAMES = ["sklearn.linear_model._logistic.LogisticRegression"]
    trusted.NUMPY_UFUNC_TYPE_NAMES = trusted.SCIPY_UFUNC_TYPE_NAMES = []
    sys.modules.setdefault(trusted.__name__, trusted)
    import_module("skops.io")


def _load_spacy_once() -> None:
    """Load the language model once, though two nodes of the graph ask for it."""
    from rasa.nlu.utils.spacy_utils import SpacyNLP

    SpacyNLP.load_model = staticmethod(lru_cache(SpacyNLP.load_model))


def _trust_own_actions() -> None:
    """Do not check each action's result against a JSON schema: rasa_sdk has just made it."""
    from rasa.core.actions.action import RemoteAction

    RemoteAction._validate_action_result = lambda *_: True


def _remember_event_types() -> None:
    """Look up an event's class once, not by walking all subclasses for each event of each turn."""
    from rasa.shared.core.events import Event

    Event.resolve_by_type = staticmethod(lru_cache(Event.resolve_by_type))
