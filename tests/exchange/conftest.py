"""What several tests of the exchange need: conversions without a process of their own."""

from __future__ import annotations

import pytest

from model.cli.main import cli
from model.exchange import formats, inkling_file, rebuilding
from model.inference import classifier


def _here(*arguments: str, seconds: float = 0) -> None:
    """Do what another process would be asked to: the same command, with the same arguments."""
    cli.main(list(arguments), standalone_mode=False)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let networks be converted and rebuilt here, where TensorFlow is loaded already.

    For promises of what is made: that another process makes it, and is heard, is promised by the tests without this.
    """
    monkeypatch.setattr(rebuilding, "_bound_memory", lambda: None)  # it would bound that of all tests
    for asking in (classifier, formats, inkling_file):
        monkeypatch.setattr(asking, "run_command", _here)
