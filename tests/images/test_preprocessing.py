"""Promises of the way from a drawing to what the network sees."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from model.datasets.mnist import mnist_test
from model.errors import PictureError
from model.images.preprocessing import BOX, MIDDLE, STEPS, preprocess
from model.images.strokes import draw
from tests.conftest import drawn_seven

Picture = NDArray[np.uint8]


def test_image_has_ink_one_on_paper_zero(seven: Picture) -> None:
    image = preprocess(seven).image
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.max() == 1.0
    assert image[0, 0] == 0.0


def test_longest_side_becomes_20_px(seven: Picture) -> None:
    rows, columns = np.nonzero(preprocess(seven).image)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == BOX


def test_centre_of_mass_is_in_the_middle_as_in_mnist(seven: Picture) -> None:
    image = preprocess(seven).image
    places = np.arange(28) + 0.5
    assert abs(image.sum(axis=1) @ places / image.sum() - MIDDLE) <= 0.5
    assert abs(image.sum(axis=0) @ places / image.sum() - MIDDLE) <= 0.5


@pytest.mark.parametrize("centre", [(75, 100), (205, 100), (140, 180)])
def test_off_centre_digit_is_centred(seven: Picture, centre: tuple[int, int]) -> None:
    np.testing.assert_allclose(preprocess(drawn_seven(centre)).image, preprocess(seven).image, atol=0.15)


def test_small_digit_is_enlarged(seven: Picture) -> None:
    small = preprocess(drawn_seven(longest=90, pen=9)).image
    assert np.abs(small - preprocess(seven).image).mean() < 0.02


def test_thin_pen_still_reaches_full_ink() -> None:
    assert preprocess(drawn_seven(pen=4)).image.max() == 1.0


def test_chalk_on_blackboard_reads_as_ink_on_paper(seven: Picture) -> None:
    chalk = seven.copy()
    chalk[..., :3] = 255 - chalk[..., :3]
    np.testing.assert_allclose(preprocess(chalk).image, preprocess(seven).image, atol=0.01)


def test_coloured_ink_on_coloured_paper_is_found(seven: Picture) -> None:
    colours = np.where(seven[..., :1] > 127, np.uint8([250, 240, 200]), np.uint8([20, 60, 160]))
    np.testing.assert_allclose(preprocess(colours).image > 0.5, preprocess(seven).image > 0.5)


@pytest.mark.parametrize("ink", [0, 255])
def test_transparent_paper_counts_as_paper(seven: Picture, ink: int) -> None:
    picture = np.full_like(seven, ink)
    picture[..., 3] = 255 - seven[..., 0]
    np.testing.assert_allclose(preprocess(picture).image, preprocess(seven).image, atol=0.01)


@pytest.mark.parametrize("level", [0, 90, 255])
def test_plain_paper_is_empty(level: int) -> None:
    result = preprocess(np.full((280, 280), level, np.uint8))
    assert result.status == "empty"
    assert not result.image.any()


def test_wholly_transparent_picture_is_empty() -> None:
    assert preprocess(np.zeros((280, 280, 4), np.uint8)).status == "empty"


def test_faint_shade_on_the_paper_is_empty() -> None:
    picture = np.full((280, 280), 240, np.uint8)
    picture[100:180, 100:180] = 225
    assert preprocess(picture).status == "empty"


def test_one_pixel_is_too_little_ink() -> None:
    picture = np.full((280, 280), 255, np.uint8)
    picture[140, 140] = 0
    assert preprocess(picture).status == "faint"


@pytest.mark.parametrize("pen", [6, 18, 36])
def test_dot_of_any_pen_is_too_little_ink(pen: float) -> None:
    dot = draw((np.array([[140.0, 140.0]]),), pen)
    assert preprocess(dot).status == "faint"


def test_picture_of_one_pixel_is_empty() -> None:
    assert preprocess(np.zeros((1, 1), np.uint8)).status == "empty"


@pytest.mark.parametrize("size", [(560, 200), (200, 560)])
def test_non_square_picture_keeps_the_shape_of_the_digit(seven: Picture, size: tuple[int, int]) -> None:
    picture = drawn_seven((size[0] / 2, size[1] / 2), 150, 15, size)
    assert np.abs(preprocess(picture).image - preprocess(seven).image).mean() < 0.02


def test_huge_picture_gives_the_same_image(seven: Picture) -> None:
    huge = np.asarray(Image.fromarray(seven).resize((2800, 2800)))
    assert np.abs(preprocess(huge).image - preprocess(seven).image).mean() < 0.01


def test_two_digits_side_by_side_are_several() -> None:
    left, right = drawn_seven((80, 140), 110, 12), drawn_seven((200, 140), 110, 12)
    assert preprocess(np.minimum(left, right)).status == "several"


def test_hair_beside_a_digit_is_no_second_digit() -> None:
    digit, line = drawn_seven((90, 140), 160, 24), np.array([[220.0, 70.0], [220.0, 200.0]])
    assert preprocess(np.minimum(digit, draw((line,), 4))).status == "digit"
    assert preprocess(np.minimum(digit, draw((line,), 24))).status == "several"


def test_bar_that_does_not_touch_belongs_to_its_digit(seven: Picture) -> None:
    picture = seven.copy()
    picture[150:158, 190:230, :3] = 0
    assert preprocess(picture).status == "digit"


def test_mnist_passes_nearly_unchanged() -> None:
    pictures = mnist_test().x[:300, :, :, 0]
    differences = [np.abs(preprocess(picture).image - picture / 255).max() for picture in pictures]
    assert np.mean(np.array(differences) < 0.16) > 0.98


def test_every_step_is_shown_in_order(seven: Picture) -> None:
    steps = preprocess(seven).steps
    assert list(steps) == list(STEPS)
    assert steps["scale"].shape[0] == BOX
    np.testing.assert_array_equal(steps["centre"], (preprocess(seven).image * 255).round())


@pytest.mark.parametrize("name", ["polarity", "crop", "scale", "centre"])
def test_step_left_out_changes_what_the_network_sees(name: str) -> None:
    picture = drawn_seven((70, 70), 90, 12)
    assert not np.allclose(preprocess(picture, [name]).image, preprocess(picture).image, atol=0.05)


def test_without_grey_only_red_counts(seven: Picture) -> None:
    red = np.full_like(seven, 255)
    red[..., 1:3] = seven[..., 1:3]  # red ink: invisible where only red is looked at
    assert preprocess(red).status == "digit"
    assert preprocess(red, ["grey"]).status == "empty"


@pytest.mark.parametrize("shape", [(28,), (28, 28, 2), (0, 28), (2, 28, 28, 4)])
def test_wrong_shape_is_named(shape: tuple[int, ...]) -> None:
    with pytest.raises(PictureError, match=r"Expected a picture .* Received: uint8 of shape"):
        preprocess(np.zeros(shape, np.uint8))


def test_wrong_type_is_named() -> None:
    with pytest.raises(PictureError, match="Received: float64"):
        preprocess(np.zeros((28, 28)))  # type: ignore[arg-type]
