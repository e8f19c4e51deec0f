"""Promises of what is done in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from model.errors import WorkerError
from model.languages import translation
from model.runtime.worker import run_command
from model.storage.paths import ROOT


def test_sentence_of_the_other_process_is_the_error(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match=r"^There is no file .*gone\.png"):
        run_command("predict", str(tmp_path / "gone.png"))


def test_error_of_the_other_process_is_told_in_the_language_of_who_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the language of the server is, and whoever reads it later."""
    with pytest.raises(WorkerError) as failed:
        run_command("predict", str(tmp_path / "gone.png"))
    monkeypatch.setattr(translation, "_reader", lambda: "zh_CN")
    assert failed.value.in_words() == f"没有文件 {tmp_path / 'gone.png'}。"


def test_fault_of_the_other_process_is_one_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))  # there is no Python: it dies at once
    with pytest.raises(WorkerError, match=r"^What was asked of another process failed\. Try again\.$"):
        run_command("networks")


def test_answering_and_counting_need_neither_tensorflow_nor_keras(tmp_path: Path) -> None:
    picture = tmp_path / "digits.npz"
    script = f"""
import sys
import numpy as np
from model.cli.main import cli
from model.datasets.mnist import mnist_test
np.savez({str(picture)!r}, x=mnist_test().x[:3, :, :, 0])
for arguments in (["predict", {str(picture)!r}], ["evaluate"], ["networks"], ["runs"]):
    cli.main(arguments, standalone_mode=False)
print([name for name in sys.modules if name.split(".")[0] in ("tensorflow", "keras")])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stderr == ""  # LiteRT says nothing either
