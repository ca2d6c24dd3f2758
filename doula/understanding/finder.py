"""What the components of this package share as Rasa graph components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException

from doula.clinical import ContentError
from doula.topics import TopicError
from doula.wordings import WordingError

if TYPE_CHECKING:
    from typing import Self


class Finder(GraphComponent):
    """A component that is not trained: it is made from its configuration alone."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Create the component; a missing or wrong file is an error that names it."""
        try:
            return cls.from_config(config)
        except (OSError, ContentError, TopicError, WordingError) as error:
            named = config.get("file", "")
            raise InvalidConfigException(
                f"{named}: {error}" if named not in str(error) else str(error)
            ) from error

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Return the component for a configuration."""
        return cls()
