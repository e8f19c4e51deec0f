"""Promises of the pages that need no real browser (Streamlit's AppTest)."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from model import datasets, runs, snapshots, versions
from model.architecture import dense
from model.cards import LITERT, read_card
from model.config import OWN, PRESETS, ROOT
from model.errors import DataError
from model.networks import build
from model.runs import Run, State
from model.strokes import draw, fit
from tests.classifiers import lend_shipped, write_classifier
from tests.conftest import drawn_seven
from ui import state

FOUR = (np.array([[0.5, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[0.7, 0.5], [0.7, 1.6]]))


def page(name: str) -> AppTest:
    """Return a page after its first run."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return (app if name == "app.py" else app.switch_page(name)).run()


def texts(app: AppTest) -> str:
    """Return all that the page says."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.error, app.success, app.warning)
    return "\n".join(element.value for kind in kinds for element in kind)


def html(app: AppTest) -> str:
    """Return the page's own HTML."""
    return "\n".join(element.proto.body for element in app.get("html"))


def button(app: AppTest, label: str) -> object:
    """Return the button of that label."""
    return next(element for element in app.button if element.label == label)


def box(app: AppTest, label: str) -> object:
    """Return the list to choose from of that label."""
    return next(element for element in app.selectbox if element.label == label)


@pytest.fixture
def finished() -> Run:
    """Return a finished run; its classifier is the shipped one, lent."""
    run = runs.create(PRESETS["one-conv"].replace(epochs=1))
    lend_shipped(run.folder)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished", queued_at=time.time()))
    return run


def test_draw_page_begins_empty_and_claims_nothing() -> None:
    app = page("app.py")
    assert not app.exception
    assert "The paper is empty" in html(app)
    assert "sure" not in html(app)


def test_badge_says_which_classifier_answers() -> None:
    card = read_card(versions.SHIPPED)
    said = texts(page("app.py"))
    assert card["name"] in said
    assert f"{card['figures']['test_accuracy']:.2%}" in said
    assert card["created"] in said


def test_test_picture_is_read_beside_its_true_label() -> None:
    app = page("app.py")
    app.segmented_control[1].set_value("Test picture").run()
    assert not app.exception
    assert "true label" in texts(app)
    assert "The network" in html(app)
    assert [toggle.value for toggle in app.toggle] == [True] * 5


def test_switch_of_a_step_says_what_the_answer_would_be_without_it() -> None:
    app = page("app.py")
    app.segmented_control[1].set_value("Test picture").run()
    app.toggle[2].set_value(False).run()
    assert any("Without “Cropped”:" in info.value for info in app.info)


def test_number_page_begins_empty_and_offers_photo_and_camera() -> None:
    app = page("app.py")
    app.segmented_control[0].set_value("A number").run()
    assert not app.exception
    assert app.title[0].value == "Write a number"
    assert "Write a number, such as 2026" in html(app)
    assert app.segmented_control[1].options == ["Draw", "Photo", "Camera"]


def test_way_of_input_stays_when_a_number_is_read_instead() -> None:
    app = page("app.py")
    app.segmented_control[1].set_value("Photo").run()
    app.segmented_control[0].set_value("A number").run()
    assert app.segmented_control[1].value == "Photo"
    app.segmented_control[0].set_value("One digit").run()
    app.segmented_control[1].set_value("Test picture").run()
    app.segmented_control[0].set_value("A number").run()
    assert app.segmented_control[1].value == "Draw"


def test_damaged_mnist_is_one_sentence_on_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(datasets, "MNIST_PATH", tmp_path / "gone.npz")
    datasets.mnist_test.cache_clear()
    app = page("app.py")
    app.segmented_control[1].set_value("Test picture").run()
    assert not app.exception
    assert "git checkout -- model/data/mnist.npz" in app.error[0].value


def test_train_page_shows_the_network_before_training() -> None:
    app = page("pages/train.py")
    assert not app.exception
    assert "34,826 parameters" in texts(app)
    assert app.table[0].value["Output shape"].tolist()[:2] == ["26 x 26 x 32", "13 x 13 x 32"]
    assert "54,000 pictures to learn from, 6,000 to validate, 10,000 kept apart" in texts(app)
    assert "Nothing was trained yet" in texts(app)


def test_another_network_brings_its_own_settings() -> None:
    app = page("pages/train.py")
    box(app, "Network").set_value("one-conv").run()  # type: ignore[attr-defined]
    optimizer = next(box for box in app.selectbox if box.label == "Optimizer")
    assert optimizer.value == "rmsprop"
    assert "347,146 parameters" in texts(app)


def test_start_queues_what_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "advance", lambda: None)  # queued is what is promised here; the browser tests train
    app = page("pages/train.py")
    app.slider[0].set_value(3)
    next(entry for entry in app.number_input if entry.label.startswith("Seed")).set_value(7)
    button(app, "Start training").click().run()  # type: ignore[attr-defined]
    (run,) = runs.all_runs()
    assert run.config() == PRESETS["two-conv"].replace(epochs=3, seed=7)
    assert "It waits its turn: 0 before it." in texts(app)


def test_finished_run_shows_its_figures_and_can_be_used(finished: Run) -> None:
    app = page("pages/train.py")
    assert [metric.label for metric in app.metric] == ["Test accuracy", "Test loss", "Training time"]
    button(app, "Use it on the Draw page").click().run()  # type: ignore[attr-defined]
    assert versions.current() == finished.folder
    assert "answers on the Draw page now" in texts(app)
    button(app, "Go back to the shipped one").click().run()  # type: ignore[attr-defined]
    assert versions.current() == versions.SHIPPED


def test_killed_run_says_so_and_offers_to_go_on(finished: Run) -> None:
    finished.write_state(State("running", process=2**22 + 1, process_started=1.0))
    (finished.folder / "card.json").unlink()
    app = page("pages/train.py")
    assert "ended from outside" in app.error[0].value
    assert button(app, "Go on")


def test_earlier_runs_are_listed_with_their_settings_and_open_again(finished: Run) -> None:
    other = runs.create(PRESETS["fast"])
    other.write_state(State("failed", "The memory was full. Close other programs, or choose a smaller batch."))
    app = page("pages/train.py")
    assert "memory was full" in app.error[0].value
    assert "RMSProp at 0.001, batches of 64" in texts(app)
    next(element for element in app.button if element.key == f"open-{finished.id}").click().run()
    assert not app.error
    assert app.metric


def test_damaged_run_harms_no_other(finished: Run) -> None:
    damaged = runs.create(PRESETS["fast"])
    (damaged.folder / "config.json").write_text("{")
    app = page("pages/train.py")
    assert not app.exception
    assert "cannot be read" in texts(app)
    assert next(element for element in app.button if element.key == f"open-{finished.id}")


def test_damaged_classifier_of_a_run_gives_way_to_the_shipped_one(finished: Run) -> None:
    versions.use(finished)
    (finished.folder / LITERT).write_text("damaged")
    app = page("app.py")
    app.segmented_control[1].set_value("Test picture").run()
    assert not app.exception
    assert "The network" in html(app)


def test_overfitting_run_says_so_and_a_press_queues_it_with_the_remedy(
    finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "advance", lambda: None)  # queued is what is promised here
    columns = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
    rows = [(1, 0.9, 0.7, 0.8, 0.75, 1), (2, 0.2, 0.95, 0.7, 0.8, 1), (3, 0.01, 1.0, 1.1, 0.78, 1)]
    finished.write_history([dict(zip(columns, row, strict=True)) for row in rows])
    app = page("pages/train.py")
    assert "The gap: **22.0 points**" in texts(app)
    assert "It overfits: on the pictures it learns from it is 22.0 points better" in texts(app)
    button(app, "Dropout").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    assert runs.all_runs()[0].config() == finished.config().replace(dropout=0.5)


def test_runs_are_laid_over_one_another_with_the_settings_that_differ(finished: Run) -> None:
    other = runs.create(PRESETS["fast"])
    other.write_history(finished.history())
    other.write_state(State("stopped"))
    app = page("pages/train.py")
    chosen = next(element for element in app.multiselect if element.label.startswith("Lay runs"))
    chosen.set_value([finished.id, other.id]).run()
    assert not app.exception
    settings = app.table[-1].value["Setting"].tolist()
    assert {"network", "optimizer", "learning rate", "batch size", "test accuracy"} <= set(settings)
    assert "seed" not in settings


def test_places_in_the_queue_are_set_on_the_page(finished: Run) -> None:
    app = page("pages/train.py")
    next(slider for slider in app.slider if slider.label.startswith("Runs that train")).set_value(3).run()
    assert not app.exception
    assert runs.places() == 3


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
        ("By hand", "Sum of the products"),
        ("Where it looked", "Without the framed patch of 5 x 5 px"),
        ("It looks like these", "distance"),
        ("How it learned", "kept no snapshots"),
        ("Stroke by stroke", "has no strokes"),
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
    inside.segmented_control[1].set_value("It looks like these").run()
    distances = [float(found) for found in re.findall(r"distance ([\d.]+)", html(inside))]
    assert len(distances) == 5
    assert distances == sorted(distances)
    assert distances[0] > 0


def test_filter_is_enlarged_with_its_kernel_and_what_excites_it(inside: AppTest) -> None:
    inside.segmented_control[1].set_value("Feature maps").run()
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
    run = runs.create(config)
    layers = config.all_layers(2)
    network = build(layers, (64, 64, 3))
    write_classifier(run.folder, network, layers, name="Faces", classes=["glad", "sad"])
    for epoch in (0, 1):
        snapshots.keep(run.folder, epoch, network.get_weights(), 1)
    run.write_state(State("finished", queued_at=time.time()))
    return run


def test_network_of_colour_pictures_is_looked_into_and_says_what_makes_no_sense(faces_run: Run) -> None:
    app = page("pages/inside.py")
    app.session_state[state.PICTURE] = drawn_seven()
    app.session_state[state.STROKES] = []
    app.selectbox[0].select_index(1).run()
    assert "This network reads no drawn digits" in texts(app)
    said = {
        "By hand": "all 3 together",
        "Feature maps": "Kernel, channel 3",
        "Where it looked": "Grad-CAM: where",
        "How it learned": "Probabilities",
        "Stroke by stroke": "reads no drawings",
    }
    for view, words in said.items():
        app.segmented_control[0].set_value(view).run()
        assert not app.exception, view
        assert not app.error, view
        assert words in texts(app) + html(app), view


def test_network_whose_pictures_are_gone_says_so(faces_run: Run) -> None:
    config = PRESETS["cifar"].replace(data="pictures", pictures="gone-12345678")
    (faces_run.folder / "config.json").write_text(config.to_json())
    app = page("pages/inside.py")
    app.selectbox[0].select_index(1).run()
    assert not app.exception
    assert len(app.error) == 1
    assert "gone-12345678" in app.error[0].value


def test_network_without_convolution_is_looked_into_and_says_what_makes_no_sense() -> None:
    config = PRESETS["two-conv"].replace(network=OWN, layers=(dense(8),))
    run = runs.create(config)
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
    for view, words in {"Feature maps": "8 numbers", "Where it looked": "has no convolution"}.items():
        app.segmented_control[1].set_value(view).run()
        assert not app.exception, view
        assert words in texts(app) + html(app), view


def test_what_takes_seconds_is_made_once_and_its_failure_is_raised() -> None:
    begun: list[int] = []

    def make(told: Callable[[float], object]) -> list[int]:
        begun.append(1)
        told(0.5)
        return begun

    making = state.Making(make)
    assert making.wait("Making …") is making.wait("Making …") is begun
    assert begun == [1]

    def fail(told: Callable[[float], object]) -> list[int]:
        raise DataError("The pictures are gone.")

    with pytest.raises(DataError, match="pictures are gone"):
        state.Making(fail).wait("Making …")


def test_strokes_are_replayed_one_after_the_other() -> None:
    app = page("pages/inside.py")
    from ui.canvas import Drawn  # can be imported within a running app alone

    kept = []
    for count in (1, 2):  # a 4 whose second stroke is drawn later
        picture = draw(fit(FOUR, 180, (140, 140))[:count], 18, (280, 280))
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        kept.append(Drawn(tuple(json.dumps({"path": stroke}) for stroke in range(count)), file.getvalue()))
    app.session_state[state.PICTURE] = kept[-1].picture()
    app.session_state[state.STROKES] = kept
    app.run()
    app.segmented_control[0].set_value("Your digit").run()
    app.segmented_control[1].set_value("Stroke by stroke").run()
    assert "After 2 strokes" in html(app)
    both = html(app)
    app.slider[0].set_value(1).run()
    assert "<p>After 1 stroke</p>" in html(app)
    assert re.findall(r"<td>([^<]*%)</td>", html(app)) != re.findall(r"<td>([^<]*%)</td>", both)
