"""Promises of `ui.background`."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from model.errors import DataError
from ui import background
from ui.background import OnProgress, made_once


class Bar:
    """Streamlit's progress bar, as far as it is used: what it showed, and whether it is gone."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self.shown: list[float] = []
        self.is_gone = False
        self._changed = threading.Condition()

    def progress(self, done: float, words: str) -> Bar:
        """Show how much is done."""
        with self._changed:
            self.shown.append(done)
            self._changed.notify_all()
        return self

    def wait_until_shows(self, done: float) -> None:
        """Wait until so much is shown to be done."""
        with self._changed:
            assert self._changed.wait_for(lambda: done in self.shown, 30)

    def empty(self) -> None:
        """Go away."""
        self.is_gone = True


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    """Let a bar be shown without a page, and looked at often."""
    bar = Bar()
    monkeypatch.setattr(background, "st", SimpleNamespace(progress=bar.progress))
    monkeypatch.setattr(background, "_LOOK_EVERY", 0.01)
    return bar


def test_what_takes_seconds_is_made_once_and_its_failure_is_raised() -> None:
    begun: list[int] = []

    def make(on_progress: OnProgress) -> list[int]:
        begun.append(1)
        on_progress(0.5)
        return begun

    assert made_once(("made",), "Making …", make) is made_once(("made",), "Making …", make) is begun
    assert begun == [1]

    def fail(on_progress: OnProgress) -> list[int]:
        raise DataError("gone", "The pictures are gone.")

    with pytest.raises(DataError, match="pictures are gone"):
        made_once(("failed",), "Making …", fail)


def test_what_failed_is_tried_again_at_the_next_call() -> None:
    def fail(on_progress: OnProgress) -> int:
        raise DataError("gone", "The pictures are gone.")

    with pytest.raises(DataError):
        made_once(("once more",), "Making …", fail)
    assert made_once(("once more",), "Making …", lambda on_progress: 7) == 7


def test_bar_shows_how_much_is_done_and_goes(bar: Bar) -> None:
    def make(on_progress: OnProgress) -> str:
        for done in (0.25, 0.5, 7.0):
            on_progress(done)
            bar.wait_until_shows(min(1.0, done))
        return "made"

    assert made_once(("bar",), "Making …", make) == "made"
    assert sorted(set(bar.shown)) == [0.0, 0.25, 0.5, 1.0]
    assert bar.is_gone


def test_bar_goes_when_the_work_fails(bar: Bar) -> None:
    def fail(on_progress: OnProgress) -> int:
        bar.wait_until_shows(0.0)
        raise DataError("gone", "The pictures are gone.")

    with pytest.raises(DataError):
        made_once(("bar fails",), "Making …", fail)
    assert bar.is_gone


def test_two_who_ask_at_once_get_the_same_and_it_is_made_once(bar: Bar) -> None:
    begun: list[int] = []
    go, results = threading.Event(), []

    def make(on_progress: OnProgress) -> list[int]:
        begun.append(1)
        assert go.wait(30)
        return begun

    threads = [threading.Thread(target=lambda: results.append(made_once(("two",), "Making …", make))) for _ in range(2)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(30)
    assert results == [[1], [1]]
    assert results[0] is results[1]


def test_eight_results_stay_in_memory_and_the_oldest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_jobs", {})
    made: list[int] = []

    def get(number: int) -> None:
        made_once((number,), "Making …", lambda on_progress: made.append(number))

    for number in [*range(8), *range(8)]:
        get(number)
    assert made == list(range(8))
    get(8)
    get(1)
    get(0)
    assert made == [*range(8), 8, 0]
