"""Promises of runs and groups of versions before 0.6: taken over whole, whatever ends in between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.config import PRESETS
from model.runs import groups, rows, store
from model.runs.state import State
from model.runs.store import Run
from model.storage.folder_store import STORE
from tests.classifiers import lend_shipped
from tests.runs.conftest import RecordingExecutor
from tests.runs.earlier import as_before, forget

PUPIL = "a" * 16


@pytest.fixture
def old(database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Return three runs of version 0.5: one that waits, a pupil's that was stopped, one that was killed."""
    monkeypatch.setattr(store, "_COPIED_AFTER", 0.0)
    made = [store.create(PRESETS["fast"]) for _ in range(3)]
    as_before(made[0])
    stopped = {"reason": "stopped", "values": {"epochs": 2, "planned": 5}, "epoch": 2, "seconds": 3.5}
    as_before(made[1], owner=PUPIL, name="Ours", stop="stop", status="stopped", **stopped)
    as_before(made[2], status="running", process=2**22 + 1, process_started=7.0, epoch=1)
    return made


def test_runs_are_taken_over_as_they_were(old: list[Run], executor: RecordingExecutor) -> None:
    assert {run.id for run in store.all_runs()} == {run.id for run in old}
    for path in Path(old[0].folder.parent).glob("*/*.txt"):
        path.unlink()  # nobody reads them any more
    waiting, stopped, killed = old
    assert waiting.state().status == "queued"
    assert stopped.state() == State("stopped", "stopped", {"epochs": 2, "planned": 5}, 1.7e9, epoch=2, seconds=3.5)
    assert (stopped.owner(), stopped.name(), stopped.wish()) == (PUPIL, "Ours", "stop")
    assert (killed.state().status, killed.state().reason) == ("failed", "killed")


def test_take_over_that_was_interrupted_is_done_again(old: list[Run], monkeypatch: pytest.MonkeyPatch) -> None:
    insert, done = rows.insert, []

    def end_at_the_second(*args: object, **kwargs: object) -> None:
        done.append(args)
        if len(done) == 2:
            raise KeyboardInterrupt
        insert(*args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(rows, "insert", end_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            store.all_runs()
    assert dict(rows.all_rows()) == {}
    assert len(store.all_runs()) == 3
    assert old[1].owner() == PUPIL


def test_run_that_was_seen_while_it_was_copied_in_is_what_it_is_once_it_is_there_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run, now = store.create(PRESETS["fast"]), STORE.seconds
    forget(run)
    assert [each.state().status for each in store.all_runs()] == ["paused"]
    (run.folder / "history.csv").write_text("epoch,loss,accuracy\n1,0.5,0.9\n")
    lend_shipped(run.folder)
    assert [each.state().status for each in store.all_runs()] == ["finished"]
    assert run.id not in rows.all_rows()
    monkeypatch.setattr(STORE, "seconds", lambda: now() + 61)
    assert store.all_runs() == [run]
    assert rows.all_rows()[run.id].state == State("finished")


def test_group_is_taken_over_and_kept_once(old: list[Run], home: Path) -> None:
    (home / "groups").mkdir()
    members = {str(number): run.id for number, run in enumerate(old, start=1)}
    (home / "groups" / "2025-seeds.json").write_text(json.dumps({"kind": "seeds", "members": members}))
    for _ in range(2):
        (group,) = groups.all_groups()
        assert (group.id, group.kind, group.members) == ("2025-seeds", "seeds", members)
    (home / "groups" / "2025-seeds.json").unlink()
    assert groups.find("2025-seeds").members == members
