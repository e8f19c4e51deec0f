"""Promises of publishing while others ask, publish or are killed: the old version answers or the new one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from model.config import PRESETS
from model.images.preprocessing import preprocess
from model.inference.loaded import classifier_in
from model.runs import store
from model.runs.state import State
from model.storage.database.engine import reading
from model.versions import published, registry
from model.versions.rows import PUBLICATIONS
from tests.classifiers import lend_shipped
from tests.conftest import drawn_seven
from tests.waiting import wait_for

LOOP = [sys.executable, "-m", "tests.versions.publishing_in_a_loop"]


@pytest.fixture
def folders(home: Path) -> list[Path]:
    """Return the folders of versions 1 and 2."""
    runs = [store.create(PRESETS["fast"]) for __ in range(2)]
    for run in runs:
        lend_shipped(run.folder)
        run.write_state(State("finished"))
        registry.register(run.folder)
    return [run.folder for run in runs]


def publications() -> list[sa.Row[tuple[int, int, int]]]:
    """Return all publications, the oldest first: id, version, the one before."""
    columns = PUBLICATIONS.c.id, PUBLICATIONS.c.version, PUBLICATIONS.c.before
    with reading() as connection:
        return list(connection.execute(sa.select(*columns).order_by(PUBLICATIONS.c.id)).all())


def test_whoever_asks_meanwhile_gets_the_old_one_or_the_new_one_and_never_an_error(folders: list[Path]) -> None:
    image = preprocess(drawn_seven()).image
    seen: list[set[Path]] = [set() for __ in range(8)]
    faults: list[Exception] = []
    is_over = Event()

    def ask(found: set[Path]) -> None:
        try:
            while not is_over.is_set():
                folder = published.current()
                assert np.argmax(classifier_in(folder).probabilities(image[None])) == 7
                found.add(folder)
        except Exception as fault:
            faults.append(fault)

    published.publish(1)
    threads = [Thread(target=ask, args=(found,)) for found in seen]
    for each in threads:
        each.start()
    for turn in range(100):
        published.publish(2 - turn % 2)
    is_over.set()
    for each in threads:
        each.join()
    assert faults == []
    assert set().union(*seen) == set(folders)


def test_process_that_is_killed_while_it_publishes_leaves_the_old_one_or_the_new_one(folders: list[Path]) -> None:
    rng = random.Random(5)
    for __ in range(4):
        loop = subprocess.Popen(LOOP, stdout=subprocess.PIPE, text=True)
        assert loop.stdout
        assert loop.stdout.readline() == "begun\n"
        more = len(publications()) + rng.randrange(10)
        wait_for(lambda more=more: len(publications()) >= more)  # it goes on meanwhile: it is killed at any moment
        loop.kill()
        loop.communicate()
        assert published.current() in folders or not publications()
        published.publish(1)
        assert published.current() == folders[0]
    rows = publications()
    assert [row.before for row in rows] == [0, *(row.id for row in rows[:-1])]
    with reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_two_processes_that_publish_at_once_both_do(folders: list[Path]) -> None:
    loops = [subprocess.Popen(LOOP, stdout=subprocess.PIPE, text=True) for __ in range(2)]
    for loop in loops:
        assert loop.stdout
        loop.stdout.readline()
    deadline = time.monotonic() + 30
    while len(publications()) < 40 and time.monotonic() < deadline:
        assert published.current() in (*folders, published.SHIPPED)
    assert [loop.poll() for loop in loops] == [None, None]  # neither has failed
    for loop in loops:
        loop.kill()
        loop.communicate()
    rows = publications()
    assert len(rows) >= 40
    assert all(one.version != other.version for one, other in pairwise(rows))
    assert [row.before for row in rows] == [0, *(row.id for row in rows[:-1])]


def test_version_that_is_published_while_it_is_deleted_is_one_of_the_two(
    folders: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes first wins: it never answers from the bin."""
    is_waiting = Event()
    writing = published.writing

    def write_later() -> AbstractContextManager[Connection]:
        is_waiting.set()
        return writing()

    def publish() -> None:
        with pytest.raises(Exception, match="There is no version 2"):
            published.publish(2)

    with published.unpublished(folders[1]):
        monkeypatch.setattr(published, "writing", write_later)
        other = Thread(target=publish)
        other.start()
        assert is_waiting.wait(60)  # it has seen the version, and waits to publish it
        folders[1].rename(folders[1].with_name("away"))
    other.join()
    assert published.current() == published.SHIPPED
    assert publications() == []
