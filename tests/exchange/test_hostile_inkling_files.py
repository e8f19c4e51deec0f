"""Promises of Inkling files that are damaged or made to harm: each is refused in a sentence, and costs little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from model.exchange.inkling_file import pack
from model.storage.paths import ROOT
from model.versions.published import SHIPPED
from tests.hostile.inkling_files import inkling_files

MOST_MB, MOST_SECONDS = 200, 1


class Read(NamedTuple):
    """What a file is, the reason for which it is to be refused, and what came of it: see `tests.hostile.reading`."""

    name: str
    expected: str
    outcome: str
    seconds: float
    memory: float


class Reading(NamedTuple):
    """What came of all files, the good one first, and the home of who read them."""

    files: list[Read]
    home: Path


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """Let a process read all files."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "inkling").mkdir()
    good = pack(SHIPPED)
    named = []
    for number, (name, reason, content) in enumerate([("good", "read", good), *inkling_files(good)]):
        (folder / "inkling" / f"{number:04}").write_bytes(content)
        named.append((name, reason))
    environment = {**os.environ, "INKLING_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "tests.hostile.reading", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    files = [Read(*each, *row[2:]) for each, row in zip(named, rows, strict=True)]
    return Reading(files, folder / "home")


@pytest.mark.slow
def test_more_than_a_hundred_files_are_refused_each_for_its_own_reason(reading: Reading) -> None:
    assert len(reading.files) > 100
    assert [(each.name, each.outcome) for each in reading.files if each.outcome != each.expected] == []
    assert len({each.expected for each in reading.files}) > 25


@pytest.mark.slow
def test_no_file_costs_much_time_or_memory(reading: Reading) -> None:
    hostile = reading.files[1:]
    assert [each for each in hostile if each.seconds > MOST_SECONDS or each.memory > MOST_MB] == []


@pytest.mark.slow
def test_nothing_is_left_of_them(reading: Reading) -> None:
    (version,) = (reading.home / "versions").iterdir()
    assert sorted(path.name for path in version.iterdir()) == ["card.json", "classifier.tflite", "weights.npz"]
