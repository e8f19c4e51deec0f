"""Promises of what people do to samples: a pupil to their own, the teacher to all."""

from __future__ import annotations

import errno
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from unittest.mock import Mock

import numpy as np
import pytest

from model.errors import DiskError, RightsError, SampleError
from model.people import rules
from model.people.visitor import TEACHER, Visitor
from model.samples import actions, export_files, store
from model.samples.exports import export, look, samples_of
from model.samples.sample import Sample
from model.samples.store import Filter
from model.storage import files
from tests.samples.drawings import ANNA, BEN, sample, samples

pytestmark = pytest.mark.usefixtures("database")


def test_pupil_gives_and_the_teacher_approves_before_it_is_learned_from() -> None:
    assert actions.give([given := sample(is_approved=True)], ANNA) == 1
    assert actions.learnable() == []
    assert actions.approve({given.id: given.label}, TEACHER) == 1
    assert [each.id for each in actions.learnable()] == [given.id]


def test_nothing_waits_where_the_teacher_approves_nothing() -> None:
    actions.give([before := sample(1)], ANNA)
    rules.change(TEACHER, approval=False)
    actions.give([after := sample(2)], ANNA)
    assert {each.id for each in actions.learnable()} == {before.id, after.id}
    rules.change(TEACHER, approval=True)
    assert {each.id for each in actions.learnable()} == {after.id}


def test_what_the_teacher_gives_is_approved() -> None:
    actions.give([sample(writer="t")], TEACHER)
    assert len(actions.learnable()) == 1


def test_same_drawing_is_given_once() -> None:
    assert actions.give([sample(), sample(1)], ANNA) == 2
    assert actions.give([sample(), sample(2)], ANNA) == 1


def test_pupil_gives_nothing_where_giving_is_off() -> None:
    rules.change(TEACHER, contributing=False)
    with pytest.raises(RightsError, match="switched giving digits off"):
        actions.give([sample()], ANNA)
    assert actions.give([sample()], TEACHER) == 1


def test_pupil_gives_nothing_in_the_name_of_another() -> None:
    with pytest.raises(RightsError, match="somebody else's"):
        actions.give([sample(), sample(1, writer=BEN.id)], ANNA)
    assert store.how_many() == 0


def test_nobody_gives_without_an_id() -> None:
    with pytest.raises(RightsError, match="not known who you are"):
        actions.give([sample(writer="")], Visitor(""))


def test_pupil_gives_no_more_than_the_bound_and_the_class_no_more_than_its(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_OF_ONE", 3)
    monkeypatch.setattr(actions, "MOST", 4)
    actions.give(samples(2), ANNA)
    with pytest.raises(RightsError, match="You have given 2 digits, and 3 are enough"):
        actions.give([sample(8), sample(9)], ANNA)
    actions.give(samples(2, writer=BEN.id), BEN)
    with pytest.raises(SampleError, match="The class has 4 digits"):
        actions.give([sample(8)], ANNA)
    with pytest.raises(SampleError, match="The class has 4 digits"):
        actions.take_in([sample(8)], TEACHER)
    assert actions.take_in([sample(1)], TEACHER).new == 0


def test_drawing_that_could_not_be_exported_is_not_kept() -> None:
    with pytest.raises(SampleError, match="more than 3,000 points"):
        actions.give([sample(strokes=(np.zeros((3001, 2)),))], ANNA)
    with pytest.raises(SampleError, match="`nickname`"):
        actions.give([sample(nickname="n" * 21)], ANNA)
    assert store.how_many() == 0


OF_ONE: list[Callable[[list[str], Visitor], int]] = [
    lambda ids, by: actions.relabel(ids, 1, by),
    lambda ids, by: len(actions.remove(dict.fromkeys(ids, 7), by)),
    actions.bring_back,
]


@pytest.mark.parametrize("deed", OF_ONE, ids=["relabel", "remove", "bring back"])
def test_pupil_changes_what_is_theirs_the_teacher_all(deed: Callable[[list[str], Visitor], int]) -> None:
    actions.take_in([sample(), sample(writer=BEN.id)], TEACHER)
    own, other = sample().id, sample(writer=BEN.id).id
    assert deed([own], ANNA) == 1
    with pytest.raises(RightsError, match="somebody else's"):
        deed([own, other], ANNA)
    with pytest.raises(RightsError, match="somebody else's"):
        deed([own], Visitor(""))
    assert deed([other], TEACHER) == 1
    with pytest.raises(SampleError, match="This digit is gone"):
        deed(["0" * 32], ANNA)


def test_pupil_cannot_slip_another_label_past_the_approval() -> None:
    given = sample(is_approved=True)
    actions.take_in([given], TEACHER)
    actions.relabel([given.id], 1, ANNA)
    assert actions.learnable() == []
    actions.approve({given.id: 1}, TEACHER)
    actions.remove({given.id: 1}, TEACHER)
    actions.bring_back([given.id], ANNA)
    assert actions.learnable() == []
    actions.relabel([given.id], 2, TEACHER)
    actions.approve({given.id: 2}, TEACHER)
    assert [each.label for each in actions.learnable()] == [2]


def test_only_labels_that_the_teacher_saw_are_approved_and_what_was_relabelled_meanwhile_waits_on() -> None:
    shown = [sample(number, label=label) for number, label in enumerate((3, 3, 5, 5))]
    actions.give(shown, ANNA)
    actions.relabel([shown[0].id], 8, ANNA)
    actions.relabel([shown[2].id], 3, ANNA)  # a label that others had
    assert actions.approve({each.id: each.label for each in shown}, TEACHER) == 2
    assert {each.id for each in actions.learnable()} == {shown[1].id, shown[3].id}


def test_nobody_approves_between_the_two_halves_of_a_pupils_change(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.take_in([given := sample(is_approved=True)], TEACHER)
    monkeypatch.setattr(store, "relabel", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.relabel([given.id], 1, ANNA)
    assert store.find(given.id).is_approved  # all of it is kept together, or nothing


def test_removed_ones_are_not_learned_from_until_they_are_back() -> None:
    actions.give([given := sample()], TEACHER)
    actions.remove({given.id: 7}, TEACHER)
    assert actions.learnable() == []
    assert store.find(given.id).removed
    actions.bring_back([given.id], TEACHER)
    assert [each.id for each in actions.learnable()] == [given.id]


def test_only_what_has_the_label_that_was_seen_and_is_there_yet_is_removed() -> None:
    seen = samples(4)
    actions.give(seen, ANNA)
    actions.relabel([seen[0].id], 8, ANNA)
    actions.remove({seen[1].id: 7}, ANNA)
    when = store.find(seen[1].id).removed
    assert {*actions.remove({each.id: each.label for each in seen}, TEACHER)} == {seen[2].id, seen[3].id}
    assert [each.label for each in store.select()] == [8]
    assert store.find(seen[1].id).removed == when


def test_what_was_removed_stays_so_when_it_is_brought_in_again_and_is_counted_apart() -> None:
    pictures = [sample(number, strokes=(), source="import") for number in range(2)]
    actions.take_in([sample(7), sample(8), *pictures], TEACHER)
    actions.remove({sample(7).id: 7, pictures[0].id: 7}, TEACHER)
    again = [sample(7), sample(8), *(replace(each, writer="4b (1)") for each in pictures), sample(9)]
    assert actions.take_in(again, TEACHER) == (1, 2, 2)
    assert store.find(sample(7).id).removed


def test_approval_taking_in_and_deleting_everything_are_the_teachers() -> None:
    actions.give([sample()], ANNA)
    for deed in (
        lambda: actions.approve({sample().id: 7}, ANNA),
        lambda: actions.let_wait([sample().id], ANNA),
        lambda: actions.take_in([sample(1)], ANNA),
        lambda: actions.delete_everything(ANNA),
    ):
        with pytest.raises(RightsError, match="Only your teacher"):
            deed()
    assert [each.is_approved for each in store.select()] == [False]


def test_pupil_deletes_all_of_theirs_from_the_exports_too() -> None:
    actions.take_in([sample(is_approved=True), sample(writer=BEN.id, is_approved=True)], TEACHER)
    made = export()
    with pytest.raises(RightsError, match="somebody else's"):
        actions.delete_writer(BEN.id, ANNA)
    assert actions.delete_writer(ANNA.id, ANNA) == 1
    assert [each.writer for each in store.select(Filter(is_removed=None))] == [BEN.id]
    assert [each.writer for each in samples_of(made.id)] == [BEN.id]
    assert actions.delete_everything(TEACHER) == 1
    assert samples_of(made.id) == []


def test_what_is_given_since_it_was_shown_is_not_deleted_nor_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.take_in(samples(2, is_approved=True), TEACHER)
    made, forget = export(), export_files.forget
    for deed in (lambda: actions.delete_writer(ANNA.id, ANNA, 1), lambda: actions.delete_everything(TEACHER, 1)):
        with pytest.raises(SampleError, match="More digits were given since"):
            deed()
        assert store.how_many() == len(samples_of(made.id)) == 2

    def give_meanwhile(writer: str) -> None:
        forget(writer)
        actions.give([sample(2)], ANNA)

    monkeypatch.setattr(export_files, "forget", give_meanwhile)
    with pytest.raises(SampleError, match="More digits were given since"):
        actions.delete_writer(ANNA.id, ANNA, 2)
    assert store.how_many() == 3


def test_two_who_delete_theirs_at_once_are_both_taken_out_of_the_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.take_in([sample(writer=writer, is_approved=True) for writer in (ANNA.id, BEN.id, "c" * 16)], TEACHER)
    made, both, read = export(), Barrier(2), export_files._lines

    def read_with_the_other(path: Path) -> list[str]:
        lines = read(path)
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        return lines

    monkeypatch.setattr(export_files, "_lines", read_with_the_other)
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda by: actions.delete_writer(by.id, by), (ANNA, BEN))) == [1, 1]
    assert [each.writer for each in samples_of(made.id)] == ["c" * 16]


@pytest.mark.parametrize("deed", [look, export])
def test_what_is_deleted_while_somebody_looks_at_it_or_teaches_it_is_not_written_back(
    deed: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.take_in([sample(is_approved=True), sample(writer=BEN.id, is_approved=True)], TEACHER)
    made, id_of = export(), export_files.id_of
    deleting = Thread(target=actions.delete_writer, args=(BEN.id, BEN))

    def delete_meanwhile(samples: list[Sample]) -> str:
        if not deleting.ident:
            deleting.start()
            deleting.join(0.5)  # until it is done, or waits
        return id_of(samples)

    monkeypatch.setattr(export_files, "id_of", delete_meanwhile)
    deed()
    deleting.join()
    assert store.how_many(BEN.id) == 0
    assert [each.writer for each in samples_of(made.id)] == [ANNA.id]


def test_what_cannot_be_taken_out_of_the_exports_stays_to_be_deleted_later(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.take_in([sample(is_approved=True), sample(writer=BEN.id, is_approved=True)], TEACHER)
    made, is_full = export(), OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(files, "replace", Mock(side_effect=is_full))
        with pytest.raises(DiskError, match="No space left"):
            actions.delete_writer(ANNA.id, ANNA)
    assert store.how_many(ANNA.id) == 1
    assert actions.delete_writer(ANNA.id, ANNA) == 1
    assert [each.writer for each in samples_of(made.id)] == [BEN.id]


def test_export_that_cannot_be_read_now_is_not_deleted_and_nothing_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.take_in([sample(is_approved=True), sample(writer=BEN.id, is_approved=True)], TEACHER)
    made = export()
    with monkeypatch.context() as patch:
        patch.setattr(export_files, "_lines", Mock(side_effect=OSError(errno.EMFILE, "Too many open files")))
        with pytest.raises(DiskError, match="Too many open files"):
            actions.delete_writer(ANNA.id, ANNA)
    assert store.how_many() == len(samples_of(made.id)) == 2


def test_nothing_is_deleted_while_the_store_with_the_exports_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_STORE", str(shared := tmp_path / "shared"))
    actions.take_in([sample(is_approved=True), sample(writer=BEN.id, is_approved=True)], TEACHER)
    made = export()
    shared.rename(tmp_path / "away")
    shared.mkdir()
    with pytest.raises(DiskError, match="cannot be written"):
        actions.delete_writer(ANNA.id, ANNA)
    shared.rmdir()
    (tmp_path / "away").rename(shared)
    assert store.how_many() == len(samples_of(made.id)) == 2


def test_export_without_the_writer_who_deletes_all_is_not_written_anew() -> None:
    actions.take_in(samples(3, is_approved=True), TEACHER)
    path = export_files.path_of(export().id)
    written = path.stat().st_mtime_ns, path.stat().st_ino
    actions.delete_writer(BEN.id, TEACHER)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == written


def test_export_holds_what_may_be_learned_from_and_the_same_set_is_the_same_export() -> None:
    actions.take_in(samples(3, is_approved=True), TEACHER)
    actions.take_in([sample(8, writer=BEN.id, is_approved=True), sample(9, is_approved=False)], TEACHER)
    made = export()
    assert (made.samples, made.writers) == (4, 2)
    assert len(made.id) == 16
    back = samples_of(made.id)
    assert {each.id for each in back} == {each.id for each in actions.learnable()}
    assert export() == made
    actions.relabel([back[0].id], 1, TEACHER)
    assert export().id != made.id
    assert samples_of(made.id)[0].label == 7


def test_what_was_deleted_and_comes_back_is_in_its_export_again() -> None:
    actions.take_in(samples(3, is_approved=True), TEACHER)
    made, backup = export(), store.select()
    actions.delete_everything(TEACHER)
    actions.take_in(backup, TEACHER)
    assert export() == made
    assert len(samples_of(made.id)) == 3


@pytest.mark.parametrize("export_id", ["", "0" * 16, "../../etc/pass", "0" * 15 + "/"])
def test_export_that_is_not_there_is_one_sentence(export_id: str) -> None:
    with pytest.raises(SampleError, match="is gone"):
        samples_of(export_id)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08", b"[]", b"\xff" * 100])
def test_damaged_export_is_one_sentence(content: bytes) -> None:
    actions.give([sample()], TEACHER)
    made = export()
    path = export_files.path_of(made.id)
    path.write_bytes(content or path.read_bytes()[:-9])
    with pytest.raises(SampleError, match="is damaged"):
        samples_of(made.id)
    actions.delete_writer(BEN.id, TEACHER)
    assert not path.exists()
