"""Promises of classes of one's own while their pictures are collected."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.datasets import collecting, uploads
from model.datasets.collecting import (
    CLASSES,
    ENOUGH,
    MOST_COLLECTIONS,
    MOST_OF_CLASS,
    SIDE,
    Collection,
    begin,
    change,
    load,
)
from model.errors import DataError
from model.storage import budget, files
from model.storage.paths import ROOT


def picture(level: int) -> NDArray[np.uint8]:
    """Return a picture of one grey."""
    return np.full((SIDE, SIDE, 3), level, np.uint8)


def filled(*counts: int) -> Collection:
    """Return a collection with so many pictures of each class, which come in turns."""
    collection = Collection(tuple("cba"[: len(counts)]))
    for number in range(max(counts)):
        for label, count in enumerate(counts):
            if number < count:
                collection = collection.with_picture(picture(100 * label + number), label)
    return collection


def test_collection_that_was_changed_is_found_as_it_is() -> None:
    name = begin(("Class 1", "Class 2"))
    change(name, lambda collection: collection.renamed(0, "  cat "))
    change(name, lambda collection: collection.with_picture(picture(7), 1))
    found = load(name)
    assert (found.classes, found.counts) == (("cat", "Class 2"), [0, 1])
    assert (found.x == 7).all()


def test_picture_that_is_taken_back_is_the_only_one_that_goes() -> None:
    collection = filled(2, 2).without_picture(1)
    assert (collection.counts, collection.x[:, 0, 0, 0].tolist()) == ([2, 1], [0, 1, 101])
    assert collection.places(0) == [0, 1]


def test_class_goes_with_its_pictures_and_the_others_keep_theirs() -> None:
    collection = filled(1, 2, 3).without_class(1)
    assert (collection.classes, collection.counts) == (("c", "a"), [1, 3])
    assert collection.x[collection.y == 1, 0, 0, 0].tolist() == [200, 201, 202]


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "do\u202egs"])
def test_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(DataError, match=r"a name of 1 to 40 characters\. Type another one"):
        filled(1, 1).renamed(0, name)


def test_two_classes_of_one_name_are_refused() -> None:
    with pytest.raises(DataError, match=r"Another class is called “B” already\. Type another name"):
        filled(1, 1).renamed(0, "B")
    assert filled(1, 1).renamed(1, "B").classes == ("c", "B")


def test_class_is_found_by_the_name_that_was_shown_and_none_stands_in_for_it() -> None:
    collection = filled(1, 1, 1).without_class(0)
    assert collection.classes[collection.label_of("a")] == "a"
    with pytest.raises(DataError, match=r"none is called “c” any more\. Choose one that is shown, and try again"):
        collection.label_of("c")


def test_there_are_two_to_six_classes() -> None:
    six = Collection(("a", "b"))
    for name in "cdef":
        six = six.with_class(name)
    with pytest.raises(DataError, match="At most 6 classes"):
        six.with_class("g")
    with pytest.raises(DataError, match="At least 2 classes"):
        filled(1, 1).without_class(0)


def test_class_has_room_for_so_many_pictures() -> None:
    full = filled(MOST_OF_CLASS, 1)
    with pytest.raises(DataError, match=f"“c” has {MOST_OF_CLASS} pictures"):
        full.with_picture(picture(0), 0)
    assert full.with_picture(picture(0), 1).counts == [MOST_OF_CLASS, 2]


def test_set_of_a_collection_is_sorted_and_is_not_mirrored() -> None:
    collection = filled(ENOUGH, ENOUGH + 1)
    made = collection.as_set()
    assert (made.name, made.classes, made.counts) == ("c, b", ("b", "c"), {"b": ENOUGH + 1, "c": ENOUGH})
    assert (made.x[made.y == 0] >= 100).all()
    assert (made.x[made.y == 1] < 100).all()
    stored = uploads.save(made)
    data = uploads.data_set(stored)
    assert (data.shape, data.training, data.testing, data.mirrored) == ((SIDE, SIDE, 3), 17, 4, False)
    assert not uploads.load(stored).mirrored


def test_too_few_pictures_are_no_set_yet() -> None:
    with pytest.raises(DataError, match=f"“b” has {ENOUGH - 1} of {ENOUGH} pictures. Add some more"):
        filled(ENOUGH, ENOUGH - 1).as_set()


@pytest.mark.parametrize("name", ["0123456789abcdef", "../pictures/x", ""])
def test_collection_that_is_not_there_is_one_sentence(name: str) -> None:
    with pytest.raises(DataError, match=r"These classes are gone\. Begin with new ones"):
        load(name)


def test_damaged_collection_is_one_sentence(home: Path) -> None:
    name = begin(("a", "b"))
    path = home / "collections" / f"{name}.npz"
    for content in (b"no", path.read_bytes()[:-40]):
        path.write_bytes(content)
        with pytest.raises(DataError, match="The stored classes are damaged"):
            load(name)
    np.savez(path, classes=np.array(["a", "b"]), x=np.zeros((1, SIDE, SIDE, 3), np.uint8), y=np.array([2]))
    with pytest.raises(DataError, match="The stored classes are damaged"):
        load(name)


def test_change_that_cannot_be_written_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    name = begin(("a", "b"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        with pytest.raises(files.DiskError, match="No space left on device"):
            change(name, lambda collection: collection.with_picture(picture(1), 0))
    assert load(name).counts == [0, 0]


def test_no_picture_of_two_pages_is_lost() -> None:
    name = begin(("a", "b"))

    def give(label: int) -> None:
        for _ in range(5):
            change(name, lambda collection: collection.with_picture(picture(label), label))

    pages = [threading.Thread(target=give, args=(label,)) for label in (0, 1)]
    for page in pages:
        page.start()
    for page in pages:
        page.join(30)
    assert load(name).counts == [5, 5]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_picture_of_two_servers_of_one_store_is_lost(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_STORE", str(tmp_path / "store"))
    name = begin(("a", "b"))
    give = (
        "import sys, numpy as np; from model.datasets.collecting import change\n"
        "for __ in range(20): change(sys.argv[1], lambda c: c.with_picture(np.zeros((48, 48, 3), np.uint8), 0))"
    )
    servers = []
    for number in range(2):
        monkeypatch.setenv("INKLING_HOME", str(tmp_path / f"home-{number}"))
        servers.append(subprocess.Popen([sys.executable, "-c", give, name], cwd=ROOT))
    assert [server.wait(60) for server in servers] == [0, 0]
    assert load(name).counts == [40, 0]


def aged(home: Path, name: str, hours: int) -> None:
    """Let a collection have been changed so long ago."""
    then = time.time() - 3600 * hours
    os.utime(home / "collections" / f"{name}.npz", (then, then))


def drawn() -> str:
    """Return the id of a new collection with a picture."""
    name = begin(("a", "b"))
    change(name, lambda collection: collection.with_picture(picture(1), 0))
    return name


def test_oldest_collection_makes_room_but_not_on_its_first_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "MOST_COLLECTIONS", 2)
    old, new = drawn(), drawn()
    with pytest.raises(DataError, match="2 collections of classes were made here within a day"):
        begin(("e", "f"))
    aged(home, old, 25)
    third = begin(("e", "f"))
    assert (load(new).counts, load(third).classes) == ([1, 0], ("e", "f"))
    with pytest.raises(DataError, match="These classes are gone"):
        load(old)


def test_oldest_collection_without_pictures_makes_room_first_once_nobody_is_about_to_fill_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_COLLECTIONS", 4)
    full, fresh, *empty = drawn(), begin(("a", "b")), begin(("a", "b")), begin(("x" * 40, "y" * 40))
    aged(home, full, 30)
    for hours, name in zip((3, 2), empty, strict=True):
        aged(home, name, hours)
    for gone in (*empty, full):
        drawn()
        with pytest.raises(DataError, match="These classes are gone"):
            load(gone)
    with pytest.raises(DataError, match="within a day"):
        drawn()
    assert load(fresh).counts == [0, 0]


def test_school_of_seven_classes_collects_on_one_day() -> None:
    assert MOST_COLLECTIONS >= 7 * 30 * 6
    assert MOST_COLLECTIONS * CLASSES[1] * MOST_OF_CLASS * SIDE * SIDE * 3 <= budget.gigabytes() * 1e9
