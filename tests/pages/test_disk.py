"""Promises of every page where nothing can be written: the disk is full, or Inkling's home cannot be made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from model.config import PRESETS
from model.datasets.pictures import Pictures
from model.runs import room, store
from model.runs.state import State
from model.storage.paths import ROOT
from tests.classifiers import lend_shipped
from tests.pages.app import button, page, view
from tests.runs.earlier import as_before

PAGES = [
    "app.py",
    "pages/train.py",
    "pages/evaluate.py",
    "pages/inside.py",
    "pages/class.py",
]  # "Our digits" has none to show


@pytest.mark.parametrize("name", PAGES)
def test_page_is_there_where_the_home_cannot_be_made(name: str, home: Path, thousand: Pictures) -> None:
    home.write_text("a file where the folder should be")
    app = page(name)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize(("name", "label"), [("one", "Start training"), ("experiments", "Start 7 runs")])
def test_start_is_one_sentence_where_the_home_cannot_be_made(name: str, label: str, home: Path) -> None:
    home.write_text("a file where the folder should be")
    app = button(view(page("pages/train.py"), name), label).click().run()
    assert not app.exception
    assert "The database cannot be used: File exists." in app.error[0].value


def test_used_up_budget_is_one_sentence_before_start_and_at_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.001")
    home.mkdir()
    (home / "samples.db").write_bytes(bytes(2_000_000))
    app = page("pages/train.py")
    assert [warning.value for warning in app.warning] == [
        "The disk budget of 0.001 GB is used up. Delete runs and pictures that you need no more."
    ]
    app = button(app, "Start training").click().run()
    assert not app.exception
    assert "is used up" in app.error[0].value
    assert store.all_runs() == []


def test_the_runs_say_that_old_ones_were_deleted_to_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        run = store.create(PRESETS["one-conv"])
        (run.folder / "weights.npz").write_bytes(bytes(1_000_000))
        run.write_state(State("finished"))
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.0015")
    room.make_room()
    said = [caption.value for caption in view(page("pages/train.py"), "runs").caption]
    assert [each for each in said if each.startswith("To make room, the 2 oldest runs were deleted on 20")]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """Return what the pages say while no file can grow; see `full_disk`."""
    home = tmp_path_factory.mktemp("full")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(home))
        for name, reason in {"finished": "", "failed": "memory-full", "queued": ""}.items():
            run = as_before(store.create(PRESETS["one-conv"].replace(epochs=1)), status=name, reason=reason)
            run.folder.rename(home / "runs" / name)
        lend_shipped(home / "runs" / "finished")
        done = subprocess.run(
            [sys.executable, "-m", "tests.pages.full_disk"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return found


def test_no_page_dies_on_a_full_disk(said: dict[str, dict[str, list[str]]]) -> None:
    assert {name: each["died"] for name, each in said.items() if each["died"]} == {}
    assert said["app.py"]["errors"] == []


def test_every_deed_on_a_full_disk_is_one_sentence(said: dict[str, dict[str, list[str]]]) -> None:
    deeds = set(said) - set(PAGES)
    assert len(deeds) == 7
    for deed in deeds:
        faults = ("Free some disk", "The database cannot be used: ")
        assert sum(any(map(error.__contains__, faults)) for error in said[deed]["errors"]) == 1, deed
