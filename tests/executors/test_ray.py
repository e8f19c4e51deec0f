"""Promises of the executor that lets a Ray cluster do the runs, kept by a real one: a head and two machines."""

from __future__ import annotations

import importlib
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

import pytest
from ray._raylet import Config

from model.errors import ExecutorError
from model.executors import ray, ray_client
from model.executors.job import NOBODY, Job
from model.executors.ray import RayExecutor
from model.people.visitor import TEACHER
from model.runs import actions
from model.storage.paths import ROOT
from tests.conftest import SMALL
from tests.ray_cluster import WORKERS, RayCluster, ray_cluster
from tests.waiting import wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="three machines on one need the loopback of Linux"),
]
EPOCHS = 6
SHORT = SMALL.replace(epochs=EPOCHS, batch_size=8)
RACE = {
    **{f"{seed}": SHORT.replace(seed=seed) for seed in range(1, 5)},
    "5": SMALL.replace(epochs=200, batch_size=4, share=0.1),
}
FOREVER = "trap : TERM; while true; do echo on >> after; sleep 0.05; done"


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    with ray_cluster() as started:
        yield started


@pytest.fixture
def executor(cluster: RayCluster, monkeypatch: pytest.MonkeyPatch) -> RayExecutor:
    """Return an executor that knows the cluster; a run takes one core."""
    for name, value in {**cluster.environment, "INKLING_RUN_CORES": "1"}.items():
        monkeypatch.setenv(name, value)
    Config.initialize("")  # Ray reads its variables when it is imported, and else never
    return RayExecutor()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a run, by a path that a shell would stumble over."""
    folder = tmp_path / "a pupil's $HOME" / tmp_path.name
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a run be a line of the shell in its folder, instead of a training, which takes seconds to begin."""

    def does(line: str) -> None:
        monkeypatch.setattr(ray, "command", lambda folder, attempt: ["sh", "-c", line, str(folder), str(attempt)])

    return does


@pytest.fixture
def an_app(executor: RayExecutor) -> Iterator[Callable[[], Popen[bytes]]]:
    """Return what starts a process that does for the queue what a server of pages does, and nothing else."""
    again = "from model.runs import queue\nimport time\nwhile True:\n    queue.advance()\n    time.sleep(0.5)"
    told = {**os.environ, "INKLING_EXECUTOR": "ray"}
    with ExitStack() as stack:

        def start() -> Popen[bytes]:
            app = Popen([sys.executable, "-c", again], cwd=ROOT, env=told)
            stack.callback(app.kill)
            return app

        yield start


def test_a_run_begins_in_the_repository_is_told_where_all_lies_and_adds_to_its_log(
    executor: RayExecutor, folder: Path, does: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_STORE", "/the store's")
    (folder / "log.txt").write_text("before\n")
    does('pwd; env; echo "$0" $1')
    job = executor.start(folder, 3)
    assert executor.state(job) in ("waiting", "running")
    wait_for(lambda: executor.state(job) == "gone")
    said = (folder / "log.txt").read_text().splitlines()
    assert [*said[:2], said[-1]] == ["before", str(ROOT), f"{folder} 3"]
    told = {"INKLING_STORE=/the store's", f"INKLING_HOME={os.environ['INKLING_HOME']}", "TF_NUM_INTRAOP_THREADS=1"}
    assert told <= set(said)
    assert executor.log(job) == ""


def test_an_attempt_that_is_submitted_twice_is_one_job(
    executor: RayExecutor, folder: Path, does: Callable[[str], None]
) -> None:
    """Whoever submitted it may have died before that was written down."""
    does("echo once; sleep 1")
    job = executor.start(folder, 1)
    assert RayExecutor().start(folder, 1) == job
    wait_for(lambda: executor.state(job) == "gone")
    assert (folder / "log.txt").read_text() == "once\n"


def test_a_hard_stop_ends_at_once_what_would_take_it_for_a_wish(
    executor: RayExecutor, cluster: RayCluster, folder: Path, does: Callable[[str], None]
) -> None:
    does(f'cd "$0"; {FOREVER}')
    job = executor.start(folder, 1)
    wait_for((folder / "after").exists)
    assert executor.state(job) == "running"
    began = time.monotonic()
    executor.stop(job)
    assert time.monotonic() - began < 2.5  # Ray's own patience is 3 s
    written = (folder / "after").read_text()
    assert executor.state(job) == "gone"
    executor.stop(job)
    wait_for(lambda: not any(cluster.does(ip, folder) for ip in WORKERS))
    assert (folder / "after").read_text() == written


def test_a_run_that_waits_says_for_what_and_is_gone_once_it_is_stopped(
    executor: RayExecutor, folder: Path, does: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_RUN_CORES", "99")
    does("echo never")
    job = executor.start(folder, 1)
    assert executor.state(job) == "waiting"
    assert "waiting for resources" in executor.log(job)
    executor.stop(job)
    assert executor.state(job) == "gone"
    assert not (folder / "log.txt").exists()


def test_what_cannot_even_write_its_log_is_gone_and_says_why(executor: RayExecutor, tmp_path: Path) -> None:
    """As on a machine that does not have the store."""
    job = executor.start(tmp_path / tmp_path.name / "unmounted", 1)
    wait_for(lambda: executor.state(job) == "gone")
    assert "unmounted/log.txt" in executor.log(job)


def test_a_job_that_the_cluster_does_not_know_is_gone(executor: RayExecutor) -> None:
    """A cluster that was begun anew knows none of before."""
    for job in (Job("ray", "inkling-of-before-1"), NOBODY):
        assert executor.state(job) == "gone"
        executor.stop(job)


def test_a_class_that_looks_at_a_job_asks_the_cluster_once_a_second(
    executor: RayExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = ray_client.Client.get_job_info

    def counted(client: ray_client.Client, job_id: str) -> object:
        asked.append(job_id)
        return real(client, job_id)

    monkeypatch.setattr(ray_client.Client, "get_job_info", counted)
    with ThreadPoolExecutor(30) as pupils:
        assert set(pupils.map(executor.state, [Job("ray", "nobody's")] * 90)) == {"gone"}
    assert len(asked) == 1


def test_nobody_gets_in_without_the_token_and_who_has_none_is_told(
    executor: RayExecutor, cluster: RayCluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{cluster.environment['RAY_API_SERVER_ADDRESS']}/api/jobs/")
    assert refused.value.code == 401
    refused.value.close()
    monkeypatch.setattr("ray.dashboard.modules.dashboard_sdk.get_auth_headers_if_auth_enabled", lambda headers: {})
    with pytest.raises(ExecutorError, match=r"asks for its token. Set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN"):
        executor.start(folder, 1)


def test_a_cluster_that_cannot_be_reached_is_a_sentence_and_its_runs_are_not_called_gone(
    executor: RayExecutor, cluster: RayCluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here somebody takes the calls and never answers. It costs a page two seconds, once."""
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        monkeypatch.setenv("RAY_API_SERVER_ADDRESS", f"http://127.0.0.1:{dumb.getsockname()[1]}")
        began = time.monotonic()
        assert executor.state(Job("ray", "inkling-1")) == "unknown"
        assert time.monotonic() - began < 2.5
        for deed in (lambda: executor.start(folder, 1), lambda: executor.stop(Job("ray", "inkling-1"))):
            with pytest.raises(ExecutorError, match=r"The Ray cluster at http://127.0.0.1:\d+ cannot be reached"):
                deed()
        assert executor.state(Job("ray", "inkling-1")) == "unknown"
        assert executor.log(Job("ray", "inkling-1")) == ""
        assert time.monotonic() - began < 3
    monkeypatch.setattr(ray_client, "_SILENT", 0)
    monkeypatch.setenv("RAY_API_SERVER_ADDRESS", cluster.environment["RAY_API_SERVER_ADDRESS"])
    wait_for(lambda: executor.state(Job("ray", "inkling-1")) == "gone", 10)


def test_an_address_that_is_none_of_a_dashboard_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_API_SERVER_ADDRESS", raising=False)
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.8:6379")
    with pytest.raises(ExecutorError, match=r"RAY_ADDRESS must be .*http://10.0.0.8:8265.* Received: '10.0.0.8:6379'"):
        ray_client.address()


def test_without_ray_it_is_said_how_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray.job_submission", None)
    monkeypatch.delitem(sys.modules, "model.executors.ray_client")
    with pytest.raises(ExecutorError, match=r"`.venv/bin/pip install -r requirements-ray.txt`"):
        importlib.import_module("model.executors.ray_client")


def test_a_race_goes_on_from_its_last_epochs_when_a_machine_and_the_app_die(
    executor: RayExecutor, cluster: RayCluster, an_app: Callable[[], Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five runs on two machines; one of the five would take minutes, and is stopped softly."""
    app = an_app()
    monkeypatch.setenv("INKLING_EXECUTOR", "workers")  # this process looks on
    runs = actions.train_group("seeds", RACE, TEACHER).runs()
    lost, other = WORKERS
    wait_for(lambda: any(cluster.does(other, run.folder) for run in runs.values()))
    wait_for(lambda: any(run.history() and cluster.does(lost, run.folder) for run in runs.values()))
    app.kill()
    before = {run: run.history() for run in runs.values() if cluster.does(lost, run.folder)}
    cluster.kill(lost)
    assert {run.state().status for run in runs.values()} <= {"running", "queued", "finished"}
    an_app()
    *short, long = runs.values()
    # Not so often that looking takes what a training needs.
    wait_for(lambda: long.state().status == "running" and long.history(), 600, every=0.1)
    actions.stop(long, TEACHER)
    wait_for(lambda: long.state().status == "stopped", 30, every=0.1)
    wait_for(lambda: {run.state().status for run in short} == {"finished"}, 600, every=0.5)
    for run in runs.values():
        rows = run.history()
        assert [row["epoch"] for row in rows] == [*range(1, len(rows) + 1)]
    assert {len(run.history()) for run in short} == {EPOCHS}
    for run, rows in before.items():
        assert run.history()[: len(rows)] == rows
        assert run.state().attempt > 1
