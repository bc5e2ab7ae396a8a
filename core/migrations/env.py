"""Alembic's entry: runs on the connection that `core.schema` hands over."""

from typing import Any, Literal

from alembic import context

from core import models  # noqa: F401  fills the metadata
from core.db import Base, UtcDateTime


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    # A migration must not change its meaning when our type does.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=_render
)
with context.begin_transaction():
    context.run_migrations()
