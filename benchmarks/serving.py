"""The app as `make run` starts it, for this machine alone, and a run that trains meanwhile.

Knows neither what is done with the app nor what is measured.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from model.config import PRESETS
from model.executors import chosen
from model.runs import queue, store
from tests.browser.app import App


@contextmanager
def serving(home: Path) -> Iterator[App]:
    """Start the app, and end it afterwards, with all that it started."""
    os.environ["STREAMLIT_SERVER_ADDRESS"] = "127.0.0.1"
    app = App(home)
    try:
        yield app
    finally:
        children = psutil.Process(app.process.pid).children(recursive=True) if app.process.poll() is None else []
        app.stop()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()


@contextmanager
def training() -> Iterator[None]:
    """Let a run train meanwhile below INKLING_HOME, started as the page "Train" does; end it afterwards.

    Raises:
        SystemExit: the run did not begin, or ended too early.
    """
    run = store.create(PRESETS["two-conv"].replace(epochs=200))
    queue.advance()
    try:
        while run.state().is_open and not run.state().batch:
            time.sleep(0.1)
        if run.state().is_open:
            yield
        if not run.state().is_open:
            raise SystemExit(f"The training ended before the last stroke. {run.state().message}")
    finally:
        chosen.stop(run.state().job)
        while run.state().is_open:  # its folder can be deleted once nobody writes there
            time.sleep(0.1)
