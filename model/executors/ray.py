"""A Ray cluster does the runs, by its Jobs API. Knows Ray. Does not know runs."""

from __future__ import annotations

from model.executors.local import LocalExecutor


class RayExecutor(LocalExecutor):
    """To be written."""
