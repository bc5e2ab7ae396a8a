"""What was not understood, for staff to review."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("guesses", sa.JSON(), nullable=False),
        sa.Column("guessed_category", sa.String(length=24), nullable=True),
        sa.Column("chosen", sa.String(length=40), nullable=True),
        sa.Column("chosen_category", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("intent", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=24), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_review_items_state", "review_items", ["state", "last_at"])
    op.create_table(
        "review_sightings",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"]),
        sa.PrimaryKeyConstraint("item_id", "message_id"),
    )
    op.create_index("ix_review_sightings_conversation", "review_sightings", ["conversation_id", "created_at"])
    op.create_index("ix_review_sightings_message", "review_sightings", ["message_id"])


def downgrade() -> None:
    op.drop_table("review_sightings")
    op.drop_table("review_items")
