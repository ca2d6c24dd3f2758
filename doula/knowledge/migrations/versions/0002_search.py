"""What search needs, former editions of articles, and gaps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5(key, article UNINDEXED, passage UNINDEXED, name, words, "
        "tokenize = 'porter unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        "CREATE TABLE search (article VARCHAR(255) NOT NULL REFERENCES articles ON DELETE CASCADE, "
        "passage INTEGER NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY (article, passage))",
        "CREATE INDEX search_words ON search USING gin (words)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("topic", sa.String(length=255), nullable=False),
        sa.Column("in_title", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.slug"], name=op.f("fk_topics_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", "topic", name=op.f("pk_topics")),
    )
    op.create_table(
        "meanings",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.slug"], name=op.f("fk_meanings_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_meanings")),
    )
    op.create_table(
        "editions",
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source_sha256", "article", name=op.f("pk_editions")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    for statement in _WORDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("UPDATE articles SET sha256 = ''")  # the next ingest makes what is new here for all of them


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TABLE IF EXISTS nearest")  # made where the server has pgvector
    op.execute("DROP TABLE search")
    op.drop_table("gaps")
    op.drop_table("editions")
    op.drop_table("meanings")
    op.drop_table("topics")
