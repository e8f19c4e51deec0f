"""Promises of who does the runs."""

from __future__ import annotations

from model.executors.job import NOBODY
from model.executors.local import LocalExecutor, this_process


def test_executor_tells_whether_a_job_is_there() -> None:
    executor = LocalExecutor()
    assert executor.state(this_process()) == "running"
    assert executor.state(this_process()._replace(started=1.0)) == "gone"
    assert executor.state(NOBODY) == "gone"
    executor.stop(this_process()._replace(started=1.0))  # another process of our number: it is not ours to end
    executor.stop(NOBODY)
