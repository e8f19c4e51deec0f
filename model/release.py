"""Which Inkling this is. Knows its number. Does not know what has changed (see CHANGELOG.md)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def number() -> str:
    """Return the number of this version of Inkling, such as "0.6.0"."""
    project = Path(__file__).resolve().parents[1] / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
