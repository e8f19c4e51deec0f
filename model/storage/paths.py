"""Where things lie: the repository, and the folder below which Inkling writes all it writes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """Return the folder below which Inkling writes (`INKLING_HOME`, else `var/`)."""
    return Path(os.environ.get("INKLING_HOME") or ROOT / "var")
