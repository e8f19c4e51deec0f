"""Promises of the versions: each has its number for good, and says where it comes from and how good it is."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from model.config import PRESETS
from model.errors import VersionError
from model.inference.card import read_card, write_card
from model.runs import deletion, store
from model.runs.state import State
from model.runs.store import Run
from model.storage import recycle_bin
from model.versions import registry
from model.versions.published import SHIPPED
from tests.classifiers import lend_shipped, shipped_right


@pytest.fixture
def made() -> list[Run]:
    """Return three finished runs with classifiers."""
    return [finished() for __ in range(3)]


def finished() -> Run:
    """Return a finished run with a classifier: the shipped one, lent."""
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    return run


def test_shipped_one_is_number_0() -> None:
    (version,) = registry.all_versions()
    assert (version.number, version.folder, version.base) == (0, SHIPPED, None)
    assert version.figures["mnist"] == [shipped_right(), 10_000]
    assert registry.of(SHIPPED) == version == registry.find(0)


def test_finished_runs_are_numbered_by_age_when_somebody_looks(made: list[Run]) -> None:
    store.create(PRESETS["fast"]).write_state(State("stopped"))
    assert [(each.number, each.folder) for each in registry.all_versions()] == [
        *((number, made[number - 1].folder) for number in (3, 2, 1)),
        (0, SHIPPED),
    ]


def test_network_that_reads_no_digits_is_no_version(made: list[Run]) -> None:
    write_card(made[0].folder, dataclasses.replace(read_card(made[0].folder), classes=tuple("abcdefghij")))
    assert registry.of(made[0].folder) is None
    assert made[0].folder not in [each.folder for each in registry.all_versions()]
    with pytest.raises(VersionError, match="reads no digits"):
        registry.register(made[0].folder)


def test_number_comes_back_with_its_run_and_is_never_given_again(made: list[Run]) -> None:
    registry.all_versions()
    deletion.delete(made[2])
    assert [each.number for each in registry.all_versions()] == [2, 1, 0]
    with pytest.raises(VersionError, match="There is no version 3"):
        registry.find(3)
    later = registry.register(finished().folder)
    recycle_bin.bring_back(recycle_bin.everything()[0])
    assert [each.number for each in registry.all_versions()] == [4, 3, 2, 1, 0]
    assert (later.number, registry.find(3).folder) == (4, made[2].folder)


def test_home_may_move(made: list[Run], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry.rename(registry.register(made[0].folder).number, "Ours")
    moved = home.rename(home.with_name("moved"))
    monkeypatch.setenv("INKLING_HOME", str(moved))
    found = registry.find(1)
    assert (found.name, found.folder) == ("Ours", moved / "runs" / made[0].id)


def test_what_is_said_of_a_version_is_kept_and_what_is_not_said_stays(made: list[Run]) -> None:
    registry.register(made[0].folder, name="First")
    version = registry.register(made[0].folder, base=0, export="0123456789abcdef", samples=300, writers=12)
    assert (version.name, version.base, version.export) == ("First", 0, "0123456789abcdef")
    assert (version.samples, version.writers) == (300, 12)
    registry.register(made[0].folder)
    assert registry.find(version.number) == version


def test_lineage_is_read_from_the_card_where_nobody_says_it(made: list[Run]) -> None:
    first = registry.register(made[0].folder)
    card = read_card(made[1].folder)
    learned = {**card.config, "base": f"runs/{made[0].folder.name}", "data": "samples-0123456789abcdef"}
    write_card(made[1].folder, dataclasses.replace(card, config=learned))
    version = registry.register(made[1].folder)
    assert (version.base, version.export) == (first.number, "0123456789abcdef")
    assert "mnist" not in version.figures  # its card tells of other pictures


def test_shipped_network_whose_file_is_gone_is_no_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(SHIPPED / "card.json", tmp_path)
    monkeypatch.setattr(registry, "SHIPPED", tmp_path)
    assert registry.of(tmp_path) is None


def test_figures_belong_to_the_classifier_that_was_measured(made: list[Run]) -> None:
    number = registry.register(made[0].folder).number
    of_class = {"export": "0123456789abcdef", "right": 90, "total": 100}
    registry.write_figures(number, {"class": of_class})
    registry.write_figures(number, {"mnist": [9900, 10_000]})
    assert registry.find(number).figures == {"class": of_class, "mnist": [9900, 10_000]}
    card = read_card(made[0].folder)
    write_card(made[0].folder, dataclasses.replace(card, litert_sha256="0" * 64))  # it went on learning
    assert registry.find(number).figures == {"mnist": [shipped_right(), 10_000]}


def test_names_are_one_line_and_notes_are_bounded(made: list[Run]) -> None:
    number = registry.register(made[0].folder).number
    registry.rename(number, "  Our\n\tclass \x00" + "s" * 100)
    registry.note(number, "Seen\nby all. " + "n" * 5000)
    version = registry.find(number)
    assert version.name == "Our class " + "s" * 50
    assert version.notes.startswith("Seen\nby all. nnn")
    assert len(version.notes) == registry.MOST_NOTES


def test_two_servers_and_many_threads_that_look_at_once_give_no_number_twice(made: list[Run], home: Path) -> None:
    for __ in range(5):
        finished()
    look = "from model.versions import registry; registry.all_versions()"
    others = [subprocess.Popen([sys.executable, "-c", look]) for __ in range(2)]
    threads = [Thread(target=registry.all_versions) for __ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [other.wait() for other in others] == [0, 0]
    assert [each.number for each in registry.all_versions()] == list(range(8, -1, -1))
    assert len({each.folder for each in registry.all_versions()}) == 9


def test_thousand_runs_are_listed_quickly(home: Path) -> None:
    source = finished().folder
    for number in range(1000):
        folder = store.runs_folder() / f"2026-01-01-000000-{number:06}-fast"
        folder.mkdir()
        for path in source.iterdir():
            os.link(path, folder / path.name)
    assert len(registry.all_versions()) == 1002
    began = time.process_time()
    registry.all_versions()
    assert time.process_time() - began < 0.5
