"""The versions: which networks there are, and which one answered when."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and number the shipped one."""
    versions = op.create_table(
        "versions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("folder", sa.String(120), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("base", sa.Integer),
        sa.Column("export", sa.String(16), nullable=False),
        sa.Column("samples", sa.Integer, nullable=False),
        sa.Column("writers", sa.Integer, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Integer, nullable=False),
    )
    shipped = {"number": 0, "folder": "", "name": "", "notes": "", "created": datetime.now(UTC), "export": ""}
    op.bulk_insert(versions, [{**shipped, "samples": 0, "writers": 0, "figures": "{}"}])
