"""Promises of what may be deleted. No TensorFlow here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS, Ingredient
from model.datasets import uploads
from model.datasets.uploads import PictureSet
from model.errors import DataError, DeletionError, RunError
from model.runs import deletion, rows, store
from model.runs.state import State
from model.runs.store import Run
from model.storage import recycle_bin
from model.versions import published
from model.versions.places import named
from tests.classifiers import lend_shipped
from tests.runs.conftest import asked, of_this_process
from tests.versions.publishing import from_elsewhere, let_answer


def test_deleted_run_can_be_brought_back() -> None:
    first, second = (store.create(PRESETS["fast"]) for _ in range(2))
    first.write_state(State("finished"))
    deletion.delete(first)
    assert store.all_runs() == [second]
    (deleted,) = recycle_bin.everything()
    recycle_bin.bring_back(deleted)
    assert store.all_runs() == [second, first]
    assert first.state().status == "finished"


def test_row_stays_while_a_run_lies_in_the_bin_and_goes_with_it_for_good() -> None:
    run, other = store.create_all([PRESETS["fast"]] * 2, owner="a" * 16)
    run.write_state(State("finished"))
    deletion.delete(run)
    (deleted,) = recycle_bin.everything()
    assert Run(deleted.path).owner() == "a" * 16
    assert recycle_bin.destroy(deleted.path)
    assert set(rows.all_rows()) == {other.id}


def test_row_of_a_run_that_was_imported_once_more_stays_when_another_one_is_gone_for_good() -> None:
    run = store.create(PRESETS["fast"], owner="a" * 16)
    run.write_state(State("finished"))
    for stamp in range(2):
        shutil.copytree(run.folder, copy := run.folder.with_name(".copy"))
        deletion.delete(run)
        (newest, *_) = recycle_bin.everything()
        newest.path.rename(newest.path.with_name(f"{stamp}~{run.id}"))
        copy.rename(run.folder)
    first, second = (deleted.path for deleted in recycle_bin.everything())
    run.folder.rename(copy)
    assert recycle_bin.destroy(first)  # the second one can be brought back
    copy.rename(run.folder)
    assert recycle_bin.destroy(second)
    assert run.owner() == "a" * 16


@pytest.mark.parametrize("status", ["queued", "running", "stopped"])
def test_run_that_is_not_over_cannot_be_deleted(status: store.Status) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(of_this_process(status=status))  # stopped, but still measuring
    with pytest.raises(DeletionError, match="Stop it first"):
        deletion.delete(run)
    assert store.all_runs() == [run]


def test_deleting_asks_no_more_of_the_database_where_there_are_more_runs(pets: str) -> None:
    """Nobody else changes a run meanwhile."""
    counts = []
    for __ in range(2):
        made = store.create_all([PRESETS["fast"]] * 10)
        for run in made:
            run.write_state(State("finished"))
        with asked() as statements:
            deletion.delete(made[0])
        counts.append(len(statements))
    with asked() as statements:
        deletion.delete_pictures(pets)
    assert counts[0] == counts[1] > len(statements)


def test_run_that_answers_cannot_be_deleted() -> None:
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    let_answer(run.folder)
    with pytest.raises(DeletionError, match=r"answers on the Draw page\. Let another one answer"):
        deletion.delete(run)
    published.pin_shipped()
    deletion.delete(run)
    assert store.all_runs() == []


NEEDED = r"not over learns from this network, or is compared with it\. Wait until it is over, or stop or delete it"
NEEDING: dict[str, Callable[[Path], Run]] = {
    "goes on with it": lambda folder: store.create(PRESETS["fast"].replace(base=named(folder))),
    "goes on with it, and is compared with another one": lambda folder: store.create(
        PRESETS["fast"].replace(base=named(folder)), compared_with="shipped"
    ),
    "is compared with it": lambda folder: store.create(PRESETS["fast"], compared_with=named(folder)),
    "is taught by it": lambda folder: store.create(
        PRESETS["fast"].replace(loss="categorical_crossentropy", teachers=(str(folder.resolve()),))
    ),
}


@pytest.mark.parametrize("state", [State(), State("paused")], ids=["waits", "is paused"])
@pytest.mark.parametrize("needs", NEEDING.values(), ids=NEEDING)
def test_network_that_a_run_needs_which_is_not_over_cannot_be_deleted(
    needs: Callable[[Path], Run], state: State
) -> None:
    run, version = store.create(PRESETS["fast"]), from_elsewhere()
    run.write_state(State("finished"))
    deeds = {run.folder: lambda: deletion.delete(run), version.folder: lambda: deletion.delete_version(version.number)}
    for folder, delete in deeds.items():
        needing = needs(folder)
        needing.write_state(state)
        with pytest.raises(DeletionError, match=NEEDED):
            delete()
        assert folder.exists()
        needing.write_state(State("stopped"))
        delete()
        assert not folder.exists()


def test_run_that_is_gone_is_one_sentence() -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("finished"))
    deletion.delete(run)
    with pytest.raises(RunError, match="This run is gone"):
        deletion.delete(run)


@pytest.fixture
def pets() -> str:
    """Return the id of own pictures."""
    x = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)
    return uploads.save(PictureSet("Our pets", ("cats", "dogs"), x, np.repeat(np.arange(2), 10)))


def test_own_pictures_are_deleted_and_brought_back(pets: str) -> None:
    before = uploads.load(pets)
    uploads.data_set(pets)
    deletion.delete_pictures(pets)
    assert uploads.all_sets() == []
    with pytest.raises(DataError, match="were deleted"):
        uploads.data_set(pets)
    (deleted,) = recycle_bin.everything()
    assert uploads.name_in(deleted.path) == "Our pets"
    recycle_bin.bring_back(deleted)
    assert uploads.all_sets() == [pets]
    np.testing.assert_array_equal(uploads.load(pets).x, before.x)


def test_own_pictures_that_a_run_needs_cannot_be_deleted(pets: str) -> None:
    alone = store.create(PRESETS["binary"].replace(data=pets))
    mixed = store.create(PRESETS["binary"].replace(mixed=(Ingredient(pets, 0.5),)))
    for run, other in ((alone, mixed), (mixed, alone)):
        other.write_state(State("finished"))
        measured = of_this_process(status="stopped")
        for state in (State(), of_this_process(), measured, State("paused")):
            run.write_state(state)
            with pytest.raises(DeletionError, match="needs these pictures"):
                deletion.delete_pictures(pets)
    for run in (alone, mixed):
        run.write_state(State("stopped"))
    deletion.delete_pictures(pets)
    assert uploads.all_sets() == []


def test_own_pictures_beside_a_damaged_run_can_be_deleted(pets: str) -> None:
    run = store.create(PRESETS["binary"].replace(data=pets))
    (run.folder / "config.json").write_text("{")
    deletion.delete_pictures(pets)
    assert uploads.all_sets() == []


def test_pictures_that_are_gone_or_not_ones_own_are_one_sentence(pets: str) -> None:
    deletion.delete_pictures(pets)
    with pytest.raises(DeletionError, match="deleted already"):
        deletion.delete_pictures(pets)
    for name in ("mnist", "../runs", ""):
        with pytest.raises(DeletionError, match="Only own pictures can be deleted"):
            deletion.delete_pictures(name)


def test_run_that_vanishes_for_good_ends_no_deed() -> None:
    run = store.create(PRESETS["fast"])
    shutil.rmtree(run.folder)
    with pytest.raises(RunError, match="This run is gone"):
        deletion.delete(run)
