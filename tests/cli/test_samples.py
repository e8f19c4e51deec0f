"""Promises of the commands about the class's own digits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from model.cli.main import main
from model.people.visitor import TEACHER
from model.samples import actions, store
from model.samples.sample import NO_DIGIT
from model.samples.store import Filter
from tests.cli.refused import refused
from tests.hostile.archives import zipped
from tests.hostile.pictures import saved
from tests.samples.drawings import ANNA, BEN, sample


@pytest.fixture(autouse=True)
def given() -> None:
    """Let there be three digits, of which two wait to be approved."""
    actions.give([sample(label=0, nickname="Anna 小"), sample(1, label=1)], ANNA)
    actions.take_in([sample(2, writer=BEN.id, label=NO_DIGIT, is_approved=True)], TEACHER)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a command prints."""
    main(["samples", *arguments])
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def test_digits_are_counted_by_writer_and_label(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys).splitlines()
    assert lines[1].split() == [ANNA.id, "1", "1", *["0"] * 9, "2"]
    assert lines[2].split() == [BEN.id, *["0"] * 10, "1", "1"]
    assert lines[3].split() == ["all", "1", "1", *["0"] * 8, "1", "3"]
    assert lines[4] == "2 wait to be approved, 0 are removed."
    assert json.loads(said(capsys, "--json")) == {
        "samples": 3, "waiting": 2, "removed": 0, "writers": {ANNA.id: {"0": 1, "1": 1}, BEN.id: {"-1": 1}},
    }  # fmt: skip


def test_digits_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "list", "--waiting").splitlines()
    assert {line.split()[0] for line in lines} == {sample().id, sample(1).id}
    assert sum(line.endswith("Anna 小") for line in lines) == 1
    (one,) = json.loads(said(capsys, "list", "--writer", BEN.id, "--json"))
    assert (one["id"], one["label"], one["is_approved"]) == (sample(2, writer=BEN.id).id, -1, True)


@pytest.mark.parametrize("name", ["set.jsonl.gz", "set.zip"])
def test_what_is_exported_is_imported_once(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "export", str(tmp_path / name)) == f"Written: {tmp_path / name}\n"
    assert said(capsys, "delete-all", "--yes") == "3 digits\n"
    assert said(capsys, "import", str(tmp_path / name)) == "3 new digits, of 3 in the file\n"
    assert said(capsys, "import", str(tmp_path / name)) == "0 new digits, of 3 in the file\n"


def test_what_was_removed_before_is_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "export", str(tmp_path / "set.zip"))
    said(capsys, "remove", sample().id, sample(1).id)
    assert said(capsys, "import", str(tmp_path / "set.zip")).splitlines() == [
        "0 new digits, of 3 in the file",
        "2 were removed before: `samples list --removed` shows them, and `samples bring-back` brings them back.",
    ]


def test_what_is_left_out_of_a_file_is_counted_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = saved(Image.fromarray(sample(5).image), "PNG")
    (tmp_path / "class.zip").write_bytes(zipped({"7/1.png": picture, "7/desktop.ini": b"x", "7/notes.txt": b"x"}))
    main(["samples", "import", str(tmp_path / "class.zip")])
    printed = capsys.readouterr()
    assert printed.out == "1 new digits, of 1 in the file\n"
    count, named = printed.err.splitlines()
    assert count == "1 file was left out"
    assert named.startswith("Left out: 7/notes.txt: This file is no picture")


def test_digits_are_approved_relabelled_removed_brought_back_and_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = sample().id, sample(1).id
    assert said(capsys, "approve", first) == "1 digits\n"
    assert said(capsys, "approve") == "1 digits\n"
    assert len(actions.learnable()) == 3
    said(capsys, "relabel", "--", "-1", first, second)
    assert {each.label for each in store.select()} == {NO_DIGIT}
    said(capsys, "remove", first)
    assert first in said(capsys, "list", "--removed")
    said(capsys, "bring-back", first)
    assert said(capsys, "delete-writer", ANNA.id) == "2 digits\n"
    assert [each.writer for each in store.select(Filter(is_removed=None))] == [BEN.id]


def test_doubts_name_the_answer_of_the_network_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    doubts = json.loads(said(capsys, "doubts", "--json"))
    assert len(said(capsys, "doubts").splitlines()) == len(doubts)
    assert all(each["answer"] != each["label"] for each in doubts)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["dance"], "dance"),
        (["import", "nowhere.zip"], "does not exist"),
        (["import", "README.md"], "“README.md”, line 1: This is no sample"),
        (["export", "nowhere/x.zip"], "nowhere"),
        (["relabel", "10", "a"], "10"),
        (["relabel", "7", "0" * 32], "This digit is gone"),
        (["remove"], "SAMPLE_IDS"),
        (["remove", "0" * 32], "This digit is gone"),
        (["approve", "nope"], "This digit is gone"),
        (["delete-writer", "nope"], "There is no writer 'nope'"),
        (["delete-all"], "add --yes"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [each.id for each in store.select()]
    assert word in refused(["samples", *arguments], capsys)
    assert [each.id for each in store.select()] == before


def test_database_that_cannot_be_opened_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "other"))
    (tmp_path / "other" / "inkling.db").mkdir(parents=True)
    assert "The database cannot be used" in refused(["samples"], capsys)
