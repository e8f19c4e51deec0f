"""Promise of runs on several machines that die: each is done once, each epoch once, and none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.killed_at_random import CONFIG, play
from tests.postgresql import Server

pytestmark = pytest.mark.slow

_SECONDS = 40  # for which machines die; `benchmarks/killed_at_random.py` does it for ten minutes


def test_two_servers_and_four_workers_that_die_lose_no_run_and_do_none_twice(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("INKLING_DATABASE_URL", "INKLING_STORE", "INKLING_HOME", "INKLING_MACHINE"):
        monkeypatch.setenv(name, "")  # so it is put back afterwards
    with postgresql.database() as url:
        played = play(tmp_path, url, _SECONDS, count=6, seed=CONFIG.seed)
    assert played.faults == []
    assert sum(played.killed.values()) >= _SECONDS / 10
    assert played.attempts > 6  # some had to be begun again
