"""Promises of the commands that train."""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import numpy as np
import pytest

from model.cli import training
from model.cli.main import main
from model.config import PRESETS, TrainingConfig
from model.executors import chosen
from model.executors.job import Job, JobState
from model.executors.local import LocalExecutor, this_process
from model.inference.card import LITERT, WEIGHTS
from model.networks.zoo import NETWORKS
from model.runs import actions, groups, results, store
from model.runs.execution import execute
from model.runs.store import Run
from model.storage.paths import ROOT
from model.training.script import keras_script
from tests.cli.refused import refused
from tests.cli.saved import saved_seven
from tests.conftest import SMALL
from tests.waiting import wait_for


def test_networks_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    main(["networks"])
    output = capsys.readouterr().out
    assert all(f"{name}:" in output for name in NETWORKS)
    assert "34,826" in output


def test_place_to_save_to_that_cannot_be_written_is_said_before_training(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    said = refused(["train", "--network", "two-conv", "--save-to", str(tmp_path / "file")], capsys)
    assert f"Nothing can be written into {tmp_path / 'file'} (File exists). Name another folder." in said
    assert store.all_runs() == []


def test_training_from_the_command_line_leaves_a_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chosen = ["--network", "two-conv", "--epochs", "2", "--share", "0.02", "--seed", "3", "--learning-rate", "0.002"]
    main(["train", *chosen, "--save-to", str(tmp_path / "kept")])
    output = capsys.readouterr().out
    assert "epoch 2/2" in output
    assert "finished:" in output
    (run,) = store.all_runs()
    assert run.config() == PRESETS["two-conv"].replace(epochs=2, share=0.02, seed=3, learning_rate=0.002)
    assert (run.folder / "history.csv").read_text().splitlines()[0].startswith("epoch,")
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["card.json", LITERT, WEIGHTS]
    main(["runs", "--json"])
    (described,) = json.loads(capsys.readouterr().out)
    assert (described["id"], described["status"], described["epochs_done"]) == (run.id, "finished", 2)
    main(["runs"])
    assert f"{run.id}  finished" in capsys.readouterr().out
    main(["predict", "--run", run.id, "--json", str(saved_seven(tmp_path))])
    assert json.loads(capsys.readouterr().out)["status"] in ("digit", "unsure")


def command(folder: Path, config: TrainingConfig) -> list[str]:
    """Return what a process trains by, and describe the training in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(config.to_json())
    return [sys.executable, "-m", "model", "train", "--run", str(folder)]


def test_terminal_shows_a_bar(small_file: str) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, redirect_stdout(terminal):
        main(["train", "--config", small_file])
    shown = b""
    with suppress(OSError), os.fdopen(ours, "rb", buffering=0) as terminal:  # ends in an error once nobody writes
        while piece := terminal.read(4096):
            shown += piece
    assert "━".encode() in shown


class Ended(NamedTuple):
    """A process that has ended: what it left, its exit code, and what it printed."""

    run: Run
    code: int
    output: str
    errors: str


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """Train in a process whose output goes into a pipe, and press Ctrl-C after an epoch."""
    run = Run(tmp_path_factory.mktemp("home") / "described")
    arguments = command(run.folder, SMALL.replace(epochs=200, batch_size=8))
    process = subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "INKLING_HOME": str(run.folder.parent)},
    )  # fmt: skip
    wait_for(run.history)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=300)
    return Ended(run, process.returncode, output, errors)


@pytest.mark.slow
def test_pipe_shows_plain_lines(interrupted: Ended) -> None:
    assert interrupted.output.startswith("epoch 1/200  accuracy")
    assert "━" not in interrupted.output
    assert interrupted.errors == ""


@pytest.mark.slow
def test_interrupt_from_the_keyboard_keeps_the_best_epoch(interrupted: Ended) -> None:
    assert interrupted.code == 0
    assert interrupted.output.splitlines()[-1].startswith(f"stopped: {interrupted.run.folder}  test accuracy ")
    card = interrupted.run.card()
    assert card is not None
    assert card.best_epoch > 0


def test_run_may_be_named_as_seen_from_the_home(capsys: pytest.CaptureFixture[str]) -> None:
    run = store.create(SMALL.replace(epochs=1))
    main(["train", "--run", f"runs/{run.id}"])
    assert run.state().status == "finished"


def test_described_run_is_done_and_a_finished_one_keeps_its_history(tmp_path: Path) -> None:
    folder = tmp_path / "described"
    folder.mkdir()
    (folder / "config.json").write_text(SMALL.replace(epochs=1).to_json())
    for _ in range(2):
        main(["train", "--run", str(folder)])
    assert [row["epoch"] for row in store.Run(folder).history()] == [1]
    assert store.Run(folder).state().status == "finished"


def test_script_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    main(["script", "--network", "fast", "--seed", "9"])
    printed = capsys.readouterr().out
    assert printed == keras_script(PRESETS["fast"].replace(seed=9))


class InThisProcess:
    """Does the runs in threads of this process: what the queue does, without the seconds that a process takes."""

    has_queue = False

    def start(self, folder: Path, attempt: int) -> Job:
        """Begin the run in the folder."""
        Thread(target=execute, args=(Run(folder),), kwargs={"attempt": attempt}).start()
        return this_process()

    def stop(self, job: Job) -> None:
        """Nothing that is done here has to be ended."""

    def state(self, job: Job) -> JobState:
        """Tell the truth."""
        return LocalExecutor().state(job)

    def log(self, job: Job) -> str:
        """Say nothing."""
        return ""


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the queue start no processes."""
    monkeypatch.setitem(chosen.READY, "local", InThisProcess())


@pytest.fixture
def small_file(tmp_path: Path) -> str:
    """Return the path of a file with the settings of a small training of one epoch."""
    path = tmp_path / "config.json"
    path.write_text(SMALL.replace(epochs=1).to_json())
    return str(path)


@pytest.fixture
def nothing_right_in_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first run of a group have read no validation picture right, and nobody know how long it took."""
    of_group = results.of_group

    def changed(group: groups.Group) -> list[results.Result]:
        first, *others = of_group(group)
        return [dataclasses.replace(first, validation_accuracy=0.0, seconds_per_epoch=None), *others]

    monkeypatch.setattr(results, "of_group", changed)


@pytest.mark.usefixtures("in_this_process", "nothing_right_in_validation")
def test_crossvalidation_prints_mean_and_spread(small_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["crossvalidate", "--folds", "2", "--config", small_file, "--json"])
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    accuracies = [run["validation_accuracy"] for run in result["runs"]]
    assert accuracies[0] == 0 < accuracies[1]
    assert (result["kind"], [run["status"] for run in result["runs"]]) == ("folds", ["finished"] * 2)
    assert result["mean_accuracy"] == pytest.approx(np.mean(accuracies))
    assert result["spread"] == pytest.approx(np.std(accuracies, ddof=1))
    assert 0 < len(result["always_wrong"]) < 10_000
    assert [run.config().fold for run in store.all_runs()] == [1, 0]
    assert captured.err == "Fold 1: finished\nFold 2: finished\n"


@pytest.mark.parametrize(
    ("validated", "mean", "sentence"),
    [
        ([0.95, 0.96, None], 0.955, "validation accuracy 95.50%, spread (standard deviation) 0.71%"),
        ([None, None, None], 0.5, "test accuracy 50.00%, spread (standard deviation) 0.00%"),
    ],
)
def test_mean_is_of_validation_alone_or_of_the_test_alone(
    validated: list[float | None],
    mean: float,
    sentence: str,
    small_file: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = store.create(SMALL)
    rows = [results.Result(str(fold), "", run, 1, each, 0.5, 1.0) for fold, each in enumerate(validated, 1)]
    monkeypatch.setattr(results, "of_group", lambda _group: rows)
    monkeypatch.setattr(actions, "train_group", lambda kind, *_: groups.Group("group", kind, {}, ""))
    arguments = ["crossvalidate", "--folds", "3", "--config", small_file]
    main(arguments)
    assert capsys.readouterr().out.splitlines()[-1] == sentence
    main([*arguments, "--json"])
    assert json.loads(capsys.readouterr().out)["mean_accuracy"] == pytest.approx(mean)


@pytest.mark.usefixtures("in_this_process", "nothing_right_in_validation")
def test_race_shows_a_row_for_each(small_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["race", "--optimizers", "sgd, adam", "--config", small_file])
    title, first, second, wrong = capsys.readouterr().out.splitlines()
    assert title.split() == ["epochs", "validation", "test", "s", "an", "epoch"]
    assert [row.split()[0] for row in (first, second)] == ["SGD", "Adam"]
    assert re.fullmatch(r"SGD +1 +0\.00% +\d+\.\d\d% +-", first)
    assert re.fullmatch(r"Adam +1( +\d+\.\d\d%){2} +\d+\.\d", second)
    assert wrong.endswith("test pictures are wrong in all 2 runs.")
    (group,) = groups.all_groups()
    assert list(group.members) == ["sgd", "adam"]


@pytest.mark.parametrize("option", ["--epochs=1", "--data=faces", "--seed=9", "--config=config.json", "--batch-norm"])
def test_race_that_is_ready_takes_no_other_settings(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["race", "--ready", "optimizers", option], capsys)
    assert "--ready has its own settings; leave the other options out." in said
    assert store.all_runs() == []


def test_folds_validate_where_no_part_is_kept_for_validation(monkeypatch: pytest.MonkeyPatch, small_file: str) -> None:
    queued: list[TrainingConfig] = []
    monkeypatch.setattr(training, "_do_group", lambda _kind, configs, _as_json: queued.extend(configs.values()))
    main(["crossvalidate", "--folds", "2", "--config", small_file, "--patience", "3", "--validation-split", "0"])
    config = SMALL.replace(epochs=1, patience=3, validation_split=0, folds=2)
    assert queued == [config, config.replace(fold=1)]


def test_folds_of_a_file_are_those_of_the_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    queued: list[TrainingConfig] = []
    monkeypatch.setattr(training, "_do_group", lambda _kind, configs, _as_json: queued.extend(configs.values()))
    (tmp_path / "config.json").write_text(SMALL.replace(folds=5, fold=4).to_json())
    main(["crossvalidate", "--folds", "2", "--config", str(tmp_path / "config.json")])
    assert [(config.folds, config.fold) for config in queued] == [(2, 0), (2, 1)]


@pytest.mark.parametrize("arguments", [["race", "--seeds", "2"], ["crossvalidate", "--folds", "2"]])
def test_group_that_nobody_would_do_is_refused(
    arguments: list[str], small_file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INKLING_EXECUTOR", "bogus")
    monkeypatch.setattr(groups, "create", lambda *_: pytest.fail("it would wait for ever"))
    assert "INKLING_EXECUTOR names no executor: bogus." in refused([*arguments, "--config", small_file], capsys)
    assert store.all_runs() == []
