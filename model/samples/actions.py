"""What people do to samples: each deed with who does it.

    pupil     gives digits of their own, as many as `MOST_OF_ONE`; relabels, removes, brings back and deletes theirs
    teacher   everything, approves, and takes the digits of all home

Where the teacher approves (`Rules.approval`), what a pupil gives, relabels or brings back is not learned from before
that. Pages and command line come through here. Knows visitors and what each may do. Does not know how a deed is done:
`store` knows no rights.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from model.errors import RightsError, SampleError
from model.people import nicknames
from model.people.rules import rules
from model.people.visitor import Visitor
from model.samples import export_files, store
from model.samples.lines import from_line, to_line
from model.samples.sample import MOST, Sample
from model.samples.store import ALL, Filter
from model.storage import budget
from model.storage.database.engine import writing

MOST_OF_ONE = 500  # samples of a pupil


class TakenIn(NamedTuple):
    """How many samples of another collection are new, were there already, and were removed before, and so stay."""

    new: int
    there: int
    removed: int


def give(samples: Sequence[Sample], by: Visitor) -> int:
    """Keep samples that their writer gives, and return how many are new; a drawing that is there stays as it is.

    Raises:
        RightsError: a pupil may give none, or no more, or gives them in somebody else's name.
        SampleError: one could not be exported: it has far too many points, for instance; or there are too many.
        DatabaseError: they cannot be kept.
    """
    if not by.is_teacher:
        _check_giving(samples, by)
    _check_room(samples)
    for sample in samples:
        from_line(to_line(sample))
    is_approved = by.is_teacher or not rules().approval
    return store.add([replace(sample, is_approved=is_approved, removed=None) for sample in samples])


def relabel(sample_ids: Collection[str], label: int, by: Visitor) -> int:
    """Say of samples what they show, and return of how many; of a pupil's the teacher has to approve anew.

    Raises:
        RightsError: one is somebody else's.
        SampleError: none of them is there.
        DatabaseError: that cannot be written.
    """
    _check_own(sample_ids, by)
    with writing():  # nobody approves in between
        _await_approval(sample_ids, by)
        return store.relabel(sample_ids, label)


def remove(labels: Mapping[str, int], by: Visitor) -> list[str]:
    """Remove samples so that they can be brought back, and return the ids of those that are removed by this.

    What has another label by now stays, and what was removed already is none of them. Raises as `relabel`.

    Args:
        labels: of each sample, by its id, the label with which it was seen.
        by: who asks for it.
    """
    _check_own(labels, by)
    return store.remove(labels)


def bring_back(sample_ids: Collection[str], by: Visitor) -> int:
    """Bring back removed samples, and return how many; raises as `relabel`, and the teacher has to approve anew."""
    _check_own(sample_ids, by)
    with writing():
        _await_approval(sample_ids, by)
        return store.bring_back(sample_ids)


def approve(labels: Mapping[str, int], by: Visitor) -> int:
    """Let samples be learned from, and return how many; what has another label by now waits on.

    Args:
        labels: of each sample, by its id, the label with which the teacher saw it.
        by: who asks for it.

    Raises:
        RightsError: a pupil asks for it.
        DatabaseError: that cannot be written.
    """
    _check_teacher(by)
    return store.approve(labels)


def let_wait(sample_ids: Collection[str], by: Visitor) -> int:
    """Let samples not be learned from before they are approved, and return how many; raises as `approve`."""
    _check_teacher(by)
    return store.let_wait(sample_ids)


def call(by: Visitor, name: str) -> None:
    """Let a visitor be called something from now on, see `nicknames.call`; without a name, so are their samples.

    Raises:
        RightsError: the teacher took their name away today, or their browser keeps no id.
        DatabaseError: it cannot be kept.
    """
    if not nicknames.call(by, name):
        store.unname(by.id)


def take_name_away(writer: str, by: Visitor) -> None:
    """Take away a pupil's nickname for today, see `nicknames.throw_out`, and from the samples that bear it.

    Raises:
        RightsError: a pupil asks for it.
        DatabaseError: that cannot be written.
    """
    nicknames.throw_out(by, writer)
    store.unname(writer)


def delete_writer(writer: str, by: Visitor, most: int | None = None) -> int:
    """Delete all that somebody wrote, for good, and return how many samples; what was learned stays learned.

    Args:
        writer: who wrote them.
        by: who asks for it.
        most: how many they were when it was asked for; None: however many they are.

    Raises:
        RightsError: a pupil asks for it of somebody else.
        SampleError: they are more by now, and none is deleted.
        DatabaseError: they cannot be deleted.
        DiskError: they cannot be taken out of the exports.
    """
    if not by.owns(writer):
        raise _of_others()
    return _delete(writer, most)


def delete_everything(by: Visitor, most: int | None = None) -> int:
    """Delete all samples of everybody, for good, and return how many; raises as `delete_writer`."""
    _check_teacher(by)
    return _delete(None, most)


def take_in(samples: Sequence[Sample], by: Visitor) -> TakenIn:
    """Keep samples of another collection as they are, and return what became of them.

    A picture that is there already is not kept again, whoever its writer is: that is but the name of a file.

    Raises:
        RightsError: a pupil asks for it.
        SampleError: there are too many.
        DiskError: Inkling's home holds as much as it may.
        DatabaseError: they cannot be kept.
    """
    _check_teacher(by)
    ids = _ids_of(samples)
    unknown = [each for each, sample_id in zip(samples, ids, strict=True) if each.id == sample_id]
    _check_room(unknown)
    budget.make_room()
    new, are_removed = store.add(unknown), store.removed_of(ids)
    removed = sum(each in are_removed for each in ids)
    return TakenIn(new, len(samples) - new - removed, removed)


def take_home(by: Visitor) -> list[Sample]:
    """Return all samples that are not removed, the newest first.

    Raises:
        RightsError: a pupil asks for it.
        DatabaseError: they cannot be read.
    """
    _check_teacher(by)
    return store.select()


def learnable(of: Filter = ALL) -> list[Sample]:
    """Return the samples that may be learned from, the newest first: none that is removed or waits for approval.

    Raises:
        DatabaseError: they cannot be read.
    """
    return store.select(_learnable(of))


def learnable_images() -> list[tuple[str, int, bytes]]:
    """Return of the samples that may be learned from their ids, labels and images, see `store.labelled_images`."""
    return store.labelled_images(_learnable(ALL))


def _learnable(of: Filter) -> Filter:
    return replace(of, is_removed=False, is_approved=True if rules().approval else None)


def _delete(writer: str | None, most: int | None) -> int:
    """Delete the samples of a writer, or of everybody, out of the exports first: what fails there can be done again."""
    with export_files.changing():
        _check_most(writer, most)
        export_files.forget(writer)
        with writing():  # the exports took their time: nobody gives any more now
            _check_most(writer, most)
            return store.delete_all(writer)


def _check_most(writer: str | None, most: int | None) -> None:
    if most is not None and store.how_many(writer) > most:
        raise SampleError(
            "more-than-shown", "More digits were given since, and none is deleted. Look again at how many there are."
        )


def _ids_of(samples: Sequence[Sample]) -> list[str]:
    """Return the ids of samples; of a picture that is there already, whoever its writer is, the one it has there."""
    there = store.ids_of(each.image.tobytes() for each in samples if _is_picture(each))
    return [there.get(each.image.tobytes(), each.id) if _is_picture(each) else each.id for each in samples]


def _is_picture(sample: Sample) -> bool:
    """Whether a sample came as a picture: nothing but that tells it from others."""
    return sample.source == "import" and not sample.strokes


def _check_giving(samples: Sequence[Sample], by: Visitor) -> None:
    if not by.id:
        raise RightsError("unknown-visitor", "It is not known who you are. Reload the page.")
    if not rules().contributing:
        raise RightsError("contributing-off", "Your teacher has switched giving digits off. Ask your teacher.")
    if any(sample.writer != by.id for sample in samples):
        raise _of_others()
    own = store.how_many(by.id)
    if own + len(samples) > MOST_OF_ONE:
        raise RightsError(
            "enough-given",
            "You have given {count} digits, and {most} are enough. Delete some of yours first.",
            count=own,
            most=MOST_OF_ONE,
        )


def _check_room(samples: Sequence[Sample]) -> None:
    """Make sure that no more than `MOST` will be kept: whoever throws a cookie away is another pupil."""
    there = store.how_many()
    if there + len(samples) <= MOST:
        return
    ids = {sample.id for sample in samples}
    if there + len(ids) - len(store.writers_of(ids)) > MOST:
        raise SampleError(
            "enough-samples",
            "The class has {count:,} digits, and {most:,} are kept at most. Delete some first.",
            count=there,
            most=MOST,
        )


def _check_own(sample_ids: Collection[str], by: Visitor) -> None:
    writers = store.writers_of(sample_ids)
    if sample_ids and not writers:
        raise store.gone()
    if not all(map(by.owns, writers.values())):
        raise _of_others()


def _await_approval(sample_ids: Collection[str], by: Visitor) -> None:
    """Let the teacher look at what a pupil changes, before it is changed."""
    if not by.is_teacher and rules().approval:
        store.let_wait(sample_ids)


def _check_teacher(by: Visitor) -> None:
    if not by.is_teacher:
        raise RightsError("samples-are-teachers", "Only your teacher does that with the class's digits.")


def _of_others() -> RightsError:
    return RightsError(
        "sample-of-others", "This digit is somebody else's. Only who wrote it, or your teacher, may do that."
    )
