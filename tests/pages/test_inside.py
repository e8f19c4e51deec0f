"""Promises of the page "Look inside" that need no real browser (Streamlit's AppTest)."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import time

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from model.config import OWN, PRESETS, TrainingConfig
from model.datasets.pictures import Pictures
from model.errors import DataError
from model.images.strokes import draw, fit
from model.inference.card import read_card, write_card
from model.networks.build import build
from model.networks.layers import dense
from model.runs import snapshots, store
from model.runs.store import Run, State
from tests.classifiers import write_classifier
from tests.conftest import drawn_seven
from tests.pages.app import box, button, html, page, texts
from ui import resources, session
from ui.text import plain

FOUR = (np.array([[0.5, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[0.7, 0.5], [0.7, 1.6]]))


@pytest.fixture
def inside(finished: Run) -> AppTest:
    """Return the page "Look inside" about the finished run, which learned from 300 pictures."""
    config = finished.config().replace(share=0.005, validation_split=0.0)
    (finished.folder / "config.json").write_text(config.to_json())
    app = page("pages/inside.py")
    app.selectbox[0].select_index(1).run()
    return app


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("by-hand", "Sum of the products"),
        ("where-it-looked", "Without the framed patch of 5 x 5 px"),
        ("neighbours", "distance"),
        ("learning", "kept no snapshots"),
        ("stroke-by-stroke", "has no strokes"),
    ],
)
def test_view_inside_shows_the_test_picture_and_its_answer(inside: AppTest, view: str, said: str) -> None:
    inside.segmented_control[1].set_value(view).run()
    assert not inside.exception
    assert not inside.error
    assert "The network answers <b>7</b>" in html(inside)
    assert "It is: 7." in html(inside)
    assert said in texts(inside) + html(inside)


def test_five_nearest_are_shown_with_their_distances_in_order(inside: AppTest) -> None:
    inside.segmented_control[1].set_value("neighbours").run()
    distances = [float(found) for found in re.findall(r"distance ([\d.]+)", html(inside))]
    assert len(distances) == 5
    assert distances == sorted(distances)
    assert distances[0] > 0


def test_search_that_failed_is_tried_again_without_a_restart(inside: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(config: TrainingConfig) -> Pictures:
        raise DataError("gone", "The pictures are gone.")

    with monkeypatch.context() as patch:
        patch.setattr(resources, "learned_pictures", fail)
        inside.segmented_control[1].set_value("neighbours").run()
        assert [error.value for error in inside.error] == ["The pictures are gone."]
    inside.run()
    assert not inside.error
    assert html(inside).count("distance") == 5


def test_filter_is_enlarged_with_its_kernel_and_its_top_activations(inside: AppTest) -> None:
    inside.segmented_control[1].set_value("feature-maps").run()
    assert "Convolution 5x5, 32 filters, filter 2, enlarged" in html(inside)
    assert "Kernel" in html(inside)
    assert html(inside).count('alt="A picture of the class') == 5
    assert "32 maps of 24 x 24" in texts(inside)
    next(each for each in inside.number_input if "Filter" in each.label).set_value(7).run()
    assert "filter 7, enlarged" in html(inside)


def test_first_position_by_hand_gives_more_than_nothing_and_steps_go_round(inside: AppTest) -> None:
    row, column = (next(each for each in inside.number_input if each.label.startswith(name)) for name in ("Row", "Col"))
    assert float(re.search(r"makes of it \*\*([\d.]+)", texts(inside)).group(1)) > 0.1  # type: ignore[union-attr]
    row.set_value(24)
    column.set_value(24)
    inside.run()
    button(inside, "Next position").click().run()  # type: ignore[attr-defined]
    values = {each.label.split(",")[0]: each.value for each in inside.number_input}
    assert (values["Row"], values["Column"]) == (1, 1)


@pytest.fixture
def faces_run() -> Run:
    """Return a finished run on coloured faces, two epochs of which were kept; its network is not trained."""
    config = PRESETS["binary"]
    run = store.create(config)
    layers = config.all_layers(2)
    network = build(layers, (64, 64, 3))
    write_classifier(run.folder, network, layers, name="Faces", classes=["glad", "sad"])
    for epoch in (0, 1):
        snapshots.keep(run.folder, epoch, network.get_weights(), 1)
    run.write_state(State("finished", queued_at=time.time()))
    return run


def test_network_of_colour_pictures_is_looked_into_and_says_what_makes_no_sense(faces_run: Run) -> None:
    app = page("pages/inside.py")
    app.session_state[session.PICTURE] = drawn_seven()
    app.session_state[session.STROKES] = []
    app.selectbox[0].select_index(1).run()
    assert "This network reads no drawn digits" in texts(app)
    said = {
        "by-hand": "all 3 together",
        "feature-maps": "Kernel, channel 3",
        "where-it-looked": "Grad-CAM: where",
        "learning": "Probabilities",
        "stroke-by-stroke": "reads no drawings",
    }
    for view, words in said.items():
        app.segmented_control[0].set_value(view).run()
        assert not app.exception, view
        assert not app.error, view
        assert words in texts(app) + html(app), view


def test_name_of_a_class_stays_what_it_is_whatever_it_is(faces_run: Run) -> None:
    names = ("<b>glad</b>", "*sad* $x$")
    write_card(faces_run.folder, dataclasses.replace(read_card(faces_run.folder), classes=names))
    app = page("pages/inside.py")
    app.selectbox[0].select_index(1).run()
    for view in ("neighbours", "learning", "where-it-looked", "by-hand"):
        app.segmented_control[0].set_value(view).run()
        assert not app.exception, view
        assert "<b>glad" not in html(app), view
        assert "&lt;b&gt;glad&lt;/b&gt;" in html(app) or "*sad* $x$" in html(app), view
    layers = box(app, "Layer")
    layers.select_index(len(layers.options) - 1).run()  # type: ignore[attr-defined]
    assert app.table[0].value["Class"].tolist() == [plain(name) for name in names]


def test_network_whose_pictures_are_gone_says_so(faces_run: Run) -> None:
    config = PRESETS["cifar"].replace(data="gone-12345678")
    (faces_run.folder / "config.json").write_text(config.to_json())
    app = page("pages/inside.py")
    app.selectbox[0].select_index(1).run()
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
    app.selectbox[0].select_index(1).run()
    table = app.table[0].value
    assert "Sum of 8 products" in table.columns
    powers = [float(power.replace(",", "")) for power in table["e to that power"]]
    total = float(re.search(r"together are ([\d.,]+)\. Each", texts(app)).group(1).replace(",", ""))  # type: ignore[union-attr]
    assert total == pytest.approx(sum(powers), abs=0.1)
    for view, words in {"feature-maps": "8 numbers", "where-it-looked": "has no convolution"}.items():
        app.segmented_control[1].set_value(view).run()
        assert not app.exception, view
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
    app.segmented_control[0].set_value("drawn").run()
    app.segmented_control[1].set_value("stroke-by-stroke").run()
    assert "After 2 strokes" in html(app)
    both = html(app)
    app.slider[0].set_value(1).run()
    assert "<p>After 1 stroke</p>" in html(app)
    assert re.findall(r"<td>([^<]*%)</td>", html(app)) != re.findall(r"<td>([^<]*%)</td>", both)
