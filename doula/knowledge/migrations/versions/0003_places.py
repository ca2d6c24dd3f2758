"""Where the articles are from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("content", sa.Column("places", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("content", "places")
