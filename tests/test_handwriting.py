"""Promises of `model.handwriting`, and of the pictures and the doubt that come from it."""

import keras
import numpy as np
import pytest

from model import augmentation
from model.calibration import calibrate, expected_calibration_error, reliability, threshold
from model.config import PRESETS
from model.datasets import Pictures
from model.handwriting import DIGITS, FREE, OTHERS, UNSEEN_OTHERS, other, rewritten, styled_digit
from model.strokes import Stroke


def _extent(strokes: tuple[Stroke, ...]) -> float:
    return float(np.ptp(np.concatenate(strokes), axis=0).max())


def test_every_class_has_styles() -> None:
    assert sorted(DIGITS) == list(range(10))
    assert all(len(styles) >= 5 for styles in DIGITS.values())


@pytest.mark.parametrize("label", range(10))
def test_digits_of_one_seed_are_alike(label: int) -> None:
    first, second = (styled_digit(label, np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("kind", [*OTHERS, *FREE])
def test_what_is_no_digit_can_be_drawn(kind: str) -> None:
    rng = np.random.default_rng(0)
    assert all(np.isfinite(stroke).all() for stroke in rewritten(other(kind, rng), rng))


def test_rewriting_keeps_the_strokes_and_about_the_size() -> None:
    for seed in range(50):
        rng = np.random.default_rng(seed)
        digit = styled_digit(seed % 10, rng)
        again = rewritten(digit, rng)
        assert len(again) == len(digit)
        assert 50 < _extent(again) < 220


def test_a_single_point_can_be_rewritten() -> None:
    (stroke,) = rewritten((np.array([[3.0, 4.0]]),), np.random.default_rng(0))
    assert len(stroke) >= 1


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """Return a few pictures in place of MNIST, and make the drawn part small."""
    for name, count in {"_STYLED": 40, "_OTHER": 1, "_TOUCHING": 4, "_TURNED": 9}.items():
        monkeypatch.setattr(augmentation, name, count)
    x = np.random.default_rng(0).integers(0, 255, (40, 28, 28, 1)).astype(np.uint8)
    return Pictures(x, np.arange(40) % 10)


def test_one_seed_gives_the_same_pictures(small: Pictures) -> None:
    first, second = (augmentation.handwriting(small, PRESETS["shipped"]) for _ in range(2))
    assert np.array_equal(first.x, second.x)
    assert np.array_equal(first.y, second.y)


def test_pool_holds_digits_and_what_is_none(small: Pictures) -> None:
    pool = augmentation.handwriting(small, PRESETS["shipped"])
    assert pool.x.shape[1:] == (28, 28, 1)
    assert set(pool.y.tolist()) == set(range(-1, 10))
    assert (pool.y == -1).sum() == len(OTHERS) + len(FREE) - len(UNSEEN_OTHERS) + 3 + 9


def test_varied_keeps_ink_in_range() -> None:
    images = np.zeros((8, 28, 28, 1), np.float32)
    images[:, 6:22, 12:16] = 1
    changed = augmentation.varied(images, (1, 2)).numpy()
    assert changed.shape == images.shape
    assert changed.min() >= 0
    assert changed.max() <= 1.001
    assert np.array_equal(changed, augmentation.varied(images, (1, 2)).numpy())
    assert not np.array_equal(changed, augmentation.varied(images, (1, 3)).numpy())


def test_variety_of_no_strength_leaves_the_images_as_they_are() -> None:
    images = np.random.default_rng(1).random((8, 28, 28, 1), np.float32)
    np.testing.assert_allclose(augmentation.varied(images, (1, 2), 0.0).numpy(), images, atol=1e-5)


def test_calibration_error_of_honest_probabilities_is_zero() -> None:
    probabilities = np.tile(np.array([[0.75, 0.25]], np.float32), (4, 1))
    labels = np.array([0, 0, 0, 1])
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0)
    (row,) = reliability(probabilities, labels)
    assert (row.count, row.right) == (4, 0.75)


def test_threshold_withholds_the_unsure_and_wrong() -> None:
    probabilities = np.full((1000, 2), (0.99, 0.01), np.float32)
    probabilities[:8] = (0.6, 0.4)
    labels = np.zeros(1000, np.int64)
    labels[:8] = 1
    assert 0.6 < threshold(probabilities, labels) <= 0.99


def test_calibration_changes_no_answer_and_mends_overconfidence() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 500)
    images = rng.normal(0, 1, (500, 28, 28)).astype(np.float32)
    images[np.arange(500), 0, labels] += 2
    network = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    kernel = np.zeros((784, 10), np.float32)
    kernel[:10] = 8 * np.eye(10)  # four times too sure
    network.layers[-1].set_weights([kernel, np.zeros(10, np.float32)])
    before = network.predict(images[..., None], verbose=0)
    calibrate(network, images, labels)
    after = network.predict(images[..., None], verbose=0)
    assert np.array_equal(before.argmax(axis=1), after.argmax(axis=1))
    assert expected_calibration_error(after, labels) < 0.5 * expected_calibration_error(before, labels)


def test_validation_holds_digits_only(small: Pictures) -> None:
    validation = augmentation.unseen_handwriting(small, PRESETS["shipped"])
    assert len(validation) > len(small)
    assert validation.y.min() == 0


def test_sources_say_when_strokes_are_missing() -> None:
    assert "no file of pen strokes was given" in augmentation.in_words(PRESETS["shipped"])
    assert "training writers in pens.jsonl" in augmentation.in_words(
        PRESETS["shipped"].replace(strokes="/a/pens.jsonl")
    )
