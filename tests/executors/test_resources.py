"""Promises of how much of a machine a run asks for."""

from __future__ import annotations

import pytest

from model.errors import ExecutorError
from model.executors.resources import resources


def test_a_run_asks_for_two_cores_and_no_graphics_card_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_RUN_CORES", "")
    assert resources() == (2, 0)
    monkeypatch.setenv("INKLING_RUN_CORES", "8")
    monkeypatch.setenv("INKLING_RUN_GPUS", "1")
    assert resources() == (8, 1)
    assert set(resources().environment().values()) == {"8"}


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "two", "²", "1025", "9" * 5000])
def test_cores_that_cannot_be_are_refused_with_what_can(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_RUN_CORES", said)
    with pytest.raises(ExecutorError, match="INKLING_RUN_CORES must be a whole number from 1 to 1024"):
        resources()
