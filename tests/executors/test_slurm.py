"""Promises of the executor of Slurm: by recorded answers of its commands, and by a real cluster where there is one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import psutil
import pytest

from model.errors import ExecutorError
from model.executors import chosen, slurm_answers
from model.executors import slurm as module
from model.executors.job import Job
from model.executors.slurm import SlurmExecutor
from model.runs import queue, store
from tests.conftest import SMALL
from tests.executors.slurm_answers import Recorded
from tests.slurm import CORES, Cluster, NotStartedError, cluster, is_here
from tests.waiting import wait_for

# Says its number, and does not listen to soft wishes.
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid(), flush=True)
time.sleep(100)
"""


@pytest.fixture(scope="module")
def real() -> Iterator[Cluster]:
    """Start a cluster of one node, once; where Slurm may not start, all is promised with its recorded answers alone."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(cluster())
        except NotStartedError as error:
            pytest.skip(f"Slurm is installed, and does not start here: {error}. Its recorded answers are tested.")
        yield started


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Put programs on the path that give recorded answers."""
    place = tmp_path / "programs"
    place.mkdir()
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
    return Recorded(place)


@pytest.fixture(params=["recorded", *(["real"] if is_here() else [])])
def slurm(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Recorded | Cluster:
    """Let the test run with recorded answers and with a real cluster; both are asked often."""
    monkeypatch.setattr(module, "_OLD", 0.05)
    monkeypatch.setenv("SQUEUE_STATES", "SUSPENDED")  # what somebody set for himself leaves no run out
    source = request.getfixturevalue(request.param)
    if request.param == "real":
        monkeypatch.setenv("SLURM_CONF", str(source.configuration))
    return source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a run's folder that has a log already."""
    folder = tmp_path / "run 10%"
    folder.mkdir()
    (folder / "log.txt").write_text("before\n")
    return folder


def does(monkeypatch: pytest.MonkeyPatch, *command: str) -> None:
    """Let a run be a small command."""
    monkeypatch.setattr(module, "command", lambda *__: list(command))


def test_run_that_finishes_is_gone(slurm: Recorded | Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slurm.scene("finishes")
    does(monkeypatch, "sh", "-c", "sleep 1; echo $NUMBERS $TF_NUM_INTRAOP_THREADS")
    monkeypatch.setenv("NUMBERS", "'1', 2")
    monkeypatch.setenv("INKLING_RUN_CORES", "1")
    executor = SlurmExecutor()
    job = executor.start(folder, 1)
    wait_for(lambda: executor.state(job) == "running", 30)
    wait_for(lambda: executor.state(job) == "gone", 30)
    assert executor.log(job) == ""
    if isinstance(slurm, Cluster):
        assert (folder / "log.txt").read_text() == "before\n'1', 2 1\n"


def test_hard_stop_ends_at_once_what_does_not_listen(
    slurm: Recorded | Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slurm.scene("is killed")
    does(monkeypatch, sys.executable, "-c", STUBBORN)
    executor = SlurmExecutor()
    job = executor.start(folder, 1)
    wait_for(lambda: executor.state(job) == "running", 30)
    if isinstance(slurm, Recorded):
        executor.stop(job)
        assert slurm.asked("scancel") == ["--signal=KILL --batch 2", "2"]
        return
    wait_for(lambda: (folder / "log.txt").read_text().count("\n") == 2, 30)
    number = int((folder / "log.txt").read_text().split()[-1])
    executor.stop(job)
    assert not psutil.pid_exists(number)


def test_run_that_waits_says_why(slurm: Recorded | Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slurm.scene("waits")
    does(monkeypatch, "true")
    monkeypatch.setenv("INKLING_RUN_CORES", str(CORES + 1))
    executor = SlurmExecutor()
    job = executor.start(folder, 1)
    wait_for(lambda: executor.log(job), 30)
    assert executor.state(job) == "waiting"
    assert executor.log(job) == "PartitionConfig"
    executor.stop(job)
    assert executor.state(job) == "gone"


def test_controller_that_is_gone_is_a_sentence_and_ends_no_run(
    slurm: Recorded | Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slurm.scene("begins")
    does(monkeypatch, "sleep", "100")
    executor = SlurmExecutor()
    job = executor.start(folder, 1)
    wait_for(lambda: executor.state(job) == "running", 30)
    slurm.lose()
    with monkeypatch.context() as patch:
        patch.setattr(slurm_answers, "_ASK_WITHIN", 1.0)
        wait_for(lambda: executor.state(job) == "unknown", 30)
    with pytest.raises(ExecutorError, match="Slurm cannot be reached"):
        executor.start(folder, 2)
    with pytest.raises(ExecutorError, match="Slurm cannot be reached"):
        executor.stop(job)
    monkeypatch.setattr(slurm_answers, "_SPARED", 0.1)
    slurm.begin()
    wait_for(lambda: executor.state(job) == "running", 30)
    executor.stop(job)
    assert executor.state(job) == "gone"


def test_jobs_are_asked_for_once_however_many_there_are(
    recorded: Recorded, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded.scene("finishes")
    monkeypatch.setattr(module, "_OLD", 60.0)
    executor = SlurmExecutor()
    jobs = [executor.start(folder, attempt) for attempt in (1, 2, 3)]
    assert [executor.state(job) for job in jobs] == ["waiting"] * 3  # just submitted: not gone
    assert executor.state(Job("slurm", "77")) == "unknown"  # of another server; it may be younger than the answer
    assert len(recorded.asked("squeue")) == 1
    monkeypatch.setattr(module, "_OLD", 0.0)
    assert executor.state(Job("slurm", "77")) == "gone"


def test_job_is_as_the_settings_say(recorded: Recorded, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded.scene("finishes")
    monkeypatch.setenv("INKLING_RUN_CORES", "8")
    monkeypatch.setenv("INKLING_RUN_GPUS", "1")
    SlurmExecutor().start(folder, 3)
    (words,) = recorded.asked("sbatch")
    assert "--cpus-per-task=8 --gpus=1" in words
    assert f"--job-name=inkling-{folder.name}-3" in words
    assert "run 10%%/log.txt --open-mode=append" in words
    script = (recorded.place / "sbatch.script").read_text()
    assert script.endswith(f"-m model train --run '{folder}' --attempt 3\n")


def test_run_that_slurm_refuses_is_a_sentence(recorded: Recorded, folder: Path) -> None:
    recorded.scene("refuses")
    with pytest.raises(ExecutorError, match=r"does not take the run: .*: Invalid partition name specified\. Look at"):
        SlurmExecutor().start(folder, 1)


def test_slurm_that_is_not_installed_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    executor = SlurmExecutor()
    assert executor.state(Job("slurm", "1")) == "unknown"
    with pytest.raises(ExecutorError, match="apt-get install slurm-client"):
        executor.start(folder, 1)


def test_answer_that_does_not_come_is_waited_for_by_one_alone(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded.scene("finishes")
    (recorded.place / "squeue").write_text('#!/bin/sh\necho >> "$0.asked"\nexec sleep 100\n')
    monkeypatch.setattr(slurm_answers, "_ASK_WITHIN", 0.5)
    executor = SlurmExecutor()
    assert [executor.state(Job("slurm", number)) for number in "123"] == ["unknown"] * 3
    assert len(recorded.asked("squeue")) == 1
    monkeypatch.setattr(slurm_answers, "_SPARED", 0.0)
    monkeypatch.setattr(slurm_answers, "_ASK_WITHIN", 2.0)
    asks = Thread(target=executor.state, args=(Job("slurm", "1"),))
    asks.start()
    wait_for(lambda: len(recorded.asked("squeue")) == 2, 30)
    assert executor.state(Job("slurm", "2")) == "unknown"
    assert asks.is_alive()
    asks.join()


if is_here():

    @pytest.mark.slow
    def test_run_is_trained_by_a_cluster(real: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SLURM_CONF", str(real.configuration))
        monkeypatch.setenv("INKLING_EXECUTOR", "slurm")
        monkeypatch.setenv("INKLING_RUN_CORES", str(CORES))
        monkeypatch.delitem(chosen.READY, "slurm", raising=False)
        first, second = store.create(SMALL), store.create(SMALL)
        queue.advance()
        kept = second.state()
        assert (kept.status, kept.job.kind) == ("queued", "slurm")  # the cluster's queue is used, and not ours
        wait_for(lambda: chosen.log_of(kept.job), 30)
        queue.stop(second)
        assert chosen.state_of(kept.job) == "gone"
        wait_for(lambda: not first.state().is_open, 120)
        assert first.state().status == "finished"
        assert len(first.history()) == SMALL.epochs
