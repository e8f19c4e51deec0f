"""Promises of this machine as the one that does the runs, and of which executor is chosen."""

from __future__ import annotations

import pytest

from model.errors import ExecutorError
from model.executors import chosen
from model.executors.job import NOBODY, Job
from model.executors.local import LocalExecutor, this_process


def another_of_our_number() -> Job:
    """Return a job that had the number of this process at another time."""
    return this_process()._replace(id=f"{this_process().id.rpartition('/')[0]}/1")


def test_executor_tells_whether_a_job_is_there() -> None:
    executor = LocalExecutor()
    assert executor.state(this_process()) == "running"
    assert executor.state(another_of_our_number()) == "gone"
    assert executor.state(NOBODY) == "gone"
    executor.stop(another_of_our_number())  # it is not ours to end
    executor.stop(NOBODY)


def test_of_another_machines_job_nobody_here_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    own = this_process()
    monkeypatch.setenv("INKLING_MACHINE", "elsewhere")
    assert LocalExecutor().state(own) == "unknown"
    LocalExecutor().stop(own)  # this process lives on, and says so here


def test_executor_is_this_machine_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INKLING_EXECUTOR", raising=False)
    assert isinstance(chosen.executor(), LocalExecutor)
    monkeypatch.setenv("INKLING_EXECUTOR", "workers")
    assert chosen.executor() is None


def test_executor_that_is_none_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_EXECUTOR", "abacus")
    with pytest.raises(ExecutorError, match=r"names no executor: abacus\. Choose of: local, workers, ray, slurm"):
        chosen.executor()
