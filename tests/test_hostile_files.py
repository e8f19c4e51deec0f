"""Promises of files that are damaged or made to harm: each costs little, and is read or refused in a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from model.samples.exchange import to_zip
from model.storage.paths import ROOT
from tests.classifiers import as_version_0_3, network_with_any_weights
from tests.conftest import SMALL, drawn_seven
from tests.hostile import archives, pictures, texts
from tests.samples.drawings import samples

MOST_MB, MOST_SECONDS = 400, 10

# What comes of those that were seen to cost most.
EXPECTED = {
    ("picture", "png of one px by fifty million"): "too-long-picture",
    ("picture", "png of fifty megapixels"): "read",
    ("picture", "jpeg of twenty thousand scans"): "too-many-scans",
    ("picture", "jpeg of many pictures"): "read",
    ("zip", "zip of a million entries"): "too-many-files",
    ("zip", "zip that hides its entries"): "too-many-files",
    ("zip", "zip of 400 pictures of one px by fifty million"): "mostly-no-pictures",
    ("zip", "zip of 400 pictures of fifty megapixels"): "too-many-pixels-together",
    ("samples", "zip of a million entries"): "too-many-samples",
    ("samples", "zip of 400 pictures of fifty megapixels"): "bad-picture",
    ("array", "npz of gigabytes"): "too-large-array",
    ("array", "npz of objects"): "no-array-of-pictures",
    ("config", "lists in lists"): "exit-2",
    ("keras", "keras of sixty million units"): "damaged-classifier",
    ("keras", "keras with a layer of code"): "other-network",
}


class Read(NamedTuple):
    """What came of a file: "read", the reason of an error, or a traceback; s that it took; MB above idle at most."""

    outcome: str
    seconds: float
    memory: float


def hostile(old: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Yield kind, name and content of each file; the first of each kind is a good one."""
    seven = pictures.saved(pictures.Image.fromarray(drawn_seven()), "PNG")
    good = {
        "picture": seven,
        "zip": archives.zipped(archives.PETS),
        "array": archives.zipped({"x.npy": archives.npy("(3, 28, 28)", content=bytes(3 * 28 * 28))}),
        "set": b"",
        "strokes": json.dumps(texts.DIGIT).encode(),
        "samples": to_zip(samples(3)),
        "config": SMALL.to_json().encode(),
        "run": b"{}",
        "keras": old,
    }
    for kind, content in good.items():
        yield kind, "good", content
    yield from (("picture", *each) for each in pictures.pictures())
    yield from (("zip", *each) for each in archives.zips())
    yield from ((kind, *each) for each in archives.arrays() for kind in ("array", "set"))
    yield from (("strokes", *each) for each in texts.strokes())
    yield from (("samples", *each) for each in texts.strokes() if each[0] != "many digits")  # they would be drawn
    yield from (("samples", *each) for each in archives.zips())
    yield from ((kind, *each) for each in texts.TEXTS.items() for kind in ("config", "run"))
    yield from (("keras", *each) for each in archives.keras_files(old))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Read]:
    """Let a process read all files, and return what came of each."""
    folder = tmp_path_factory.mktemp("hostile")
    as_version_0_3(folder / "old", SMALL, network_with_any_weights(SMALL.all_layers(10), (28, 28, 1)))
    names = {}
    for number, (kind, name, content) in enumerate(hostile((folder / "old" / "classifier.keras").read_bytes())):
        place = (
            folder / kind / f"{number:04}{'.npz' if kind == 'array' else '.gz' if name.startswith('packed') else ''}"
        )
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
        names[kind, place.stem] = kind, name
    environment = {**os.environ, "INKLING_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "tests.hostile.reading", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {names[kind, number]: Read(*came) for kind, number, *came in rows}


def test_each_of_hundreds_of_files_is_read_or_refused_in_a_sentence(read: dict[tuple[str, str], Read]) -> None:
    assert len(read) > 400
    assert {name: came.outcome for name, came in read.items() if "Traceback" in came.outcome} == {}
    assert {kind for kind, name in read if name == "good" and read[kind, name].outcome == "read"} == {
        "picture", "zip", "array", "strokes", "samples", "config", "run", "keras",
    }  # fmt: skip
    assert {name: read[name].outcome for name in EXPECTED} == EXPECTED


def test_no_file_costs_much_time(read: dict[tuple[str, str], Read]) -> None:
    assert {name: came.seconds for name, came in read.items() if came.seconds > MOST_SECONDS} == {}


def test_no_file_costs_much_memory(read: dict[tuple[str, str], Read]) -> None:
    assert {name: came.memory for name, came in read.items() if came.memory > MOST_MB} == {}
