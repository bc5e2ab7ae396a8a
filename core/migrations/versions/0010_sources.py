"""One cache of outside sources for all processes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("snapshots", sa.Column("etag", sa.String(200)))
    op.add_column("snapshots", sa.Column("modified", sa.String(64)))
    op.create_table(
        "source_refreshes",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(120)),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "source_states",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True)),
        sa.Column("succeeded_at", sa.DateTime(timezone=True)),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(120)),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "source_gates",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True)),
        sa.Column("recent", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "source_asks",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "hour"),
    )


def downgrade() -> None:
    for table in ("source_asks", "source_gates", "source_states", "source_refreshes"):
        op.drop_table(table)
    for column in ("modified", "etag"):
        op.drop_column("snapshots", column)
