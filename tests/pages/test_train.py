"""Promises of the Train page that need no real browser (Streamlit's AppTest)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.config import PRESETS, TrainingConfig
from model.datasets import uploads
from model.datasets.mixing import load_split
from model.inference.card import read_card, write_card
from model.networks.layers import Layer
from model.runs import deletion, experiments, groups, places, queue, store
from model.runs.state import State, Status
from model.runs.store import Run
from model.storage.paths import ROOT
from model.versions import published
from tests.classifiers import lend_shipped
from tests.pages.app import box, button, html, page, progress, texts, view
from tests.runs.conftest import GONE
from ui import session
from ui.text import plain
from ui.train import run_list
from ui.visitor import Came


def test_train_page_shows_the_network_before_training() -> None:
    app = page("pages/train.py")
    assert not app.exception
    assert "34,826 parameters" in texts(app)
    assert app.table[0].value["Output shape"].tolist()[:2] == ["26 x 26 x 32", "13 x 13 x 32"]
    assert "27,000 pictures to learn from, 3,000 to validate, 10,000 kept apart" in texts(app)
    assert "How long it takes here shows after the first training." in texts(app)
    assert 'aria-label="The network: picture 28 x 28, then convolution 32 of 26 x 26, then' in html(app)
    assert "<b>0</b>: 5,923 pictures" in html(app)
    assert "Nothing was trained yet" in texts(view(app, "runs"))


def test_another_network_brings_its_own_settings() -> None:
    app = page("pages/train.py")
    box(app, "Network").set_value("one-conv").run()
    optimizer = next(box for box in app.selectbox if box.label == "Optimizer")
    assert optimizer.value == "rmsprop"
    assert "347,146 parameters" in texts(app)


def test_start_queues_what_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)  # queued is what is promised here; the browser tests train
    app = page("pages/train.py")
    for label, value in {"Epochs": 3, "Seed": 7}.items():
        next(entry for entry in app.number_input if entry.label == label).set_value(value)
    button(app, "Start training").click().run()
    (run,) = store.all_runs()
    assert run.config() == PRESETS["two-conv"].replace(epochs=3, seed=7, share=0.5)
    assert progress(app) == ["It starts in a moment."]
    assert app.query_params["run"] == run.id


def test_first_press_on_another_view_after_a_start_is_not_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    app = button(page("pages/train.py"), "Start training").click().run()
    (run,) = store.all_runs()
    button(view(app, "runs"), "Open").click().run()
    assert app.query_params["run"] == run.id
    (shown,) = [each.value for each in app.segmented_control if each.key == "train-view"]
    assert shown == "one"


@pytest.mark.parametrize(("most", "count"), [(1.2e12, 30_000), (1.2e10, 300), (1.0, 100)])
def test_first_try_is_of_as_many_pictures_as_are_soon_learned(
    most: float, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.train.training_form._FIRST_TRY", most)
    app = page("pages/train.py")
    assert next(each for each in app.select_slider if each.label == "Training pictures").value == count


def test_waiting_run_says_why_nobody_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    store.create(PRESETS["fast"])
    monkeypatch.setenv("INKLING_EXECUTOR", "rya")
    app = page("pages/train.py")
    assert progress(app) == ["Waiting"]
    assert "EXECUTOR names no executor: rya. Choose of: local" in app.error[0].value


def test_waiting_runs_of_a_group_say_why_nobody_starts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_EXECUTOR", "rya")
    app = page("pages/train.py", group=groups.create("seeds", experiments.seeds(PRESETS["fast"], 2)).id)
    (fault,) = app.error
    assert "EXECUTOR names no executor: rya" in fault.value


def test_finished_run_shows_what_it_reads_right_and_can_be_used(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    figures = read_card(published.SHIPPED).figures
    right = round(figures.test_accuracy * figures.test_pictures)
    assert f"<b>{right:,} of {figures.test_pictures:,}</b> right" in html(app)
    button(app, "Use it on the Draw page").click().run()
    assert published.current() == finished.folder
    assert "answers on the Draw page now" in texts(app)
    button(app, "Go back to Inkling's network").click().run()
    assert published.current() == published.SHIPPED


def test_killed_run_says_so_and_offers_to_go_on(finished: Run) -> None:
    finished.write_state(State("running", job=GONE))
    (finished.folder / "card.json").unlink()
    app = page("pages/train.py", run=finished.id)
    assert "ended from outside" in app.error[0].value
    assert button(app, "Go on")


def test_earlier_runs_are_listed_with_their_settings_and_open_again(finished: Run) -> None:
    other = store.create(PRESETS["fast"])
    other.write_state(State("failed", "memory-full"))
    app = page("pages/train.py", run=other.id)
    assert "memory was full" in app.error[0].value
    view(app, "runs")
    assert "RMSProp at 0.001, batches of 64" in texts(app)
    next(element for element in app.button if element.key == f"list-{finished.id}").click().run()
    assert not app.error
    assert "of 10,000</b> right" in html(app)  # opening goes to it


def test_damaged_run_harms_no_other_and_no_id_is_shown(finished: Run) -> None:
    damaged = store.create(PRESETS["fast"])
    (damaged.folder / "config.json").write_text("{")
    damaged.write_state(State("failed", "memory-full"))
    app = page("pages/train.py", run=damaged.id)
    assert not app.exception
    assert "A run cannot be read" in texts(app)
    view(app, "runs")
    assert "A run cannot be read" in texts(app)
    assert damaged.id not in texts(app)
    assert next(element for element in app.button if element.key == f"list-{finished.id}")
    next(element for element in app.button if element.key == f"delete-damaged-{damaged.id}").click().run()
    assert not app.exception
    assert store.all_runs() == [finished]
    assert damaged.id not in texts(app)


def test_a_gap_of_nothing_is_not_below_nothing(finished: Run) -> None:
    row = {"epoch": 1, "loss": 0.3, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.9002, "seconds": 1}
    finished.write_history([row])
    assert "The gap: **0.0 points**" in texts(page("pages/train.py", run=finished.id))


def test_overfitting_run_says_so_and_a_press_queues_it_with_the_remedy(
    finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)  # queued is what is promised here
    columns = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
    rows = [(1, 0.9, 0.7, 0.8, 0.75, 1), (2, 0.2, 0.95, 0.7, 0.8, 1), (3, 0.01, 1.0, 1.1, 0.78, 1)]
    finished.write_history([dict(zip(columns, row, strict=True)) for row in rows])
    app = page("pages/train.py", run=finished.id)
    assert "The gap: **22.0 points**" in texts(app)
    assert "It overfits: on the pictures it learns from it is 22.0 points better" in texts(app)
    button(app, "Dropout").click().run()
    assert not app.exception
    assert store.all_runs()[0].config() == finished.config().replace(dropout=0.5)


@pytest.mark.parametrize(("kept", "said"), [(2, True), (3, False)])
def test_run_says_of_which_epoch_its_network_is_where_it_is_not_the_last(finished: Run, kept: int, said: bool) -> None:
    columns = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")
    rows = [(1, 0.9, 0.7, 0.8, 0.75), (2, 0.2, 0.95, 0.7, 0.8), (3, 0.01, 1.0, 1.1, 0.78)]
    finished.write_history([dict(zip(columns, row, strict=True)) for row in rows])
    write_card(finished.folder, dataclasses.replace(read_card(finished.folder), best_epoch=kept))
    shown = texts(page("pages/train.py", run=finished.id))
    assert ("It is the network of epoch 2 of 3: that one read most validation pictures right." in shown) is said


VALIDATED = [
    dict(zip(("epoch", "loss", "accuracy", "val_loss", "val_accuracy"), row, strict=True))
    for row in [(1, 0.9, 0.7, 0.8, 0.75), (2, 0.5, 0.85, 0.5, 0.85), (3, 0.4, 0.88, 0.49, 0.87)]
]


@pytest.mark.parametrize(("base", "well"), [("", True), ("shipped", False)])
def test_curves_are_not_praised_where_a_base_had_learned_what_validates(base: str, well: bool) -> None:
    run = store.create(PRESETS["one-conv"].replace(epochs=3, base=base))
    lend_shipped(run.folder)
    run.write_history(VALIDATED)
    run.write_state(State("finished"))
    app = page("pages/train.py", run=run.id)
    assert ("The curves look well" in texts(app)) is well
    (gap,) = [each for each in app.markdown if "The gap: " in each.value]
    assert ("A wide gap means that it learns its pictures by heart." in gap.help) is well
    assert ("It knew most of the validation pictures before" in gap.help) is not well


@pytest.mark.parametrize(("validated", "well"), [(True, True), (False, False)])
def test_curves_are_praised_where_there_was_validation_alone(finished: Run, validated: bool, well: bool) -> None:
    columns = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")[: None if validated else 3]
    finished.write_history([{name: row[name] for name in columns} for row in VALIDATED])
    assert ("The curves look well" in texts(page("pages/train.py", run=finished.id))) is well


def test_runs_are_laid_over_one_another_with_the_settings_that_differ(finished: Run) -> None:
    other = store.create(PRESETS["fast"])
    other.write_history(finished.history())
    other.write_state(State("stopped"))
    app = view(page("pages/train.py"), "runs")
    chosen = next(element for element in app.multiselect if element.label.startswith("Lay runs"))
    chosen.set_value([finished.id, other.id]).run()
    assert not app.exception
    settings = app.table[-1].value["Setting"].tolist()
    assert {"Network", "Optimizer", "Learning rate", "Pictures in a batch"} <= set(settings)
    assert "Seed" not in settings


def test_places_in_the_queue_are_set_on_the_page(finished: Run) -> None:
    app = view(page("pages/train.py"), "runs")
    next(slider for slider in app.slider if slider.label.startswith("Runs that train")).set_value(3).run()
    assert not app.exception
    assert places.max_concurrent_runs() == 3


def test_runs_are_told_apart_by_what_differs_and_by_the_name_that_somebody_gives(finished: Run) -> None:
    runs = [store.create(finished.config().replace(seed=seed)) for seed in (2, 3, 3)]
    for run in runs:
        run.write_history(finished.history())
        run.write_state(State("stopped"))
    app = page("pages/train.py", run=runs[0].id)
    next(each for each in app.text_input if each.label == "What is this run called?").set_value("Our **best**")
    button(app, "Rename").click().run()
    assert "Our \\*\\*best\\*\\*" in texts(app)
    names = next(element for element in view(app, "runs").multiselect if element.label.startswith("Lay runs"))
    assert names.options == [
        "One convolution · 1 epoch · Seed: 3 (2)",
        "One convolution · 1 epoch · Seed: 3",
        "Our **best**",
        f"One convolution · 1 epoch · {read_card(published.SHIPPED).figures.test_accuracy:.1%}",
    ]


def test_group_with_a_damaged_run_is_shown_all_the_same(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    group = groups.create("seeds", experiments.seeds(finished.config(), 3))
    damaged, other, _ = group.runs().values()
    for run in group.runs().values():
        run.write_state(State("failed", "memory-full"))
    (damaged.folder / "config.json").write_text("{")
    lend_shipped(other.folder)
    app = page("pages/train.py", group=group.id)
    assert not app.exception
    (fault,) = app.error  # of all three
    assert "The memory was full" in fault.value
    assert "3 seeds" in texts(app)
    assert "test pictures are wrong in all 1 runs" in texts(app)
    for name in ("Seed 1", "Seed 2", "Seed 3"):
        assert f"</i>{name}</button>" in html(app)


def test_run_whose_pictures_are_gone_is_shown_all_the_same(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    config = finished.config().replace(data="gone-12345678")
    (finished.folder / "config.json").write_text(config.to_json())
    app = page("pages/train.py", run=finished.id)
    assert not app.exception
    assert "of 10,000</b> right" in html(app)
    assert "gone, RMSProp at 0.001" in texts(app)
    assert "gone-12345678, RMSProp" not in texts(app)
    button(app, "Repeat exactly").click().run()
    assert not app.exception
    assert any(said.value.startswith("There are no pictures named") for said in app.error)
    assert store.all_runs() == [finished]  # it would only wait, and fail


def test_names_that_people_typed_are_no_markdown(finished: Run) -> None:
    own = any_pictures("**Bold** :red[cats]", classes=("$right$", "*left*"))
    config = PRESETS["binary"].replace(data=own)
    (finished.folder / "config.json").write_text(config.to_json())
    app = page("pages/train.py", run=finished.id)
    assert "**Bold** :red[cats] (own pictures)" in box(app, "Pictures").options
    assert not any("**Bold**" in said or ":red[" in said for said in [caption.value for caption in app.caption])
    assert any(caption.value.startswith(plain("**Bold** :red[cats], Adam")) for caption in app.caption)
    box(app, "Pictures").set_value(own).run()
    assert not app.exception
    assert "<b>$right$</b>: 8 pictures" in html(app)
    assert 'alt="*left*"' in html(app)


def test_waiting_runs_say_how_many_are_before_them(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    for _ in range(2):
        store.create(PRESETS["fast"])
    said = texts(view(page("pages/train.py"), "runs"))
    assert "Waiting, 0 before it" in said
    assert "Waiting, 1 before it" in said


def test_network_that_cannot_work_says_why_and_is_not_started() -> None:
    app = page("pages/train.py")
    box(app, "Network").set_value("own").run()
    app.session_state[session.LAYERS] = [Layer("max-pooling", pool=8)] * 3
    app.run()
    assert "Layer 2 (Max pooling 8x8) cannot work" in app.error[0].value
    assert "2\\. Max pooling 8x8 **cannot work here**" in texts(app)
    assert 'class="ink-block fault"' in html(app)
    assert button(app, "Start training").disabled


def test_list_of_runs_says_what_they_do_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    first, second = store.create(PRESETS["fast"]), store.create(PRESETS["fast"])
    app = view(page("pages/train.py"), "runs")
    assert "Waiting, 1 before it" in texts(app)
    look, looks = run_list._doing, []

    def begins_meanwhile() -> dict[str, Status]:
        looks.append(1)
        if len(looks) == 2:  # once the list is drawn
            first.write_state(State("stopped"))
        return look()

    monkeypatch.setattr(run_list, "_doing", begins_meanwhile)
    assert "Stopped" in texts(app.run())
    assert second.state().status == "queued"
    assert len(looks) > 3  # the page was drawn anew, and looked again


def test_what_was_chosen_and_built_is_there_when_the_page_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page("pages/train.py")
    usual = config_of(app)
    box(app, "Network").set_value("own").run()
    next(entry for entry in app.number_input if entry.label == "Epochs").set_value(3).run()
    built = config_of(app).layers
    button(app, "Add").click().run()
    chosen = config_of(app)
    assert (chosen.network, chosen.epochs, len(chosen.layers)) == ("own", 3, len(built) + 1)
    assert config_of(page("pages/train.py")) == chosen
    view(app, "experiments")
    (shown,) = [each.value for each in page("pages/train.py").segmented_control if each.key == "train-view"]
    assert shown == "experiments"
    monkeypatch.setattr("ui.visitor._came", lambda: Came("f" * 16, True, ""))  # somebody else
    assert config_of(page("pages/train.py")) == usual


def test_press_on_a_page_that_was_left_behind_undoes_nothing_that_was_chosen_since() -> None:
    older = page("pages/train.py")
    app = page("pages/train.py")
    box(app, "Network").set_value("own").run()
    button(app, "Add").click().run()
    older.button(key="turn-big").click().run()
    again = page("pages/train.py")
    assert config_of(again) == config_of(app)
    assert again.session_state[session.BIG]


def test_what_is_chosen_in_the_first_moment_of_a_visit_is_kept() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["epochs-mnist-two-conv-0"] = 3  # the browser says so, where the server was started anew
    chosen = config_of(app.switch_page("pages/train.py").run())
    assert chosen.epochs == 3
    assert config_of(page("pages/train.py")) == chosen


def config_of(app: AppTest) -> TrainingConfig:
    """Return what the form describes."""
    config: TrainingConfig
    _, config = app.session_state[session.PLANNED]
    return config


def test_run_that_is_deleted_while_it_is_compared_leaves_the_comparison(finished: Run) -> None:
    others = [store.create(finished.config().replace(seed=seed)) for seed in (2, 3)]
    for run in others:
        run.write_history(finished.history())
        run.write_state(State("stopped"))
    app = view(page("pages/train.py"), "runs")
    chosen = [run.id for run in (finished, *others)]
    next(element for element in app.multiselect if element.label.startswith("Lay runs")).set_value(chosen).run()
    deletion.delete(others[1])
    app.run()
    assert not app.exception
    assert "Lay runs" in next(element.label for element in app.multiselect if element.label.startswith("Lay runs"))


def any_pictures(name: str, seed: int = 0, classes: tuple[str, ...] = ("cats", "dogs"), count: int = 10) -> str:
    """Store own pictures, so many of each class, drawn at random, and return their id."""
    x = np.random.default_rng(seed).integers(0, 256, (count * len(classes), 32, 32, 3), np.uint8)
    return uploads.save(uploads.PictureSet(name, classes, x, np.repeat(np.arange(len(classes)), count)))


def test_ten_classes_of_ten_pictures_are_divided_as_the_page_says(home: Path) -> None:
    own = any_pictures("Letters", classes=tuple("ABCDEFGHIJ"))
    app = page("pages/train.py")
    box(app, "Pictures").set_value(own).run()
    assert "70 pictures to learn from, 10 to validate, 20 kept apart for the test" in texts(app)
    assert not button(app, "Start training").disabled
    split = load_split(PRESETS["cifar"].replace(data=own))
    for part, each in ((split.train, 7), (split.validation, 1), (split.test, 2)):
        assert np.bincount(part.y).tolist() == [each] * 10


def test_too_few_pictures_of_many_classes_are_said_before_start(home: Path) -> None:
    own = any_pictures("Signs", classes=tuple(f"{number:02}" for number in range(60)))
    app = page("pages/train.py")
    box(app, "Pictures").set_value(own).run()
    app.select_slider[0].set_value(100).run()
    assert "100 pictures of 60 classes are too few to train and to validate: at least 120 are needed" in texts(app)
    assert button(app, "Start training").disabled
    app.select_slider[0].set_value(300).run()
    assert "240 pictures to learn from, 60 to validate" in texts(app)
    assert not button(app, "Start training").disabled


def test_chosen_pictures_that_are_gone_give_way_to_others(home: Path) -> None:
    own = any_pictures("Animals")
    app = page("pages/train.py")
    box(app, "Pictures").set_value(own).run()
    (home / "pictures" / f"{own}.npz").unlink()
    app.run()
    assert not app.exception
    assert not app.error
    assert box(app, "Pictures").value == "mnist"


def test_cross_validation_says_what_each_fold_learns_from_and_that_too_few_pictures_make_none() -> None:
    own = any_pictures("Animals", count=5)
    app = view(page("pages/train.py"), "experiments")
    app.radio[0].set_value("folds").run()
    box(app, "Pictures").set_value("mnist").run()
    next(each for each in app.select_slider if each.label == "Training pictures").set_value(60_000).run()
    assert "48,000 pictures to learn from, 12,000 to validate" in texts(app)
    assert "Fold 5" in texts(app)
    assert "fold 1 of 5" not in texts(app)
    assert not button(app, "Start 5 runs").disabled
    box(app, "Pictures").set_value(own).run()
    assert "5 folds need so many pictures of each class" in app.error[0].value
    assert next(each for each in app.button if each.key == "start").disabled
    next(each for each in app.slider if each.label == "Folds").set_value(4).run()
    assert not app.error
    assert "6 pictures to learn from, 2 to validate" in texts(app)


def test_own_pictures_of_the_same_name_are_told_apart() -> None:
    for seed in (1, 2):
        any_pictures("Animals", seed)
    own = [title for title in box(page("pages/train.py"), "Pictures").options if title.startswith("Animals")]
    assert len(set(own)) == 2


def test_settings_that_are_not_usual_stand_beside_start_and_are_taken_back_there() -> None:
    app = page("pages/train.py")
    assert not [each for each in app.button if str(each.key).startswith("take-back-")]
    next(each for each in app.toggle if each.label == "Dropout").set_value(True)
    box(app, "Optimizer").set_value("sgd").run()
    shown = {each.label: each for each in app.button if str(each.key).startswith("take-back-")}
    assert list(shown) == ["SGD", "Dropout"]  # its learning rate came with the optimizer
    shown["SGD"].click().run()
    shown = {each.label: each for each in app.button if str(each.key).startswith("take-back-")}
    assert list(shown) == ["Dropout"]
    assert box(app, "Optimizer").value == "adam"
    shown["Dropout"].click().run()
    assert not next(each for each in app.toggle if each.label == "Dropout").value


def test_what_was_chosen_is_there_again_after_another_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    app = page("pages/train.py")
    box(app, "Network").set_value("one-conv").run()
    next(each for each in app.number_input if each.label == "Epochs").set_value(2).run()
    view(view(app, "runs"), "experiments")
    next(each for each in app.radio if each.label == "Experiment").set_value("seeds").run()
    button(app, "Start 3 runs").click().run()
    assert not app.exception
    assert {run.config().network for run in store.all_runs()} == {"one-conv"}
    assert {run.config().epochs for run in store.all_runs()} == {2}
    assert next(each for each in view(app, "one").number_input if each.label == "Epochs").value == 2


def test_group_that_runs_is_what_the_page_shows(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    group = groups.create("seeds", experiments.seeds(finished.config(), 3))
    store.create(PRESETS["fast"])
    app = page("pages/train.py")
    assert app.query_params["group"] == group.id
    assert "0 of 3 runs are over." in progress(app)
    for run in group.runs().values():
        queue.stop(run)
    assert "It starts in a moment." in progress(page("pages/train.py"))  # then the run that waits


def test_ready_experiment_says_how_many_runs_it_is_and_that_it_has_its_own_pictures() -> None:
    app = view(page("pages/train.py"), "experiments")
    assert "**7 runs**" in texts(app)
    next(each for each in app.radio if each.label == "Experiment").set_value("overfitting").run()
    assert "It has its own pictures and network" in texts(app)
    assert "**9 runs**" in texts(app)
    assert "Pictures" not in [each.label for each in app.selectbox]
    assert button(app, "Start 9 runs")


def test_time_that_it_will_take_is_judged_by_what_was_trained_here(finished: Run) -> None:
    finished.write_history([{**row, "seconds": 20} for row in finished.history()])
    app = page("pages/train.py")
    assert "here, judged by other trainings." in texts(app)
    box(app, "Network").set_value("one-conv").run()
    next(each for each in app.number_input if each.label == "Epochs").set_value(3)
    next(each for each in app.select_slider if each.label == "Training pictures").set_value(60_000).run()
    assert "About 1 min on this computer." in texts(app)  # three epochs of 20 s


def test_pictures_that_are_not_on_this_computer_are_marked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(home))
    app = page("pages/train.py")
    assert "CIFAR-10: ten kinds of things (not on this computer)" in box(app, "Pictures").options
    box(app, "Pictures").set_value("cifar10").run()
    assert "These pictures are not on this computer" in app.warning[0].value
    assert not app.exception


def test_result_gives_way_to_what_is_chosen_next(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    box(app, "Network").set_value("fast").run()
    assert "run" not in app.query_params
    assert "ink-blocks" in html(app)


@pytest.mark.parametrize("label", ["Evaluate", "Look inside"])
def test_result_leads_to_the_pages_about_its_network(label: str, finished: Run, shipped_predicted: None) -> None:
    app = button(page("pages/train.py", run=finished.id), label).click().run()
    assert not app.exception
    assert box(app, "Network").value == finished.folder
