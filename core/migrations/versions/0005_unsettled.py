"""An index of the messages and edits that nobody has dealt with, for the emergency net."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UNSETTLED = sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_inbox_unsettled", "inbox", ["id"], sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED
    )


def downgrade() -> None:
    op.drop_index("ix_inbox_unsettled", "inbox")
