"""What Alembic runs: the steps, on the connection that `migrating.upgrade` hands over."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], transaction_per_migration=False, render_as_batch=True
)
context.run_migrations()
