"""What people do to runs, own pictures and own classes: each deed with who does it.

    pupil     trains, collects classes and adds own pictures within `allowance`; stops, pauses, goes on with, renames,
              deletes and brings back what is theirs
    teacher   everything

Pages and command line come through here. Knows visitors and what each may do. Does not know how a deed is done: what is
called here, `store`, `queue`, `groups`, `deletion` and the bin, knows no rights.
"""

from __future__ import annotations

from collections.abc import Callable

from model.config import TrainingConfig
from model.datasets import collecting, uploads
from model.datasets.collecting import Collection
from model.datasets.mixing import part_counts
from model.datasets.uploads import PictureSet
from model.errors import RightsError
from model.events import event
from model.people.visitor import Visitor
from model.runs import allowance, deletion, groups, places, queue, room, store
from model.runs.groups import Group, Kind
from model.runs.store import Run
from model.storage import recycle_bin
from model.storage.recycle_bin import Deleted


def train(config: TrainingConfig, by: Visitor, *, at_once: bool = False, compared_with: str = "") -> Run:
    """Queue a training, and return its run.

    Args:
        config: what is trained.
        by: whose the run will be.
        at_once: whether this process trains it, past the queue.
        compared_with: the name of the classifier before, see `store.create`.

    Raises:
        RightsError: they may not train, or not now, or not so much; see `allowance.check`.
        ConfigError: a setting does not suit the data.
        DataError: own pictures are missing, damaged, or too few.
        DiskError: it cannot be written, or Inkling's home holds as much as it may.
    """
    part_counts(config)  # what can only fail waits for nothing, and takes no pupil's turn
    room.make_room()
    with allowance.granted([config], by):
        run = store.create(config, owner=by.owner, at_once=at_once, compared_with=compared_with)
    if not at_once:
        event("run-queued", run=run.id)
        queue.advance()
    return run


def train_group(kind: Kind, configs: dict[str, TrainingConfig], by: Visitor) -> Group:
    """Queue trainings that belong together, see `groups.create`; raises as `train`, and then none is queued."""
    for config in configs.values():
        part_counts(config)
    room.make_room()
    with allowance.granted(list(configs.values()), by):
        group = groups.create(kind, configs, by.owner)
    for run_id in group.members.values():
        event("run-queued", run=run_id)
    queue.advance()
    return group


def stop(run: Run, by: Visitor) -> None:
    """Ask a run to stop, see `queue.stop`; raises RightsError where it is somebody else's."""
    _check_run(run, by)
    queue.stop(run)


def pause(run: Run, by: Visitor) -> None:
    """Ask a run to pause, see `queue.pause`; raises RightsError where it is somebody else's."""
    _check_run(run, by)
    queue.pause(run)


def go_on(run: Run, by: Visitor) -> None:
    """Put a run back into the queue, see `queue.enqueue_again`; for a pupil it counts as `train` does.

    Raises:
        RightsError: it is somebody else's, or they may not train it now.
        RunError: its process is still there, or it has finished, or it was deleted.
        DiskError: that cannot be written.
    """
    _check_run(run, by)
    with allowance.granted([] if by.is_teacher else [run.config()], by):
        queue.enqueue_again(run)
    event("run-queued", run=run.id)
    queue.advance()


def rename(run_id: str, name: str, by: Visitor) -> None:
    """Call a run something, see `store.rename`; raises RightsError where it is somebody else's."""
    _check_run(store.still_there(run_id), by)
    store.rename(run_id, name)


def delete(run: Run, by: Visitor) -> None:
    """Put a run into the bin, see `deletion.delete`; raises RightsError where it is somebody else's."""
    _check_run(run, by)
    deletion.delete(run)
    event("run-deleted", run=run.id)


def delete_version(number: int, by: Visitor) -> None:
    """Put a network from elsewhere into the bin, see `deletion.delete_version`; raises RightsError: a pupil asks."""
    if not by.is_teacher:
        raise RightsError("deleting-is-teachers", "Only your teacher deletes networks. Ask your teacher.")
    deletion.delete_version(number)
    event("version-deleted", version=number)


def add_pictures(pictures: PictureSet, by: Visitor) -> str:
    """Store own pictures, see `uploads.save`, and return their id.

    Raises:
        RightsError: they may not train, or not add so much; see `allowance.adding`.
        DatabaseError: the database cannot be reached.
        DiskError: the disk is full or cannot be written to, or Inkling's home holds as much as it may.
    """
    with allowance.adding(pictures, by):
        return uploads.save(pictures, by.owner)


def begin_collection(classes: tuple[str, ...], by: Visitor) -> str:
    """Store a new collection, see `collecting.begin`, and return its id; raises RightsError: they may not train."""
    allowance.check_at_all([], by)
    return collecting.begin(classes)


def change_collection(name: str, changed: Callable[[Collection], Collection], by: Visitor) -> Collection:
    """Change a collection, whoever began it, see `collecting.change`; raises RightsError: they may not train."""
    allowance.check_at_all([], by)
    return collecting.change(name, changed)


def delete_pictures(set_id: str, by: Visitor) -> None:
    """Put own pictures into the bin, see `deletion.delete_pictures`; raises RightsError: they are somebody else's."""
    if set_id in uploads.all_sets() and not by.owns(uploads.owner_of(set_id)):
        raise RightsError(
            "pictures-of-others",
            "These pictures are somebody else's. Only who brought them, or your teacher, may delete them.",
        )
    deletion.delete_pictures(set_id)


def deleted(by: Visitor) -> list[Deleted]:
    """Return what somebody can bring back, newest first: what was theirs; the teacher, everything."""
    return [each for each in recycle_bin.everything() if by.owns(_owner(each))]


def bring_back(deleted: Deleted, by: Visitor) -> None:
    """Put what was deleted where it lay, see `recycle_bin.bring_back`; raises RightsError: it was somebody else's."""
    if deleted.path.exists() and not by.owns(_owner(deleted)):
        raise RightsError(
            "deleted-of-others",
            "This was somebody else's. Only who made it, or your teacher, may bring it back.",
        )
    recycle_bin.bring_back(deleted)


def let_train_at_once(count: int, by: Visitor) -> None:
    """Let so many runs train at the same time, see `places`; raises RightsError: a pupil asks for it."""
    if not by.is_teacher:
        raise RightsError(
            "places-are-teachers", "Only your teacher says how many runs train at the same time. Ask your teacher."
        )
    places.set_max_concurrent_runs(count)
    queue.advance()


def _check_run(run: Run, by: Visitor) -> None:
    """Make sure that somebody may change a run.

    Raises:
        RightsError: it is somebody else's.
        RunError: it was deleted.
    """
    if not by.owns(store.still_there(run.id).owner()):
        raise RightsError(
            "run-of-others", "This run is somebody else's. Only who started it, or your teacher, may do that."
        )


def _owner(deleted: Deleted) -> str:
    """Return whose a thing in the bin was; what is neither a run nor own pictures was the teacher's."""
    match deleted.kind:
        case "runs":
            return Run(deleted.path).owner()
        case "pictures":
            return uploads.owner_in(deleted.path)
    return ""
