"""Promises of what one visitor's messages may cost: the visitor a sentence, and nobody else anything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element

from benchmarks.classroom.drawings import Hand, Step, hands
from benchmarks.classroom.pupil import Pupil
from benchmarks.classroom.session import Tally
from benchmarks.classroom.watched import Watched
from benchmarks.serving import serving
from tests.browser.app import App
from tests.coroutines import held
from tests.ui.hostile_values import hostile_values
from ui import left_behind, session, unreadable, window_width
from ui.draw import keyboard_grid
from ui.draw.received import unpack
from ui.inside import clicks, network
from ui.pressing import is_name
from ui.serving import gate, pace
from ui.serving.pace import Pace

IGNORED = {
    *("nothing", "a list", "a number", "a text"),
    *("a drawing that is empty", "a picture that is empty", "a stroke nested deep"),
}


class Visitor(Pupil):
    """A pupil who can also send what is no drawing."""

    def __init__(self, url: str, blank: Step) -> None:
        """Begin with blank paper."""
        super().__init__(url, Tally(), blank)
        self.exceptions: list[str] = []  # that ended the page
        self.sentences: list[str] = []  # of errors

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Take what goes wrong, too."""
        super().take(kind, element, fragment, now)
        if kind == "exception":
            self.exceptions.append(element.exception.message)
        if kind == "alert" and element.alert.format == Alert.ERROR:
            self.sentences.append(element.alert.body)

    async def send_value(self, value: str) -> None:
        """Send something as the value of the canvas."""
        self._value = value
        await self.request(fragment=self.fragment)

    async def draws(self, step: Step) -> bool:
        """Draw a stroke; tell whether it was answered as it has to be."""
        before = len(self.tally.answers)
        await self.give(step)
        await self.wait()
        return len(self.tally.answers) > before


async def attack(app: App, hand: Hand, blank: Step) -> dict[str, float]:
    """Let three visitors send all that is no drawing, and expect of each what has to come; return the memory in MB."""
    *hostile, other = (Visitor(app.url, blank) for _ in range(4))
    for visitor in (*hostile, other):
        await visitor.enter()
        assert await visitor.draws(hand[0][0])
    server = Watched(app.process.pid)
    watching, answered = asyncio.create_task(server.watch()), asyncio.create_task(go_on(other, hand))
    values = list(hostile_values(hand[0][0]).items())
    await asyncio.gather(*(send_all(visitor, values[at::3], hand) for at, visitor in enumerate(hostile)))
    watching.cancel()
    answered.cancel()
    assert await asyncio.gather(answered, return_exceptions=True)
    assert other.tally.errors.total() == len(other.sentences) == 0
    assert len(other.tally.answers) > 10
    for visitor in (*hostile, other):
        await visitor.leave()
    return {"idle": server.samples[0][1], "peak": max(server.peak(), server.mb())}


async def send_all(hostile: Visitor, values: Sequence[tuple[str, str]], hand: Hand) -> None:
    """Send what is no drawing, one after the other: each costs a sentence, and the next stroke is answered."""
    steps = cycle(step for digit in hand[1:] for step in digit)
    for name, value in values:
        await hostile.send_value(value)
        await hostile.wait()
        assert bool(hostile.sentences) == (name not in IGNORED), (name, hostile.sentences)
        assert await hostile.draws(next(steps)), name
        hostile.sentences.clear()
    assert not hostile.exceptions


async def go_on(other: Visitor, hand: Hand) -> None:
    """Draw until this is cancelled."""
    for step in cycle(step for digit in hand for step in digit):
        assert await other.draws(step)


@pytest.mark.slow
def test_what_is_no_drawing_costs_its_sender_a_sentence_and_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")  # `serving` sets it: taken back with the others
    (hand,), blank = hands(None, 1)
    with serving(tmp_path) as app:
        memory = held(attack(app, hand, blank))
    assert memory["peak"] < memory["idle"] + 300


def test_what_was_sent_is_forgotten_only_where_no_line_of_ours_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    states, said = {"widget": "{"}, list[str]()
    context = SimpleNamespace(_state=SimpleNamespace(_new_widget_state=SimpleNamespace(states=states)))
    monkeypatch.setattr(unreadable, "get_script_run_ctx", lambda: SimpleNamespace(session_state=context))
    monkeypatch.setattr(unreadable, "st", SimpleNamespace(error=said.append))
    with pytest.raises(ValueError, match="Expecting") as ours:
        unpack(("{",), 0)
    assert not unreadable.forget_unreadable(ours.value)
    assert (len(states), len(said)) == (1, 0)
    with pytest.raises(ValueError, match="Expecting") as streamlits:
        json.loads("{")
    assert unreadable.forget_unreadable(streamlits.value)
    assert (len(states), len(said)) == (0, 1)


def test_messages_of_one_browser_are_taken_at_a_bounded_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def take(count: int, data: bytes) -> float:
        slept.clear()

        async def receive() -> dict[str, object]:
            return {"type": "websocket.receive", "bytes": data}

        let_through = gate.gated(receive, Pace(gate.A_SECOND, gate.AT_ONCE))  # type: ignore[arg-type]
        for _ in range(count):
            await let_through()
        return max(slept, default=0.0)

    def longest_wait(count: int, data: bytes) -> float:
        return held(take(count, data))

    monkeypatch.setattr(gate, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: 0.0))  # all at once, on any machine
    assert longest_wait(20, message(json_value="{}")) == 0
    assert 2 < longest_wait(44, message(json_value="{}")) < 2.6  # seconds that the last one waits
    assert 2 < longest_wait(5, message(json_value=" " * 220_000)) < 2.6
    assert 2 < longest_wait(11, message(string_value=" " * 4_000_000)) < 2.6
    assert longest_wait(20, b"no message") == 0


def message(**value: str) -> bytes:
    """Return a message of a browser in which one widget has a value."""
    sent = BackMsg()
    sent.rerun_script.widget_states.widgets.add(id="widget", **value)
    return sent.SerializeToString()


@pytest.mark.parametrize(
    "cells", [None, 5, "7", {}, {"0": 1}, [-1], [196], [7.0], ["7"], [None], [True], [[7]], [7] * 1_000_000]
)
def test_sheet_has_squares_of_its_own_alone(cells: object) -> None:
    assert not keyboard_grid.is_sheet(cells)
    assert keyboard_grid.is_sheet([0, 7, 195])


@pytest.mark.parametrize("clicked", [None, 5, 0.5, {}, [], ["0-1"], True])
def test_press_is_the_name_of_something(clicked: object, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    kept = {"key": SimpleNamespace(clicked=clicked)}
    monkeypatch.setattr(clicks, "st", SimpleNamespace(session_state=kept))
    monkeypatch.setattr(clicks, "_listener", lambda on_clicked_change, **_: on_clicked_change())
    clicks.listen("key", called.append, "heading")
    assert called == []
    kept["key"].clicked = "0-1"
    clicks.listen("key", called.append, "heading")
    assert called == ["0-1"]


@pytest.mark.parametrize(
    "name", ["", "map", "0-0", "1-7", "1-6-5", "-1-0", "9-0", "1-٣", "9" * 5000, "2-0", "2-all", "1-last", "0-all"]
)
def test_map_that_is_not_on_the_page_is_not_opened(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = [np.zeros(784), np.zeros((28, 28, 7)), np.zeros(10)]
    subject = SimpleNamespace(activations=SimpleNamespace(outputs=outputs))
    kept: dict[str, str] = {}
    monkeypatch.setattr(network, "st", SimpleNamespace(session_state=kept))
    network._press(subject, name)  # type: ignore[arg-type]
    assert kept == {}
    for there in ("1-6", "1-all", "2-last"):
        network._press(subject, there)  # type: ignore[arg-type]
        assert kept == {session.PRESSED: there}


@pytest.mark.parametrize("pressed", [None, 5, [], ["3-5"], {}, "", "3" * 1000, {"3": "5"}, True])
def test_what_no_button_is_called_is_no_press(pressed: object) -> None:
    assert not is_name(pressed)
    assert is_name("3-5")


@pytest.mark.parametrize("width", [None, 0, -5, "640", [640], {}, 10**400, float("inf"), float("nan")])
def test_window_has_a_width_in_pixels(width: object, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, object] = {window_width._KEY: SimpleNamespace(width=width)}
    monkeypatch.setattr(window_width, "st", SimpleNamespace(session_state=kept))
    monkeypatch.setattr(left_behind, "keep", kept.__setitem__)
    window_width._keep()
    assert session.WINDOW_WIDTH not in kept
    kept[window_width._KEY] = SimpleNamespace(width=640.5)
    window_width._keep()
    assert kept[session.WINDOW_WIDTH] == 640
