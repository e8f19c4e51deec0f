"""The class of the benchmark: it draws on a real server, and would notice a wrong answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.classroom import flood, session
from benchmarks.classroom.drawings import Hand, Step, hands
from benchmarks.classroom.flood import draw_beside_floods
from benchmarks.classroom.floods import FLOODS
from benchmarks.classroom.lesson import Lesson, draw_together
from benchmarks.classroom.looker import look_at_training
from benchmarks.classroom.wall import draw_before_wall
from benchmarks.serving import serving
from model.images.picture_files import data_uri
from model.runs import store
from model.runs.state import State
from tests.browser.app import App
from tests.conftest import SMALL
from tests.coroutines import held


@contextmanager
def served(home: Path, trusts_local: str) -> Iterator[App]:
    """Serve the app."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")  # `serving` sets it: taken back with the others
        patch.setenv("INKLING_TRUST_LOCAL", trusts_local)
        with serving(home) as app:
            yield app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app once; for it, all who come are pupils."""
    with served(tmp_path_factory.mktemp("home"), "0") as app:
        yield app


@pytest.fixture(scope="module")
def class_() -> tuple[list[Hand], Step]:
    """Return two digits of each of three pupils, and the blank paper."""
    return hands(None, 3, digits=2)


def answer(step: Step) -> str:
    """Return what the page says to a drawing, as far as it is looked at."""
    said = ["–" if value is None else f"{value:.1%}" for value in step.probabilities]
    best = max(range(10), key=lambda digit: step.probabilities[digit] or 0)
    rows = "".join(f"<tr><td>{each}{' ◀' if digit == best else ''}</td></tr>" for digit, each in enumerate(said))
    image = data_uri(Image.frombytes("L", (28, 28), step.pixels))
    return f'<div class="ink-reading"><table>{rows}</table><img src="{image}"></div>'


@pytest.mark.slow
def test_every_stroke_of_a_class_gets_its_own_answer(app: App, class_: tuple[list[Hand], Step]) -> None:
    met = held(draw_together(app, *class_, Lesson(seconds=4, think=1)))
    assert met["failures"] == {}
    assert met["errors"] == 0
    assert met["sent"] >= 3 * 4
    assert met["answered"] + met["overtaken"] == met["sent"]
    assert met["answered"] >= 3 * 2
    assert 0 < met["p50_ms"] <= met["p95_ms"] <= met["max_ms"]


@pytest.mark.slow
def test_every_stroke_gets_its_own_answer_beside_one_who_floods(
    app: App, class_: tuple[list[Hand], Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "FLOODS", {kind: FLOODS[kind] for kind in ("strokes", "uploads")})  # for want of time
    met = held(draw_beside_floods(app, *class_, Lesson(seconds=1, think=1)))
    assert met["failures"] == {}
    assert met["flooded"].keys() == flood.FLOODS.keys()
    for flooded in met["flooded"].values():
        assert flooded["failures"] == {}
        assert flooded["answered"] + flooded["overtaken"] == flooded["sent"] >= 3
        assert flooded["flood_sent"] > 1
        assert flooded["p95_times"] == pytest.approx(flooded["p95_ms"] / met["p95_ms"], abs=0.01)
        assert flooded["health_ms"]["max_ms"] > 0


@pytest.mark.slow
def test_every_stroke_gets_its_own_answer_before_an_open_wall(tmp_path: Path, class_: tuple[list[Hand], Step]) -> None:
    with served(tmp_path, "1") as app:
        met = held(draw_before_wall(app, *class_, Lesson(seconds=2, think=1)))
    walled = met["walled"]
    assert (met["failures"], walled["failures"]) == ({}, {})
    assert walled["answered"] + walled["overtaken"] == walled["sent"] >= 3 * 2
    assert walled["tiles"] >= 3
    assert walled["looks"] >= 2
    without = (met["p95_ms"] + met["unwalled"]["p95_ms"]) / 2
    assert walled["p95_times"] == pytest.approx(walled["p95_ms"] / without, abs=0.01)


def test_curves_of_a_training_are_looked_at_again_and_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_HOME", str(app.home))
    run = store.create(SMALL, at_once=True)  # this process does it, as far as the server can tell
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.8, "seconds": 1}])
    met = held(look_at_training(app, 3, 2.5))
    run.write_state(State("stopped"))
    assert met["failures"] == {}
    assert 3 <= met["looks"] <= 3 * 3
    assert met["ms_a_look"] == pytest.approx(1000 * met["server_cores"] * 2.5 / met["looks"], abs=0.1)


def test_the_answer_to_anothers_drawing_is_noticed(
    app: App, class_: tuple[list[Hand], Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PATIENCE", 2.0)
    (first, second, _), blank = class_
    (step, _), _ = first
    (other, _), _ = second
    deceived = dataclasses.replace(step, probabilities=other.probabilities, pixels=other.pixels)
    met = held(draw_together(app, [[[deceived]]], blank, Lesson(seconds=0.1, think=0.1)))
    assert met["failures"].pop("the answer to another drawing") == 1
    assert met["failures"].pop("a stroke without an answer") == 1
    assert [failure for failure in met["failures"] if "TimeoutError" in failure]
    assert (met["sent"], met["answered"]) == (1, 0)


def test_a_drawing_is_answered_by_its_own_probabilities_and_image_alone(class_: tuple[list[Hand], Step]) -> None:
    drawn, blank = class_
    steps = [blank, *(step for hand in drawn for digit in hand for step in digit)]
    assert all(one.is_answered_by(answer(other)) == (one is other) for one in steps for other in steps)
    full = steps[2]
    assert not full.is_answered_by(answer(dataclasses.replace(full, pixels=steps[4].pixels)))
    assert not full.is_answered_by(answer(dataclasses.replace(full, probabilities=steps[4].probabilities)))
    assert not full.is_answered_by("<p>The page has no answer.</p>")
