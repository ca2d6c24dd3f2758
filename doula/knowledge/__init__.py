"""The knowledge base, the only code that knows SQLAlchemy."""

from doula.knowledge.base import KnowledgeBase, KnownArticle
from doula.knowledge.changes import Changes
from doula.knowledge.engine import KnowledgeError
from doula.knowledge.migrations import migrate

__all__ = ["Changes", "KnowledgeBase", "KnowledgeError", "KnownArticle", "migrate"]
