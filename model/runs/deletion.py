"""What may be deleted: runs that are over, networks from elsewhere, own pictures; none that answers or a run needs.

Knows runs, own pictures and which classifier answers. Does not know how what was deleted is kept (see `recycle_bin`).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from model.datasets import uploads
from model.errors import DeletionError, InklingError, VersionError
from model.runs import store
from model.runs.changes import changing
from model.runs.store import Run
from model.storage import recycle_bin
from model.versions import published, registry
from model.versions.places import folder_of


def delete(run: Run) -> None:
    """Put a run into the bin.

    Raises:
        RunError: it was deleted already.
        DeletionError: it still trains or waits, or its network answers, or another run needs that.
        DiskError: it cannot be moved.
    """
    with changing():  # nobody starts it meanwhile
        store.still_there(run.id)
        if run.state().is_open or run.is_measuring():
            raise DeletionError("not-over", "This run is not over yet. Stop it first.")
        _put_away(run.folder)
    recycle_bin.sweep()


def delete_version(number: int) -> None:
    """Put a network that was brought from elsewhere into the bin; those of runs are deleted with them.

    Raises:
        VersionError: there is none of that number, or it was trained here.
        DeletionError: it answers, or a run needs it.
        DatabaseError: nobody can tell whether it does.
        DiskError: it cannot be moved.
    """
    version = registry.find(number)
    if not version.is_imported:
        raise VersionError("not-imported", "This network was trained here. Delete its run on the Train page.")
    with changing():  # nobody begins with it meanwhile
        _put_away(version.folder)
    recycle_bin.sweep()


def delete_pictures(set_id: str) -> None:
    """Put a set of own pictures into the bin.

    Raises:
        DeletionError: a run that is not over needs it, or it is there no more.
        DiskError: it cannot be moved.
    """
    with changing():
        if any(_needs(run, set_id) for run in store.unfinished_runs()):
            raise DeletionError(
                "pictures-needed",
                "A run that is not over needs these pictures. Wait until it is over, or stop or delete it.",
            )
        uploads.delete(set_id)
    recycle_bin.sweep()


def _put_away(folder: Path) -> None:
    """Put a classifier's folder into the bin; raises DeletionError: it answers, or a run needs it."""
    if any(_learns_from(run, folder) for run in store.unfinished_runs()):
        raise DeletionError(
            "base-needed",
            "A run that is not over learns from this network, or is compared with it. Wait until it is over, or stop or"
            " delete it.",
        )
    with published.unpublished(folder):
        recycle_bin.put(folder)


def _learns_from(run: Run, folder: Path) -> bool:
    """Whether a run begins with the weights of the classifier in a folder, is taught by it or compared with it."""
    with suppress(InklingError):  # a damaged run needs nothing
        config = run.config()
        before = {config.base, run.compared_with()} - {""}
        teachers = (Path(teacher).resolve() for teacher in config.teachers)
        return folder in map(folder_of, before) or folder.resolve() in teachers
    return False


def _needs(run: Run, set_id: str) -> bool:
    """Whether a run still learns from a set, or is still tested on it."""
    with suppress(InklingError):  # a damaged run needs nothing
        config = run.config()
        return set_id in (config.data, *(each.data for each in config.mixed))
    return False
