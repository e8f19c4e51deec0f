"""What may be deleted: a run that is over and does not answer, own pictures that no training needs.

Knows runs, own pictures and which classifier answers. Does not know how what was deleted is kept (see `recycle_bin`).
"""

from __future__ import annotations

from contextlib import suppress

from model.datasets import uploads
from model.errors import DeletionError, InklingError
from model.runs import store
from model.runs.changes import changing
from model.runs.store import Run
from model.storage import recycle_bin
from model.versions import published
from model.versions.places import folder_of


def delete(run: Run) -> None:
    """Put a run into the bin.

    Raises:
        RunError: it was deleted already.
        DeletionError: it still trains or waits, or its network answers.
        DiskError: it cannot be moved.
    """
    with changing():  # nobody starts it meanwhile
        store.still_there(run.id)
        if run.state().is_open or run.is_measuring():
            raise DeletionError("not-over", "This run is not over yet. Stop it first.")
        if any(_comes_after(other, run) for other in store.open_runs()):
            raise DeletionError(
                "base-needed",
                "Another run learns on from this network, or is compared with it. Wait until that one is over.",
            )
        with published.unpublished(run.folder):
            recycle_bin.put(run.folder)
    recycle_bin.sweep()


def delete_pictures(set_id: str) -> None:
    """Put a set of own pictures into the bin.

    Raises:
        DeletionError: a run that waits or trains needs it, or it is there no more.
        DiskError: it cannot be moved.
    """
    with changing():
        if any(_needs(run, set_id) for run in store.open_runs()):
            raise DeletionError(
                "pictures-needed", "A run that waits or trains needs these pictures. Stop it, or wait until it is over."
            )
        uploads.delete(set_id)
    recycle_bin.sweep()


def _comes_after(run: Run, before: Run) -> bool:
    """Whether a run that is not over will be compared with another one, with whose weights it may have begun."""
    with suppress(InklingError):
        return folder_of(run.compared_with()) == before.folder
    return False


def _needs(run: Run, set_id: str) -> bool:
    """Whether a run still learns from a set, or is still tested on it."""
    with suppress(InklingError):  # a damaged run needs nothing
        config = run.config()
        return set_id in (config.data, *(each.data for each in config.mixed))
    return False
