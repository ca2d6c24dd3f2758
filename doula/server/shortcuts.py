"""The one place that reaches into Rasa, to spare work that proves nothing when all runs in one process."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Sequence
from functools import cache, lru_cache, wraps
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy
import rasa

if TYPE_CHECKING:
    from rasa.engine.graph import GraphSchema

TRIED_WITH = "3.6.21"
MOST_REMEMBERED = 1_000  # situations in which the rules that apply are known
UNUSED = (  # what Rasa imports for its own channels and stores
    *("aiogram", "boto3", "botocore", "bson", "cachecontrol", "engineio", "fbmessenger", "google.auth"),
    *("google.oauth2", "prompt_toolkit", "pymongo", "questionary", "slack_sdk.web", "socketio"),
    *("twilio.rest", "twilio.twiml", "webexteamssdk"),
)


class _Absent(ModuleType):
    """A module that has every name one may ask for, and nothing that one could make."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {"__new__": self._refuse})

    def _refuse(self, *_: object, **__: object) -> None:
        raise RuntimeError(f"{self.__name__} is left out, see doula/server/shortcuts.py")


class _Absence(MetaPathFinder, Loader):
    """Finds an absent module where an unused one would be imported."""

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        unused = any(f"{name}.".startswith(f"{each}.") for each in UNUSED)
        return ModuleSpec(name, self, is_package=True) if unused else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty."""


@cache
def take() -> None:
    """Take all shortcuts; raises RuntimeError on a Rasa that they were not tried with."""
    if rasa.__version__ != TRIED_WITH:
        raise RuntimeError(f"doula/server/shortcuts.py is for Rasa {TRIED_WITH}, this is {rasa.__version__}")
    import_skops()
    _load_spacy_once()
    _trust_own_actions()
    _send_actions_no_history()
    _remember_event_types()
    _look_for_rules_by_intent()
    _copy_nothing_for_logs()
    _run_nodes_in_order()
    _remember_which_rules_apply()
    _lay_out_weights()


@cache
def leave_out_unused() -> None:
    """Import nothing that only Rasa's own channels and stores need; call it before importing its core."""
    sys.meta_path.insert(0, _Absence())


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
    """Load the language model once, though two nodes ask for it, and without the names that nobody reads."""
    import spacy
    from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP

    @lru_cache
    def load_model(name: str) -> SpacyModel:
        return SpacyModel(spacy.load(name, exclude=["ner", "parser"]), name)

    SpacyNLP.load_model = staticmethod(load_model)


def _trust_own_actions() -> None:
    """Do not check each action's result against a JSON schema: rasa_sdk has just made it."""
    from rasa.core.actions.action import RemoteAction

    RemoteAction._validate_action_result = lambda *_: True


def _send_actions_no_history() -> None:
    """Give actions the slots and what she says now, not all that was ever said: none of ours looks at it."""
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.trackers import DialogueStateTracker

    def call(action: RemoteAction, tracker: DialogueStateTracker, _: object) -> dict[str, Any]:
        state = {**tracker.current_state(), "events": []}
        return {"next_action": action.name(), "sender_id": tracker.sender_id, "tracker": state}

    RemoteAction._action_call_format = call


def _look_for_rules_by_intent() -> None:
    """Do not look for rules by her words as well: ours all go by what she means."""
    from rasa.core.policies.rule_policy import RulePolicy

    find = RulePolicy._find_action_from_rules

    def find_by_intent(*arguments: Any, use_text_for_last_user_input: bool) -> tuple[Any, Any, bool]:
        if use_text_for_last_user_input:
            return None, None, False
        return find(*arguments, use_text_for_last_user_input)  # type: ignore[no-any-return]

    RulePolicy._find_action_from_rules = find_by_intent


def _copy_nothing_for_logs() -> None:
    """Do not copy events and states for lines that are never logged."""
    from rasa.core import processor
    from rasa.core.policies import rule_policy

    for module in (processor, rule_policy):
        module.copy = SimpleNamespace(copy=copy.copy, deepcopy=lambda value: value)


def _remember_event_types() -> None:
    """Look up an event's class once, not by walking all subclasses for each event of each turn."""
    from rasa.shared.core.events import Event

    Event.resolve_by_type = staticmethod(lru_cache(Event.resolve_by_type))


def _run_nodes_in_order() -> None:
    """Run the nodes of a turn in an order that is found once, instead of letting dask find it each time."""
    from rasa.engine.runner.dask import DaskGraphRunner

    def run(
        runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
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

    DaskGraphRunner.run = run


def _remember_which_rules_apply() -> None:
    """Compare all rules with what was said last only where the like was not said before.

    No rule sees further back than it is long, so what lies before the longest changes nothing.
    """
    from rasa.core.policies.rule_policy import RulePolicy

    find = RulePolicy._get_possible_keys

    def find_or_remember(policy: RulePolicy, lookup: dict[str, str], states: list[Any]) -> set[str]:
        known = policy.__dict__.setdefault("_known", {})
        recent = states[-_longest(tuple(lookup)) :]
        said = (id(lookup), len(lookup), repr(recent))
        if said not in known:
            if len(known) == MOST_REMEMBERED:
                del known[next(iter(known))]
            known[said] = find(policy, lookup, recent)
        return set(known[said])

    RulePolicy._get_possible_keys = find_or_remember


@lru_cache
def _longest(rules: tuple[str, ...]) -> int:
    """Return how many states the longest rule has, or 1 where there is none."""
    return max((len(json.loads(rule)) for rule in rules), default=1)


def _lay_out_weights() -> None:
    """Lay the weights of intents out as a product with them reads them, instead of copying them for each."""
    from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier

    load = LogisticRegressionClassifier.load

    @wraps(load)  # Rasa looks at its annotations
    def load_laid_out(*arguments: Any, **named: Any) -> Any:
        component = load(*arguments, **named)
        component.clf.coef_ = numpy.asfortranarray(component.clf.coef_)
        return component

    LogisticRegressionClassifier.load = load_laid_out


def _order(schema: GraphSchema) -> Sequence[str]:
    """Return the names of a schema's nodes, each after those that it needs."""
    needs = {name: set(node.needs.values()) & schema.nodes.keys() for name, node in schema.nodes.items()}
    return tuple(TopologicalSorter(needs).static_order())
