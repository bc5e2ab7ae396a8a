"""What edits refer to, and which report a message's words are in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("ref", sa.String(length=200), nullable=True))
    op.add_column("inbox", sa.Column("report", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("inbox", "report")
    op.drop_column("inbox", "ref")
