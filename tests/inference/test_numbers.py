"""Promises of reading a number: in which order, without frames, and with a doubt where something is no digit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from model.images.segmentation import parts
from model.images.strokes import Stroke
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED
from tests.writing import arc, box_around, drawn, line, moved, number, photographed, turned

SIGNS = ["20,4", "20.4", "3:42", "7-3", "-72", "3/4", "20/7", "24.12.37"]
Given = Callable[[list[Stroke], float], NDArray[np.uint8]]


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    """Return the classifier that Inkling ships."""
    return Classifier.load(SHIPPED)


@pytest.fixture(params=[drawn, photographed])
def given(request: pytest.FixtureRequest) -> Given:
    """Return the way to give a number: drawn, or in a photo."""
    given: Given = request.param
    return given


@pytest.mark.parametrize("degrees", [-18, -10, 10, 18])
def test_number_on_a_turned_page_is_read_in_its_order(shipped: Classifier, given: Given, degrees: float) -> None:
    text = shipped.read_number(given(turned(number("204372"), degrees), 9)).text
    assert len(text) == 6
    assert all(read in (digit, "?") for read, digit in zip(text, "204372", strict=True))


@pytest.mark.parametrize("uphill", [-0.34, 0.34])
def test_number_written_uphill_is_read_in_its_order(shipped: Classifier, uphill: float) -> None:
    assert shipped.read_number(drawn(number("20437", uphill=uphill))).text == "20437"


def test_two_rows_that_run_uphill_are_read_one_after_the_other(shipped: Classifier) -> None:
    rows = number("204") + moved(number("372"), 20, 160)
    text = shipped.read_number(drawn(turned(rows, 10))).text
    assert all(read in (digit, "?") for read, digit in zip(text, "204372", strict=True))


@pytest.mark.parametrize("pen", [10, 20])
def test_large_comma_is_no_one(shipped: Classifier, pen: float) -> None:
    strokes = [*number("3", 80), line((75, 70), (70, 105)), *moved(number("4", 80), 95, 0)]
    assert shipped.read_number(drawn(strokes, pen)).text == "3?4"


@pytest.mark.parametrize("digit", "0123")
def test_raised_digit_near_its_neighbour_stays_a_digit(shipped: Classifier, digit: str) -> None:
    written = number("30")
    _, top, right, _ = box_around(written)
    small = moved(number(digit, 40), right + 14, top - 15)
    assert shipped.read_number(drawn([*written, *small])).text in (f"30{digit}", "30?")


@pytest.mark.parametrize("digit", "024")
def test_raised_digit_that_with_its_neighbour_looks_like_one_is_read(shipped: Classifier, digit: str) -> None:
    eight = [arc((28, 24), (22, 24)), arc((28, 74), (28, 26))]
    assert shipped.read_number(drawn([*eight, *moved(number(digit, 40), 74, -30)])).text == f"8{digit}"


@pytest.mark.parametrize("height", [60, 110])
@pytest.mark.parametrize("text", [*SIGNS, "(20)", "[37]", "4)", "2|0|3", "|42", "4>2", "3<7"])
def test_what_is_no_digit_is_a_doubt_in_its_place(shipped: Classifier, given: Given, text: str, height: float) -> None:
    reading = shipped.read_number(given(number(text, height), 0.09 * height))
    assert reading.text == "".join(one if one.isdigit() else "?" for one in text)


@pytest.mark.parametrize("at", [0, 1])
def test_leaning_one_before_or_after_all_others_is_no_slash(shipped: Classifier, at: int) -> None:
    one = line((30, -8), (8, 102))
    strokes = [*number("23"), *moved([one], 170, 0)] if at else [one, *moved(number("23"), 60, 0)]
    assert shipped.read_number(drawn(strokes)).text == ("231" if at else "123")


def test_small_fraction_has_a_doubt_for_its_slash(shipped: Classifier) -> None:
    fraction = [*number("3", 75), line((105, -15), (65, 130)), *moved(number("4", 75), 105, 50)]
    assert shipped.read_number(drawn(fraction)).text == "3?4"


def test_slash_no_taller_than_its_upright_neighbours_is_a_doubt(shipped: Classifier) -> None:
    fraction = [*number("3"), line((108, 0), (85, 100)), *moved(number("4"), 140, 0)]
    assert shipped.read_number(drawn(fraction)).text == "3?4"


def test_point_below_its_neighbours_on_a_turned_page_is_a_doubt(shipped: Classifier) -> None:
    strokes = [*number("20"), line((166, 104), (167, 105)), *moved(number("4"), 190, -12)]
    assert shipped.read_number(drawn(strokes)).text == "20?4"


def test_dash_that_reaches_over_the_edge_of_its_neighbour_is_no_part_of_it(shipped: Classifier) -> None:
    left = box_around(number("4"))[0]
    assert "?" in shipped.read_number(drawn([line((left - 45, 40), (left + 1, 38)), *number("4")], 8)).text


def test_what_another_pen_drew_is_no_one(shipped: Classifier) -> None:
    pencil = drawn([line((0, 0), (8, 150))], 24)
    written = drawn(number("3", 120), 10)
    page = np.zeros((max(pencil.shape[0], written.shape[0]), 340), np.uint8)
    page[: written.shape[0], : written.shape[1]] = written
    page[: pencil.shape[0], 200 : 200 + pencil.shape[1]] = pencil
    assert shipped.read_number(page).text == "3?"


@pytest.mark.parametrize("high", [0.45, 0.6])
def test_digit_that_stands_higher_among_others_is_never_read_at_another_place(shipped: Classifier, high: float) -> None:
    strokes = [*number("4"), *moved(number("3", 60), 95, -60 * high), *moved(number("20"), 160, 0)]
    text = shipped.read_number(drawn(strokes, 8)).text
    assert text == "4320" or text.count("?") >= 1


@pytest.mark.parametrize("digit", "0123")
@pytest.mark.parametrize("gap", [0, 20])
def test_ring_round_a_digit_is_left_out(shipped: Classifier, given: Given, digit: str, gap: float) -> None:
    written = number(digit)
    left, top, right, bottom = box_around(written)
    ring = arc(((left + right) / 2, (top + bottom) / 2), (80, 85), -90 + gap, 270)
    ink = given([*written, ring], 8)
    reading = shipped.read_number(ink)
    assert reading.text == digit
    assert shipped.as_one_digit(ink, reading)[1].label == int(digit)


@pytest.mark.parametrize("degrees", [0, 9])
@pytest.mark.parametrize("apart", [0, 25])
def test_boxes_of_a_form_are_left_out(shipped: Classifier, given: Given, apart: float, degrees: float) -> None:
    strokes = []
    for at, digit in enumerate("3042"):
        left = at * (110 + apart)
        strokes += moved(number(digit), left + 25, 30)
        strokes.append(line((left, 0), (left + 110, 0), (left + 110, 160), (left, 160), (left, 0)))
    empty = 4 * (110 + apart)
    strokes.append(line((empty, 0), (empty + 110, 0), (empty + 110, 160), (empty, 160), (empty, 0)))
    assert shipped.read_number(given(turned(strokes, degrees), 5)).text == "3042"


def test_digit_that_touches_its_box_is_a_doubt_in_its_place(shipped: Classifier) -> None:
    strokes = []
    for at, digit in enumerate("302"):
        strokes += moved(number(digit), at * 130 + (0 if digit == "0" else 25), 30)
        strokes.append(line((at * 130, 0), (at * 130 + 110, 0), (at * 130 + 110, 160), (at * 130, 160), (at * 130, 0)))
    assert shipped.read_number(drawn(strokes, 5)).text == "3?2"


@pytest.mark.parametrize("digit", "234")
def test_digit_that_touches_its_ring_is_no_zero(shipped: Classifier, digit: str) -> None:
    left, top, right, bottom = box_around(number(digit))
    radius = float(np.hypot(right - left, bottom - top)) / 2
    ring = arc(((left + right) / 2, (top + bottom) / 2), (radius, radius))
    text = shipped.read_number(drawn([*number(digit), ring, *moved(number("4"), right + 70, 0)], 9)).text
    assert text in (f"{digit}4", "?4")


def test_one_from_edge_to_edge_of_its_ring_is_no_zero_with_a_slash(shipped: Classifier) -> None:
    ring = arc((245, 50), (52, 50))
    assert shipped.read_number(drawn([*number("43"), line((250, 0), (240, 100)), ring], 7)).text == "43?"
    assert shipped.read_number(drawn([*number("43"), line((280, 12), (210, 88)), ring], 7)).text == "430"


def test_open_ring_round_two_digits_is_no_digit(shipped: Classifier) -> None:
    left, top, right, bottom = box_around(number("42"))
    ring = arc(((left + right) / 2, (top + bottom) / 2), (130, 110), -60, 240)
    assert "?" in shipped.read_number(drawn([*number("42"), ring], 8)).text


@pytest.mark.parametrize("inside", [line((28, 50), (32, 52)), line((45, 25), (15, 75))], ids=["dot", "slash"])
def test_zero_with_a_dot_or_a_loose_slash_is_one_digit(shipped: Classifier, inside: Stroke) -> None:
    (part, reading), *others = shipped.read_number(drawn([*number("0"), inside], 7)).digits
    assert not others
    assert reading.label == 0
    assert part.box.height > 95


@pytest.mark.parametrize("ring", [(60, 62), (60, 80)], ids=["round", "oval"])
def test_leaning_one_in_a_ring_is_a_doubt(shipped: Classifier, ring: tuple[float, float]) -> None:
    assert shipped.read_number(drawn([arc((60, 60), ring), line((74, 40), (46, 82))])).text == "?"


def test_oval_zero_whose_loose_slash_reaches_far_is_sure(shipped: Classifier) -> None:
    assert shipped.read_number(drawn([arc((60, 80), (56, 80)), line((88, 30), (32, 130))], 7)).text == "0"


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("text", ["7", "4", "2043"])
@pytest.mark.parametrize("tilt", [-4, 4])
def test_underline_is_left_out(shipped: Classifier, given: Given, text: str, lines: int, tilt: float) -> None:
    written = number(text)
    left, _, right, bottom = box_around(written)
    steep = np.tan(np.radians(tilt)) * (right - left) / 2
    below = [bottom + 25 + abs(steep) + 22 * at for at in range(lines)]
    under = [line((left - 8, y - steep), (right + 8, y + steep)) for y in below]
    ink = given([*written, *under], 8)
    reading = shipped.read_number(ink)
    assert reading.text == text
    if len(text) == 1:
        assert shipped.as_one_digit(ink, reading)[1].label == int(text)


def test_seven_that_touches_its_underline_is_no_one_with_a_foot(shipped: Classifier) -> None:
    seven, foot = number("7"), line((-5, 101), (62, 101))
    assert shipped.read_number(drawn([*number("3"), *moved([*seven, foot], 90, 0)], 8)).text in ("37", "3?")
    one = [line((10, 22), (32, 0), (32, 100)), line((8, 100), (56, 100))]
    assert shipped.read_number(drawn([*number("3"), *moved(one, 90, 0)], 8)).text == "31"


def test_line_near_a_seven_is_no_base_and_the_base_of_a_two_no_underline(shipped: Classifier) -> None:
    seven, (left, _, right, bottom) = number("7"), box_around(number("7"))
    under = line((left - 2, bottom + 13), (right + 2, bottom + 13))
    assert shipped.read_number(drawn([*number("3"), *moved([*seven, under], 90, 0)], 8)).text in ("37", "3?")
    curve = np.concatenate([arc((28, 28), (28, 28), 190, 400), line((8, 90))])
    two = [curve, line((0, 107), (58, 107))]
    assert shipped.read_number(drawn([*number("3"), *moved(two, 90, 0)], 8)).text in ("32", "3?")


def test_line_between_two_numbers_is_a_doubt(shipped: Classifier) -> None:
    over, under = number("3"), moved(number("4"), 0, 170)
    text = shipped.read_number(drawn([*over, line((-20, 135), (90, 135)), *under])).text
    assert "?" in text


def test_foot_of_a_one_and_broken_base_of_a_two_stay_with_their_digit(shipped: Classifier) -> None:
    foot = [*number("1"), line((-25, 112), (25, 112))]
    assert shipped.read_number(drawn(foot, 9)).text == "1"
    two = drawn(number("2"), 9).copy()
    rows = np.flatnonzero(two.any(axis=1))
    two[rows[-1] - 12 : rows[-1] - 9] = 0  # px rows: the base hangs on by nothing
    assert shipped.read_number(two).text in ("2", "?")


@pytest.mark.parametrize("text", ["20", "03", "02"])
def test_two_digits_that_touch_are_read(shipped: Classifier, text: str) -> None:
    first, second = number(text[0]), number(text[1])
    strokes = [*first, *moved(second, box_around(first)[2] + 6, 0)]
    whole = drawn(strokes)
    assert len(parts(whole)) == 1
    reading = shipped.read_number(whole)
    assert reading.text == text
    (left, _), (right, _) = reading.digits
    assert left.box.left < right.box.left < left.box.right + 10


@pytest.mark.parametrize(
    "letter",
    [
        [line((0, 0), (40, 110), (80, 0))],
        [line((0, 0), (0, 110)), arc((30, 30), (30, 30), 180, 360), line((60, 30), (60, 110))],
    ],
    ids=["V", "n"],
)
def test_letter_is_not_cut_into_single_strokes(shipped: Classifier, letter: list[Stroke]) -> None:
    assert shipped.read_number(drawn(letter)).status != "number"


def test_dirt_is_no_digit(shipped: Classifier) -> None:
    ink = np.pad(drawn(number("2043")), 60)
    rng = np.random.default_rng(2)
    for row, column in zip(rng.integers(0, ink.shape[0] - 4, 40), rng.integers(0, ink.shape[1] - 4, 40), strict=True):
        ink[row : row + 3, column : column + 3] = np.maximum(ink[row : row + 3, column : column + 3], 120)
    assert shipped.read_number(ink).text == "2043"


def test_ring_is_left_out_of_one_digit_with_other_ink_beside_it(shipped: Classifier) -> None:
    written = number("7")
    ring = arc((30, 50), (85, 85))
    ink = drawn([*written, ring, line((150, 140), (151, 141))], 10)
    number_read = shipped.read_number(ink)
    assert len(number_read.digits) == 2
    picture, reading = shipped.as_one_digit(ink, number_read)
    assert reading.label != 0
    assert not np.array_equal(picture, ink)


@pytest.mark.parametrize("text", ["4", "20372"])
def test_digit_beside_small_print_is_a_doubt_and_the_print_is_no_digit(
    shipped: Classifier, given: Given, text: str
) -> None:
    ink = given([*number(text, 60), *moved(number("7", 260), 300, 20)], 9)
    number_read = shipped.read_number(ink)
    assert (number_read.status, number_read.text) == ("unsure", "?" * len(text) + "7")
    picture, reading = shipped.as_one_digit(ink, number_read)
    assert (reading.status, reading.label, reading.is_doubted) == ("unsure", 7, True)
    assert picture.shape[1] < 260
