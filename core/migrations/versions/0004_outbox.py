"""The outbox knows its channel, its form, unknown outcomes and each part's state; chats have a pace."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_QUEUED = sa.text("state = 'queued'")
_UNKNOWN = sa.text("unknown_sends > 0")
_EARLY = sa.text("delivery_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "chat_paces",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("ready_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    op.add_column("outbox", sa.Column("channel", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("form", sa.String(length=8), nullable=False, server_default="full"))
    op.add_column("outbox", sa.Column("unknown_sends", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE outbox SET channel ="
        " (SELECT channel FROM conversations WHERE conversations.id = outbox.conversation_id)"
    )
    op.create_index(
        "ix_outbox_queue",
        "outbox",
        ["channel", "urgent", "due_at", "id"],
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    )
    op.create_index(
        "ix_outbox_unknown", "outbox", ["unknown_sends"], sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN
    )
    with op.batch_alter_table("sent_parts") as parts:
        parts.alter_column("delivery_id", existing_type=sa.Integer(), nullable=True)
        parts.add_column(sa.Column("tag", sa.String(length=60), nullable=True))
        parts.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="sent"))
        parts.add_column(sa.Column("error", sa.String(length=60), nullable=True))
        parts.add_column(sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_sent_parts_early", "sent_parts", ["noted_at"], sqlite_where=_EARLY, postgresql_where=_EARLY
    )


def downgrade() -> None:
    op.drop_index("ix_sent_parts_early", "sent_parts")
    op.execute("DELETE FROM sent_parts WHERE delivery_id IS NULL")
    with op.batch_alter_table("sent_parts") as parts:
        parts.drop_column("noted_at")
        parts.drop_column("error")
        parts.drop_column("state")
        parts.drop_column("tag")
        parts.alter_column("delivery_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index("ix_outbox_unknown", "outbox")
    op.drop_index("ix_outbox_queue", "outbox")
    for column in ("unknown_sends", "form", "channel"):
        op.drop_column("outbox", column)
    op.drop_table("chat_paces")
