"""Articles with their parts and labels, and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("slug", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("ingested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_articles")),
    )
    content = op.create_table(
        "content",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )
    op.bulk_insert(content, [{"id": 1, "version": ""}])
    op.create_table(
        "feedback",
        sa.Column("conversation", sa.String(length=255), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "message_id", name=op.f("pk_feedback")),
    )
    op.create_table(
        "related_titles",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("teaser", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.slug"], name=op.f("fk_related_titles_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", "position", name=op.f("pk_related_titles")),
    )
    op.create_table(
        "sections",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.slug"], name=op.f("fk_sections_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", "position", name=op.f("pk_sections")),
    )
    op.create_table(
        "passages",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article", "section"],
            ["sections.article", "sections.position"],
            name=op.f("fk_passages_article_section"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article", "position", name=op.f("pk_passages")),
    )
    op.create_table(
        "aspects",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("passage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("aspect", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["article", "passage"],
            ["passages.article", "passages.position"],
            name=op.f("fk_aspects_article_passage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article", "passage", "aspect", name=op.f("pk_aspects")),
    )
    op.create_table(
        "conditions",
        sa.Column("article", sa.String(length=255), nullable=False),
        sa.Column("passage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article", "passage"],
            ["passages.article", "passages.position"],
            name=op.f("fk_conditions_article_passage"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article", "passage", "kind", "value", "denied", name=op.f("pk_conditions")),
    )


def downgrade() -> None:
    op.drop_table("conditions")
    op.drop_table("aspects")
    op.drop_table("passages")
    op.drop_table("sections")
    op.drop_table("related_titles")
    op.drop_table("feedback")
    op.drop_table("content")
    op.drop_table("articles")
