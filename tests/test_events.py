"""Promises of the events: one line of JSON each, and no drawing, name, id or secret of anybody in it."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from model import events
from model.config import PRESETS
from model.errors import RightsError, VersionError
from model.events import ENDS, EVENTS, FIELDS, event
from model.exchange import actions as exchange
from model.people.visitor import TEACHER, Visitor
from model.runs import store
from model.runs.state import State
from model.storage.paths import ROOT
from model.versions import actions, registry
from tests.classifiers import lend_shipped

CODE = [*(ROOT / "model").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "app.py"]
SOMEBODYS = (
    "Ada", "Ada Lovelace", "小明", "0123456789abcdef", "abcdefabcdefabcd", "open sesame", "Open-Sesame-7", "ada.png",
    "x\ny", "/home/ada/x", "postgresql://ada:secret@db/x", "data:image/png;base64,AAAA", "[[0.1, 0.2]]",
    "ada@school.test",
)  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[Any]]]:
    """Let events be written as on a server, and return what reads the lines since then."""
    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    log = logging.getLogger("inkling")
    before = list(log.handlers)
    monkeypatch.setattr(events, "_OFTEN", events._Often())
    events.to_stderr()
    yield lambda: [json.loads(line) for line in stderr.getvalue().splitlines()]
    log.handlers[:] = before
    log.setLevel(logging.NOTSET)


def calls() -> list[tuple[Path, ast.Call]]:
    """Return each place in the code where something is told."""
    found = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("event", "refusals"):
                found.append((path, node))
    return [(path, node) for path, node in found if path.name not in ("events.py", "engine.py")]  # of SQLAlchemy


def test_the_table_is_of_what_there_is() -> None:
    assert set(EVENTS) == set(get_args(events.Name))
    assert {field for row in EVENTS.values() for field in row.fields} == set(FIELDS)


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_somebodys_gets_into_no_field(name: events.Name, told: Callable[[], list[Any]]) -> None:
    fields = EVENTS[name].fields
    for value in SOMEBODYS:
        event(name, **dict.fromkeys(fields, value))
    lines = told()
    assert len(lines) == (1 if EVENTS[name].every else len(SOMEBODYS))  # they all look the same
    for line in lines:
        assert [line[field] for field in fields] == ["?"] * len(fields)
        assert {*line} - {"times"} == {"time", "level", "event", *fields}


def test_another_field_is_a_fault_of_the_code() -> None:
    for values in ({"nickname": "x"}, {"run": "x", "owner": "y"}):
        with pytest.raises(ValueError, match="no event"):
            event("run-queued", **values)  # type: ignore[arg-type]


def test_all_that_is_told_in_the_code_is_in_the_table() -> None:
    """A reason is that of an error or a state: nothing else may pass for one."""
    assert len(calls()) > 10
    for path, call in calls():
        ends = ast.unparse(call.args[0]).startswith(("ENDS[", "events.ENDS["))
        given = {each.arg: each.value for each in call.keywords}
        for name in ENDS.values() if ends else [ast.literal_eval(call.args[0])]:
            assert given.keys() <= set(EVENTS[name].fields), (path, call.lineno)
        for field in ("reason", "limit", "what"):
            written = ast.unparse(given.get(field, ast.Constant("")))
            assert re.search(r"^'[a-z-]*'$|reason$|^_LIMITS\b", written), (path, call.lineno)


def test_deeds_are_lines_that_a_program_reads(told: Callable[[], list[Any]]) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("finished"))
    lend_shipped(run.folder)
    number = registry.register(run.folder, name="Ada's").number
    actions.publish(number, TEACHER)
    actions.go_back(TEACHER)
    with pytest.raises(VersionError):
        exchange.take_in(b"Ada's file", TEACHER)
    with pytest.raises(RightsError):
        actions.pin_shipped(Visitor("a" * 16))  # nothing happens: nothing is told
    lines = told()
    assert all(line["time"].endswith("Z") and line["level"] == "info" for line in lines)
    said = [{name: value for name, value in line.items() if name not in ("time", "level", "times")} for line in lines]
    assert said[:2] == [
        {"event": "version-published", "version": number, "run": run.id}, {"event": "version-went-back", "version": 0},
    ]  # fmt: skip
    assert (said[2]["event"], said[2]["what"]) == ("import-refused", "network")
    assert said[2]["reason"] != "?"
    assert len(lines) == 3


def test_a_flood_is_a_line_a_minute_that_says_how_often(
    told: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(events.time, "monotonic", lambda: now[0])
    for seconds in (0, 1, 2, 61):
        now[0] = seconds
        event("limit-reached", limit="pages")
    event("limit-reached", limit="requests")
    assert [(line["limit"], line["times"]) for line in told()] == [("pages", 1), ("pages", 3), ("requests", 1)]


def test_at_a_terminal_only_what_is_to_be_looked_at_is_said(
    told: Callable[[], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger("inkling").handlers.clear()
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    events.to_stderr()
    event("version-published", version=3)
    event("part-failed", part="database", reason="database")
    assert json.loads(terminal.getvalue())["event"] == "part-failed"


def test_a_command_says_nothing_of_it_whatever_a_library_has_set_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler()])
    event("part-failed", part="database", reason="database")
    event("server-ended")
    assert capsys.readouterr().err == ""
