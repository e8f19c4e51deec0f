"""Promises of the commands about runs."""

from __future__ import annotations

import json

import pytest

from model.cli.main import main
from model.config import PRESETS, TrainingConfig
from model.executors import chosen
from model.runs import places, store
from model.runs.state import State
from tests.runs.conftest import RecordingExecutor


def test_number_of_runs_at_once_is_printed_and_set(capsys: pytest.CaptureFixture[str]) -> None:
    main(["places"])
    main(["places", "2"])
    assert capsys.readouterr().out.split() == ["1", "2"]
    assert places.max_concurrent_runs() == 2


def test_run_whose_config_is_damaged_is_listed_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    whole, damaged = (store.create(PRESETS["fast"]) for _ in range(2))
    (damaged.folder / "config.json").write_text('{"epochs": 0}')
    main(["runs", "--json"])
    first, second = json.loads(capsys.readouterr().out)
    assert (first["id"], first["status"], first["config"]) == (damaged.id, "failed", None)
    assert "epochs must be a whole number from 1 to 200" in first["message"]
    assert (second["id"], second["status"]) == (whole.id, "queued")
    assert TrainingConfig.from_dict(second["config"]) == PRESETS["fast"]


def test_waiting_run_is_paused_and_stopped_and_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    executor = RecordingExecutor()
    monkeypatch.setitem(chosen.READY, "local", executor)
    run = store.create(PRESETS["fast"])
    for command, status in (("pause", "paused"), ("resume", "running")):
        main([command, run.id])
        assert run.state().status == status
    assert executor.started == [run.id]
    run.write_state(State())
    main(["stop", run.id])
    assert run.state().status == "stopped"
    assert capsys.readouterr().out == ""
