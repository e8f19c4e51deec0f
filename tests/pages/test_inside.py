"""Promises of the page "Look inside" that need no real browser (Streamlit's AppTest)."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import time
from typing import Any

import numpy as np
import pytest
from PIL import Image
from scipy.signal import correlate
from streamlit.testing.v1 import AppTest

from model.config import OWN, PRESETS, TrainingConfig
from model.datasets.pictures import Pictures
from model.errors import DataError
from model.explanation.top_activations import TopActivations
from model.images.strokes import draw, fit
from model.inference.card import read_card, write_card
from model.inference.weights import weights_in
from model.networks.build import build
from model.networks.layers import dense
from model.runs import snapshots, store
from model.runs.state import State
from model.runs.store import Run
from model.versions.published import SHIPPED
from tests.classifiers import write_classifier
from tests.conftest import drawn_seven
from tests.pages.app import box, html, page, texts
from ui import resources, session
from ui.text import plain

FOUR = (np.array([[0.5, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[0.7, 0.5], [0.7, 1.6]]))


@pytest.fixture
def inside(finished: Run) -> AppTest:
    """Return the page "Look inside" about the finished run, which learned from 300 pictures."""
    config = finished.config().replace(share=0.005, validation_split=0.0)
    (finished.folder / "config.json").write_text(config.to_json())
    for kept in SHIPPED.glob("*-top-activations.npz"):  # its classifier is the shipped one: they are its own, too
        shutil.copy(kept, finished.folder)
    app = page("pages/inside.py")
    box(app, "Network").select_index(1).run()
    return app


def choose(app: AppTest, view: str) -> None:
    """Choose a view."""
    app.segmented_control(key="inside-view").set_value(view).run()
    assert not app.exception, view


def offered(app: AppTest) -> list[str]:
    """Return the labels of the views that can be chosen."""
    return list(app.segmented_control(key="inside-view").options)


def sent(app: AppTest) -> list[dict[str, Any]]:
    """Return what the page sends to the arithmetic that walks in the browser."""
    given = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    return [each for each in given if isinstance(each, dict) and "output" in each]


def press(app: AppTest, name: str) -> None:
    """Press a map, or a button of a layer, by its name."""
    assert f'data-click="{name}"' in html(app)
    app.session_state[session.PRESSED] = name
    app.run()
    assert not app.exception, name


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("where-it-looked", "Without the framed patch of 5 x 5 px"),
        ("network", "How it decides"),
        ("neighbours", "distance"),
        ("by-hand", ""),
    ],
)
def test_view_inside_shows_the_test_picture_and_its_answer(inside: AppTest, view: str, said: str) -> None:
    choose(inside, view)
    assert not inside.error
    assert "The network answers <b>7</b>" in html(inside)
    assert "It is: 7." in html(inside)
    assert said in texts(inside) + html(inside)


def test_views_that_cannot_be_are_not_offered_and_the_chosen_one_stays(inside: AppTest, finished: Run) -> None:
    assert offered(inside) == ["Where it looked", "The network", "It looks like these", "By hand"]
    choose(inside, "by-hand")
    for epoch in (0, 1):
        snapshots.keep(finished.folder, epoch, weights_in(finished.folder), 1)
    inside.run()
    assert offered(inside) == ["Where it looked", "The network", "It looks like these", "How it learned", "By hand"]
    assert inside.segmented_control(key="inside-view").value == "by-hand"
    choose(inside, "learning")
    assert "<b>1. Convolution</b>" in html(inside)
    shutil.rmtree(finished.folder / "snapshots")
    inside.run()
    assert not inside.exception
    assert inside.segmented_control(key="inside-view").value == "where-it-looked"


def test_filter_that_no_test_picture_excites_is_said_to_be_one(
    inside: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(inside, "network")
    assert "No test picture excites it." not in texts(inside)
    monkeypatch.setattr(TopActivations, "most", lambda *_: [])
    press(inside, "1-3")
    assert "No test picture excites it." in texts(inside)


@pytest.mark.parametrize(("base", "weights"), [("", "are random"), ("shipped", "are those of the network")])
def test_weights_before_the_training_are_random_unless_it_began_with_a_network(
    inside: AppTest, finished: Run, base: str, weights: str
) -> None:
    card = read_card(finished.folder)
    write_card(finished.folder, dataclasses.replace(card, config={**card.config, "base": base}))
    for epoch in (0, 1):
        snapshots.keep(finished.folder, epoch, weights_in(finished.folder), 1)
    inside.run()
    choose(inside, "learning")
    assert f"Epoch 0 is before the training: the weights {weights}" in texts(inside)


def test_five_nearest_are_shown_with_their_distances_in_order(inside: AppTest) -> None:
    choose(inside, "neighbours")
    distances = [float(found) for found in re.findall(r"distance ([\d.]+)", html(inside))]
    assert len(distances) == 5
    assert distances == sorted(distances)
    assert distances[0] > 0


def test_search_that_failed_is_tried_again_without_a_restart(inside: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(config: TrainingConfig) -> Pictures:
        raise DataError("gone", "The pictures are gone.")

    with monkeypatch.context() as patch:
        patch.setattr(resources, "learned_pictures", fail)
        choose(inside, "neighbours")
        assert [error.value for error in inside.error] == ["The pictures are gone."]
    inside.run()
    assert not inside.error
    assert html(inside).count("distance") == 5


def test_network_is_columns_of_the_six_strongest_maps_and_ten_bars(inside: AppTest) -> None:
    choose(inside, "network")
    columns = html(inside).split('<div class="ink-layer')[1:]
    assert [column.count('class="ink-map"') for column in columns] == [
        0,
        6,
        6,
        6,
        6,
        6,
        6,
        0,
    ]  # the picture, ... the bars
    assert "32 maps of 24\u00a0x\u00a024" in columns[1]
    assert columns[-1].count('<th scope="row">') == 10
    assert columns[-1].index("winner") < columns[-1].index(">7<") < columns[-1].index(">8<")


def test_map_that_was_pressed_is_explained_beside_the_network(inside: AppTest) -> None:
    choose(inside, "network")
    (first,) = sent(inside)
    strongest = re.fullmatch(r"1\. Convolution 5x5, 32 filters, filter (\d+)", inside.header[0].value)
    assert strongest
    assert strongest[1] != "7"
    assert max(map(max, first["output"])) > 0.1
    assert html(inside).count('alt="A picture of the class') == 5
    press(inside, "0-all")
    assert inside.header[0].value == "1. Convolution 5x5, 32 filters: all maps"
    assert html(inside).count('data-click="0-') == 6 + 1 + 32 + 1  # in the column, "All 32", here, and its frame
    press(inside, "0-6")
    assert inside.header[0].value == "1. Convolution 5x5, 32 filters, filter 7"
    (seventh,) = sent(inside)
    assert seventh["output"] != first["output"]
    last = re.search(r'data-click="(\d+-last)"', html(inside))
    assert last
    press(inside, last[1])
    assert inside.table[0].value["Probability"].str.endswith("%").all()


def test_arithmetic_is_sent_whole_and_goes_together(inside: AppTest) -> None:
    """What the browser adds up for each position, added up here."""
    choose(inside, "network")
    deeper = next(name for name in re.findall(r'data-click="(\d+-\d+)"', html(inside)) if name[0] not in "01")
    press(inside, deeper)
    channel = next(each for each in inside.number_input if each.label.startswith("Channel"))
    (one,) = sent(inside)
    total = np.zeros_like(one["sums"])
    for number in range(1, int(channel.max) + 1):
        channel.set_value(number).run()
        (part,) = sent(inside)
        reads, kernel = np.array(part["reads"]), np.array(part["kernel"])
        total += correlate(reads, kernel, "valid")
    np.testing.assert_allclose(total, one["sums"], atol=1e-4)
    np.testing.assert_allclose(np.maximum(0, total + one["bias"]), one["output"], atol=1e-4)
    row, column = one["first"]
    assert one["output"][row][column] == max(map(max, one["output"])) > 0


def test_layer_that_was_chosen_stays_over_the_switch_and_its_arithmetic_is_told_anew(inside: AppTest) -> None:
    choose(inside, "by-hand")
    box(inside, "Layer").select_index(2).run()
    (before,) = sent(inside)
    inside.button(key="turn-language").click().run()
    assert not inside.exception
    (after,) = sent(inside)
    assert after["id"] == before["id"]
    said = [" ".join(each["said"]) for each in (before, after)]
    assert re.findall(r"{\w+}", said[0]) == ["{part}", "{sum}", "{sum}", "{bias}", "{logit}", "{output}"]
    assert sorted(re.findall(r"{\w+}", said[1])) == sorted(re.findall(r"{\w+}", said[0]))


@pytest.fixture
def faces_run() -> Run:
    """Return a finished run on some coloured faces, two epochs of which were kept; its network is not trained."""
    config = PRESETS["binary"].replace(share=0.05, width=0.25)
    run = store.create(config)
    layers = config.all_layers(2)
    network = build(layers, (64, 64, 3))
    write_classifier(run.folder, network, layers, name="Faces", classes=["glad", "sad"])
    for epoch in (0, 1):
        snapshots.keep(run.folder, epoch, network.get_weights(), 1)
    run.write_state(State("finished", queued_at=time.time()))
    return run


def test_network_of_colour_pictures_is_looked_into_and_offers_what_makes_sense(faces_run: Run) -> None:
    app = page("pages/inside.py")
    app.session_state[session.PICTURE] = drawn_seven()
    app.session_state[session.STROKES] = []
    box(app, "Network").select_index(1).run()
    assert "This network reads no drawn digits" in texts(app)
    assert "Stroke by stroke" not in offered(app)
    said = {"network": "Its kernel", "where-it-looked": "Grad-CAM: where", "learning": "Probabilities"}
    for view, words in said.items():
        choose(app, view)
        assert not app.error, view
        assert words in texts(app) + html(app), view
    choose(app, "by-hand")
    (one,) = sent(app)
    assert "those of all 3 together" in one["said"][0]


def test_name_of_a_class_stays_what_it_is_whatever_it_is(faces_run: Run) -> None:
    names = ("<b>glad</b>", "*sad* $x$")
    write_card(faces_run.folder, dataclasses.replace(read_card(faces_run.folder), classes=names))
    app = page("pages/inside.py")
    box(app, "Network").select_index(1).run()
    for view in ("neighbours", "learning", "where-it-looked", "by-hand"):
        choose(app, view)
        assert "<b>glad" not in html(app), view
        assert "&lt;b&gt;glad&lt;/b&gt;" in html(app) or "*sad* $x$" in html(app), view
    layers = box(app, "Layer")
    layers.select_index(len(layers.options) - 1).run()
    assert app.table[0].value["Class"].tolist() == [plain(name) for name in names]


def test_network_whose_pictures_are_gone_says_so(faces_run: Run) -> None:
    config = PRESETS["cifar"].replace(data="gone-12345678")
    (faces_run.folder / "config.json").write_text(config.to_json())
    app = page("pages/inside.py")
    box(app, "Network").select_index(1).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "gone-12345678" in app.error[0].value


def test_network_without_convolution_is_looked_into_and_says_what_makes_no_sense() -> None:
    config = PRESETS["two-conv"].replace(network=OWN, layers=(dense(8),))
    run = store.create(config)
    layers = config.all_layers(10)
    write_classifier(run.folder, build(layers, (28, 28, 1)), layers, name="Dense alone")
    run.write_state(State("finished", queued_at=time.time()))
    app = page("pages/inside.py")
    box(app, "Network").select_index(1).run()
    choose(app, "by-hand")
    assert html(app).count('<th scope="row">') == 10
    table = app.table[0].value
    assert "Sum of 8 products" in table.columns
    powers = [float(power.replace(",", "")) for power in table["e to that power"]]
    total = float(re.search(r"together are ([\d.,]+)\. Each", texts(app)).group(1).replace(",", ""))  # type: ignore[union-attr]
    assert total == pytest.approx(sum(powers), abs=0.1)
    for view, words in {"network": "8 numbers", "where-it-looked": "has no convolution"}.items():
        choose(app, view)
        assert words in texts(app) + html(app), view


def test_strokes_are_replayed_one_after_the_other() -> None:
    page("app.py")
    from ui.draw.canvas import Drawn  # can be imported within a running app alone

    app = page("pages/inside.py")
    kept = []
    for count in (1, 2):  # a 4 whose second stroke is drawn later
        picture = draw(fit(FOUR, 180, (140, 140))[:count], 18, (280, 280))
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        kept.append(Drawn(tuple(json.dumps({"path": stroke}) for stroke in range(count)), file.getvalue()))
    app.session_state[session.PICTURE] = kept[-1].picture()
    app.session_state[session.STROKES] = kept
    app.run()
    next(each for each in app.segmented_control if each.label == "Which picture?").set_value("drawn").run()
    choose(app, "stroke-by-stroke")
    assert "After 2 strokes" in html(app)
    both = html(app)
    app.slider[0].set_value(1).run()
    assert "<p>After 1 stroke</p>" in html(app)
    assert re.findall(r"<td>([^<]*%)</td>", html(app)) != re.findall(r"<td>([^<]*%)</td>", both)


def test_photo_has_no_strokes_to_replay() -> None:
    app = page("pages/inside.py")
    app.session_state[session.PICTURE] = drawn_seven()
    app.session_state[session.STROKES] = []
    next(each for each in app.segmented_control if each.label == "Which picture?").set_value("drawn").run()
    assert "The network answers <b>7</b>" in html(app)
    assert "Stroke by stroke" not in offered(app)
