"""What the tests of several pages need."""

from __future__ import annotations

import time
from functools import partial

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.element_tree import ElementTree, InitialValue, Widget
from streamlit.testing.v1.local_script_runner import LocalScriptRunner, RerunData

from model.config import PRESETS
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from tests.classifiers import lend_shipped
from tests.pages.app import LookAgain
from ui import left_behind
from ui.visitor import Came


@pytest.fixture(autouse=True)
def teacher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor of each page sit at the computer: AppTest brings no connection that says so."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came("0" * 16, True, ""))


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    """Let no page find what another test's visitor left."""
    left_behind._left_by.cache_clear()


@pytest.fixture
def look_again(monkeypatch: pytest.MonkeyPatch) -> LookAgain:
    """Return what runs, as a browser does some seconds later, the parts of a page that look again by themselves.

    The pages are made after this. What comes back holds these parts alone, unless the whole page was drawn anew.
    """
    parts: list[str] = []
    before = LocalScriptRunner.forward_msgs

    def sent(runner: LocalScriptRunner) -> list[ForwardMsg]:
        messages = before(runner)
        asked = [each.auto_rerun for each in messages if each.HasField("auto_rerun")]
        parts[:] = [each.fragment_id for each in asked if each.interval < 60] or parts
        return messages

    def look(app: AppTest) -> AppTest:
        with pytest.MonkeyPatch.context() as patch:
            of_parts = partial(RerunData, fragment_id_queue=[*parts], is_auto_rerun=True)
            patch.setattr(local_script_runner, "RerunData", of_parts)
            return app.run()

    monkeypatch.setattr(LocalScriptRunner, "forward_msgs", sent)
    return look


@pytest.fixture
def as_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the one page of a test send of each widget what a browser was told last: its value, or the words of that.

    By itself, AppTest sends what the server's session holds.
    """
    known: dict[str, WidgetState] = {}
    in_session = ElementTree.get_widget_states

    def sent(tree: ElementTree) -> WidgetStates:
        kept = {each.id for each in tree if isinstance(each, Widget) and not _is_told(each)}
        states = [known[each.id] if each.id in known and each.id in kept else each for each in in_session(tree).widgets]
        known.clear()
        known.update({each.id: each for each in states})
        return WidgetStates(widgets=states)

    monkeypatch.setattr(ElementTree, "get_widget_states", sent)


def _is_told(widget: Widget) -> bool:
    """Whether the server said a value when it drew the page, or the test has set one since."""
    is_set = widget._value is not None and not isinstance(widget._value, InitialValue)
    return is_set or getattr(widget.proto, "set_value", True)


@pytest.fixture
def finished() -> Run:
    """Return a finished run; its classifier is the shipped one, lent."""
    run = store.create(PRESETS["one-conv"].replace(epochs=1))
    lend_shipped(run.folder)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished", queued_at=time.time()))
    return run
