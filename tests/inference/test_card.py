"""Promises of the card: what is on it is complete and of its kind, or the classifier is refused in one sentence."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from model.config import PRESETS
from model.errors import ClassifierError
from model.inference.card import DEFAULT_THRESHOLD, DIGITS, Card, Figures, Source, parse_card, read_card, write_card
from model.inference.classifier import Classifier
from model.runs import store
from model.versions.published import SHIPPED
from tests.cards import FIGURES

WHOLE = Card(
    name="Two convolutions",
    created="2026-01-31 12:00",
    figures=Figures(test_pictures=400, test_accuracy=0.5, test_loss=0.7, training_seconds=3.2),
    data=(Source("Drawn faces", "MIT", "model/datasets/faces.py"),),
    classes=("glad", "sad"),
    best_epoch=3,
    config={"network": "two-conv", "epochs": 3},
    threshold=0.7,
    input_shape=(64, 64, 3),
    layers=({"kind": "flatten"}, {"kind": "dense", "units": 1, "activation": "sigmoid"}),
    litert_sha256="0123456789abcdef" * 4,
)


def written(folder: Path, content: object) -> Path:
    """Write what is said to be a card into a folder, and return that."""
    (folder / "card.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def without(*names: str) -> dict[str, Any]:
    """Return a card as JSON has it, without some fields."""
    return {name: value for name, value in WHOLE.to_dict().items() if name not in names}


def test_card_survives_the_way_through_its_file(tmp_path: Path) -> None:
    write_card(tmp_path, WHOLE)
    assert read_card(tmp_path) == WHOLE
    assert list(tmp_path.iterdir()) == [tmp_path / "card.json"]
    assert WHOLE.fingerprint == "0123456789abcdef"


def test_shipped_card_survives_the_way_through_its_file(tmp_path: Path) -> None:
    write_card(tmp_path, read_card(SHIPPED))
    assert read_card(tmp_path) == read_card(SHIPPED)


def test_card_that_changes_is_read_again(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_card(tmp_path, dataclasses.replace(WHOLE, name=name))
        assert read_card(tmp_path).name == name


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "null", "7", '"card"', "[]", "{}", [without()], without("name"), without("figures"),
        {"name": "x"}, {"figures": FIGURES._asdict()},
    ],
    ids=str,
)  # fmt: skip
def test_card_that_is_none_or_lacks_something_is_one_sentence(content: object, tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"^The classifier in .* has no readable card\. Choose another one\.$"):
        read_card(written(tmp_path, content))


@pytest.mark.parametrize("name", Figures._fields)
@pytest.mark.parametrize("value", [None, "0.5", True, float("nan"), float("inf"), [1]])
def test_figure_that_is_missing_or_no_number_is_one_sentence(name: str, value: object, tmp_path: Path) -> None:
    figures = FIGURES._asdict()
    del figures[name]
    for wrong in (figures, {**figures, name: value}):
        with pytest.raises(ClassifierError, match="no readable card"):
            read_card(written(tmp_path, {**without(), "figures": wrong}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("figures", {**FIGURES._asdict(), "test_pictures": 0}),
        ("figures", {**FIGURES._asdict(), "test_pictures": 1.5}),
        ("figures", {**FIGURES._asdict(), "test_accuracy": 1.1}),
        ("figures", {**FIGURES._asdict(), "test_accuracy": -0.1}),
        ("figures", []),
        ("name", ""),
        ("name", 7),
        ("created", 2026),
        ("data", {}),
        ("data", ["MNIST"]),
        ("data", [{"name": "MNIST"}]),
        ("data", [{"name": "MNIST", "licence": 3, "get": "here"}]),
        ("classes", "0123456789"),
        ("classes", ["one"]),
        ("classes", [0, 1]),
        ("classes", ["glad", ""]),
        ("classes", None),
        ("best_epoch", -1),
        ("best_epoch", "3"),
        ("best_epoch", True),
        ("config", []),
        ("config", "two-conv"),
        ("threshold", 1.1),
        ("threshold", -0.1),
        ("threshold", "0.5"),
        ("threshold", float("nan")),
        ("input_shape", [28, 28]),
        ("input_shape", [28, 28, 0]),
        ("input_shape", "28"),
        ("input_shape", []),
        ("layers", ["flatten"]),
        ("layers", {}),
        ("layers", []),
        ("litert_sha256", "abc"),
        ("litert_sha256", 7),
    ],
)
def test_field_of_another_kind_is_one_sentence(name: str, value: object, tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="no readable card"):
        read_card(written(tmp_path, {**without(), name: value}))
    with pytest.raises(ValueError, match=name if value != [] or name in ("figures", "config") else "layers"):
        parse_card(json.dumps({**without(), name: value}))


def test_card_that_is_no_text_or_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match="no readable card"):
        read_card(tmp_path)
    (tmp_path / "card.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ClassifierError, match="no readable card"):
        read_card(tmp_path)


def test_card_of_version_0_3_is_read_and_says_nothing_of_the_network(tmp_path: Path) -> None:
    old = read_card(written(tmp_path, without("input_shape", "layers", "litert_sha256", "threshold", "classes")))
    assert (old.input_shape, old.layers, old.litert_sha256, old.fingerprint) == ((), (), "", "")
    assert (old.threshold, old.classes) == (DEFAULT_THRESHOLD, DIGITS)
    assert old.figures == WHOLE.figures
    with pytest.raises(ClassifierError, match="There is no classifier in"):  # nor what could be converted
        Classifier.load(tmp_path)


def test_what_a_later_version_adds_is_left_out(tmp_path: Path) -> None:
    assert read_card(written(tmp_path, {**without(), "writer": "somebody"})) == WHOLE


@pytest.mark.parametrize("content", [{}, [], without("figures")], ids=str)
def test_run_whose_card_is_damaged_has_none_and_answers_nowhere(content: object, home: Path) -> None:
    run = store.create(PRESETS["fast"])
    written(run.folder, content)
    (run.folder / "classifier.tflite").write_bytes(b"a network")
    assert run.card() is None
    with pytest.raises(ClassifierError, match="no readable card"):
        Classifier.load(run.folder)
