"""Promises of INKLING_HOME's version: what earlier versions left is taken over, a newer home is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.config import PRESETS
from model.datasets import uploads
from model.errors import HomeError
from model.runs import groups, places, queue, store
from model.runs.state import State
from model.runs.store import Run
from model.storage.home_version import VERSION, open_home
from model.versions import published
from tests.classifiers import as_version_0_3, lend_shipped, network_with_any_weights
from tests.cli.refused import refused
from tests.datasets.pictures import spotted
from tests.pages.app import html, page, texts
from tests.versions.publishing import let_answer

PAGES = ("app.py", "pages/train.py", "pages/evaluate.py", "pages/inside.py", "pages/digits.py", "pages/class.py")
LEFT_OVER = ("cache/answers/a-mnist.npy", "cache/damage/a-mnist-b.json", "cache/a-excitement.npz")


def contents(home: Path) -> dict[str, bytes]:
    """Return all files below a home, by their paths."""
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.fixture
def run_of_0_5(home: Path) -> Run:
    """Return the run in use of a home as version 0.5 left it, which holds something of every kind."""
    config = PRESETS["one-conv"].replace(epochs=1)
    run = store.create(config)
    lend_shipped(run.folder)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished", queued_at=1.0))
    let_answer(run.folder)
    old = store.create(config.replace(seed=2))
    as_version_0_3(old.folder, old.config(), network_with_any_weights(config.all_layers(10), (28, 28, 1)))
    uploads.save(spotted(20))
    groups.create("seeds", {"1": config, "2": config.replace(seed=3)})
    places.set_max_concurrent_runs(1)
    (home / "cache").mkdir()
    (home / "cache" / "a-neighbours.npz").write_bytes(b"kept")
    return run


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is trained here."""
    monkeypatch.setattr(queue, "advance", lambda: None)


def test_home_of_0_5_is_taken_over_without_what_nobody_reads_any_more(home: Path, run_of_0_5: Run) -> None:
    before = contents(home)
    for name in (*LEFT_OVER, f"runs/{run_of_0_5.id}/test.npz"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"left over")
    open_home()
    assert contents(home) == {**before, "version": f"{VERSION}\n".encode()}
    assert not (home / "cache" / "answers").exists()


def test_runs_of_0_5_go_on_working(run_of_0_5: Run) -> None:
    app = page("pages/train.py", run=run_of_0_5.id)
    assert not app.exception
    assert not app.error
    assert re.search(r"<b>[\d,]+ of [\d,]+</b> right", html(app))
    assert len(store.all_runs()) == 4
    assert published.current() == run_of_0_5.folder


def test_home_that_is_not_there_yet_begins_with_its_version(home: Path) -> None:
    open_home()
    assert contents(home) == {"version": f"{VERSION}\n".encode()}


def test_home_is_taken_over_once(home: Path) -> None:
    open_home()
    kept = home / "runs" / "any" / "test.npz"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"of today")
    open_home()
    assert kept.exists()


@pytest.mark.parametrize("damaged", [b"", b"\xff\xfe", b"one", b"{}", b"-3"])
def test_damaged_version_is_written_anew(home: Path, damaged: bytes) -> None:
    home.mkdir()
    (home / "version").write_bytes(damaged)
    open_home()
    assert (home / "version").read_text() == f"{VERSION}\n"


def test_home_that_cannot_be_written_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("A file, so that nothing can be written below it, not even by root.")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "file" / "home"))
    open_home()


@pytest.fixture
def newer(home: Path, run_of_0_5: Run) -> dict[str, bytes]:
    """Let a newer Inkling have written to the home, and return what lies there."""
    (home / "version").write_text(f"{VERSION + 1}\n")
    return contents(home)


def test_newer_home_is_refused_in_one_sentence(home: Path, newer: dict[str, bytes]) -> None:
    with pytest.raises(
        HomeError, match=r"A newer Inkling has written to .*home[-\d]*\. Start that one, or set INKLING_HOME"
    ):
        open_home()
    assert contents(home) == newer


def test_newer_home_is_one_sentence_on_every_page(home: Path, newer: dict[str, bytes]) -> None:
    for name in PAGES:
        app = page(name)
        assert not app.exception
        (error,) = app.error
        assert error.value.startswith("A newer Inkling has written to")
        assert texts(app) == error.value
    assert contents(home) == newer


@pytest.mark.parametrize("arguments", [["runs"], ["train", "--epochs", "1"], ["places", "2"], ["evaluate"]])
def test_newer_home_is_one_sentence_in_the_terminal(
    home: Path, newer: dict[str, bytes], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(arguments, capsys).startswith("Error: A newer Inkling has written to")
    assert contents(home) == newer
