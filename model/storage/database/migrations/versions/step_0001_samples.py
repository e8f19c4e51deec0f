"""The class's samples."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "samples",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("label", sa.SmallInteger, nullable=False, index=True),
        sa.Column("writer", sa.String(64), nullable=False, index=True),
        sa.Column("nickname", sa.String(20), nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("strokes", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.SmallInteger),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("is_approved", sa.Boolean, nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True)),
    )
