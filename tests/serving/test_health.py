"""Promises of `/health`: it tells "alive" from "ready", at once and to all, and makes no work for the server."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from threading import Event

import pytest
from starlette.types import ASGIApp

from model import events
from tests.browser.app import App
from tests.cli.saved import saved_seven
from tests.coroutines import held
from tests.postgresql import Server
from tests.serving.asgi import Answer, ask, connection
from tests.waiting import wait_for
from ui.serving import health, readiness
from ui.serving.readiness import Readiness

FAR = {"host": "192.0.2.1:8501"}


def asked(app: ASGIApp, path: str) -> Answer:
    """Return what is answered to another machine."""
    return ask(app, connection(FAR, "192.0.2.7", path=path))


def fetched(url: str, body: bytes | None = None) -> tuple[int, dict[str, object]]:
    """Return what a server answers: a status, and what its JSON says."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body), timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_database_that_goes_away_leaves_the_server_alive_and_who_draws_with_answers(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = saved_seven(tmp_path).read_bytes()
    with postgresql.database() as url:
        monkeypatch.setenv("INKLING_DATABASE_URL", url)
        server = App(tmp_path)
        wait_for(lambda: fetched(f"{server.url}/health/ready") == (200, {"ready": True, "failing": []}), 30)
        status, before = fetched(f"{server.url}/api/predict", picture)
        assert status == 200
        postgresql.stop()
        try:
            away = 503, {"ready": False, "failing": ["database"]}
            wait_for(lambda: fetched(f"{server.url}/health/ready") == away, 30)
            assert fetched(f"{server.url}/health/live") == (200, {"live": True})
            assert fetched(f"{server.url}/api/predict", picture) == (200, before)
        finally:
            postgresql.start()
        wait_for(lambda: fetched(f"{server.url}/health/ready")[0] == 200, 30)
        server.stop()
    log = [json.loads(line) for line in (tmp_path / "server.log").read_text().splitlines() if line.startswith("{")]
    told = [each["event"] for each in log if each.get("part", "database") == "database"]
    assert told == ["server-started", "ready", "part-failed", "part-works-again"]


def test_home_of_a_newer_inkling_is_not_ready_and_nothing_is_written_there(app: ASGIApp, home: Path) -> None:
    home.mkdir()
    (home / "version").write_text("999")
    answer = asked(app, "/health/ready")
    assert (answer.status, json.loads(answer.body)) == (503, {"ready": False, "failing": ["home"]})
    assert [each.name for each in home.iterdir()] == ["version"]
    assert asked(app, "/health/live").status == 200


def test_executor_that_is_not_there_is_told_when_the_server_begins(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_EXECUTOR", "rya")
    monkeypatch.setattr(events, "to_stderr", lambda: None)
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(readiness, "event", lambda name, **values: told.append((name, *values.values())))

    async def served() -> None:
        async with health.told(app):
            while not told:
                await asyncio.sleep(0.02)

    held(served())
    assert told == [("part-failed", "executor", "no-executor")]
    answer = asked(app, "/health/ready")
    assert (answer.status, json.loads(answer.body)["failing"]) == (503, ["executor"])


def test_store_that_is_no_longer_mounted_is_told(app: ASGIApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_STORE", str(tmp_path / "shared"))
    assert asked(app, "/health/ready").status == 200
    (tmp_path / "shared").rename(tmp_path / "away")
    (tmp_path / "shared").mkdir()  # the mount point
    monkeypatch.setattr(readiness, "_HOLDS", 0)
    answer = asked(app, "/health/ready")
    assert (answer.status, json.loads(answer.body)["failing"]) == (503, ["store"])


def test_what_hangs_is_said_within_a_second_and_looked_at_by_one_thread_alone(app: ASGIApp) -> None:
    hangs, looks = Event(), []

    def look() -> None:
        looks.append(1)
        hangs.wait(60)

    async def ask_often() -> tuple[list[list[str]], float, list[str]]:
        readiness = Readiness({"home": lambda: None, "store": look, "database": lambda: None})
        together = await asyncio.gather(*(readiness.failing() for __ in range(50)))
        began = time.monotonic()
        later = await readiness.failing()
        took = time.monotonic() - began
        hangs.set()
        assert later == ["store"]
        while await readiness.failing():  # looks again once that has ended, and finds that all works
            await asyncio.sleep(0.05)
        return list(together), took, []

    began = time.monotonic()
    together, took, __ = held(ask_often())
    assert together == [["store"]] * 50
    assert took < 0.5  # it is not waited for again
    assert time.monotonic() - began < 10
    assert len(looks) <= 3


def test_answers_are_kept_by_nobody_and_name_no_place(app: ASGIApp, home: Path) -> None:
    home.write_text("no folder")
    answer = asked(app, "/health/ready")
    assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")
    assert json.loads(answer.body)["failing"] == ["database", "store"]
    assert str(home).encode() not in answer.body
