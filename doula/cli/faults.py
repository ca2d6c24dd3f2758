"""Faults that the reader of the command line can put right, said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say what is wrong in a sentence when it is something that the reader can put right."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from doula.articles import ArticleError
        from doula.aspects import AspectError
        from doula.clinical import ContentError
        from doula.knowledge import KnowledgeError
        from doula.server.model import TrainingError
        from doula.settings import SettingsError
        from doula.topics import TopicError

        faults = (
            ArticleError,
            AspectError,
            ContentError,
            KnowledgeError,
            SettingsError,
            TopicError,
            TrainingError,
        )
        try:
            return command(*args, **kwargs)
        except faults as error:
            raise click.ClickException(str(error)) from None

    return run
