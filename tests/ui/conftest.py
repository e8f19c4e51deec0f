"""What tests of the rooms' own modules need: a running app."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from model.storage.paths import ROOT


@pytest.fixture
def within_app() -> None:
    """Run the app once: what draws the canvas can be imported within a running app alone."""
    AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
