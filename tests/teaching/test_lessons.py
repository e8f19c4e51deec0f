"""A class teaches: a small training, from its base to the version that it becomes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.config import Ingredient
from model.datasets.class_digits import export_of
from model.datasets.mixing import part_counts
from model.errors import DeletionError, RightsError
from model.inference.weights import weights_in
from model.people import rules
from model.people.visitor import TEACHER, Visitor
from model.runs import allowance, deletion, store
from model.runs.execution import execute
from model.runs.state import State
from model.runs.store import Run
from model.runtime.backend import keras
from model.samples import actions as digits
from model.samples import store as samples
from model.samples.exports import samples_of
from model.storage import archives
from model.storage.folder_store import STORE
from model.teaching.actions import teach
from model.teaching.comparison import compare
from model.teaching.plan import Plan, plan
from model.versions import published, registry
from tests.conftest import SMALL
from tests.runs.conftest import RecordingExecutor, same_weights
from tests.teaching.classes import base_in, class_of, given, sample_of


def small() -> Plan:
    """Return a plan of a lesson of seconds, for a small network."""
    given(class_of())
    planned = plan(base_in("bad", SMALL))
    return replace(planned, config=planned.config.replace(share=0.02, epochs=2))


def test_class_teaches_and_its_network_is_a_version() -> None:
    planned = small()
    run = teach(planned, TEACHER, at_once=True)
    assert execute(run).status == "finished"
    (first, *__) = archives.arrays(run.folder / "snapshots" / "0000.npz")
    assert np.array_equal(first, weights_in(planned.base)[0].astype(np.float16))
    found = compare(run.folder)
    assert found.after.total == planned.test_samples
    assert found.before == planned.now
    version = registry.of(run.folder)
    assert version is not None
    assert version.export == planned.export.id


def test_lesson_that_was_broken_off_goes_on_from_its_own_last_epoch() -> None:
    planned = small()
    whole, broken = (teach(planned, TEACHER, at_once=True) for __ in range(2))
    execute(whole)
    execute(broken, [_PauseAfterFirst(broken)])
    assert [row["epoch"] for row in broken.history()] == [1]
    store.change(broken, wish="")
    broken.write_state(State("queued"))
    execute(broken)
    assert [row["epoch"] for row in broken.history()] == [1, 2]
    assert same_weights(whole, broken)


class _PauseAfterFirst(keras.callbacks.Callback):
    """Asks a run to pause once an epoch is over."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        store.change(self._run, wish="pause")
        self.model.stop_training = True


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("base", ["shipped", "of-mnist"])
def test_pupil_teaches_where_training_is_on(executor: RecordingExecutor, base: str, is_new: bool) -> None:
    given(class_of())
    planned = plan(published.SHIPPED if base == "shipped" else base_in("bad", SMALL), new=is_new)
    pupil = Visitor("0123456789abcdef")
    assert teach(planned, pupil).owner() == pupil.id


def test_pupil_shows_no_more_again_of_what_pictures_are_made_of_than_a_teaching_does() -> None:
    given(class_of())
    config = plan(published.SHIPPED).config
    pupil = Visitor("0123456789abcdef")
    allowance.check_at_all([config], pupil)
    more = config.replace(share=0.11), config.replace(mixed=(*config.mixed, Ingredient("handwriting", 0.2)))
    for each in more:
        with pytest.raises(RightsError, match="more pictures are made of it"):
            allowance.check_at_all([each], pupil)


def test_pupil_may_not_teach_where_training_is_off(executor: RecordingExecutor) -> None:
    planned = small()
    rules.change(TEACHER, training=False)
    with pytest.raises(RightsError):
        teach(planned, Visitor("0123456789abcdef"))
    assert STORE.names("exports") == []


def test_digits_are_written_down_when_they_are_taught_and_not_at_a_look(executor: RecordingExecutor) -> None:
    planned = small()
    assert part_counts(planned.config)[0] > 0  # so that it can be said how long it takes
    assert STORE.names("exports") == []
    assert teach(planned, TEACHER).config() == planned.config
    assert len(samples_of(planned.export.id)) == planned.export.samples


def test_what_is_given_or_deleted_after_the_look_is_taught_as_it_is_now(executor: RecordingExecutor) -> None:
    planned = small()
    given([more := sample_of("hal", 5)])
    samples.delete_all("ada")
    config = teach(planned, TEACHER).config()
    assert config.base == planned.config.base
    learned = samples_of(export_of(config))
    assert more.id in {one.id for one in learned}
    assert "ada" not in {one.writer for one in learned}


def test_class_that_deleted_everything_and_brought_it_back_teaches_again(executor: RecordingExecutor) -> None:
    teach(planned := small(), TEACHER)
    backup = samples.select()
    digits.delete_everything(TEACHER)
    digits.take_in(backup, TEACHER)
    assert plan(planned.base).now == planned.now
    assert len(samples_of(planned.export.id)) == planned.export.samples


def test_network_that_another_run_learns_on_from_or_is_compared_with_is_not_deleted(
    executor: RecordingExecutor,
) -> None:
    base = store.create(SMALL, at_once=True)
    base.write_state(State("finished"))
    for run in (
        store.create(SMALL.replace(base=f"runs/{base.id}")),
        store.create(SMALL, compared_with=f"runs/{base.id}"),
    ):
        with pytest.raises(DeletionError, match="learns from this network, or is compared with it"):
            deletion.delete(base)
        run.write_state(State("finished"))
