"""The runs and their groups: what they are doing, and who does them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables; what lies in files is taken over when somebody looks at it first."""
    op.create_table(
        "runs",
        sa.Column("id", sa.String(250), primary_key=True),
        sa.Column("status", sa.String(10), nullable=False, index=True),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("owner", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("wish", sa.String(5), nullable=False),
        sa.Column("queued_at", sa.Float, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("job_kind", sa.String(10), nullable=False),
        sa.Column("job_id", sa.String(200), nullable=False),
        sa.Column("machine", sa.String(100), nullable=False),
        sa.Column("lease", sa.Float, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("batches", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("overhead", sa.Float, nullable=False),
        sa.Column("exploded", sa.Boolean, nullable=False),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("members", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
    )
