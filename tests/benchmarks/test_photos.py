"""The photos of the benchmark: each kind is what its name says, and each answer is counted as it ought to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.photos.__main__ import of_kind, on_surfaces
from benchmarks.photos.answers import SHARES, Answer, Tally, answers
from benchmarks.photos.cases import Case, shown
from benchmarks.photos.inks import Hand, text_of
from benchmarks.photos.kinds import KINDS
from model.datasets.digit_styles import styled_digit
from model.images.picture_files import read_picture
from model.images.strokes import StrokeDigit
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    """Return the classifier that Inkling ships."""
    return Classifier.load(SHIPPED)


@pytest.fixture(scope="module")
def strokes() -> list[StrokeDigit]:
    """Return the digits of a writer."""
    rng = np.random.default_rng(1)
    return [StrokeDigit(label, "writer", styled_digit(label, rng)) for label in range(10)]


def middle_rows(case: Case) -> tuple[float, float]:
    """Return the middle row of the ink in the left and in the right third of a picture, dark on light."""
    dark = 255 - np.asarray(Image.open(case.file).convert("L"), np.float32)
    dark[dark < dark.max() / 2] = 0
    columns = np.flatnonzero(dark.any(axis=0))
    third = (columns[-1] - columns[0]) // 3
    rows = np.arange(len(dark))
    left, right = (dark[:, at : at + third].sum(axis=1) for at in (columns[0], columns[-1] - third))
    return float(rows @ left / left.sum()), float(rows @ right / right.sum())


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_a_picture_whose_verdicts_add_up(name: str, shipped: Classifier, tmp_path: Path) -> None:
    (case,) = of_kind(KINDS[name], shipped, [], 1)
    assert set(case.right[0]) <= set("0123456789?")
    assert read_picture(case.file).remark == ""
    said, wrong = answers(shipped, case.file), 0
    for way in KINDS[name].ways:
        tally = Tally(f"picture, {way}", tmp_path)
        tally.count(case, said[way])
        shares = tally.shares()
        assert list(shares) == list(SHARES)
        assert shares["read right"] + shares["doubted"] + shares["surely wrong"] == 1
        assert shares["by best guess"] >= shares["read right"]
        wrong += round(shares["surely wrong"])
    assert len(list(tmp_path.iterdir())) == wrong


def test_number_that_is_written_is_the_number_that_is_read(shipped: Classifier, strokes: list[StrokeDigit]) -> None:
    rng, tally = np.random.default_rng(0), Tally("numbers", None)
    for own in (strokes, [], strokes, []):
        hand = Hand(own, rng, lambda glyph: True)
        digits = hand.number(4)
        assert len(text_of(digits)) == 4
        case = shown(digits, hand)
        tally.count(case, answers(shipped, case.file)["number"])
    assert tally.shares()["by best guess"] >= 3 / 4
    assert tally.shares()["surely wrong"] == 0


@pytest.mark.parametrize("name", ["as written", "turned"])
def test_uphill_rises_to_the_right_and_downhill_falls(
    name: str, shipped: Classifier, strokes: list[StrokeDigit]
) -> None:
    pictures = (of_kind(KINDS[f"{way}, {name}"], shipped, strokes, 4) for way in ("uphill", "downhill"))
    for uphill, downhill in zip(*pictures, strict=True):  # of the same digits
        (left, right), (other_left, other_right) = middle_rows(uphill), middle_rows(downhill)
        assert left - right > other_left - other_right + 10


def test_photos_of_digits_on_surfaces_are_read(shipped: Classifier) -> None:
    name, cases = next(on_surfaces([], 2))
    tally = Tally(name, None)
    for case in cases:
        tally.count(case, answers(shipped, case.file)["number"])
    assert name == "MNIST on paper"
    assert tally.shares()["by best guess"] >= 1 / 2


@pytest.mark.parametrize(
    ("text", "is_sure", "right", "verdict"),
    [
        ("125", True, ("12?5",), "surely wrong"),  # a comma, dropped in silence
        ("12?5", False, ("12?5",), "read right"),
        ("1??5", False, ("12?5",), "doubted"),
        ("0331", True, ("80331", "?0331"), "surely wrong"),
        ("?0331", False, ("80331", "?0331"), "read right"),
        ("7?", False, ("7",), "doubted"),
        ("?", False, ("7",), "doubted"),
        ("7", True, ("7",), "read right"),
    ],
)
def test_answer_without_doubt_that_is_another_one_is_surely_wrong(
    text: str, is_sure: bool, right: tuple[str, ...], verdict: str
) -> None:
    assert Answer(text, text.replace("?", ""), is_sure).verdict(right) == verdict


def test_same_seed_makes_the_same_pictures(shipped: Classifier, strokes: list[StrokeDigit]) -> None:
    def files() -> list[bytes]:
        return [case.file.getvalue() for case in of_kind(KINDS["comma"], shipped, strokes, 2)]

    made = files()
    assert made == files()
    assert len(set(made)) == 2
