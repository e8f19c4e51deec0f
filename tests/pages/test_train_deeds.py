"""Promises of what is pressed on the Train page while others press, too: it hits what was on the screen.

Between the page's drawing and the press another session acts, as it may within the second that a person needs.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.datasets import uploads
from model.executors import chosen
from model.people.visitor import TEACHER
from model.runs import actions, deletion, experiments, groups, places, queue, store
from model.runs.state import State
from model.runs.store import Run
from model.storage import files, recycle_bin
from model.versions import published
from tests.classifiers import lend_shipped
from tests.pages.app import box, button, html, page, texts, view
from tests.runs.conftest import RecordingExecutor, of_this_process
from tests.versions.publishing import let_answer
from ui.text import plain

GONE = "This run is gone: it was deleted. Choose another one."


@pytest.fixture(autouse=True)
def executor(monkeypatch: pytest.MonkeyPatch) -> RecordingExecutor:
    """Let nothing be trained here."""
    executor = RecordingExecutor()
    monkeypatch.setitem(chosen.READY, "local", executor)
    return executor


def finished_elsewhere() -> Run:
    """Let another session's run have finished; it reads digits."""
    run = store.create(PRESETS["two-conv"])
    lend_shipped(run.folder)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "seconds": 1}])
    run.write_state(State("finished"))
    return run


def pressed(app: AppTest, label: str) -> AppTest:
    """Press the button of that label, and return the page, which holds no traceback."""
    button(app, label).click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    """Return what can be pressed."""
    return [each.label for each in app.button]


def boxes(app: AppTest) -> list[str]:
    """Return the sentences that the page says in boxes."""
    return [each.value for kind in (app.error, app.info, app.warning) for each in kind]


def test_address_names_the_run_as_soon_as_it_is_shown_and_keeps_it(finished: Run) -> None:
    finished.write_state(of_this_process(epoch=1, batch=1, batches=2))
    app = page("pages/train.py")
    assert app.query_params["run"] == finished.id
    finished.write_state(State("finished"))
    finished_elsewhere()
    store.create(PRESETS["fast"])
    assert app.run().query_params["run"] == finished.id
    assert any(each.key == f"delete-{finished.id}" for each in app.button)


def test_run_that_is_over_is_opened_for_those_alone_who_opened_it(finished: Run) -> None:
    app = page("pages/train.py")
    assert "run" not in app.query_params
    view(app, "runs")
    next(each for each in app.button if each.key == f"list-{finished.id}").click().run()
    assert app.query_params["run"] == finished.id
    app = page("pages/train.py", run=finished.id)  # as after a reload
    app.switch_page("app.py").run()
    app.query_params.clear()
    assert app.switch_page("pages/train.py").run().query_params["run"] == finished.id
    pressed(app, "Back to the network")
    assert "run" not in app.query_params
    assert "ink-blocks" in html(app)


def test_delete_hits_the_run_that_was_shown_while_a_newer_one_finishes(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    newer = finished_elsewhere()
    pressed(app, "Yes, delete it")
    assert store.all_runs() == [newer]
    assert "is deleted. For a day it can be brought back." in texts(app)
    assert boxes(app) == []
    assert app.query_params["run"] == finished.id  # no other run takes the place of what was there


def test_use_hits_the_run_that_was_shown_while_a_newer_one_finishes(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    finished_elsewhere()
    pressed(app, "Use it on the Draw page")
    assert published.current() == finished.folder


@pytest.mark.parametrize("label", ["Yes, delete it", "Use it on the Draw page", "Repeat exactly"])
def test_press_on_a_run_that_was_deleted_is_one_sentence_and_hits_no_other(finished: Run, label: str) -> None:
    other = finished_elsewhere()
    app = page("pages/train.py", run=finished.id)
    deletion.delete(finished)
    pressed(app, label)
    assert boxes(app) == [GONE]
    assert store.all_runs() == [other]
    assert published.current() == published.SHIPPED
    pressed(app, "Bring back")
    assert boxes(app) == []
    assert store.all_runs() == [other, finished]
    assert label in labels(app)


def test_run_that_is_deleted_elsewhere_is_said_in_its_place_and_no_other_is_shown(finished: Run) -> None:
    other = finished_elsewhere()
    app = page("pages/train.py", run=finished.id)
    deletion.delete(finished)
    app.run()
    assert not app.exception
    assert "is deleted. For a day it can be brought back." in texts(app)
    assert "</b> right" not in html(app)
    shutil.rmtree(recycle_bin.everything()[0].path)  # a day later
    app.run()
    assert boxes(app) == [GONE]
    view(app, "runs")
    next(each for each in app.button if each.key == f"list-{other.id}").click().run()
    assert boxes(app) == []
    assert "of 10,000</b> right" in html(app)


def test_list_opens_no_other_run_than_its_row_says(finished: Run) -> None:
    other = finished_elsewhere()
    app = view(page("pages/train.py"), "runs")
    deletion.delete(finished)
    next(each for each in app.button if each.key == f"list-{finished.id}").click().run()
    assert not app.exception
    assert app.query_params["run"] == finished.id
    assert "is deleted. For a day it can be brought back." in texts(app)
    assert store.all_runs() == [other]


@pytest.mark.parametrize("label", ["Stop", "Pause"])
def test_ending_a_run_that_is_over_meanwhile_is_one_sentence(finished: Run, label: str) -> None:
    finished.write_state(of_this_process(epoch=1, batch=1, batches=2))
    app = page("pages/train.py", run=finished.id)
    finished.write_state(State("finished"))
    pressed(app, label)
    assert boxes(app) == ["This run was over before it could be ended. See below what it came to."]
    assert finished.wish() == ""
    assert app.run().error == []


@pytest.mark.parametrize(("label", "status"), [("Stop", "stopped"), ("Pause", "paused")])
def test_ending_hits_the_run_that_was_shown(label: str, status: str) -> None:
    first = store.create(PRESETS["fast"])
    app = page("pages/train.py")
    second = store.create(PRESETS["fast"])
    pressed(app, label)
    assert (first.state().status, second.state().status) == (status, "queued")


def test_go_on_hits_the_run_that_was_shown(finished: Run) -> None:
    finished.write_state(State("stopped"))
    app = page("pages/train.py", run=finished.id)
    other = store.create(PRESETS["fast"])
    other.write_state(State("stopped"))
    pressed(app, "Go on")
    assert (finished.state().is_open, other.state().is_open) == (True, False)


def test_run_that_somebody_else_let_go_on_cannot_be_deleted(finished: Run) -> None:
    finished.write_state(State("stopped"))
    app = page("pages/train.py", run=finished.id)
    queue.enqueue_again(finished)
    pressed(app, "Yes, delete it")
    assert "This run is not over yet. Stop it first." in boxes(app)
    assert store.all_runs() == [finished]


def test_run_that_answers_cannot_be_deleted(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    let_answer(finished.folder)
    pressed(app, "Yes, delete it")
    assert len(boxes(app)) == 1
    assert "Let another one answer, then delete it." in boxes(app)[0]
    assert store.all_runs() == [finished]


def test_anybody_can_bring_back_what_anybody_deleted(finished: Run) -> None:
    deletion.delete(finished)
    app = view(page("pages/train.py"), "runs")
    assert "**One convolution · 1 epoch**" in texts(app)
    assert " – deleted 20" in texts(app)
    pressed(app, "Bring back")
    assert store.all_runs() == [finished]
    assert "Bring back" not in labels(app)


def test_bringing_back_what_somebody_else_brought_back_is_one_sentence(finished: Run) -> None:
    deletion.delete(finished)
    app = view(page("pages/train.py"), "runs")
    recycle_bin.bring_back(recycle_bin.everything()[0])
    pressed(app, "Bring back")
    assert len(app.error) == 1
    assert app.error[0].value.startswith("It was brought back already")
    assert store.all_runs() == [finished]


def test_of_many_that_were_deleted_a_few_are_shown(finished: Run) -> None:
    for _ in range(6):
        deletion.delete(finished_elsewhere())
    app = view(page("pages/train.py"), "runs")
    assert labels(app).count("Bring back") == 5
    next(each for each in app.toggle if each.label == "Show all 6").set_value(True).run()
    assert labels(app).count("Bring back") == 6


def test_stop_all_hits_the_runs_that_were_shown() -> None:
    shown, other = (groups.create("seeds", experiments.seeds(PRESETS["fast"], 2)) for _ in range(2))
    app = page("pages/train.py", group=shown.id)
    pressed(app, "Stop all")
    assert {run.state().status for run in shown.runs().values()} == {"stopped"}
    assert {run.state().status for run in other.runs().values()} == {"queued"}


def test_stop_all_of_runs_that_are_over_or_gone_is_one_sentence() -> None:
    group = groups.create("seeds", experiments.seeds(PRESETS["fast"], 2))
    app = page("pages/train.py", group=group.id)
    first, second = group.runs().values()
    for run in (first, second):
        queue.stop(run)
    deletion.delete(first)
    pressed(app, "Stop all")
    assert [each.value for each in app.error] == ["These runs were over before they could be stopped."]
    deletion.delete(second)
    app.run()
    assert not app.exception
    assert len(boxes(app)) == 1
    assert boxes(app) == ["These runs are gone: they were deleted. Choose others."]


def pets() -> str:
    """Store own pictures, and return their id."""
    x = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)
    return uploads.save(uploads.PictureSet("Our pets", ("cats", "dogs"), x, np.repeat(np.arange(2), 10)))


def with_own_pictures() -> tuple[AppTest, str]:
    """Return the page with own pictures chosen, and their id."""
    own = pets()
    app = page("pages/train.py")
    box(app, "Pictures").set_value(own).run()
    return app, own


def test_own_pictures_are_deleted_and_brought_back() -> None:
    own = pets()
    app = page("pages/train.py")
    assert "Yes, delete them" not in labels(app)
    box(app, "Pictures").set_value(own).run()
    pressed(app, "Yes, delete them")
    assert uploads.all_sets() == []
    assert box(app, "Pictures").value == "mnist"
    assert any("are gone: they were deleted" in said for said in boxes(app))
    view(app, "runs")
    assert f"{plain('Our pets (own pictures)')} – deleted 20" in texts(app)
    pressed(app, "Bring back")
    assert uploads.all_sets() == [own]


def test_network_of_own_pictures_that_were_deleted_says_so_by_their_name() -> None:
    run = finished_elsewhere()
    (run.folder / "config.json").write_text(PRESETS["binary"].replace(data=(own := pets())).to_json())
    actions.delete_pictures(own, TEACHER)
    app = page("pages/train.py", run=run.id)
    assert "Our pets, Adam" in texts(app)
    assert own not in texts(app)
    evaluated = page("pages/evaluate.py")
    box(evaluated, "Network").select_index(1).run()
    assert not evaluated.exception
    assert evaluated.error[0].value.startswith("The pictures “Our pets” were deleted. For a day they can be brought")


def test_damaged_own_pictures_can_be_deleted(home: Path) -> None:
    own = pets()
    (home / "pictures" / f"{own}.npz").write_bytes(b"damaged")
    app = page("pages/train.py")
    box(app, "Pictures").set_value(own).run()
    pressed(app, "Yes, delete them")
    assert uploads.all_sets() == []
    assert plain(f"{own} (damaged)") in texts(view(app, "runs"))


def test_press_on_own_pictures_that_were_deleted_is_one_sentence_and_none_on_the_next_page() -> None:
    app, own = with_own_pictures()
    deletion.delete_pictures(own)
    pressed(app, "Yes, delete them")
    assert boxes(app) == ["It was deleted already. Choose another one."]
    app.switch_page("pages/classes.py").run()
    assert boxes(app) == []


def test_own_pictures_that_a_waiting_run_needs_stay() -> None:
    app, own = with_own_pictures()
    store.create(PRESETS["binary"].replace(data=own))
    pressed(app, "Yes, delete them")
    assert any("needs these pictures" in said for said in boxes(app))
    assert uploads.all_sets() == [own]
    assert box(app, "Pictures").value == own


def test_start_does_not_train_on_others_when_the_pictures_were_deleted_elsewhere() -> None:
    app, own = with_own_pictures()
    deletion.delete_pictures(own)
    pressed(app, "Start training")
    assert any("are gone: they were deleted" in said for said in boxes(app))
    assert store.all_runs() == []
    pressed(app, "Start training")  # those that are on the screen now
    (run,) = store.all_runs()
    assert run.config().data == "mnist"


def test_number_of_places_that_somebody_else_changes_is_not_changed_back(finished: Run) -> None:
    app = view(page("pages/train.py"), "runs")
    places.set_max_concurrent_runs(3)
    app.run()
    assert places.max_concurrent_runs() == 3
    assert next(each for each in app.slider if each.label.startswith("Runs that train")).value == 3


def test_network_that_cannot_be_published_on_a_full_disk_is_one_sentence(
    finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page("pages/train.py", run=finished.id)

    def no_space(*__: object, **___: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(published, "_publish", no_space)
        button(app, "Use it on the Draw page").click().run()
    (error,) = app.error
    assert error.value.startswith("The database cannot be used: database or disk is full.")
    assert published.current() == published.SHIPPED


@pytest.mark.parametrize(
    "label",
    ["Repeat exactly", "Start training", "Start 7 runs", "Yes, delete it"],
)
def test_deed_on_a_full_disk_is_one_sentence(finished: Run, label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page("pages/train.py", run=finished.id)
    if label == "Start 7 runs":
        view(app, "experiments")

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace", no_space)
        patch.setattr(Path, "mkdir", no_space)
        pressed(app, label)
    assert len(app.error) == 1
    assert "No space left on device. Free some disk" in app.error[0].value
    assert store.all_runs() == [finished]
    assert not pressed(app, label).error


@pytest.mark.parametrize("name", ["pages/evaluate.py", "pages/inside.py", "app.py"])
def test_network_that_is_deleted_elsewhere_ends_no_page(name: str, finished: Run, shipped_predicted: None) -> None:
    app = page(name)
    if name != "app.py":
        chosen = box(app, "Network")
        chosen.set_value(next(each for each in chosen.options if "One convolution" in each)).run()
    deletion.delete(finished)
    app.run()
    assert not app.exception
    assert not app.error


def test_all_experiments_can_be_opened() -> None:
    made = [groups.create("seeds", experiments.seeds(PRESETS["fast"], 2)) for _ in range(9)]
    app = view(page("pages/train.py"), "runs")
    assert len({f"list-{group.id}" for group in made} & {each.key for each in app.button}) == 8
    app.toggle(key="all-groups").set_value(True).run()
    assert {f"list-{group.id}" for group in made} <= {each.key for each in app.button}
