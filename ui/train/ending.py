"""Ending a run that waits or trains, where somebody presses Pause or Stop.

Knows the store. Does not know how a run is ended (see `model.runs.queue`), or where that is pressed.
"""

from __future__ import annotations

from collections.abc import Callable

from model.errors import RunError
from model.runs import store
from model.runs.store import Run


def end(how: Callable[[Run], None], run_id: str) -> None:
    """Pause or stop a run that is on the screen.

    Args:
        how: `queue.pause` or `queue.stop`.
        run_id: of the run.

    Raises:
        RunError: it was deleted, or was over before.
        DiskError: that cannot be written.
    """
    run = store.still_there(run_id)
    if not run.state().is_open:
        raise RunError("over-meanwhile", "This run was over before it could be ended. See below what it came to.")
    how(run)
