"""The one place that reaches into Rasa, to spare work that proves nothing when all runs in one process."""

from __future__ import annotations

import copy
import json
import sys
from functools import cache, lru_cache, wraps
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy
import rasa
import rasa_today

from doula.tokenizer import BoundedTokenizer

if TYPE_CHECKING:
    from rasa.shared.core.trackers import DialogueStateTracker

UNUSED = ("prompt_toolkit", "questionary")  # what Rasa imports for its own shell
MOST_REMEMBERED = 1_000  # situations in which the rules that apply are known


@cache
def take() -> None:
    """Take all shortcuts; raises RuntimeError on a Rasa that they were not tried with."""
    if rasa.__version__ != rasa_today.TRIED_WITH:
        tried = rasa_today.TRIED_WITH
        raise RuntimeError(f"doula/server/shortcuts.py is for Rasa {tried}, this is {rasa.__version__}")
    import_skops()
    _load_spacy_once()
    _trust_own_actions()
    _send_actions_no_history()
    _remember_event_types()
    _look_for_rules_by_intent()
    _copy_nothing_for_logs()
    _remember_which_rules_apply()
    _lay_out_weights()


@cache
def leave_out_unused() -> None:
    """Import nothing that only Rasa's own shell needs; call it before importing its core."""
    rasa_today.leave_out(*UNUSED)


def import_skops() -> None:
    """Import skops with a list of what a model may hold, instead of letting it walk all of scikit-learn."""
    trusted: Any = ModuleType("skops.io._trusted_types")
    trusted.PRIMITIVES_TYPES = [int, float, str, bool]
    trusted.PRIMITIVE_TYPE_NAMES = [f"builtins.{t.__name__}" for t in trusted.PRIMITIVES_TYPES]
    trusted.CONTAINER_TYPE_NAMES = [f"builtins.{t.__name__}" for t in (list, set, map, tuple)]
    trusted.NUMPY_DTYPE_TYPE_NAMES = sorted({f"numpy.{t.__name__}" for t in numpy.sctypeDict.values()})
    trusted.SKLEARN_ESTIMATOR_TYPE_NAMES = ["sklearn.linear_model._logistic.LogisticRegression"]
    trusted.NUMPY_UFUNC_TYPE_NAMES = trusted.SCIPY_UFUNC_TYPE_NAMES = []
    trusted.SKLEARN_INTERNAL_TYPE_NAMES = trusted.NUMPY_RANDOM_BIT_GENERATOR_TYPE_NAMES = []
    sys.modules.setdefault(trusted.__name__, trusted)
    import_module("skops.io")


def _load_spacy_once() -> None:
    """Load the language model once, though two nodes ask for it, and without the names that nobody reads."""
    import spacy
    from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP

    @lru_cache
    def load_model(name: str) -> SpacyModel:
        language = spacy.load(name, exclude=["ner", "parser"])
        language.tokenizer = BoundedTokenizer(language.tokenizer)
        return SpacyModel(language, name)

    SpacyNLP.load_model = staticmethod(load_model)


def _trust_own_actions() -> None:
    """Do not check each action's result against a JSON schema: rasa_sdk has just made it."""
    from rasa.core.actions.action import RemoteAction

    RemoteAction._validate_action_result = lambda *_: True


def _send_actions_no_history() -> None:
    """Give actions the slots and what she says now, not all that was ever said: none of ours looks at it."""
    from rasa.core.actions.action import RemoteAction

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
