"""Opens every page and presses every button of a run while nothing can be written, and prints what the pages say.

A process of its own, for what it does to itself: no file of it may grow. Knows the home that it is given, in which a
run "finished", a run "failed" and a run "queued" lie. Does not know what the pages are to say.
"""

from __future__ import annotations

import json
import resource
import sys
from tempfile import TemporaryDirectory

import pytest
from streamlit.testing.v1 import AppTest

from model.runs import queue, store
from tests.pages.app import button, page, texts, view
from ui import visitor

DEEDS = {
    "Start training": ("finished", "Start training"),
    "Experiment": ("", "Start 7 runs"),
    "Use it": ("finished", "Use it on the Draw page"),
    "Repeat": ("finished", "Repeat exactly"),
    "Go on": ("failed", "Go on"),
    "Stop": ("queued", "Stop"),
    "Pause": ("queued", "Pause"),
}


def described(app: AppTest) -> dict[str, object]:
    """Return whether a page died, its errors, and all that it says."""
    return {
        "died": [exception.message for exception in app.exception],
        "errors": [error.value for error in app.error],
        "texts": texts(app),
    }


def main() -> None:
    """Print one JSON object: by page, and by deed."""
    with TemporaryDirectory() as empty, pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", empty)
        queue.advance()  # what is imported is imported now, and the run that waits is not begun
    store.all_runs()  # the server was there before the disk was full: it reads its database
    visitor._came = lambda: visitor.Came("0" * 16, True, "")  # who presses sits at the computer
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    said = {
        name: described(page(name)) for name in ("app.py", "pages/train.py", "pages/evaluate.py", "pages/inside.py")
    }
    for deed, (run, label) in DEEDS.items():
        app = page("pages/train.py", run=run) if run else view(page("pages/train.py"), "experiments")
        said[deed] = described(button(app, label).click().run())
    json.dump(said, sys.stdout)


main()
