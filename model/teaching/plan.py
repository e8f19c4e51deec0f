"""What a class is going to teach: which digits are learned, which are kept apart, and what can be expected.

Knows samples, data sets and configs. Does not know who teaches, or how a training is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from model.config import TrainingConfig
from model.datasets import learned
from model.datasets.class_digits import look_at
from model.errors import SampleError
from model.inference.loaded import changed
from model.languages.joining import in_a_row
from model.languages.translation import _, ngettext
from model.samples import exports
from model.samples.exports import Export
from model.teaching import recipe
from model.teaching.share import Interval, Share, answers, interval_of, of_writers

ENOUGH_SAMPLES, ENOUGH_WRITERS = 100, 5  # with fewer, or fewer who test it, how good it gets is a guess
_MOST_KEPT = 16  # plans: several networks answer the people of a class
_LEAST_LEARNED = 3  # samples: drawn anew they are as many pictures as a training needs of ten classes at least


class _Key(NamedTuple):
    """What a plan depends on.

    Attributes:
        export_id: of the samples, with their labels.
        written: when that export was written, 0 for not yet.
        base: folder of the classifier that is taught.
        changed: when its files were written.
        known: what it has learned from.
        new: whether a new network learns instead.
    """

    export_id: str
    written: int
    base: Path
    changed: tuple[int, ...]
    known: learned.Marks
    new: bool


@dataclass(frozen=True)
class Plan:
    """What is going to be taught.

    Attributes:
        export: all samples that may be learned from now.
        base: folder of the classifier that is taught, or that a new one is compared with.
        training_samples: how many are learned from.
        training_writers: how many people wrote those.
        test_samples: how many are kept apart, of writers whom the classifier never learned from.
        test_writers: how many people wrote those.
        is_of_one_writer: whether both are of the same one, so that the test says nothing about others.
        config: the training.
        now: how many of those that are kept apart the base reads right.
        interval: the 95 % interval of that share, on digits of other writers.
    """

    export: Export
    base: Path
    training_samples: int
    training_writers: int
    test_samples: int
    test_writers: int
    is_of_one_writer: bool
    config: TrainingConfig
    now: Share
    interval: Interval

    @property
    def is_guess(self) -> bool:
        """Whether there are too few samples or writers to say how good it gets."""
        return self.export.samples < ENOUGH_SAMPLES or self.test_writers < ENOUGH_WRITERS

    @property
    def counts(self) -> str:
        """Two sentences: how much is learned, and how much is kept apart."""
        learned = _("It learns {digits} by {writers}.").format(
            digits=_digits(self.training_samples), writers=_writers(self.training_writers)
        )
        apart = _("It is tested on {digits} by {writers} whom it never learned from.")
        if self.is_of_one_writer:
            apart = _("It is tested on {digits} that it never learned from.")
        return in_a_row(learned, apart.format(digits=_digits(self.test_samples), writers=_writers(self.test_writers)))

    @property
    def expectation(self) -> str:
        """What can be expected, in a few sentences: what it reads now, how sure that is, and what it may gain."""
        low, high = self.interval
        wrong = self.now.total - self.now.right
        if not self.now.total:
            return _(
                "None of the digits is left to test it, so nobody will know how good it gets. Collect more writers."
            )
        now = _("Of these it reads {right} right now: {share:.0%} (95% interval: {low:.0%} to {high:.0%}).").format(
            right=self.now.right, share=self.now.share, low=low, high=high
        )
        gain = (
            ngettext(
                "At best it learns to read the other one too.",
                "At best it learns to read the other {count} too.",
                wrong,
            ).format(count=wrong)
            if wrong
            else _("So it has nothing to gain on them.")
        )
        return in_a_row(now, gain, self._warning)

    @property
    def _warning(self) -> str:
        if self.is_of_one_writer:
            return _("All are by one writer: the figure is a guess, and says nothing about others.")
        if self.is_guess:
            return _(
                "With fewer than {samples} digits, or fewer than {writers} writers to test it, the figure is a guess:"
                " look at its interval."
            ).format(samples=ENOUGH_SAMPLES, writers=ENOUGH_WRITERS)
        return ""


_PLANNING = Lock()
_known: dict[_Key, Plan] = {}  # of one set of samples, the newest last


def plan(base: Path, new: bool = False) -> Plan:
    """Return what would be taught now: worked out again only when what may be learned from, or the base, has changed.

    Args:
        base: folder of the classifier that is taught.
        new: whether a new network learns instead; the base is what it is compared with.

    Raises:
        SampleError: there is too little to teach with.
        ClassifierError: the base is missing or damaged.
        DatabaseError: the samples cannot be read.
        DiskError: what was deleted, and is back, cannot be written down.
    """
    export_id = exports.id_now()
    key = _Key(export_id, exports.written(export_id), base, changed(base), learned.of(base), new)
    with _PLANNING:  # of a class that looks at once
        return _known.get(key) or _plan(key)


def _plan(key: _Key) -> Plan:
    """Work out what would be taught now, and keep it as long as no other samples are planned with; see `plan`."""
    exported, samples = exports.look()
    shared = look_at(exported.id, samples)
    if len(shared.learned) < _LEAST_LEARNED:
        raise SampleError(
            "nothing-to-teach",
            "There are too few digits to learn from: some are always kept apart for the test, and those that wait for"
            " the teacher's approval do not count. Give some more.",
        )
    unseen = learned.unseen(shared, key.known)
    now = of_writers(unseen, answers(key.base, unseen))
    planned = Plan(
        export=exported,
        base=key.base,
        training_samples=len(shared.learned),
        training_writers=len({sample.writer for sample in shared.learned}),
        test_samples=len(unseen),
        test_writers=len(now),
        is_of_one_writer=shared.is_of_one_writer,
        config=recipe.of(key.base, exported.id, new=key.new),
        now=Share(sum(each.right for each in now), len(unseen)),
        interval=interval_of(now),
    )
    _keep(key._replace(export_id=exported.id, written=exports.written(exported.id)), planned)  # newer, maybe
    return planned


def _keep(key: _Key, planned: Plan) -> None:
    """Keep a plan, and those of the same samples."""
    same = [(each, known) for each, known in _known.items() if each.export_id == key.export_id]
    _known.clear()
    _known.update([*same[1 - _MOST_KEPT :], (key, planned)])


def _digits(count: int) -> str:
    return ngettext("{count:,} digit", "{count:,} digits", count).format(count=count)


def _writers(count: int) -> str:
    return ngettext("{count:,} writer", "{count:,} writers", count).format(count=count)
