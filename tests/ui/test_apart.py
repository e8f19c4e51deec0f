"""Promises of names in lists to choose from: whoever is chosen is who is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.config import PRESETS
from model.people.visitor import TEACHER
from model.runs import store
from model.samples.listing import Listed
from ui import run_names
from ui.digits import writers


def of(number: int, nickname: str) -> Listed:
    """Return a digit of one writer of that nickname."""
    return Listed(f"{number:032x}", 7, f"{number:016x}", nickname, None, 0.0, "", True, False)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("nicknames", "called"),
    [
        (["Ada", "Ada", "Ada (2)"], ["Ada", "Ada (2)", "Ada (2) (2)"]),
        (["Ada (2)", "Ada", "Ada"], ["Ada (2)", "Ada", "Ada (3)"]),
        (["Pupil 2", "", "Ada", "Ada", "Ada"], ["Pupil 2", "Pupil 2 (2)", "Ada", "Ada (2)", "Ada (3)"]),
    ],
)
def test_no_two_writers_are_called_the_same_whatever_they_call_themselves(
    nicknames: list[str], called: list[str]
) -> None:
    newest_first = [of(number, nickname) for number, nickname in enumerate(nicknames)][::-1]
    assert list(writers.names(newest_first, TEACHER).values()) == called


def test_no_two_runs_are_called_the_same_whatever_somebody_calls_one(home: Path) -> None:
    runs = [store.create(PRESETS["two-conv"]) for __ in range(3)]
    store.rename(runs[2].id, run_names.names(runs)[runs[1].id])
    assert len(set(run_names.names(runs).values())) == 3
