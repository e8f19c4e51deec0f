"""Promises of what goes when Inkling's home is full: old runs that are over, and none that anybody needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from model.config import PRESETS
from model.errors import DiskError
from model.people.visitor import TEACHER
from model.runs import actions, experiments, room, store
from model.runs.state import State
from model.runs.store import Run
from model.storage import recycle_bin
from tests.classifiers import lend_shipped
from tests.runs.conftest import of_this_process
from tests.versions.publishing import let_answer

MB = 1_000_000


@pytest.fixture
def heavy() -> Callable[..., Run]:
    """Return what makes a run of 1 MB in a state."""

    def heavy(state: State) -> Run:
        run = store.create(PRESETS["fast"])
        (run.folder / "weights.npz").write_bytes(bytes(MB))
        run.write_state(state)
        return run

    return heavy


def let_hold(monkeypatch: pytest.MonkeyPatch, mb: float) -> None:
    """Let the home hold so many MB."""
    monkeypatch.setenv("INKLING_BUDGET_GB", f"{mb / 1000}")


def test_the_oldest_run_that_is_over_goes_first_and_it_is_told(
    heavy: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [heavy(State(status)) for status in ("finished", "failed", "stopped", "finished")]
    assert room.made() is None
    let_hold(monkeypatch, 3.5)
    room.make_room()
    assert store.all_runs() == runs[:0:-1]
    let_hold(monkeypatch, 1.5)
    room.make_room()
    assert store.all_runs() == [runs[3]]
    assert recycle_bin.everything() == []  # for good: in the bin it would take as much
    made = room.made()
    assert made
    assert made.runs == 3
    assert made.moment.date() == datetime.now().date()


def test_what_is_published_open_measured_paused_or_before_or_a_teacher_of_an_open_run_stays(
    heavy: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, teacher, before = (heavy(State("finished")) for __ in range(3))
    lend_shipped(answers.folder)
    let_answer(answers.folder)
    measured = heavy(of_this_process(status="finished"))
    running, paused = heavy(of_this_process(status="running")), heavy(State("paused"))
    learning = store.create(
        PRESETS["fast"].replace(loss="categorical_crossentropy", teachers=(str(teacher.folder),), data="mnist"),
        compared_with=f"runs/{before.id}",
    )
    let_hold(monkeypatch, 0.1)
    with pytest.raises(DiskError, match="is used up"):
        room.make_room()
    assert set(store.all_runs()) == {answers, teacher, before, measured, running, paused, learning}
    learning.write_state(State("stopped"))
    with pytest.raises(DiskError):
        room.make_room()
    assert set(store.all_runs()) == {answers, measured, running, paused}


def test_a_run_that_goes_on_meanwhile_stays(heavy: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = heavy(State("stopped")), heavy(State("stopped"))
    let_hold(monkeypatch, 1.5)
    for spare in room._spare():
        first.write_state(State())  # queued again, after it was looked at
        if spare.let_go():
            break
    assert store.all_runs() == [first]
    assert not second.folder.exists()


def test_where_nothing_may_go_no_run_and_no_group_is_made(
    heavy: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    run = heavy(State())
    let_hold(monkeypatch, 0.5)
    with pytest.raises(DiskError, match="used up"):
        actions.train(PRESETS["fast"], TEACHER)
    with pytest.raises(DiskError, match="used up"):
        actions.train_group("seeds", experiments.seeds(PRESETS["fast"], 2), TEACHER)
    assert store.all_runs() == [run]
    assert [path.name for path in store.runs_folder().glob("*/")] == [run.id]


def test_what_is_no_note_of_made_room_is_none(home: Path) -> None:
    for text in ("", "[]", '{"runs": "3", "at": 1.5}', '{"runs": 3, "at": 1e300}'):
        home.mkdir(exist_ok=True)
        (home / "room.json").write_text(text)
        assert room.made() is None
