"""What the tests of several pages need."""

from __future__ import annotations

import time

import pytest

from model.config import PRESETS
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from tests.classifiers import lend_shipped
from ui import left_behind
from ui.visitor import Came


@pytest.fixture(autouse=True)
def teacher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor of each page sit at the computer: AppTest brings no connection that says so."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came("0" * 16, True, ""))


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    """Let no page find what another test's visitor left."""
    left_behind._left_by.cache_clear()


@pytest.fixture
def finished() -> Run:
    """Return a finished run; its classifier is the shipped one, lent."""
    run = store.create(PRESETS["one-conv"].replace(epochs=1))
    lend_shipped(run.folder)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished", queued_at=time.time()))
    return run
