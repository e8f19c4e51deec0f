"""Promises of files that are replaced: old or new, never half, whoever writes and reads at once."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Event, Thread
from types import SimpleNamespace
from weakref import ref

import numpy as np
import pytest

from model.storage import archives, files


def together(*tasks: Callable[[], object]) -> list[Exception]:
    """Do all tasks at once, each in a thread of its own; return what they raised."""
    raised: list[Exception] = []

    def done(task: Callable[[], object]) -> None:
        try:
            task()
        except Exception as error:
            raised.append(error)

    threads = [Thread(target=done, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_threads_that_replace_one_file_at_once_both_succeed(tmp_path: Path) -> None:
    path, both = tmp_path / "kept.json", Barrier(2)

    def write(letter: str) -> None:
        def slowly(part: Path) -> None:
            part.write_text(letter * 1000)
            both.wait(30)  # both have written, and neither has put its file in its place

        files.replace(path, slowly)

    assert together(lambda: write("a"), lambda: write("b")) == []
    assert path.read_text() in ("a" * 1000, "b" * 1000)
    assert list(tmp_path.iterdir()) == [path]


def test_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path, ended, seen = tmp_path / "kept.txt", Event(), []
    files.write_text(path, "a" * 100_000)

    def write(letter: str) -> None:
        for _ in range(100):
            files.write_text(path, letter * 100_000)

    def read() -> None:
        while not ended.is_set():
            text = path.read_text()
            seen.append((len(text), len(set(text))))

    reader = Thread(target=read)
    reader.start()
    raised = together(lambda: write("a"), lambda: write("b"))
    ended.set()
    reader.join()
    assert raised == []
    assert seen
    assert set(seen) == {(100_000, 1)}


def test_file_whose_writing_fails_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    files.write_text(path, "old")

    def fail(part: Path) -> None:
        part.write_text("ne")
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        files.replace(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_file_keeps_its_ending_while_it_is_written(tmp_path: Path) -> None:
    written = []
    files.replace(tmp_path / "network.keras", lambda part: written.append((part.suffix, part.write_text("whole"))))
    assert written == [(".keras", 5)]


def test_arrays_are_read_by_their_names_or_in_the_order_in_which_they_were_saved(tmp_path: Path) -> None:
    np.savez(tmp_path / "named.npz", x=np.arange(3), y=np.array(["a"]))
    np.savez(tmp_path / "unnamed.npz", *(np.array(number) for number in range(12)))
    y, x = archives.arrays(tmp_path / "named.npz", "y", "x")
    assert (x.tolist(), y.tolist()) == ([0, 1, 2], ["a"])
    assert [int(array) for array in archives.arrays(tmp_path / "unnamed.npz")] == list(range(12))


def test_file_that_holds_no_such_arrays_is_damaged_and_a_missing_one_is_not(tmp_path: Path) -> None:
    path, single = tmp_path / "kept.npz", tmp_path / "single.npy"
    np.savez(path, x=np.arange(300))
    np.save(single, np.arange(3))
    whole = path.read_bytes()
    np.savez(path, x=np.array([{}], object))
    for content in (b"", b"text", whole[:200], whole[:-30], single.read_bytes(), path.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(files.DamagedFileError):
            archives.arrays(path, "x")
    path.write_bytes(whole)
    with pytest.raises(files.DamagedFileError):
        archives.arrays(path, "y")
    with pytest.raises(FileNotFoundError):
        archives.arrays(tmp_path / "gone.npz", "x")


def test_arrays_that_take_more_than_they_may_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    np.savez_compressed(path, x=np.zeros(100_000), y=np.zeros(3))
    with pytest.raises(archives.TooLargeFileError):
        archives.arrays(path, "x", most=800_000)
    assert len(archives.arrays(path, "x", most=801_000)[0]) == 100_000
    assert len(archives.arrays(path, "y", most=800_000)[0]) == 3


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "[" * 60 + "]" * 60, " " * 3_000_000, b"\xff\xfe\xfd"],
    ids=["empty", "cut", "endless lists", "lists in lists", "far too long", "no UTF-8"],
)  # fmt: skip
def test_text_that_is_no_json_is_one_kind_of_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        files.from_json(text)


def test_json_is_read_as_deep_as_it_is_written() -> None:
    for value in (None, 3.5, "é", [], {"a": [{"b": [1, [2]]}]}):
        assert files.from_json(json.dumps(value)) == value


def test_text_is_read_up_to_a_size(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    path.write_text("é" * 100)
    assert files.read_text(path) == "é" * 100
    path.write_bytes(bytes(20_000_001))
    with pytest.raises(ValueError, match="more than 20,000,000 bytes"):
        files.read_text(path)


def test_file_that_somebody_reads_is_replaced_a_moment_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows and its network drives have it: here they are played."""
    path, refused = tmp_path / "kept.txt", [PermissionError(), PermissionError()]
    files.write_text(path, "old")
    replace = Path.replace

    def busy(part: Path, target: Path) -> Path:
        if refused:
            raise refused.pop()
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", busy)
    files.write_text(path, "new")
    assert path.read_text() == "new"


def test_change_is_seen_where_files_are_dated_by_whole_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As sshfs has it: the file that replaces one may be as long, as old and called the same."""
    path = tmp_path / "kept.txt"
    same = SimpleNamespace(st_mtime_ns=10**18, st_ctime_ns=10**18, st_size=3, st_ino=7)
    monkeypatch.setattr(Path, "stat", lambda self, **__: same)
    for text in ("old", "new"):
        path.write_text(text)
        assert files.parsed(path, str) == text


def test_of_a_file_that_grows_what_was_read_before_is_held_no_more(tmp_path: Path) -> None:
    """A run is looked at each second, and has a point more each time."""

    class Told(str):
        """A text that one can see go."""

    path, told = tmp_path / "progress.csv", []
    for number in range(5):
        files.write_text(path, "1\n" * number)
        assert files.parsed(path, Told) is files.parsed(path, Told)
        told.append(ref(files.parsed(path, Told)))
    assert [text() for text in told] == [None] * 4 + ["1\n" * 4]


def test_file_that_another_machine_replaces_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    """As NFS has it: here it is played."""
    stale = [OSError(errno.ESTALE, "Stale file handle")] * 2

    @files.again_where_replaced
    def read(path: Path) -> str:
        if stale:
            raise stale.pop()
        return path.read_text()

    files.write_text(tmp_path / "kept.txt", "new")
    assert read(tmp_path / "kept.txt") == "new"
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "gone.txt")
