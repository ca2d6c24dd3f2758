"""Where the articles are from, and marks by which a mother's questions are deleted with her conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("content", sa.Column("places", sa.Text(), nullable=True))
    op.add_column("gaps", sa.Column("mark", sa.String(length=64), server_default="none", nullable=False))
    op.create_index("gaps_mark", "gaps", ["mark"])


def downgrade() -> None:
    op.drop_index("gaps_mark", "gaps")
    op.drop_column("gaps", "mark")
    op.drop_column("content", "places")
