"""Promises of what a pupil sees and may press on the pages, and the teacher: nothing is trained here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.datasets import collecting, uploads
from model.datasets.collecting import ENOUGH, SIDE, Collection
from model.datasets.uploads import PictureSet
from model.people import rules
from model.people.visitor import TEACHER
from model.runs import actions, experiments, groups, queue, store
from model.runs.state import State
from model.runs.store import Run
from model.storage import paths
from model.versions import published
from tests.classifiers import lend_shipped
from tests.pages.app import box, button, page, progress, texts, view
from tests.runs.conftest import of_this_process
from tests.versions.publishing import let_answer
from ui import session
from ui.lesson.progress import Progress
from ui.visitor import Came

ME, OTHER = "a" * 16, "b" * 16
OPEN = "A training of yours is not over yet. Stop it, or wait until it is over, then start anew."
NOT_YOURS = "This run is somebody else's. Only who started it, or your teacher, may do that."
Come = Callable[[str], None]


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs wait."""
    monkeypatch.setattr(queue, "advance", lambda: None)


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch) -> Come:
    """Return what lets the visitor of all pages be the pupil of an id; of none: the teacher."""
    return lambda pupil: monkeypatch.setattr("ui.visitor._came", lambda: Came(pupil, not pupil, ""))


@pytest.fixture(autouse=True)
def pupil(teacher: None, come: Come) -> None:
    """Let the visitor be a pupil."""
    come(ME)


def run_of(owner: str, state: State | None = None) -> Run:
    """Return a run of somebody that has finished, or does something else; its network is the shipped one, lent."""
    run = store.create(PRESETS["two-conv"].replace(share=0.1), owner=owner)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    if state is None:
        lend_shipped(run.folder)
    run.write_state(state or State("finished"))
    return run


def keys(app: AppTest, run: Run) -> set[str]:
    """Return what can be pressed about a run, by the keys of its buttons without its id."""
    return {str(each.key).removesuffix(f"-{run.id}") for each in app.button if str(each.key).endswith(run.id)}


def boxes(app: AppTest) -> list[str]:
    """Return the sentences that the page says in boxes."""
    return [each.value for kind in (app.error, app.info, app.warning) for each in kind]


@pytest.mark.parametrize("owner", ["", OTHER])
def test_pupil_sees_how_far_a_run_of_somebody_else_is_and_cannot_end_it(owner: str) -> None:
    run = run_of(owner, of_this_process(epoch=2, batch=3, batches=10))
    app = page("pages/train.py")
    assert app.query_params["run"] == run.id
    assert progress(app)[0].startswith("Epoch 2 of 5, batch 3 of 10")
    assert keys(app, run) == set()
    assert app.subheader[0].value.endswith(" :small[a pupil's]" if owner else " :small[the teacher's]")
    run.write_state(State())
    assert progress(app.run()) == ["It starts in a moment."]
    assert keys(app, run) == set()


def test_pupil_ends_goes_on_with_and_deletes_what_is_theirs() -> None:
    run = run_of(ME, State())
    app = page("pages/train.py")
    assert keys(app, run) == {"stop", "pause"}
    assert app.subheader[0].value.endswith(" :small[yours]")
    button(app, "Pause").click().run()
    assert keys(app, run) >= {"go-on", "repeat", "rename", "delete"}
    button(app, "Go on").click().run()
    assert run.state().status == "queued"
    button(app, "Stop").click().run()
    button(app, "Yes, delete it").click().run()
    assert store.all_runs() == []
    button(app, "Bring back").click().run()
    assert store.all_runs() == [run]
    assert not app.error


@pytest.mark.parametrize("owner", ["", OTHER])
def test_pupil_uses_and_repeats_a_run_of_somebody_else_and_changes_nothing_of_it(owner: str) -> None:
    run = run_of(owner)
    app = page("pages/train.py", run=run.id)
    assert keys(app, run) == {"use-for-me", "repeat", "evaluate", "inside"}
    button(app, "Repeat exactly").click().run()
    newest = store.all_runs()[0]
    assert (newest.config(), newest.owner()) == (run.config(), ME)
    run.write_state(State("paused"))
    assert "go-on" not in keys(page("pages/train.py", run=run.id), run)


@pytest.mark.parametrize("label", ["Stop", "Pause", "Go on", "Yes, delete it", "Rename", "Use it on the Draw page"])
def test_hidden_button_that_is_pressed_all_the_same_is_refused(label: str, come: Come) -> None:
    """As by a browser that plays tricks, or by who was the teacher until the passcode changed."""
    states = {"Stop": State(), "Pause": State(), "Go on": State("paused")}
    run = run_of(OTHER, states.get(label))
    come("")
    app = page("pages/train.py", run=run.id)
    come(ME)
    before = (run.state(), run.name(), published.current())
    button(app, label).click().run()
    assert not app.exception
    refused = "Only your teacher says which network answers the class." if label.startswith("Use") else NOT_YOURS
    assert len(app.error) == 1
    assert app.error[0].value.startswith(refused)
    assert (run.state(), run.name(), published.current()) == before
    assert store.all_runs() == [run]


def test_the_list_says_whose_a_run_is_and_lets_the_teacher_alone_say_how_many_train(come: Come) -> None:
    for owner in ("", OTHER, ME):
        run_of(owner)
    app = view(page("pages/train.py"), "runs")
    said = [each.value.split(",")[0] for each in app.caption if "MNIST" in each.value]
    assert said == ["yours", "a pupil's", "the teacher's"]
    assert not [each for each in app.slider if each.label.startswith("Runs that train")]
    come("")
    app = view(page("pages/train.py"), "runs")
    said = [each.value.split(",")[0] for each in app.caption if "MNIST" in each.value]
    assert said == ["a pupil's", "a pupil's", "MNIST"]
    assert [each for each in app.slider if each.label.startswith("Runs that train")]


def test_start_says_before_what_is_too_much_and_what_would_do() -> None:
    app = page("pages/train.py")
    assert not button(app, "Start training").disabled
    next(each for each in app.select_slider if each.label == "Training pictures").set_value(60_000)
    next(each for each in app.number_input if each.label == "Epochs").set_value(12).run()
    assert boxes(app) == [
        "With 54,000 pictures a pupil may train at most 11 epochs. Choose fewer epochs, or fewer pictures."
    ]
    assert button(app, "Start training").disabled
    next(each for each in app.number_input if each.label == "Epochs").set_value(11).run()
    assert boxes(app) == []
    button(app, "Start training").click().run()
    assert [run.owner() for run in store.all_runs()] == [ME]


def test_one_training_at_a_time_is_said_as_soon_as_one_is_started_and_no_longer_than_it_takes() -> None:
    app = page("pages/train.py")
    button(app, "Start training").click().run()
    assert boxes(app) == [OPEN]
    assert button(app, "Start training").disabled
    (run,) = store.all_runs()
    run.write_state(State("stopped", "stopped-before"))
    app.run()
    assert OPEN not in boxes(app)
    assert not button(app, "Start training").disabled


def test_training_that_the_teacher_has_switched_off_is_said_and_offered_nowhere() -> None:
    run = run_of(ME, State("stopped"))
    rules.change(TEACHER, training=False)
    app = page("pages/train.py", run=run.id)
    assert "Your teacher has switched training off. Ask your teacher." in boxes(app)
    assert button(app, "Start training").disabled
    assert keys(app, run) == {"rename", "delete"}
    rules.change(TEACHER, training=True)
    assert {"go-on", "repeat"} <= keys(app.run(), run)


@pytest.mark.parametrize("data", ["mnist", "faces", "cifar10"])
def test_what_the_form_begins_with_is_no_more_than_a_pupil_may_train(data: str) -> None:
    app = page("pages/train.py")
    box(app, "Pictures").set_value(data).run()
    for network in range(len(box(app, "Network").options)):
        box(app, "Network").select_index(network).run()
        assert not [each for each in boxes(app) if "pupil" in each]


@pytest.mark.parametrize(
    ("kind", "count"), [("optimizers", 4), ("overfitting", 4), ("remedies", 4), ("folds", 4), ("seeds", 3)]
)
def test_each_experiment_is_ready_to_press_for_a_pupil(kind: str, count: int) -> None:
    app = view(page("pages/train.py"), "experiments")
    next(each for each in app.radio if each.label == "Experiment").set_value(kind).run()
    button(app, f"Start {count} runs").click().run()
    assert not app.exception
    assert not app.error
    (group,) = groups.all_groups()
    assert (group.kind, {run.owner() for run in group.runs().values()}) == (kind, {ME})
    assert ("as-it-is" in group.members) == (kind in ("overfitting", "remedies"))


def test_pupil_chooses_which_optimizers_race_and_the_teacher_races_all(come: Come) -> None:
    app = view(page("pages/train.py"), "experiments")
    raced = next(each for each in app.multiselect if each.label == "Optimizers")
    raced.set_value(raced.value[:2]).run()
    assert button(app, "Start 2 runs")
    come("")
    assert button(app.run(), "Start 7 runs")


def test_pupil_who_comes_is_shown_their_own_training_before_that_of_others() -> None:
    race = groups.create("seeds", experiments.seeds(PRESETS["fast"], 2), OTHER)
    app = page("pages/train.py")
    assert app.query_params["group"] == race.id
    assert app.subheader[0].value.endswith("2 seeds :small[a pupil's]")
    assert "**2 seeds** – a pupil's, 0 of 2 over, 20" in texts(view(app, "runs"))
    run = run_of(ME, State())
    assert page("pages/train.py").query_params["run"] == run.id


def test_runs_of_somebody_elses_race_are_not_stopped_by_a_pupil(come: Come) -> None:
    group = groups.create("seeds", experiments.seeds(PRESETS["fast"], 2), OTHER)
    assert "Stop all" not in [each.label for each in page("pages/train.py", group=group.id).button]
    come(OTHER)
    button(page("pages/train.py", group=group.id), "Stop all").click().run()
    assert {run.state().status for run in group.runs().values()} == {"stopped"}


def test_network_answers_a_pupil_alone_and_that_of_the_class_stays() -> None:
    run = run_of(OTHER)
    app = page("pages/train.py", run=run.id)
    button(app, "Let it answer me").click().run()
    assert app.session_state[session.NETWORK] == run.folder
    assert "This network answers you now." in texts(app)
    assert published.current() == published.SHIPPED
    other = page("pages/train.py", run=run.id)
    assert button(other, "Let it answer me")
    button(app, "Let the class's network answer me").click().run()
    assert session.NETWORK not in app.session_state
    assert button(app, "Let it answer me")


def test_network_that_answers_the_class_says_so_to_a_pupil() -> None:
    run = run_of("")
    let_answer(run.folder)
    app = page("pages/train.py", run=run.id)
    assert "This network answers on the Draw page now." in texts(app)
    assert not keys(app, run) & {"use", "use-for-me", "back-from", "back-for-me"}


def test_pupil_is_shown_what_was_theirs_in_the_bin(come: Come) -> None:
    mine, others = run_of(ME), run_of(OTHER)
    for run in (mine, others):
        actions.delete(run, TEACHER)
    app = view(page("pages/train.py"), "runs")
    assert [each.label for each in app.button].count("Bring back") == 1
    assert boxes(page("pages/train.py", run=others.id)) == ["This run is gone: it was deleted. Choose another one."]
    button(app, "Bring back").click().run()
    assert store.all_runs() == [mine]
    come("")
    button(view(page("pages/train.py"), "runs"), "Bring back").click().run()
    assert store.all_runs() == [others, mine]


@pytest.mark.parametrize("training", [True, False])
def test_own_pictures_are_asked_for_where_the_teacher_allows_training(training: bool) -> None:
    rules.change(TEACHER, training=training)
    app = page("pages/train.py")
    box(app, "Pictures").set_value("add").run()
    assert ("add-pictures" in [each.key for each in app.button]) is training
    assert ("Your teacher has switched training off. Ask your teacher." in boxes(app)) is not training


@pytest.mark.parametrize("owner", ["", OTHER, ME])
def test_own_pictures_are_deleted_by_who_brought_them(owner: str) -> None:
    x = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)
    own = uploads.save(PictureSet("Our pets", ("cats", "dogs"), x, np.repeat(np.arange(2), 10)), owner)
    app = page("pages/train.py")
    box(app, "Pictures").set_value(own).run()
    assert (f"delete-{own}" in [each.key for each in app.button]) == (owner == ME)


def own_classes() -> AppTest:
    """Return the page "My own classes" with pictures enough to train."""
    name = collecting.begin(("a", "b"))
    x = np.random.default_rng(0).integers(0, 256, (2 * ENOUGH, SIDE, SIDE, 3), np.uint8)
    collecting.change(name, lambda __: Collection(("a", "b"), x, np.repeat(np.arange(2), ENOUGH)))
    return page("pages/classes.py", collection=name)


def test_pupil_trains_own_classes_where_old_runs_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    old, app = run_of(""), own_classes()
    (old.folder / "epochs.npz").write_bytes(bytes(3_000_000))
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.002")
    button(app, "Train").click().run()
    assert not app.exception
    assert not app.error
    assert [run.owner() for run in store.all_runs()] == [ME]


def zip_of_pictures() -> bytes:
    """Return a zip of two classes, five pictures each."""
    packed, rng = io.BytesIO(), np.random.default_rng(1)
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(10):
            content = io.BytesIO()
            Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(content, "PNG")
            archive.writestr(f"{'cats' if number < 5 else 'dogs'}/{number}.png", content.getvalue())
    return packed.getvalue()


def fill_the_disk() -> str:
    """Let Inkling's home hold more than it may, and return the sentence that says so."""
    (paths.home() / "samples.db").write_bytes(bytes(30_000_000))
    return "The disk budget of 0.02 GB is used up. Delete runs and pictures that you need no more."


def fill_the_share() -> str:
    """Let others' pictures take nearly as much as those of pupils may, and return the sentence that says so."""
    x = np.random.default_rng(2).integers(0, 256, (325, 64, 64, 3), np.uint8)
    uploads.save(PictureSet("Noise", ("cats", "dogs"), x, np.arange(325) % 2), OTHER)
    return (
        "The own pictures of all pupils may take 0.004 GB together, and with these they would take more. Delete some of"
        " yours on the page Train, or ask your teacher."
    )


@pytest.mark.parametrize("fill", [fill_the_disk, fill_the_share])
def test_pictures_that_do_not_fit_are_said_below_add(fill: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.02")
    app = page("pages/train.py")
    box(app, "Pictures").set_value("add").run()
    app.file_uploader[0].upload("pets.zip", zip_of_pictures(), "application/zip").run()
    said, before = fill(), uploads.all_sets()
    app.button(key="add-pictures").click().run()
    assert not app.exception
    assert [error.value for error in app.error] == [said]
    assert uploads.all_sets() == before


@pytest.mark.parametrize("fill", [fill_the_disk, fill_the_share])
def test_own_classes_that_do_not_fit_are_said_near_train(
    fill: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.02")
    app = own_classes()
    said = fill()
    button(app, "Train").click().run()
    assert not app.exception
    assert [error.value for error in app.error] == [said]
    assert store.all_runs() == []


def test_lesson_starts_a_pupils_training_unless_another_one_is_open() -> None:
    app = page("pages/evaluate.py")
    app.session_state[session.LESSON] = Progress(True, "train")
    app.run()
    waiting = run_of(ME, State())
    button(app, "Train on 300 pictures").click().run()
    assert OPEN in boxes(app)
    assert store.all_runs() == [waiting]
    actions.stop(waiting, TEACHER)
    button(app, "Train on 300 pictures").click().run()
    started = store.all_runs()[0]
    assert (started.owner(), app.query_params["run"]) == (ME, started.id)


def test_class_does_not_wait_for_a_training_that_somebody_has_paused(come: Come) -> None:
    def begin() -> str:
        app = page("pages/evaluate.py")
        app.session_state[session.LESSON] = Progress(True, "train")
        button(app.run(), "Train on 300 pictures").click().run()
        return str(app.query_params["run"])

    first = begin()
    come(OTHER)
    assert begin() == first
    actions.pause(store.find(first), TEACHER)
    second = begin()
    assert second != first
    come(ME)
    assert begin() == second  # the newest that is of use


@pytest.mark.parametrize(
    ("known", "sentence"),
    [(True, "Your teacher has switched training off. Ask your teacher."), (False, "It is not known who you are.")],
)
def test_classes_are_collected_by_who_may_train(
    known: bool, sentence: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = collecting.begin(("a", "b"))
    begun, new = page("pages/classes.py", collection=name), page("pages/classes.py")
    if known:
        rules.change(TEACHER, training=False)
    else:
        monkeypatch.setattr("ui.visitor._came", lambda: Came("", False, ""))
    for app in (begun, new):
        app.button(key="own-add").click().run()
        assert not app.exception
        assert sentence in app.error[0].value
    assert [path.stem for path in (home / "collections").iterdir()] == [name]
    assert collecting.load(name).classes == ("a", "b")


def test_own_classes_are_trained_by_a_pupil_one_at_a_time() -> None:
    open_one, app = run_of(ME, State()), own_classes()
    app.session_state[session.STEP] = "learn"
    app.run()
    assert OPEN in boxes(app)
    assert app.button(key="own-train").disabled
    assert uploads.all_sets() == []
    actions.stop(open_one, TEACHER)
    app.run().button(key="own-train").click().run()
    newest = store.all_runs()[0]
    assert newest.owner() == uploads.owner_of(newest.config().data) == ME
    assert app.button(key="own-stop")
