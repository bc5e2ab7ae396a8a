"""What a machine understood of recordings."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_UNHEARD = sa.text("kind = 'voice' AND heard IS NULL")


def upgrade() -> None:
    op.add_column("attachments", sa.Column("heard", sa.String(10)))
    op.add_column("attachments", sa.Column("transcript", sa.Text()))
    op.add_column("attachments", sa.Column("hearings", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attachments", sa.Column("hear_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_attachments_unheard",
        "attachments",
        ["created_at"],
        sqlite_where=_UNHEARD,
        postgresql_where=_UNHEARD,
    )


def downgrade() -> None:
    op.drop_index("ix_attachments_unheard", "attachments")
    for column in ("hear_at", "hearings", "transcript", "heard"):
        op.drop_column("attachments", column)
