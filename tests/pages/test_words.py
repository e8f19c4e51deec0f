"""Promises of choices whose words change while the page is open: they stay, although a browser knows them by words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets import uploads
from model.datasets.uploads import PictureSet
from model.evaluation import mistakes
from model.inference.card import read_card
from model.people import nicknames
from model.runs import queue, store
from model.runs.state import State
from model.runs.store import Run
from model.samples import store as samples
from model.versions import published
from tests.classifiers import lend_shipped
from tests.pages.app import page, view
from tests.samples.drawings import ANNA, BEN, sample
from ui.evaluate import comparison

pytestmark = pytest.mark.usefixtures("as_browser")


@pytest.fixture
def twins(home: Path, shipped_predicted: None) -> list[Path]:
    """Return the folders of two runs whose network is the shipped one."""
    folders = [home / "runs" / name for name in ("twin-1", "twin-2")]
    for folder in folders:
        shutil.copytree(published.SHIPPED, folder)
        (folder / "config.json").write_text(json.dumps(dict(read_card(folder).config)))
        Run(folder).write_state(State("finished"))
    return folders


def test_runs_that_are_laid_over_one_another_stay_when_one_finishes(
    finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "advance", lambda: None)
    running = store.create(PRESETS["two-conv"])
    running.write_history(finished.history())
    running.write_state(State("stopped"))
    app = view(page("pages/train.py"), "runs")
    lend_shipped(running.folder)  # from now on its name ends in its accuracy
    app.multiselect[0].set_value([running.id, finished.id]).run()
    assert app.run().multiselect[0].value == [running.id, finished.id]


def test_own_pictures_stay_chosen_when_others_of_their_name_come() -> None:
    x, y = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8), np.repeat([0, 1], 10)
    own = uploads.save(PictureSet("Animals", ("cats", "dogs"), x, y))
    app = page("pages/train.py")
    app.selectbox(key="data").set_value(own).run()
    uploads.save(PictureSet("Animals", ("cats", "dogs"), 255 - x, y))
    assert len(app.run().selectbox(key="data").options) == len(set(app.selectbox(key="data").options))
    assert app.run().selectbox(key="data").value == own


def test_question_who_is_right_stays_when_another_network_is_compared(
    twins: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([9, 9, 5, 5])
    found = mistakes.who_is_right

    def who_is_right(*asked: object) -> dict[str, mistakes.Indices]:
        return {group: indices[: next(counts) if group == "both" else None] for group, indices in found(*asked).items()}

    monkeypatch.setattr(comparison.mistakes, "who_is_right", who_is_right)
    app = page("pages/evaluate.py", **{"evaluate-view": "comparison"})
    app.radio[0].set_value("both").run()
    app.selectbox(key="evaluate-other").set_value(twins[1]).run()
    assert "Both: 5" in app.radio[0].options
    assert app.run().radio[0].value == "both"


@pytest.mark.parametrize("key", ["evaluate-network", "evaluate-other", "inside-network"])
def test_network_stays_chosen_when_it_is_renamed(key: str, twins: list[Path]) -> None:
    app = page(f"pages/{key.partition('-')[0]}.py", **{"evaluate-view": "comparison"})
    chosen = next(each for each in twins if each != app.selectbox(key=key).value)
    app.selectbox(key=key).set_value(chosen).run()
    store.rename(chosen.name, "Anna's")
    assert any("Anna's" in option for option in app.run().selectbox(key=key).options)
    assert app.run().selectbox(key=key).value == chosen


@pytest.mark.parametrize("key", ["digits-writer", "digits-unwanted"])
def test_writer_stays_chosen_when_they_are_called_something_else(key: str) -> None:
    samples.add([sample(1, writer=ANNA.id), sample(2, writer=BEN.id)])
    app = page("pages/digits.py")
    app.session_state["digits-tools"] = True
    app.run().selectbox(key=key).set_value(BEN.id).run()
    nicknames.call(BEN, "Ben")
    assert "Ben" in app.run().selectbox(key=key).options
    assert app.run().selectbox(key=key).value == BEN.id
