"""Many reporters, proof, promises and verdicts of a ticket; data requests, API keys, posts to LAPOR!."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('received', 'verified', 'forwarded', 'in_progress', 'on_hold')")
_PUBLISHED = sa.text("verified_at IS NOT NULL AND privacy <> 'secret' AND status <> 'archived'")
_UNSAID = sa.text("said_at IS NULL")
_FIRST = sa.text("first")


def upgrade() -> None:
    _add_tables()
    _copy_reporters()
    _add_columns()


def _add_tables() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "look_up_misses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_look_up_misses", "look_up_misses", ["conversation_id", "created_at"], unique=False)

    op.create_table(
        "api_filings",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.JSON(), nullable=False),
        sa.Column("media_url", sa.String(length=1000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["api_keys.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index("ix_api_filings_key_id", "api_filings", ["key_id"], unique=False)
    op.create_index("ix_api_filings_ticket_id", "api_filings", ["ticket_id"], unique=False)

    op.create_table(
        "data_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_data_requests_conversation_id", "data_requests", ["conversation_id"], unique=False)
    op.create_index("ix_data_requests_due", "data_requests", ["state", "due_at"], unique=False)

    op.create_table(
        "lapor_posts",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tracking_id", sa.String(length=40), nullable=True),
        sa.Column("transaction_id", sa.String(length=60), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.PrimaryKeyConstraint("ticket_id"),
    )
    op.create_index("ix_lapor_posts_due", "lapor_posts", ["state", "due_at"], unique=False)

    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("image", sa.String(length=500), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_news_conversation_id", "news", ["conversation_id"], unique=False)
    op.create_index(
        "ix_news_due", "news", ["due_at"], unique=False, sqlite_where=_UNSAID, postgresql_where=_UNSAID
    )

    op.create_table(
        "ticket_reporters",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("privacy", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.PrimaryKeyConstraint("ticket_id", "conversation_id"),
    )
    op.create_index(
        "ix_ticket_reporters_conversation_id", "ticket_reporters", ["conversation_id"], unique=False
    )
    op.create_index(
        "ix_ticket_reporters_first",
        "ticket_reporters",
        ["ticket_id"],
        unique=True,
        sqlite_where=_FIRST,
        postgresql_where=_FIRST,
    )

    op.create_table(
        "ticket_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("fixed", sa.Boolean(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["tickets.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_ticket_verdicts_conversation_id", "ticket_verdicts", ["conversation_id"], unique=False
    )
    op.create_index("ix_ticket_verdicts_ticket_id", "ticket_verdicts", ["ticket_id"], unique=False)


def _copy_reporters() -> None:
    op.execute(
        "INSERT INTO ticket_reporters (ticket_id, conversation_id, first, privacy, name, words, joined_at)"
        " SELECT r.ticket_id, r.conversation_id, true, t.privacy, r.name, '', t.created_at"
        " FROM reporters r JOIN tickets t ON t.id = r.ticket_id"
    )
    # Not a release later: erasing a citizen's data would not find the copy.
    op.drop_table("reporters")


def _add_columns() -> None:
    op.add_column(
        "conversations", sa.Column("news_stopped", sa.Boolean(), nullable=False, server_default=sa.false())
    )

    op.add_column(
        "ticket_attachments",
        sa.Column("purpose", sa.String(length=8), nullable=False, server_default="report"),
    )

    op.add_column("ticket_events", sa.Column("detail", sa.JSON(), nullable=False, server_default="{}"))

    op.add_column("tickets", sa.Column("source", sa.String(length=10), nullable=False, server_default="chat"))
    op.add_column("tickets", sa.Column("street", sa.String(length=120), nullable=True))
    op.add_column("tickets", sa.Column("event_on", sa.Date(), nullable=True))
    op.add_column("tickets", sa.Column("event_said", sa.String(length=80), nullable=True))
    op.add_column("tickets", sa.Column("revealing", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("tickets", sa.Column("agency_text", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("cleared_by", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("promised_on", sa.Date(), nullable=True))
    op.add_column("tickets", sa.Column("step_due_on", sa.Date(), nullable=True))
    op.add_column("tickets", sa.Column("late_told", sa.Date(), nullable=True))
    op.add_column("tickets", sa.Column("escalation", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("ask_until", sa.Date(), nullable=True))
    op.add_column("tickets", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("answered_by", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("barred_id", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("assigned_to", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_tickets_near",
        "tickets",
        ["category", "lat", "lon"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_tickets_due",
        "tickets",
        [sa.text("coalesce(promised_on, due_on)"), "id"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_tickets_published",
        "tickets",
        ["id"],
        unique=False,
        sqlite_where=_PUBLISHED,
        postgresql_where=_PUBLISHED,
    )
    op.create_index(
        "ix_tickets_published_at",
        "tickets",
        ["created_at", "id", "category"],
        unique=False,
        sqlite_where=_PUBLISHED,
        postgresql_where=_PUBLISHED,
        postgresql_include=["kecamatan", "status"],
    )
    op.create_index(
        "ix_tickets_published_place",
        "tickets",
        ["kecamatan", "category", "id"],
        unique=False,
        sqlite_where=_PUBLISHED,
        postgresql_where=_PUBLISHED,
    )
    op.create_index(
        "ix_tickets_street",
        "tickets",
        ["category", "street", "kelurahan"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_tickets_updated_at", "tickets", ["updated_at"], unique=False)

    op.execute(
        "UPDATE tickets SET verified_at = updated_at WHERE status NOT IN ('received', 'archived', 'on_hold')"
    )


def downgrade() -> None:
    for name in ("updated_at", "published_place", "published_at", "published", "due", "street", "near"):
        op.drop_index(f"ix_tickets_{name}", "tickets")
    for column in (
        "source", "street", "event_on", "event_said", "revealing", "agency_text", "cleared_by", "promised_on",
        "step_due_on", "late_told", "escalation", "verified_at", "answered_at", "ask_until", "closed_at",
        "answered_by", "barred_id", "assigned_to", "reopened", "merged_into", "erased_at",
    ):  # fmt: skip
        op.drop_column("tickets", column)
    op.drop_column("ticket_events", "detail")
    op.drop_column("ticket_attachments", "purpose")
    op.drop_column("conversations", "news_stopped")
    op.create_table(
        "reporters",
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("conversation_id", sa.String(32), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("name", sa.String(128), nullable=True),
    )
    op.create_index("ix_reporters_conversation_id", "reporters", ["conversation_id"])
    op.execute(
        "INSERT INTO reporters (ticket_id, conversation_id, name)"
        " SELECT ticket_id, conversation_id, name FROM ticket_reporters WHERE first"
    )
    for table in (
        "ticket_verdicts", "ticket_reporters", "news", "lapor_posts", "data_requests", "api_filings",
        "look_up_misses", "api_keys",
    ):  # fmt: skip
        op.drop_table(table)
