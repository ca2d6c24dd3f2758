"""The knowledge base, the only code that knows SQLAlchemy."""

from doula.knowledge.awaited import AwaitedKnowledge
from doula.knowledge.base import KnowledgeBase
from doula.knowledge.changes import Changes
from doula.knowledge.engine import KnowledgeError
from doula.knowledge.gaps import Asker, Gap, Kind
from doula.knowledge.known import KnownArticle
from doula.knowledge.migrations import migrate
from doula.knowledge.places import Origin, StrayError

__all__ = [
    "Asker",
    "AwaitedKnowledge",
    "Changes",
    "Gap",
    "Kind",
    "KnowledgeBase",
    "KnowledgeError",
    "KnownArticle",
    "Origin",
    "StrayError",
    "migrate",
]
