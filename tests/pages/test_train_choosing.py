"""Promises of what is chosen in the forms of the Train page: it stays as it was chosen, and what is pressed is done."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from model.config import OWN
from model.networks.layers import Layer
from model.runs import groups, queue, store
from tests.pages.app import box, button, page, texts, view
from ui import session


@pytest.fixture
def own() -> AppTest:
    """Return the page with a network of one's own: the usual one, and a dense layer of 200."""
    app = page("pages/train.py")
    box(app, "Network").set_value(OWN).run()
    app.selectbox(key="kind-to-add").set_value("dense")
    app.button(key="add-layer").click().run()
    number(app, len(layers(app)) - 1).set_value(200).run()
    return app


def layers(app: AppTest) -> list[Layer]:
    """Return the layers that were built."""
    built: list[Layer] = app.session_state[session.LAYERS]
    return built


def number(app: AppTest, at: int) -> NumberInput:
    """Return the first number of the layer in that place."""
    return next(each for each in app.number_input if str(each.key).startswith(f"layer-{at}-"))


@pytest.mark.usefixtures("as_browser")
def test_layer_keeps_its_numbers_where_it_is_moved_or_one_before_it_removed(own: AppTest) -> None:
    own.button(key="add-layer").click().run()
    first, last = [at for at, layer in enumerate(layers(own)) if layer.kind == "dense"]
    own.button(key=f"up-{last}").click().run()
    usual = number(own, first).value
    own.run()
    assert usual != 200
    assert [layers(own)[at].units for at in (first, last)] == [usual, 200]
    assert number(own, last).value == 200
    own.button(key=f"remove-{first}").click().run()
    assert layers(own.run())[first].units == number(own, first).value == 200


def test_change_of_a_layer_that_comes_with_the_press_is_started(own: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)  # queued is what is promised here
    number(own, 0).set_value(16)
    button(own, "Start training").click().run()
    (run,) = store.all_runs()
    assert run.config().layers[0].filters == 16
    assert run.config().layers[-1].units == 200


def experiment(kind: str) -> AppTest:
    """Return the page with an experiment chosen."""
    app = view(page("pages/train.py"), "experiments")
    return next(each for each in app.radio if each.label == "Experiment").set_value(kind).run()


@pytest.mark.parametrize(("kind", "label", "value"), [("seeds", "Seeds", 6), ("folds", "Folds", 3)])
def test_number_of_runs_stays_after_a_look_at_another_view(kind: str, label: str, value: int) -> None:
    app = experiment(kind)
    next(each for each in app.slider if each.label == label).set_value(value).run()
    view(view(app, "runs"), "experiments")
    assert next(each for each in app.slider if each.label == label).value == value


@pytest.mark.parametrize("kind", ["optimizers", "overfitting", "remedies"])
def test_what_races_stays_after_a_look_at_another_view(kind: str) -> None:
    app = experiment(kind)
    chosen = app.multiselect[0].value[1:3]
    app.multiselect[0].set_value(chosen).run()
    view(view(app, "runs"), "experiments")
    assert app.multiselect[0].value == chosen


@pytest.mark.usefixtures("as_browser")
def test_chosen_remedies_stay_but_for_the_one_that_the_training_has_by_now() -> None:
    app = experiment("remedies")
    app.multiselect[0].set_value(["l2", "dropout"]).run()
    next(each for each in app.toggle if each.label == "Dropout").set_value(True).run()
    assert app.multiselect[0].value == ["l2"]
    assert app.run().multiselect[0].value == ["l2"]


@pytest.mark.parametrize("kind", ["optimizers", "remedies"])
def test_race_of_which_all_is_taken_out_cannot_be_started_and_says_why(kind: str) -> None:
    app = experiment(kind)
    app.multiselect[0].set_value([]).run()
    assert not app.exception
    assert [each.value for each in app.error] == ["Nothing is chosen. Choose at least one."]
    assert next(each for each in app.button if each.key == "start").disabled


def test_overfitting_lab_without_remedies_is_the_one_training_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    app = experiment("overfitting")
    app.multiselect[0].set_value([]).run()
    assert "**1 run**" in texts(app)
    button(app, "Start training").click().run()
    assert not app.exception
    assert [list(group.members) for group in groups.all_groups()] == [[groups.AS_IT_IS]]
