"""Promises of the Evaluate page that need no real browser."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.datasets import uploads
from model.datasets.uploads import PictureSet
from model.evaluation import mistakes
from model.evaluation.metrics import measure
from model.evaluation.predictions import predictions_of
from model.evaluation.robustness import BENCH, measure_robustness, reads_as_chance
from model.images import corruptions
from model.inference.card import read_card
from model.networks.layers import conv
from model.networks.zoo import complete, output_layer
from model.people.visitor import TEACHER
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.storage.paths import ROOT
from model.versions import actions, published
from tests.classifiers import network_with_any_weights, write_classifier
from tests.pages.app import box, button, downloads, html, texts
from ui import session
from ui.evaluate import mistakes_view, wall

pytestmark = pytest.mark.usefixtures("shipped_predicted")


def evaluate_page(**state: object) -> AppTest:
    """Return the page after its first run, in a session that begins with this state."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in state.items():
        app.session_state[key] = value
    return app.switch_page("pages/evaluate.py").run()


def walls(app: AppTest) -> dict[str, str]:
    """Return the HTML of what can be pressed, by its key."""
    shown = [element.proto for element in app.get("bidi_component") if "-evaluate-" in element.proto.id]
    return {each.id.rpartition("-evaluate-")[2]: json.loads(each.json)["markup"] for each in shown}


def pressed(markup: str) -> list[str]:
    """Return the names that presses on this HTML report, in order."""
    return re.findall(r'data-press="([^"]*)"', markup)


def test_page_opens_with_what_went_wrong_the_surest_mistakes_first() -> None:
    app, predictions = evaluate_page(), predictions_of(published.SHIPPED)
    assert not app.exception
    wrong = mistakes.confidently_wrong(predictions.probabilities, predictions.labels)
    assert app.title[0].value == f"{len(wrong):,} of 10,000 wrong"
    assert f"**{1 - len(wrong) / 10_000:.2%} right.**" in texts(app)
    assert "95 % interval" in texts(app)
    assert pressed(walls(app)["wall"]) == [str(index) for index in wrong[: wall.FIRST]]


def test_pairs_confused_most_come_first_in_words_and_every_cell_with_pictures_can_be_pressed() -> None:
    app, predictions = evaluate_page(), predictions_of(published.SHIPPED)
    confusion = measure(predictions.probabilities, predictions.labels).confusion
    most, *_ = mistakes.confusions(confusion)
    names = pressed(walls(app)["matrix"])
    assert names[0] == f"{most.true}-{most.predicted}"
    assert most.in_words(predictions.classes) in walls(app)["matrix"]
    cells = {f"{true}-{predicted}" for true, predicted in np.argwhere(np.array(confusion))}
    assert set(names) == cells


def test_cell_that_was_pressed_filters_the_wall_and_can_be_taken_off() -> None:
    app, predictions = evaluate_page(**{session.SHOWN: "3-3"}), predictions_of(published.SHIPPED)
    right = mistakes.cell(predictions.probabilities, predictions.labels, 3, 3)
    assert f"3 is read right in {len(right):,} of" in texts(app)
    assert pressed(walls(app)["wall"]) == [str(index) for index in right[: wall.FIRST]]
    button(app, "More").click().run()
    assert len(pressed(walls(app)["wall"])) == 2 * wall.FIRST
    which = app.segmented_control(session.SHOWN)
    assert which.options[-1] == "3 as 3"
    which.set_value(mistakes_view.WRONG).run()
    assert len(pressed(walls(app)["wall"])) == min(wall.FIRST, predictions.wrong)
    assert "3 as 3" not in app.segmented_control(session.SHOWN).options


@pytest.mark.parametrize("shown", ["10-3", "3-10", "3", "-", "", "no-such", "٣-٣", 5, None])
def test_what_is_no_cell_shows_the_mistakes(shown: object) -> None:
    app = evaluate_page(**{session.SHOWN: shown})
    assert not app.exception
    assert app.segmented_control(session.SHOWN).value == mistakes_view.WRONG


def test_picture_that_was_pressed_is_shown_large_once_under_its_number_from_1() -> None:
    app = evaluate_page(**{session.ENLARGED: 0})
    assert app.get("dialog")[0].proto.dialog.title == "Test picture 1"
    assert "Its label says **7**." in texts(app)
    assert button(app, "Open it on the Draw page")
    app.run()
    assert not app.get("dialog")


VIEWS = {
    "mistakes": "the surest first",
    "figures": "When the network says a name, how often is that true?",
    "corruption": "Its label says 7.",
    "confidence": "of the answers are wrong",
    "download": "probability of each class",
}


def test_each_view_shows_itself_below_the_accuracy() -> None:
    app = evaluate_page()
    for view, said in VIEWS.items():
        app.segmented_control[0].set_value(view).run()
        assert not app.exception
        assert not app.error
        assert said in texts(app)
        assert app.title[0].value.endswith("of 10,000 wrong")


def test_figures_have_a_sentence_each_and_those_of_each_class() -> None:
    app = evaluate_page()
    app.segmented_control[0].set_value("figures").run()
    assert [metric.label for metric in app.metric] == ["Precision", "Recall", "F1", "Loss", "Calibration error"]
    assert app.table[0].value.to_string().count("1,032") == 1  # test pictures of the 2
    assert "Being surely wrong costs most" in texts(app)


@pytest.mark.parametrize("kind", ["paper", "noise"])
def test_damage_says_how_many_are_read_right_and_where_the_network_only_guesses(kind: str) -> None:
    app, predictions = evaluate_page(), predictions_of(published.SHIPPED)
    accuracy = measure_robustness(predictions, only=kind)[kind][0]
    app.segmented_control[0].set_value("corruption").run()
    app.selectbox("corruption-kind").set_value(kind).run()
    app.select_slider("corruption-strength").set_value(1).run()
    assert f"**{accuracy * BENCH:,.0f} of 1,000** test pictures are read right" in texts(app)
    assert ("only guesses" in texts(app)) == reads_as_chance(accuracy, predictions.labels, BENCH)
    assert app.number_input("corruption-picture").value == 1
    assert app.number_input("corruption-picture").max == 10_000


def test_one_network_alone_is_compared_with_nothing_and_the_page_says_so(home: Path) -> None:
    app = evaluate_page()
    app.segmented_control[0].set_value("comparison").run()
    assert "no second network" in app.info[0].value
    assert not app.exception


def test_two_networks_are_compared_under_their_names(home: Path) -> None:
    folder = home / "runs" / "twin"
    shutil.copytree(published.SHIPPED, folder)
    (folder / "config.json").write_text(json.dumps(dict(read_card(folder).config)))
    Run(folder).write_state(State("finished"))  # else it would wait to be trained, and be
    app = evaluate_page()
    app.segmented_control[0].set_value("comparison").run()
    assert not app.exception
    (twin,) = box(app, "Compare with").options
    assert twin != read_card(published.SHIPPED).name
    assert "differ by no more than chance" in texts(app)
    assert f'<th scope="col">{escape(twin)}<br>' in walls(app)["two"]
    assert "Only the second: 0" in app.radio[0].options
    app.radio[0].set_value("neither").run()
    wrong = predictions_of(published.SHIPPED).wrong
    assert walls(app)["two"].count('<td class="wrong">') == 2 * min(wrong, wall.FIRST)
    assert walls(app)["two"].count(f"{wrong:,} of 10,000 wrong") == 2


def test_every_corruption_has_a_title_of_its_own() -> None:
    assert len({kind.title for kind in corruptions.KINDS.values()}) == len(corruptions.KINDS)


def test_damaged_networks_are_one_sentence_on_the_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "SHIPPED", home / "gone")
    app = evaluate_page()
    assert not app.exception
    assert "The classifier in gone has no readable card." in app.error[-1].value


@pytest.fixture
def of_own_digits() -> Path:
    """Return the folder of a run that reads digits, too, and is tested on pictures of its own."""
    pictures = np.random.default_rng(1).integers(0, 255, (40, 32, 32, 3)).astype(np.uint8)
    own = PictureSet("Our digits", read_card(published.SHIPPED).classes, pictures, np.arange(40) % 10)
    run, shape = store.create(PRESETS["one-conv"].replace(data=uploads.save(own))), (32, 32, 3)
    layers = complete((conv(2, 3),), output_layer(10, "categorical_crossentropy"))
    write_classifier(run.folder, network_with_any_weights(layers, shape), layers, input_shape=shape)
    return run.folder


def test_networks_that_cannot_be_compared_are_called_as_on_the_page_and_damage_is_measured(of_own_digits: Path) -> None:
    actions.rename(0, "The teacher's pick", TEACHER)
    app = evaluate_page()
    app.segmented_control[0].set_value("corruption").run()
    (__, other) = box(app, "Compare with").options
    box(app, "Compare with").select(other).run()
    assert not app.exception
    (error,) = app.error
    assert f"“The teacher's pick” and “{other}” are tested on different pictures" in error.value.replace("\\", "")
    assert button(app, "Measure")
    app.segmented_control[0].set_value("comparison").run()
    assert "The teacher's pick" in app.error[0].value


def test_report_is_of_the_network_as_it_is_called_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.rename(0, "<i>Our pick</i>", TEACHER)
    made = downloads(monkeypatch)
    evaluate_page(**{session.EVALUATE_VIEW: "download"})
    report = str(made["evaluate-text/html"]())
    assert "<title>&lt;i&gt;Our pick&lt;/i&gt;: report</title>" in report
    assert "<h1>&lt;i&gt;Our pick&lt;/i&gt;</h1>" in report


NASTY = ("![a](http://x.org/a.png)", "<b>:red[cats]</b>")


@pytest.fixture
def nasty(home: Path) -> Path:
    """Return the folder of a run whose classes, and whose network, are called as nobody should call them."""
    pictures = np.random.default_rng(1).integers(0, 255, (40, 32, 32, 3)).astype(np.uint8)
    picture_set = PictureSet("*nasty*", NASTY, pictures, np.repeat([0, 1], 20))
    run = store.create(PRESETS["binary"].replace(data=uploads.save(picture_set)))
    layers = run.config().all_layers(2)
    network = network_with_any_weights(layers, (32, 32, 3))
    write_classifier(run.folder, network, layers, name=":smile: <i>$x$</i>", classes=NASTY)
    return run.folder


def test_names_are_shown_as_they_are(nasty: Path) -> None:
    app = evaluate_page()
    app.selectbox[0].set_value(nasty).run()
    for view in ("mistakes", "figures", "corruption", "confidence", "comparison"):
        app.segmented_control[0].set_value(view).run()
        assert not app.exception, view
        assert_names_are_no_markdown(app)
    assert "no second network for these classes" in app.info[0].value  # the last view: the shipped one has others
    shutil.copytree(nasty, nasty.with_name("twin"))
    app.run()
    box(app, "Compare with").set_value(nasty.with_name("twin")).run()  # type: ignore[attr-defined]
    assert not app.exception
    assert not app.error
    assert_names_are_no_markdown(app)


def assert_names_are_no_markdown(app: AppTest) -> None:
    """Expect no name of a class or a network to be Markdown or HTML."""
    options = [option for element in (*app.radio, *app.segmented_control) for option in element.options]
    cells = [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    labels = [element.label for kind in (app.metric, app.button, app.slider) for element in kind]
    for text in [texts(app), *options, *cells, *labels]:
        assert not any(name in text for name in (*NASTY, "<i>", ":smile:"))
    assert not re.search(r"<[bi]>[:$]", html(app) + "".join(walls(app).values()))
