"""Promises of the one way from an image to probabilities."""

from __future__ import annotations

import dataclasses
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from model.datasets.digit_styles import styled_digit
from model.datasets.mnist import mnist_test
from model.errors import ClassifierError
from model.images.photos import find_ink
from model.images.preprocessing import ink_of, preprocess
from model.images.strokes import draw, fit
from model.inference.card import LITERT, read_card, write_card
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED
from tests.classifiers import lend_shipped, shipped_network
from tests.conftest import drawn_seven
from tests.writing import box_around, drawn, moved
from tests.writing import number as digits

BESIDE_A_LINE = [5331, 5661, 5676, 5730, 6700, 7325, 7714, 8020, 8112, 8759, 9469, 9891]  # of MNIST's test


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    """Return the classifier that Inkling ships."""
    return Classifier.load(SHIPPED)


def test_shipped_classifier_reads_a_drawn_seven(shipped: Classifier) -> None:
    reading = shipped.read(drawn_seven())
    assert (reading.status, reading.label) == ("digit", 7)
    assert reading.probabilities is not None
    assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_nothing_drawn_is_never_a_digit(shipped: Classifier) -> None:
    reading = shipped.read(np.full((280, 280, 4), 255, np.uint8))
    assert (reading.status, reading.label, reading.probabilities) == ("empty", None, None)


def test_dot_is_no_digit(shipped: Classifier) -> None:
    dot = np.full((280, 280), 255, np.uint8)
    dot[140:150, 140:150] = 0
    assert shipped.read(dot).status == "empty"


def test_two_digits_are_several(shipped: Classifier) -> None:
    both = np.minimum(drawn_seven((80, 140), 110, 12), drawn_seven((200, 140), 110, 12))
    assert shipped.read(both).status == "several"


@pytest.mark.parametrize("pen", [6, 18])
def test_four_whose_strokes_do_not_meet_is_one_digit(pen: float, shipped: Classifier) -> None:
    corner, stem = np.array([[0, 0], [-0.1, 0.55], [0.4, 0.55]]), np.array([[0.6, 0.15], [0.6, 1]])
    four = draw(fit((corner, stem), 180, (140, 140)), pen)
    assert preprocess(four).status == "several"
    assert (shipped.read(four).status, shipped.read(four).label) == ("digit", 4)
    ink = find_ink(four).ink
    assert shipped.as_one_digit(ink, shipped.read_number(ink))[1].label == 4


@pytest.mark.slow
def test_mnist_is_answered_as_rightly_as_it_is_measured(
    shipped: Classifier, shipped_probabilities: NDArray[np.float32]
) -> None:
    pictures = mnist_test()
    read = shipped.read_all([preprocess(picture) for picture in pictures.pixels])
    right = sum(one.label == label for one, label in zip(read, pictures.y, strict=True))
    assert right == pytest.approx((shipped_probabilities.argmax(axis=1) == pictures.y).sum(), abs=2)


def test_mnist_digit_beside_a_line_is_read_in_a_photo(shipped: Classifier) -> None:
    right = 0
    for at in BESIDE_A_LINE:
        ink = find_ink(mnist_test().pixels[at]).ink
        right += shipped.as_one_digit(ink, shipped.read_number(ink))[1].label == mnist_test().y[at]
    assert right >= len(BESIDE_A_LINE) - 2


def test_two_digits_side_by_side_stay_several(shipped: Classifier) -> None:
    rng = np.random.default_rng(1)
    chosen = mnist_test().pixels[rng.choice(10_000, (300, 2))]  # (300, 2, 28, 28)
    pairs = [preprocess(np.hstack(tuple(pair))) for pair in chosen]
    for left, right in rng.choice(10, (200, 2)):
        pen, apart = rng.uniform(5, 14), rng.uniform(0.3, 0.6) * 110
        digits = [fit(styled_digit(label, rng), 110, (0, 120)) for label in (left, right)]
        edges = max(points[:, 0].max() for points in digits[0]), min(points[:, 0].min() for points in digits[1])
        moved = tuple(points + np.array([edges[0] - edges[1] + pen + apart, 0]) for points in digits[1])
        both = tuple(points + np.array([80, 0]) for points in (*digits[0], *moved))
        pairs.append(preprocess(draw(both, pen, (400, 240))))
    assert np.mean([reading.status == "several" for reading in shipped.read_all(pairs)]) >= 0.99


def test_probability_below_the_threshold_is_unsure(shipped: Classifier) -> None:
    strict = Classifier(shipped.graph, dataclasses.replace(shipped.card, threshold=1.1))
    assert strict.read(drawn_seven()).status == "unsure"
    assert strict.read(drawn_seven()).label == 7


def test_probabilities_equal_those_of_keras(shipped: Classifier) -> None:
    images = mnist_test().x[:600, :, :, 0].astype(np.float32) / np.float32(255)
    expected = shipped_network().predict(images[..., None], verbose=0)
    np.testing.assert_allclose(shipped.probabilities(images), expected, atol=1e-5)


def test_no_picture_gives_no_reading(shipped: Classifier) -> None:
    assert shipped.read_all([]) == []


def test_many_threads_get_the_same_answers(shipped: Classifier) -> None:
    pictures: list[NDArray[np.uint8]] = list(mnist_test().x[:64, :, :, 0])
    alone = [shipped.read(picture).probabilities for picture in pictures]
    with ThreadPoolExecutor(8) as pool:
        together = [reading.probabilities for reading in pool.map(shipped.read, pictures)]
    np.testing.assert_allclose(np.array(together), np.array(alone), atol=1e-6)


def test_many_threads_with_batches_of_any_size_get_the_same_answers(shipped: Classifier) -> None:
    images = mnist_test().images()[:700]
    alone = shipped.probabilities(images)
    places = [(at, at + count) for count in (1, 5, 16, 37, 100, 300) for at in range(0, 400, 57)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda place: shipped.probabilities(images[slice(*place)]), places))
    for (begin, end), probabilities in zip(places, together, strict=True):
        np.testing.assert_allclose(probabilities, alone[begin:end], atol=1e-6)


def test_flipped_byte_in_the_network_is_one_sentence(tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    content = bytearray((tmp_path / LITERT).read_bytes())
    for at in (0, len(content) // 2, len(content) - 1):
        damaged = content.copy()
        damaged[at] ^= 1
        (tmp_path / LITERT).write_bytes(damaged)
        with pytest.raises(ClassifierError, match=r"^The classifier in .* is damaged\. Choose another one\.$"):
            Classifier.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no network", b"\0" * 1000])
def test_content_that_is_no_network_is_one_sentence_even_where_its_card_swears_by_it(
    content: bytes, tmp_path: Path
) -> None:
    card = dataclasses.replace(read_card(SHIPPED), litert_sha256=hashlib.sha256(content).hexdigest())
    write_card(tmp_path, card)
    (tmp_path / LITERT).write_bytes(content)
    with pytest.raises(ClassifierError, match=r"LiteRT file cannot be read\. Choose another network"):
        Classifier.load(tmp_path)


@pytest.mark.parametrize(
    "changes", [{"input_shape": (32, 32, 3)}, {"input_shape": (28, 28, 3)}, {"classes": ("cats", "dogs")}]
)
def test_card_of_another_network_is_one_sentence(changes: dict[str, Any], tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    write_card(tmp_path, dataclasses.replace(read_card(tmp_path), **changes))
    with pytest.raises(ClassifierError, match=r"^The classifier in .* is damaged\. Choose another one\.$"):
        Classifier.load(tmp_path)


@pytest.mark.parametrize("name", ["card.json", LITERT])
@pytest.mark.parametrize("content", [None, "damaged"])
def test_lost_or_damaged_classifier_is_one_sentence(name: str, content: str | None, tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    (tmp_path / name).unlink()
    if content:
        (tmp_path / name).write_text(content)
    with pytest.raises(ClassifierError, match="Choose another one"):
        Classifier.load(tmp_path)


def written(*places: tuple[float, float]) -> NDArray[np.uint8]:
    """Return sevens on the canvas for numbers, each in the middle of a place (x, y)."""
    drawings = [drawn_seven(place, 110, 12, (640, 240)) for place in places]
    return np.minimum.reduce(drawings)


def test_number_is_read_digit_by_digit_from_left_to_right(shipped: Classifier) -> None:
    number = shipped.read_number(ink_of(written((420, 120), (100, 110), (260, 130))))
    assert (number.status, number.text) == ("number", "777")
    lefts = [part.box.left for part, _ in number.digits]
    assert lefts == sorted(lefts)
    assert all(reading.probabilities is not None for _, reading in number.digits)


def test_nothing_written_is_no_number(shipped: Classifier) -> None:
    number = shipped.read_number(np.zeros((240, 640), np.uint8))
    assert (number.status, number.text, number.digits) == ("empty", "", [])


def test_touching_neighbours_are_doubted(shipped: Classifier) -> None:
    zero = np.array([[np.cos(turn), 1.4 * np.sin(turn)] for turn in np.linspace(0, 2 * np.pi, 40)]) * 35
    both = draw((zero + np.array([100, 120]), zero + np.array([172, 120])), 12, (640, 240))
    number = shipped.read_number(ink_of(both))
    assert (number.status, number.text) == ("unsure", "?")


@pytest.mark.parametrize(("as_one", "text"), [(0.5, "20"), (0.8, "?"), (0.97, "?"), (0.995, "4")])
def test_what_has_a_clear_cut_is_two_digits_or_in_doubt_but_for_what_is_surely_one(
    as_one: float, text: str, shipped: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def probabilities(images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Answer for the whole, or for the halves of each cut."""
        likely = np.array([(4, as_one)] if len(images) == 1 else [(2, 0.999), (0, 0.999)] * (len(images) // 2))
        found = np.repeat((1 - likely[:, 1:]) / 9, 10, axis=1)
        found[np.arange(len(images)), likely[:, 0].astype(int)] = likely[:, 1]
        return found.astype(np.float32)

    monkeypatch.setattr(shipped, "probabilities", probabilities)
    touching = drawn([*digits("2"), *moved(digits("0"), box_around(digits("2"))[2] + 6, 0)])
    assert shipped.read_number(touching).text == text


@pytest.mark.parametrize(
    ("apart", "together", "text"), [(0.999, 0.9, "21"), (0.97, 0.9, "21"), (0.97, 0.999, "4"), (0.999, 0.999, "??")]
)
def test_what_is_surely_two_digits_and_surely_one_is_in_doubt(
    apart: float, together: float, text: str, shipped: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def probabilities(images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Answer for each of the strokes of an open 4, or for both."""
        likely = [(4, together)] if len(images) == 1 else [(2, apart), (1, 0.9999)]
        return np.stack([np.where(np.arange(10) == label, sure, (1 - sure) / 9) for label, sure in likely])

    monkeypatch.setattr(shipped, "probabilities", probabilities)
    corner, stem = np.array([[0, 0], [-0.1, 0.55], [0.4, 0.55]]), np.array([[0.52, 0.15], [0.52, 1]])
    assert shipped.read_number(ink_of(draw(fit((corner, stem), 180, (140, 140)), 18))).text == text


def test_digit_whose_line_is_broken_is_one(shipped: Classifier) -> None:
    seven = written((300, 120)).copy()
    seven[95:99, 200:400] = 255  # px rows: a thin gap below the bar
    number = shipped.read_number(ink_of(seven))
    assert (number.status, number.text) == ("number", "7")


def test_photo_of_something_else_is_no_number(shipped: Classifier) -> None:
    rng = np.random.default_rng(0)
    page = np.zeros((600, 800), np.uint8)
    for top, left in rng.integers(0, 560, (60, 2)):
        page[top : top + 30, left : left + 30] = 255
    number = shipped.read_number(page)
    assert number.status == "other"
    _, reading = shipped.as_one_digit(page, number)
    assert (reading.status, reading.label) == ("other", None)


def test_only_digit_of_a_photo_is_cut_out_of_the_dirt(shipped: Classifier) -> None:
    ink = np.pad(ink_of(drawn_seven()), 200)
    ink[20:24, 20:24] = 255
    picture, reading = shipped.as_one_digit(ink, shipped.read_number(ink))
    assert (reading.status, reading.label) == ("digit", 7)
    assert picture.shape[0] < 280


@pytest.mark.parametrize("count", [2, 5])
def test_several_digits_are_not_taken_for_one(shipped: Classifier, count: int) -> None:
    ink = ink_of(written(*((80 + 120 * at, 120) for at in range(count))))
    picture, reading = shipped.as_one_digit(ink, shipped.read_number(ink))
    assert reading.status == "several"
    assert picture is ink


def test_small_digit_is_read_the_same_as_one_digit_and_as_a_number(shipped: Classifier) -> None:
    ink = np.zeros((900, 700), np.uint8)
    ink[400:436, 300:336] = ink_of(drawn_seven((18, 18), 28, 4, (36, 36)))
    number = shipped.read_number(ink)
    picture, reading = shipped.as_one_digit(ink, number)
    assert (number.status, number.text, number.remark) == ("number", "7", "")
    assert (reading.status, reading.label) == ("digit", 7)
    assert picture.shape[0] < 100


def test_digit_beside_dots_is_at_most_a_doubt(shipped: Classifier) -> None:
    ink = ink_of(drawn_seven((400, 120), 110, 12, (640, 480))).copy()
    ink[60:76, 10:26] = ink[420:436, 10:26] = 255
    picture, reading = shipped.as_one_digit(ink, shipped.read_number(ink))
    assert (reading.status, reading.label) == ("unsure", 7)
    assert picture.shape[0] < 200


def test_what_is_cut_off_is_never_sure(shipped: Classifier) -> None:
    ink = ink_of(written((100, 120), (300, 120)))
    cut_off = np.zeros(ink.shape, bool)
    cut_off[120, :100] = True
    number = shipped.read_number(ink, cut_off)
    assert (number.status, number.text) == ("unsure", "?7")
    assert number.remark.startswith("Something is cut off at the photo's edge")
    seven = np.where(np.arange(640) < 200, ink, 0).astype(np.uint8)
    _, reading = shipped.as_one_digit(seven, shipped.read_number(seven, cut_off))
    assert (reading.status, reading.label) == ("unsure", 7)


def test_whole_ink_is_not_sure_where_a_part_of_it_is_cut_off(shipped: Classifier) -> None:
    ink = ink_of(written((100, 120))).copy()
    ink[180:186, 40:46] = 255
    number = shipped.read_number(ink, ink > 200)
    assert number.is_cut_off
    assert shipped.as_one_digit(ink, number)[1].status != "digit"
