"""Promises of open files: as many connections as the system allows, and a limit that is higher stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.browser.app import App
from ui.serving import open_files

resource = pytest.importorskip("resource")
FILES = getattr(resource, "RLIMIT_NOFILE", 0)


@pytest.fixture(autouse=True)
def limits() -> Iterator[tuple[int, int]]:
    """Return how many files may be open here, and how many at most; put it back afterwards."""
    soft, hard = resource.getrlimit(FILES)
    yield soft, hard
    resource.setrlimit(FILES, (soft, hard))


def test_soft_limit_is_raised_to_what_the_system_allows(limits: tuple[int, int]) -> None:
    hard = limits[1]
    resource.setrlimit(FILES, (256, hard))
    open_files.raise_limit()
    most = open_files.MOST if hard == resource.RLIM_INFINITY else min(hard, open_files.MOST)
    assert resource.getrlimit(FILES) == (most, hard)


def test_limit_that_is_higher_stays(limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "MOST", 1)
    open_files.raise_limit()
    assert resource.getrlimit(FILES) == limits


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="Linux alone tells the limits of another process")
def test_server_raises_it_when_it_starts(limits: tuple[int, int], tmp_path: Path) -> None:
    resource.setrlimit(FILES, (512, limits[1]))
    server = App(tmp_path)
    try:
        assert psutil.Process(server.process.pid).rlimit(psutil.RLIMIT_NOFILE)[0] > 512
    finally:
        server.stop()
