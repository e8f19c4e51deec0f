"""Promises of the commands that put files in order."""

from __future__ import annotations

import io
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.cli.main import main
from model.config import TrainingConfig
from model.people.passcode import is_right
from model.runs import snapshots, store
from model.storage.paths import ROOT
from tests.classifiers import network_with_any_weights, write_classifier
from tests.cli.refused import refused


def test_augment_writes_pictures_before_and_after(tmp_path: Path) -> None:
    main(["augment", str(tmp_path / "faces.npz"), "--data", "faces", "--count", "3"])
    with np.load(tmp_path / "faces.npz") as archive:
        before, after = archive["before"], archive["after"]
    assert before.shape == after.shape == (3, 64, 64, 3)
    assert before.dtype == after.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(before, after, strict=True))


def test_convert_refuses_what_is_no_classifier(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "has no readable card" in refused(["convert", str(tmp_path)], capsys)


def test_index_takes_the_snapshots_of_the_run_that_the_classifier_came_from(
    small_config: TrainingConfig, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run, layers = store.create(small_config), small_config.all_layers(10)
    network = network_with_any_weights(layers, (28, 28, 1))
    write_classifier(run.folder, network, layers, config=small_config.to_dict(), best_epoch=2)
    for epoch in (0, 1, 2):
        snapshots.keep(run.folder, epoch, network.get_weights(), 2)
    folder = tmp_path / "shipped"
    shutil.copytree(run.folder, folder, ignore=shutil.ignore_patterns("snapshots"))
    main(["index", str(folder)])
    assert snapshots.epochs(folder) == [0, 1, 2]
    shutil.rmtree(run.folder)
    main(["index", str(folder)])
    assert "snapshots stay as they are" in capsys.readouterr().err
    assert snapshots.epochs(folder) == [0, 1, 2]


def typed(*answers: tuple[str, str]) -> tuple[int, str]:
    """Return the exit code of setting the passcode in a terminal where these are the answers, and all that is shown."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "model", "passcode"]
    done = subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = b""
    for question, answer in answers:
        before = len(shown)
        while f"{question}: ".encode() not in shown[before:]:
            shown += os.read(ours, 1000)
        os.write(ours, f"{answer}\n".encode())
    code = done.wait(60)
    shown += os.read(ours, 1000)
    os.close(ours)
    return code, shown.decode()


def test_passcode_is_asked_for_twice_and_never_shown() -> None:
    once, again, wrong = ("Passcode", "open sesame"), ("Once more", "open sesame"), ("Once more", "open caraway")
    code, shown = typed(once, wrong, once, again)
    assert code == 0
    assert is_right("open sesame")
    assert "do not match" in shown
    assert "The passcode is set" in shown
    assert "sesame" not in shown


def test_passcode_comes_from_a_line_where_nobody_types(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"open sesame\nand more\n")))
    main(["passcode"])
    assert "The passcode is set" in capsys.readouterr().out
    assert is_right("open sesame")


@pytest.mark.parametrize("line", [b"", b"\n", b"short\n", b"\xff\n", b"x" * 101])
def test_bad_passcode_is_one_sentence(
    line: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert "6 to 100 characters" in refused(["passcode"], capsys)
