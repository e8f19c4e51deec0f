"""Promises of who may do what to runs, own pictures and the class's network: the table of rights, cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from model.config import PRESETS
from model.datasets import uploads
from model.datasets.uploads import PictureSet
from model.errors import DataError, DeletionError, RightsError, RunError, VersionError
from model.people.visitor import TEACHER, Visitor
from model.runs import actions, deletion, experiments, places, queue, rows, store
from model.runs.state import State
from model.runs.store import Run
from model.storage import recycle_bin
from model.storage.database.engine import METADATA, reading
from model.storage.folder_store import FolderStore
from model.versions import published, registry
from tests.classifiers import lend_shipped
from tests.runs.conftest import RecordingExecutor, of_this_process
from tests.runs.earlier import as_before
from tests.versions.publishing import from_elsewhere

PUPIL, OTHER, UNKNOWN = Visitor("a" * 16), Visitor("b" * 16), Visitor("")
TEACHER_AWAY = Visitor("c" * 16, is_teacher=True)  # at another device, by the passcode
CONFIG = PRESETS["fast"].replace(share=0.01)
DEEDS: dict[str, tuple[State, Callable[[Run, Visitor], object]]] = {
    "stop": (State(), actions.stop),
    "pause": (State(), actions.pause),
    "go on": (State("paused"), actions.go_on),
    "rename": (State("finished"), lambda run, by: actions.rename(run.id, "Ours", by)),
    "delete": (State("finished"), actions.delete),
}

pytestmark = pytest.mark.usefixtures("executor")


def made(owner: Visitor, state: State) -> Run:
    """Return a run of somebody that does this."""
    run = store.create(CONFIG, owner=owner.owner)
    run.write_state(state)
    return run


def all_kept(home: Path) -> dict[str, object]:
    """Return all that lies in a home, and in its database: what a refused deed has to leave as it was."""
    found = [path for path in home.rglob("*") if path.is_file() and not path.name.startswith("inkling.db")]
    with reading() as connection:
        tables = {table.name: connection.execute(sa.select(table)).all() for table in METADATA.sorted_tables}
    return {**tables, **{str(path.relative_to(home)): path.read_bytes() for path in found}}


def refused(deed: Callable[..., object], *args: object) -> str:
    """Return the reason for which a deed is refused."""
    with pytest.raises(RightsError) as caught:
        deed(*args)
    return caught.value.reason


def pets(owner: Visitor) -> str:
    """Store own pictures of somebody, and return their id."""
    x = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)
    return uploads.save(PictureSet("Our pets", ("cats", "dogs"), x, np.repeat(np.arange(2), 10)), owner.owner)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("owner", "by"),
    [(PUPIL, PUPIL), (PUPIL, TEACHER), (PUPIL, TEACHER_AWAY), (TEACHER, TEACHER), (TEACHER, TEACHER_AWAY)],
)
def test_who_owns_a_run_and_the_teacher_do_all_to_it(deed: str, owner: Visitor, by: Visitor, home: Path) -> None:
    state, do = DEEDS[deed]
    run = made(owner, state)
    before = all_kept(home)
    do(run, by)
    assert all_kept(home) != before


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(("owner", "by"), [(PUPIL, OTHER), (PUPIL, UNKNOWN), (TEACHER, PUPIL), (TEACHER, UNKNOWN)])
def test_nobody_else_does_anything_to_a_run(deed: str, owner: Visitor, by: Visitor, home: Path) -> None:
    state, do = DEEDS[deed]
    run = made(owner, state)
    before = all_kept(home)
    assert refused(do, run, by) == "run-of-others"
    assert all_kept(home) == before


def test_what_can_only_fail_is_queued_for_nobody(home: Path) -> None:
    config = PRESETS["binary"].replace(data=pets(TEACHER), validation_split=0.0)
    before = all_kept(home)
    with pytest.raises(DataError, match="10 folds need so many pictures"):
        actions.train_group("folds", experiments.folds(config, 10), TEACHER)
    with pytest.raises(DataError, match="There are no pictures named"):
        actions.train(config.replace(data="gone-12345678"), TEACHER)
    assert all_kept(home) == before


def test_refusal_is_a_sentence_that_says_who_may() -> None:
    with pytest.raises(RightsError) as caught:
        actions.stop(made(PUPIL, State()), OTHER)
    assert str(caught.value) == "This run is somebody else's. Only who started it, or your teacher, may do that."


@pytest.mark.parametrize("by", [PUPIL, TEACHER])
@pytest.mark.parametrize("deed", DEEDS)
def test_run_that_was_deleted_is_gone_and_not_somebody_elses(deed: str, by: Visitor) -> None:
    run = made(PUPIL, State("finished"))
    deletion.delete(run)
    with pytest.raises(RunError, match="This run is gone"):
        DEEDS[deed][1](run, by)


def test_runs_without_owner_are_the_teachers() -> None:
    """Those of earlier versions, and those whose owner cannot be read."""
    run = as_before(made(PUPIL, State("finished")), status="finished")
    assert run.owner() == ""
    for damaged in (b"", b"\xff\xfe", b"a" * 15, b"A" * 16, b"a" * 16 + b"\n", b"a" * 30_000_000):
        (run.folder / "owner.txt").write_bytes(damaged)
        assert run.owner() == ""
        assert refused(actions.delete, run, PUPIL) == "run-of-others"
    actions.rename(run.id, "An old one", TEACHER)
    assert run.name() == "An old one"


def test_run_is_seen_with_its_owner_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "move", end)  # the last step of all
        with pytest.raises(KeyboardInterrupt):
            store.create(CONFIG, owner=PUPIL.owner)
    assert (store.all_runs(), dict(rows.all_rows())) == ([], {})
    store.create(CONFIG, owner=PUPIL.owner)
    assert [run.owner() for run in store.all_runs()] == [PUPIL.owner]


def test_owner_stays_through_all_that_is_done_to_a_run() -> None:
    run = actions.train(CONFIG, PUPIL)
    actions.stop(run, TEACHER)
    actions.go_on(run, TEACHER)
    actions.stop(run, TEACHER)
    actions.rename(run.id, "Yours", TEACHER)
    actions.delete(run, TEACHER)
    actions.bring_back(*actions.deleted(TEACHER), TEACHER)
    assert run.owner() == PUPIL.id


def test_repetition_is_of_who_repeats() -> None:
    run = made(PUPIL, State("finished"))
    assert actions.train(run.config(), OTHER).owner() == OTHER.id
    assert actions.train(run.config(), TEACHER).owner() == ""


def test_runs_of_a_race_are_all_of_who_started_it() -> None:
    group = actions.train_group("seeds", {"1": CONFIG, "2": CONFIG.replace(seed=2)}, PUPIL)
    assert {run.owner() for run in group.runs().values()} == {PUPIL.id}


def test_pupil_brings_back_what_was_theirs_and_the_teacher_everything() -> None:
    mine, others, teachers = (made(owner, State("finished")) for owner in (PUPIL, OTHER, TEACHER))
    for run in (mine, others, teachers):
        actions.delete(run, TEACHER)
    names = {by: {each.name for each in actions.deleted(by)} for by in (PUPIL, OTHER, UNKNOWN, TEACHER)}
    assert names == {PUPIL: {mine.id}, OTHER: {others.id}, UNKNOWN: set(), TEACHER: {mine.id, others.id, teachers.id}}
    for deleted in actions.deleted(TEACHER):
        if deleted.name != mine.id:
            assert refused(actions.bring_back, deleted, PUPIL) == "deleted-of-others"
    assert store.all_runs() == []
    actions.bring_back(*actions.deleted(PUPIL), PUPIL)
    assert store.all_runs() == [mine]
    for deleted in actions.deleted(TEACHER):
        actions.bring_back(deleted, TEACHER)
    assert store.all_runs() == [teachers, others, mine]


def test_bringing_back_what_is_there_again_is_no_question_of_rights() -> None:
    actions.delete(made(PUPIL, State("finished")), PUPIL)
    (deleted,) = actions.deleted(PUPIL)
    actions.bring_back(deleted, TEACHER)
    with pytest.raises(DeletionError, match="brought back already"):
        actions.bring_back(deleted, PUPIL)


@pytest.mark.parametrize(("owner", "by"), [(PUPIL, PUPIL), (PUPIL, TEACHER), (TEACHER, TEACHER)])
def test_own_pictures_are_deleted_and_brought_back_by_who_brought_them_and_the_teacher(
    owner: Visitor, by: Visitor
) -> None:
    own = pets(owner)
    actions.delete_pictures(own, by)
    assert uploads.all_sets() == []
    actions.bring_back(*actions.deleted(by), by)
    assert uploads.all_sets() == [own]
    assert uploads.owner_of(own) == owner.owner


@pytest.mark.parametrize(("owner", "by"), [(PUPIL, OTHER), (PUPIL, UNKNOWN), (TEACHER, PUPIL), (TEACHER, UNKNOWN)])
def test_own_pictures_are_deleted_and_brought_back_by_nobody_else(owner: Visitor, by: Visitor, home: Path) -> None:
    own = pets(owner)
    before = all_kept(home)
    assert refused(actions.delete_pictures, own, by) == "pictures-of-others"
    assert all_kept(home) == before
    actions.delete_pictures(own, TEACHER)
    assert actions.deleted(by) == []
    assert refused(actions.bring_back, *actions.deleted(TEACHER), by) == "deleted-of-others"
    assert uploads.all_sets() == []


def test_pictures_that_somebody_else_brings_again_stay_whose_they_are() -> None:
    assert pets(PUPIL) == pets(OTHER) == pets(TEACHER)
    assert [uploads.owner_of(each) for each in uploads.all_sets()] == [PUPIL.id]


def test_pictures_of_earlier_versions_and_damaged_ones_are_the_teachers(home: Path) -> None:
    own = pets(PUPIL)
    path = home / "pictures" / f"{own}.npz"
    with np.load(path) as archive:
        np.savez(path, **{name: archive[name] for name in archive.files if name != "owner"})
    assert uploads.load(own).name == "Our pets"
    assert refused(actions.delete_pictures, own, PUPIL) == "pictures-of-others"
    path.write_bytes(b"damaged")
    assert refused(actions.delete_pictures, own, PUPIL) == "pictures-of-others"
    actions.delete_pictures(own, TEACHER)


def test_pictures_that_are_gone_are_no_question_of_rights() -> None:
    own = pets(PUPIL)
    actions.delete_pictures(own, PUPIL)
    with pytest.raises(DeletionError, match="deleted already"):
        actions.delete_pictures(own, PUPIL)


def test_network_from_elsewhere_is_deleted_and_comes_back_with_its_number_but_not_while_it_answers(home: Path) -> None:
    number = from_elsewhere("From afar").number
    for by in (PUPIL, UNKNOWN):
        assert refused(actions.delete_version, number, by) == "deleting-is-teachers"
    published.publish(number)
    with pytest.raises(DeletionError, match="Let another one answer"):
        actions.delete_version(number, TEACHER)
    published.pin_shipped()
    actions.delete_version(number, TEACHER)
    assert [each.number for each in registry.all_versions()] == [0]
    (deleted,) = actions.deleted(TEACHER)
    actions.bring_back(deleted, TEACHER)
    assert registry.find(number).name == "From afar"


def test_network_of_a_run_is_deleted_with_its_run_alone() -> None:
    run = made(TEACHER, State("finished"))
    lend_shipped(run.folder)
    for number in (registry.register(run.folder).number, 0):
        with pytest.raises(VersionError, match="trained here"):
            actions.delete_version(number, TEACHER)
    assert run.folder.exists()


def test_what_else_is_in_the_bin_is_the_teachers(home: Path) -> None:
    (home / "notes").mkdir(parents=True)
    (home / "notes" / "a.txt").write_text("a")
    recycle_bin.put(home / "notes" / "a.txt")
    assert actions.deleted(PUPIL) == actions.deleted(UNKNOWN) == []
    assert [each.name for each in actions.deleted(TEACHER)] == ["a.txt"]


def test_the_teacher_alone_says_how_many_train_at_the_same_time(home: Path) -> None:
    for by in (PUPIL, UNKNOWN):
        assert refused(actions.let_train_at_once, 4, by) == "places-are-teachers"
    assert places.max_concurrent_runs() == 1
    actions.let_train_at_once(3, TEACHER)
    assert places.max_concurrent_runs() == 3


def test_the_teachers_runs_go_first_and_interrupt_none(executor: RecordingExecutor) -> None:
    training = actions.train(CONFIG, PUPIL)
    pupils = [actions.train(CONFIG, Visitor(digit * 16)) for digit in "bcd"]
    teachers = [actions.train(CONFIG, TEACHER) for _ in range(2)]
    line = [*teachers, *pupils]
    assert executor.started == [training.id]
    assert executor.stopped == []
    assert queue.waiting() == {run.id: before for before, run in enumerate(line, start=1)}
    for run, following in zip([training, *line], line, strict=False):
        run.write_state(State("finished"))
        queue.advance()
        assert executor.started[-1] == following.id
    assert executor.started == [run.id for run in (training, *line)]


def test_others_have_their_turn_between_the_runs_of_a_pupils_race(executor: RecordingExecutor) -> None:
    race = actions.train_group("seeds", dict.fromkeys("123", CONFIG), PUPIL)
    training, *others = race.members.values()
    alone = actions.train(CONFIG, OTHER)
    assert executor.started == [training]
    assert list(queue.waiting()) == [alone.id, *others]
    teachers = actions.train_group("seeds", dict.fromkeys("12", CONFIG), TEACHER)
    assert list(queue.waiting()) == [*teachers.members.values(), alone.id, *others]
    for run_id in (training, *queue.waiting()):
        store.find(run_id).write_state(State("finished"))
        queue.advance()
    assert executor.started == [training, *teachers.members.values(), alone.id, *others]


def test_refused_deed_on_a_run_that_trains_does_not_end_it(executor: RecordingExecutor) -> None:
    run = made(OTHER, of_this_process())
    for deed in (actions.stop, actions.pause):
        assert refused(deed, run, PUPIL) == "run-of-others"
    assert (executor.stopped, run.state().status) == ([], "running")
