"""Before and after: what a taught classifier reads of the class's digits, and what the one before it read.

Both read the digits of writers that neither learned from. What they answered is kept beside the run, so the second look
is instant, and is true also when the classifier before is gone.
Knows runs, samples and classifiers. Does not know pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from model.datasets import learned
from model.datasets.class_digits import export_of
from model.errors import ClassifierError, DatabaseError, InklingError, VersionError
from model.evaluation.predictions import one_at_a_time
from model.inference.card import read_card
from model.runs import store
from model.runs.store import Run
from model.samples import store as digits
from model.samples.exports import parts_of, samples_of
from model.samples.sample import Sample
from model.storage import files
from model.teaching.share import Interval, Share, answers, interval_of, of_mnist
from model.versions import published, registry
from model.versions.places import folder_of, named

_FILE = "comparison.json"


class Row(NamedTuple):
    """What was read of one writer, or of one digit.

    Attributes:
        id: of the writer; the digit, "0" to "9", or "-1" for drawings of no digit.
        before: how many were read right before.
        after: and after.
    """

    id: str
    before: Share
    after: Share


class Example(NamedTuple):
    """A sample that was read otherwise before: 0 to 9 each, or -1 where no digit was read in it."""

    sample: Sample
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    """What a class has taught, on digits that neither classifier learned from.

    Attributes:
        base: folder of the classifier before; it may be gone.
        before: how many of them the classifier before reads right.
        after: how many the taught one does.
        by_writer: the same for each writer, those who gained most first.
        by_digit: the same for each digit, from 0 on; -1, drawings of no digit, last.
        gained: samples that are read right now and were not, as far as they are still among the class's digits.
        lost: samples that were read right and are not any more, likewise.
        mnist_before: how many of MNIST's test pictures the classifier before reads right.
        mnist_after: how many the taught one does.
        p_value: how probable so large a difference is where both are equally good: McNemar's test, exact.
        is_of_one_writer: whether what was learned is of the same writer.
    """

    base: Path
    before: Share
    after: Share
    by_writer: list[Row]
    by_digit: list[Row]
    gained: list[Example]
    lost: list[Example]
    mnist_before: Share
    mnist_after: Share
    p_value: float
    is_of_one_writer: bool

    @property
    def intervals(self) -> tuple[Interval, Interval]:
        """The 95 % intervals of both shares, before and after, on digits of other writers."""
        return interval_of([row.before for row in self.by_writer]), interval_of([row.after for row in self.by_writer])


class _Answer(NamedTuple):
    """What both read in one sample; as `comparison.json` holds it."""

    sample: str
    writer: str
    label: int
    before: int
    after: int


class _Kept(NamedTuple):
    """What `comparison.json` holds: the fingerprint of the taught classifier, the name of the one before, ..."""

    version: str
    base: str
    answers: tuple[_Answer, ...]
    mnist_before: Share
    mnist_after: Share
    is_of_one_writer: bool


def taught_runs() -> list[Run]:
    """Return the runs that learn the class's digits, the newest first."""
    return [run for run in store.all_runs() if _export(run)]


def compare(run_folder: Path) -> Comparison:
    """Return what the classifier of a run has learned of the class: as kept, or found out now, which takes seconds.

    Raises:
        ClassifierError: the run has learned nothing of the class, has no classifier yet, or the one before is gone.
        SampleError: the samples that it learned are gone.
        DataError: MNIST is missing or damaged.
    """
    run = Run(run_folder)
    export = _export(run)
    if not export or not published.is_complete(run_folder):
        raise ClassifierError("nothing-taught", "This run has not learned the class's digits yet. Wait until it has.")
    path = run_folder / _FILE
    version = read_card(run_folder).fingerprint
    kept = _read(path, version)
    if kept is None:
        with one_at_a_time(path):
            kept = _read(path, version)  # somebody else may have been faster
            if kept is None:
                kept = _found(run, export, version)
                _register(run, export, kept)
                with suppress(OSError):  # it is found out again another time
                    files.write_text(path, json.dumps(kept))
    return _told(kept, export)


def conclude(run: Run) -> None:
    """Find out what a run that is over has learned of the class, where it was to; what hinders that is said later."""
    if _export(run):
        with suppress(InklingError, OSError):
            compare(run.folder)


def _export(run: Run) -> str:
    with suppress(InklingError):
        return export_of(run.config())
    return ""


def _found(run: Run, export: str, version: str) -> _Kept:
    shared, base = parts_of(export), _before(run)
    unseen = learned.unseen(shared, learned.of(run.folder))
    before, after = (answers(folder, unseen).tolist() for folder in (base, run.folder))
    rows = [
        _Answer(sample.id, sample.writer, sample.label, *read)
        for sample, *read in zip(unseen, before, after, strict=True)
    ]
    return _Kept(version, named(base), tuple(rows), of_mnist(base), of_mnist(run.folder), shared.is_of_one_writer)


def _register(run: Run, export: str, kept: _Kept) -> None:
    """Say of the version where it comes from, what it has learned, and how good it is."""
    taught = parts_of(export).learned
    with suppress(DatabaseError, VersionError):  # the digits are read all the same
        base = registry.of(folder_of(kept.base)) if run.config().base else None
        version = registry.register(
            run.folder,
            base=base.number if base else None,
            export=export,
            samples=len(taught),
            writers=len({sample.writer for sample in taught}),
        )
        after, mnist = _right(kept.answers, "after"), kept.mnist_after
        figures = {"mnist": list(mnist), "class": {"export": export, "right": after.right, "total": after.total}}
        registry.write_figures(version.number, figures)


def _before(run: Run) -> Path:
    """Return the folder of the classifier before; where nobody said which, the one that answers now.

    Raises:
        ClassifierError: no classifier is named so.
    """
    if before := run.compared_with():
        return folder_of(before)
    return published.current() if published.current() != run.folder else published.SHIPPED


def _told(kept: _Kept, export: str) -> Comparison:
    from model.evaluation import metrics  # brings scikit-learn, which a page need not wait for

    rows, there = kept.answers, _there(export)
    before, after, labels = np.array([(row.before, row.after, row.label) for row in rows], np.int64).reshape(-1, 3).T
    examples = [(row, Example(there[row.sample], row.before, row.after)) for row in rows if row.sample in there]
    by_digit = _rows(rows, lambda row: str(row.label))
    return Comparison(
        base=folder_of(kept.base),
        before=_right(rows, "before"),
        after=_right(rows, "after"),
        by_writer=sorted(_rows(rows, lambda row: row.writer), key=lambda row: row.before.share - row.after.share),
        by_digit=sorted(by_digit, key=lambda row: int(row.id) % 11),  # -1 last
        gained=[each for row, each in examples if row.before != row.label == row.after],
        lost=[each for row, each in examples if row.before == row.label != row.after],
        mnist_before=kept.mnist_before,
        mnist_after=kept.mnist_after,
        p_value=metrics.compare(before, after, labels).p_value,
        is_of_one_writer=kept.is_of_one_writer,
    )


def _there(export: str) -> dict[str, Sample]:
    """Return the samples of an export that were not removed or deleted since, by their ids."""
    with suppress(InklingError):
        there = {sample.id: sample for sample in samples_of(export)}
        removed = digits.removed_of(there)
        return {each: sample for each, sample in there.items() if each not in removed}
    return {}


def _rows(answers: Iterable[_Answer], of: Callable[[_Answer], str]) -> list[Row]:
    """Return a row for each writer, or each digit, in the order of their names."""
    found: dict[str, list[_Answer]] = {}
    for each in answers:
        found.setdefault(of(each), []).append(each)
    return [Row(name, _right(own, "before"), _right(own, "after")) for name, own in sorted(found.items())]


def _right(answers: Sequence[_Answer], when: Literal["before", "after"]) -> Share:
    return Share(sum(getattr(each, when) == each.label for each in answers), len(answers))


def _read(path: Path, version: str) -> _Kept | None:
    """Return what is kept in a file of a classifier; None where there is nothing that can be read."""
    try:
        kept = _Kept(*files.from_json(files.read_text(path)))
        if kept.version != version:  # it was trained further since
            return None
        return kept._replace(
            answers=tuple(_Answer(*each) for each in kept.answers),
            mnist_before=Share(*kept.mnist_before),
            mnist_after=Share(*kept.mnist_after),
        )
    except (OSError, ValueError, TypeError):
        return None
