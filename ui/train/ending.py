"""Ending a run that waits or trains, where somebody presses Pause or Stop.

Knows the store. Does not know how a run is ended (see `model.runs.actions`), or where that is pressed.
"""

from __future__ import annotations

from collections.abc import Callable

from model.errors import RunError
from model.people.visitor import Visitor
from model.runs import store
from model.runs.store import Run
from ui.visitor import me


def end(how: Callable[[Run, Visitor], None], run_id: str) -> None:
    """Pause or stop a run that is on the screen.

    Args:
        how: `actions.pause` or `actions.stop`.
        run_id: of the run.

    Raises:
        RightsError: it is somebody else's.
        RunError: it was deleted, or was over before.
        DiskError: that cannot be written.
    """
    run = store.still_there(run_id)
    if not run.state().is_open:
        raise RunError("over-meanwhile", "This run was over before it could be ended. See below what it came to.")
    how(run, me())
