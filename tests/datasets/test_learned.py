"""What a classifier has learned of the class, wherever it went and whoever deleted theirs since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.config import TrainingConfig
from model.datasets import learned
from model.datasets.class_digits import name_of
from model.people.visitor import TEACHER
from model.runs import actions as runs
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.samples import actions
from model.samples.apart import Parts, parts
from model.samples.exports import export
from model.samples.sample import Sample
from model.storage import recycle_bin
from tests.classifiers import lend_shipped
from tests.samples.drawings import ANNA
from tests.teaching.classes import class_of, given, sample_of


def taught(samples: list[Sample], base: str = "shipped") -> Run:
    """Return a finished run that has learned what there is with these samples."""
    given(samples)
    config = TrainingConfig.from_dict(
        {"mixed": [{"data": name_of(export().id)}], "base": base, "loss": "categorical_crossentropy"}
    )
    run = store.create(config, at_once=True)
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    return run


def not_seen(run: Run, samples: list[Sample]) -> set[str]:
    """Return whose digits would test a network that goes on from a run's, were all of these kept apart."""
    return {each.writer for each in learned.unseen(Parts([], samples), learned.of(run.folder))}


def test_who_was_learned_from_stays_known_when_an_earlier_run_is_deleted() -> None:
    first = taught(class_of(["ada"], 6))
    second = taught(class_of(), f"runs/{first.id}")
    runs.delete(first, TEACHER)
    for each in recycle_bin.everything():
        recycle_bin.destroy(each.path)
    before = {sample.writer for sample in parts(class_of()).learned} | {"ada"}
    assert not_seen(second, class_of()) == {sample.writer for sample in class_of()} - before


def test_pupil_who_deletes_all_and_gives_anew_was_learned_from_all_the_same() -> None:
    run = taught([replace(sample_of("ada", label), writer=ANNA.id) for label in range(6)])
    actions.delete_writer(ANNA.id, TEACHER)
    anew = [replace(sample_of("ben", label), writer=ANNA.id) for label in range(3)]
    assert not_seen(run, [*anew, *class_of(["cem"])]) == {"cem"}


def test_of_one_writer_the_digits_that_were_not_learned_are_tested() -> None:
    samples = class_of(["ada"], 12)
    run = taught(samples)
    known = learned.of(run.folder)
    assert learned.unseen(parts(samples), known) == parts(samples).kept_apart
    assert learned.unseen(parts(samples)._replace(kept_apart=samples), known) == parts(samples).kept_apart


def test_marks_hold_nothing_of_a_writer_or_a_picture() -> None:
    run = taught([replace(sample_of("ada", label), writer=ANNA.id) for label in range(6)])
    text = (run.folder / "learned.txt").read_text()
    assert learned.from_text(text) == learned.of(run.folder)
    assert len(text) == 12 * (len(parts(actions.learnable()).learned) + 1)
    assert ANNA.id[:12] not in text


@pytest.mark.parametrize("text", [None, "damaged"])
def test_run_of_an_earlier_version_is_known_by_its_settings_and_its_exports(text: str | None) -> None:
    first = taught(class_of(["ada"], 6))
    second = taught(class_of(), f"runs/{first.id}")
    expected = learned.of(second.folder)
    for run in (first, second):
        path = run.folder / "learned.txt"
        path.unlink() if text is None else path.write_text(text)
    assert learned.of(second.folder) == expected


def test_run_that_learns_nothing_of_the_class_has_no_marks() -> None:
    run = store.create(TrainingConfig(), at_once=True)
    assert learned.of(run.folder) == frozenset()
    assert not (run.folder / "learned.txt").exists()
