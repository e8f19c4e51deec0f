"""Promises of what is open on the Train page: it stays until it is closed, or something else is chosen beside it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from model.config import PRESETS, TrainingConfig
from model.inference.card import write_card
from model.runs import experiments, groups, store
from model.runs.groups import Group, Kind
from model.runs.state import State
from model.runs.store import Run
from tests.cards import FIGURES, card
from tests.classifiers import lend_shipped
from tests.pages.app import button, page, texts, view
from ui import address, session
from ui.train.words import in_words, value_in_words

OPENED = {"one": "Back to the network", "experiments": "Back to the experiments"}  # by view, what closes it


def with_experiment(app: AppTest, kind: str) -> AppTest:
    """Return the page with an experiment chosen."""
    view(app, "experiments")
    return next(each for each in app.radio if each.label == "Experiment").set_value(kind).run()


def opened(app: AppTest) -> str:
    """Return the view that shows a run or a group; "" where none is shown."""
    (shown,) = [each.value for each in app.segmented_control if each.key == "train-view"]
    return shown if OPENED.get(shown) in [each.label for each in app.button] else ""


@pytest.fixture
def finished_group() -> Group:
    """Return two runs that belong together and have finished."""
    group = groups.create("seeds", experiments.seeds(PRESETS["one-conv"].replace(epochs=1), 2))
    for run in group.runs().values():
        lend_shipped(run.folder)
        run.write_state(State("finished"))
    return group


@pytest.mark.parametrize("kind", ["overfitting", "folds"])
def test_finished_run_is_opened_from_the_list_whatever_experiment_was_chosen_before(kind: str, finished: Run) -> None:
    app = view(with_experiment(page("pages/train.py"), kind), "runs")
    assert opened(button(app, "Open").click().run()) == "one"


def test_finished_experiment_is_opened_from_the_list_after_a_look_at_one_training(finished_group: Group) -> None:
    app = view(with_experiment(page("pages/train.py"), "folds"), "one")
    view(app, "runs").button(key=f"list-{finished_group.id}").click().run()
    assert opened(app) == "experiments"


def test_link_opens_a_finished_run_whatever_experiment_was_chosen_before(finished: Run) -> None:
    app = with_experiment(page("pages/train.py"), "overfitting")
    app.session_state[session.NEXT_VIEW] = "one"  # as the lesson does
    app.query_params["run"] = finished.id
    assert opened(app.run()) == "one"


def test_finished_run_stays_open_while_experiments_are_looked_at_and_chosen(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    with_experiment(app, "folds")
    assert opened(view(app, "one")) == "one"


def test_finished_run_gives_way_to_what_is_chosen_beside_it(finished: Run) -> None:
    app = page("pages/train.py", run=finished.id)
    assert opened(app) == "one"
    next(each for each in app.number_input if each.label == "Epochs").set_value(3).run()
    assert not opened(app)


def test_page_that_is_come_back_to_shows_what_was_opened_last(finished: Run) -> None:
    older = store.create(PRESETS["fast"])
    older.write_state(State("stopped"))
    app = page("pages/train.py", run=older.id)
    app.query_params["run"] = finished.id  # as the lesson does
    app.run()
    app.query_params.clear()
    app.switch_page("app.py").run()
    app.switch_page("pages/train.py").run()
    assert app.query_params["run"] == finished.id


def test_back_to_a_run_shows_it_whatever_view_was_left(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(page("pages/train.py"), "experiments")
    monkeypatch.setattr(address, "is_back", lambda: True)
    app.query_params["run"] = finished.id
    assert opened(app.run()) == "one"


@pytest.mark.parametrize(
    ("accuracies", "said"),
    [
        ([0.97, 0.98, 0.96], "Best: Adam, 98.00% of the test pictures right."),
        ([0.98, 0.98, 0.96], "Best: SGD, Adam, 98.00% of the test pictures right."),
        ([0.98, 0.98, None], "Best: SGD, Adam, 98.00% of the test pictures right."),
        ([1.0, 1.0, 1.0], "All are equally good: 100.00% of the test pictures right."),
    ],
)
def test_race_names_all_that_are_equally_good(accuracies: list[float | None], said: str) -> None:
    group = groups.create("optimizers", experiments.optimizer_race(PRESETS["fast"], ("sgd", "adam", "rmsprop")))
    for run, accuracy in zip(group.runs().values(), accuracies, strict=True):
        run.write_state(State("finished"))
        if accuracy is not None:
            write_card(run.folder, card(figures=FIGURES._replace(test_accuracy=accuracy)))
    assert said in texts(page("pages/train.py", group=group.id))


@pytest.mark.parametrize(
    ("kind", "configs", "differing"),
    [
        ("optimizers", experiments.optimizer_race(PRESETS["fast"], ("sgd", "adam")), "SGD at 0.01"),
        ("folds", experiments.folds(PRESETS["fast"].replace(seed=7), 3), "fold 1 of 3 for validation"),
        ("seeds", experiments.seeds(PRESETS["fast"].replace(seed=7), 3), "seed 7"),
        ("remedies", experiments.remedy_race(PRESETS["fast"].replace(share=0.1), ("data",)), "6,000 pictures"),
    ],
)
def test_settings_under_a_group_are_those_that_all_its_runs_have(
    kind: Kind, configs: dict[str, TrainingConfig], differing: str
) -> None:
    first = next(iter(configs.values()))
    group = groups.create(kind, configs)
    for run in group.runs().values():
        run.write_state(State("stopped"))
    (said,) = [each.value for each in page("pages/train.py", group=group.id).caption if "batches of" in each.value]
    assert differing in in_words(first)
    assert said == in_words(first).replace(f", {differing}", "")


def test_folds_that_are_laid_over_one_another_are_numbered_as_they_are_named() -> None:
    configs = experiments.folds(PRESETS["fast"], 2)
    assert [value_in_words(config, "fold") for config in configs.values()] == list(configs)
