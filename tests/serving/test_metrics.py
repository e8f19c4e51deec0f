"""Promises of `/metrics`: the figures are true, and for the computer itself alone, with those of Streamlit."""

from __future__ import annotations

import time

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import ASGIApp

from model.config import PRESETS
from model.inference.card import read_card
from model.runs import store
from model.runs.state import State
from model.versions import published, registry
from tests.classifiers import lend_shipped
from tests.cli.saved import saved_seven
from tests.serving.asgi import ask, connection
from ui.serving import metrics, readiness

NAMES = {
    "inkling_answers", "inkling_answer_seconds", "inkling_sessions", "inkling_runs", "inkling_ready",
    "inkling_build_info", "process_cpu_seconds",
}  # fmt: skip
REFUSED = b"Nobody may read this from here, unless INKLING_METRICS=open is set."
PATHS = ("/metrics", "/_stcore/metrics", "/_stcore/metrics\n", "/school/_stcore/metrics")


def figures(app: ASGIApp) -> dict[tuple[str, str], float]:
    """Return the figures of Inkling that are told, each by its name and what it is of."""
    answer = ask(app, connection(path="/metrics"))
    assert answer.status == 200
    families = list(text_string_to_metric_families(answer.body.decode()))
    assert {family.name for family in families} >= NAMES
    return {
        (sample.name, "".join(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


def test_answers_are_counted_and_timed_unless_they_fail(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    before = figures(app)
    clock = iter((5.0, 5.03, 6.0))
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    with metrics.timed("photo"):
        pass
    with pytest.raises(ValueError, match="unreadable"), metrics.timed("photo"):
        raise ValueError("unreadable")
    monkeypatch.undo()
    after = figures(app)

    def grown(name: str, of: str = "") -> float:
        return after[name, of] - before.get((name, of), 0)

    assert grown("inkling_answers_total", "photo") == grown("inkling_answer_seconds_count") == 1
    assert grown("inkling_answer_seconds_sum") == pytest.approx(0.03)
    assert [grown("inkling_answer_seconds_bucket", most) for most in ("0.02", "0.05", "+Inf")] == [0, 1, 1]


def test_runs_are_counted_by_what_they_do(app: ASGIApp) -> None:
    for status in ("paused", "finished", "finished"):
        store.create(PRESETS["fast"]).write_state(State(status))
    told = figures(app)
    assert {status: told["inkling_runs", status] for status in ("paused", "finished", "running")} == {
        "paused": 1, "finished": 2, "running": 0,
    }  # fmt: skip


def test_what_answers_and_what_works_is_told_also_where_the_database_is_away(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("finished"))
    lend_shipped(run.folder)
    number = registry.register(run.folder).number
    published.publish(number)
    told = figures(app)
    parts = {name[1]: value for name, value in told.items() if name[0] == "inkling_ready"}
    assert parts == {"home": 1, "store": 1, "database": 1, "classifier": 1, "executor": 1}
    assert told["inkling_version_info", f"{read_card(run.folder).fingerprint}{number}"] == 1
    assert told["inkling_runs", "finished"] == 1
    monkeypatch.setattr(readiness, "_HOLDS", 0)
    monkeypatch.setenv("INKLING_DATABASE_URL", "postgresql://inkling@/none?host=/nowhere")
    told = figures(app)
    assert told["inkling_ready", "database"] == 0
    assert not [name for name, __ in told if name in ("inkling_version_info", "inkling_runs")]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("headers", "client"), [
    ({"host": "192.0.2.1:8501"}, "192.0.2.7"), ({"x-forwarded-for": "127.0.0.1"}, "127.0.0.1"),
    ({"origin": "http://evil.test"}, "127.0.0.1"), ({"origin": "http://localhost:3000"}, "127.0.0.1"),
    ({"sec-fetch-site": "same-site"}, "127.0.0.1"), ({"host": "evil.test"}, "127.0.0.1"),
])  # fmt: skip
def test_others_read_one_sentence(headers: dict[str, str], client: str, path: str, app: ASGIApp) -> None:
    answer = ask(app, connection(headers, client, path=path))
    assert (answer.status, answer.headers["x-content-type-options"]) == (403, "nosniff")
    assert answer.body == REFUSED


@pytest.mark.parametrize("path", PATHS)
def test_behind_a_proxy_the_computer_itself_reads_that_sentence(
    path: str, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", "0")
    answer = ask(app, connection(path=path))
    assert (answer.status, answer.body) == (403, REFUSED)


@pytest.mark.parametrize("path", PATHS)
def test_a_switch_opens_them_to_all_but_foreign_pages(path: str, app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_METRICS", "open")
    host = {"host": "192.0.2.1:8501"}
    assert ask(app, connection(host, "192.0.2.7", path=path)).status == (200 if path == "/metrics" else 404)
    assert ask(app, connection({**host, "origin": "http://evil.test"}, "192.0.2.7", path=path)).status == 403
    assert ask(app, connection({**host, "sec-fetch-site": "cross-site"}, "192.0.2.7", path=path)).status == 403


def test_pictures_that_programs_send_are_counted(app: ASGIApp, tmp_path: object) -> None:
    before = figures(app).get(("inkling_answers_total", "api"), 0)
    picture = saved_seven(tmp_path).read_bytes()  # type: ignore[arg-type]
    assert ask(app, connection(method="POST", path="/api/predict"), picture).status == 200
    assert ask(app, connection(method="POST", path="/api/predict"), b"none").status == 415
    assert figures(app)["inkling_answers_total", "api"] == before + 1
