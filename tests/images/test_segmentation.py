"""Promises of finding the digits in ink."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.images.segmentation import may_be_one, only_part, parts, together

Boxes = list[tuple[int, int, int, int]]  # left, top, right, bottom, in px


def ink(*boxes: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """Return full boxes of ink on 640 x 240 px."""
    page = Image.new("L", (640, 240))
    for box in boxes:
        ImageDraw.Draw(page).rectangle(box, fill=255)
    return np.asarray(page)


def lefts(page: NDArray[np.uint8]) -> list[int]:
    """Return where the parts begin, in order."""
    return [part.box.left for part in parts(page)]


def test_no_ink_has_no_parts() -> None:
    assert parts(ink()) == []


def test_parts_come_from_left_to_right() -> None:
    assert lefts(ink((400, 50, 450, 150), (50, 60, 90, 160), (200, 40, 260, 150))) == [50, 200, 400]


def test_lines_are_read_one_after_the_other() -> None:
    assert lefts(ink((300, 10, 340, 90), (100, 20, 140, 100), (310, 140, 350, 220), (90, 130, 130, 210))) == [
        100,
        300,
        90,
        310,
    ]


def test_box_holds_the_ink_and_the_picture_a_margin() -> None:
    (part,) = parts(ink((50, 60, 89, 159)))
    assert part.box == (60, 160, 50, 90)
    assert part.picture.shape == (120, 60)
    assert not part.picture[:9].any()
    assert part.picture[10:-10, 10:-10].all()


@pytest.mark.parametrize(
    "bar",
    [
        pytest.param((60, 40, 140, 48), id="over it"),
        pytest.param((96, 52, 150, 60), id="beside it"),
        pytest.param((60, 164, 120, 170), id="under it, as a foot"),
    ],
)
def test_bar_that_does_not_touch_belongs_to_its_digit(bar: tuple[int, int, int, int]) -> None:
    (part,) = parts(ink((50, 55, 90, 160), bar))
    assert part.box.right == max(91, bar[2] + 1)
    assert not part.is_doubtful


@pytest.mark.parametrize(
    "dash",
    [
        pytest.param((97, 86, 150, 94), id="as low as the bar of a 5 at most"),
        pytest.param((94, 105, 150, 113), id="as near as a broken line"),
    ],
)
def test_dash_that_may_be_a_bar_of_the_digit_beside_it_is_a_doubt(dash: tuple[int, int, int, int]) -> None:
    written = parts(ink((50, 55, 58, 160), (50, 152, 90, 160), (82, 55, 90, 160), dash))  # an U
    assert [part.is_doubtful for part in written] == [True]


def test_tall_neighbours_stay_two_however_near() -> None:
    assert lefts(ink((50, 50, 90, 150), (93, 50, 130, 150))) == [50, 93]


@pytest.mark.parametrize(("thickness", "is_doubtful"), [(3, True), (8, False)])
def test_line_much_thinner_than_the_pen_is_doubtful(thickness: int, is_doubtful: bool) -> None:
    written = ink((50, 50, 62, 150), (50, 138, 110, 150), (150, 60, 150 + thickness, 150))
    assert [part.is_doubtful for part in parts(written)] == [False, is_doubtful]


@pytest.mark.parametrize(("thickness", "is_doubtful"), [(60, True), (24, False)])
@pytest.mark.parametrize("down", [0, 80])
def test_what_is_far_thicker_than_all_digits_is_a_finger(thickness: int, is_doubtful: bool, down: int) -> None:
    seven = (50, 90, 110, 102), (98, 90, 110, 230)
    bent = (200, 20 + down, 200 + 2 * thickness, 20 + down + thickness), (200, 20 + down, 200 + thickness, 140 + down)
    assert [part.is_doubtful for part in parts(ink(*seven, *bent))] == [False, is_doubtful]


def test_large_digit_is_no_finger_beside_small_print() -> None:
    print_of_1 = (50, 190, 54, 225)
    assert [part.is_doubtful for part in parts(ink(print_of_1, (100, 20, 130, 225), (100, 20, 180, 50)))] == [
        True,
        False,
    ]


def test_dust_is_left_out_and_a_far_dot_is_not() -> None:
    assert lefts(ink((50, 50, 90, 150), (300, 100, 302, 102))) == [50]
    assert lefts(ink((50, 50, 90, 150), (300, 100, 312, 112))) == [50, 300]


def test_gravel_is_cut_short() -> None:
    page = np.zeros((900, 900), np.uint8)
    page[::9, ::9] = page[1::9, ::9] = page[::9, 1::9] = 255  # ten thousand crumbs
    page[440:470, 440:445] = 255  # beside something tall
    assert 40 < len(parts(page)) <= 300


def test_neighbours_ink_is_not_in_the_picture() -> None:
    page = ink((50, 50, 60, 150), (50, 140, 120, 150), (100, 50, 112, 120))  # an L, and a stroke over its foot
    first, second = parts(page)
    assert first.box.right > second.box.left
    top = first.picture.shape[0] // 2
    assert not first.picture[:top, -30:].any()


def test_pieces_of_a_broken_digit_may_be_one_and_are_put_together_in_place() -> None:
    whole = ink((50, 50, 90, 99), (50, 104, 90, 150))
    upper, lower = parts(whole)
    assert may_be_one(upper, lower)
    both = together(upper, lower)
    assert both.box == (50, 151, 50, 91)
    margin = (both.picture.shape[0] - 101) // 2
    np.testing.assert_array_equal(both.picture[margin:-margin, margin:-margin], whole[50:151, 50:91])


def test_digits_apart_may_not_be_one() -> None:
    first, second = parts(ink((50, 50, 90, 150), (120, 50, 160, 150)))
    assert not may_be_one(first, second)


def test_only_part_is_the_digit_without_marks_around_it_and_none_beside_another_or_without_ink() -> None:
    seven, other, line = (300, 50, 360, 150), (420, 50, 480, 150), (270, 165, 390, 170)
    for page in (ink(seven), ink(seven, line)):
        part = only_part(page)
        assert part is not None
        assert (part.box.left, part.box.top, part.box.right, part.box.bottom) == (300, 50, 361, 151)
    assert only_part(ink(seven, other)) is None
    assert only_part(ink()) is None


def test_only_part_is_a_digit_whose_line_is_broken() -> None:
    part = only_part(ink((300, 50, 340, 95), (300, 100, 340, 150)))
    assert part is not None
    assert (part.box.top, part.box.bottom) == (50, 151)
