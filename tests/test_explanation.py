"""Promises of the look inside: by hand it gives what the network gives, and what independent sources give."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from scipy.signal import correlate

from model.backend import keras, layers
from model.classifier import Classifier
from model.config import PRESETS
from model.datasets import mnist_test
from model.errors import ExplanationError
from model.explanation import Anatomy, convolve, pool
from model.networks import build
from model.versions import SHIPPED

EVERYTHING = [
    layers.Conv2D(6, 3, strides=2, padding="same", activation="tanh"),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Conv2D(5, (3, 5), use_bias=False, activation="sigmoid"),
    layers.AveragePooling2D(2, padding="same"),
    layers.Dropout(0.5),
    layers.Conv2D(4, 2, padding="same"),
    layers.Activation("relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(7, activation="tanh"),
]


def anatomy(shape: tuple[int, int, int], *parts: keras.Layer, seed: int = 3) -> Anatomy:
    """Return a network of these layers with arbitrary weights, opened."""
    network = keras.Sequential([keras.Input(shape), *(type(part).from_config(part.get_config()) for part in parts)])
    dice = np.random.default_rng(seed)
    network.set_weights([dice.uniform(0.1, 0.6, each.shape) - 0.3 * (each.ndim > 1) for each in network.get_weights()])
    classes = ["a", "b"] if network.output_shape[1] == 1 else [str(at) for at in range(network.output_shape[1])]
    return Anatomy(Classifier(network, {"classes": classes}))


def picture(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return a picture of noise."""
    return np.random.default_rng(5).random(shape, np.float32)


CASES = {
    "grey": anatomy((28, 28, 1), *EVERYTHING, layers.Dense(10, activation="softmax")),
    "colour": anatomy((32, 32, 3), *EVERYTHING, layers.Dense(10, activation="softmax")),
    "one output": anatomy((64, 64, 3), *EVERYTHING, layers.Dense(1, activation="sigmoid")),
}


@pytest.mark.parametrize("name", CASES)
def test_convolution_and_pooling_by_hand_are_the_networks_own(name: str) -> None:
    opened = CASES[name]
    look = opened.look(picture(opened.classifier.network.input_shape[1:]))
    dice = np.random.default_rng(0)
    by_hand = {layers.Conv2D: convolve, layers.MaxPooling2D: pool, layers.AveragePooling2D: pool}
    for kind, hand in by_hand.items():
        for at in opened.layers_of(kind):
            rows, columns, filters = look.outputs[at].shape
            corners = [(0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1)]
            for row, column in [*corners, *zip(dice.integers(rows, size=9), dice.integers(columns, size=9))]:  # noqa: B905
                number = int(dice.integers(filters))
                output = hand(opened.layers[at], look.read_by(at), number, int(row), int(column)).output
                np.testing.assert_allclose(output, look.outputs[at][row, column, number], rtol=1e-5, atol=1e-5)


def test_convolution_is_scipys_correlation() -> None:
    opened = Anatomy(Classifier.load(SHIPPED))
    look = opened.look(mnist_test().images()[0])
    for at in opened.convolutions()[:2]:
        reads, layer = look.read_by(at), opened.layers[at]
        kernel, bias = np.asarray(layer.kernel, np.float64)[..., 3], float(layer.bias[3])
        expected = np.maximum(0, correlate(reads.astype(np.float64), kernel, "valid")[..., 0] + bias)
        for row, column in [(0, 0), (5, 7), (3, 2)]:
            one = convolve(layer, reads, 3, row, column)
            assert one.output == pytest.approx(expected[row, column], abs=1e-9)
            assert one.total + one.bias == pytest.approx(one.channel_sums.sum() + bias)
        np.testing.assert_allclose(look.outputs[at][..., 3], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("layer", "scipys"),
    [(layers.MaxPooling2D(2), ndimage.maximum_filter), (layers.AveragePooling2D(2), ndimage.uniform_filter)],
    ids=["largest", "mean"],
)
def test_pooling_is_scipys_filter_at_every_second_place(
    layer: keras.Layer, scipys: Callable[..., NDArray[np.float64]]
) -> None:
    opened = anatomy((12, 10, 3), layer, layers.Flatten(), layers.Dense(2, activation="softmax"))
    reads = picture((12, 10, 3)).astype(np.float64)
    expected = scipys(reads, size=(2, 2, 1), origin=(-1, -1, 0))[::2, ::2]  # the window begins at its place
    for number, row, column in np.ndindex(3, 6, 5):
        found = pool(opened.layers[0], reads, number, row, column).output
        assert found == pytest.approx(expected[row, column, number], abs=1e-9)


def test_pooling_takes_the_largest_of_its_window() -> None:
    opened = Anatomy(Classifier.load(SHIPPED))
    look = opened.look(mnist_test().images()[0])
    (first, *_) = opened.layers_of(layers.MaxPooling2D)
    one = pool(opened.layers[first], look.read_by(first), 2, 4, 6)
    np.testing.assert_array_equal(one.window, look.read_by(first)[8:10, 12:14, 2])
    assert one.output == one.window.max() == look.outputs[first][4, 6, 2]


@pytest.mark.parametrize("name", CASES)
def test_logits_exponentials_and_shares_lead_to_the_probabilities(name: str) -> None:
    opened = CASES[name]
    image = picture(opened.classifier.network.input_shape[1:])
    look = opened.look(image)
    decision = opened.decide(look)
    np.testing.assert_allclose(decision.shares, opened.classifier.probabilities(image[None])[0], atol=1e-5)
    np.testing.assert_allclose(decision.exponentials / decision.exponentials.sum(), decision.shares)
    np.testing.assert_allclose(look.probabilities, decision.shares, atol=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_occlusion_is_that_of_a_slow_loop(name: str) -> None:
    opened = CASES[name]
    image = picture(opened.classifier.network.input_shape[1:])
    found = opened.occlude(image, 1)
    before = opened.classifier.probabilities(image[None])[0, 1]
    blank = 0 if image.shape[2] == 1 else image.mean(axis=(0, 1))
    for i in range(0, len(found.tops), 4):
        for j in range(0, len(found.lefts), 4):
            erased = image.copy()
            erased[found.tops[i] : found.tops[i] + found.side, found.lefts[j] : found.lefts[j] + found.side] = blank
            after = opened.classifier.probabilities(erased[None])[0, 1]
            assert found.costs[i, j] == pytest.approx(before - after, abs=1e-5)
    assert before - found.without[1] == pytest.approx(found.costs.max(), abs=1e-5)
    assert found.heat.shape == image.shape[:2]


def test_occlusion_and_grad_cam_point_at_the_ink() -> None:
    opened = Anatomy(Classifier.load(SHIPPED))
    image, label = mnist_test().images()[0], int(mnist_test().y[0])
    found, cam = opened.occlude(image, label), opened.grad_cam(image, label)
    assert image[found.top : found.top + found.side, found.left : found.left + found.side].any()
    inked = image > 0.5
    assert cam[inked].mean() > cam[~inked].mean()
    assert cam.max() == 1
    assert not np.array_equal(cam, opened.grad_cam(image, 0))


@pytest.mark.parametrize("name", CASES)
def test_grad_cam_has_the_size_of_the_picture(name: str) -> None:
    opened = CASES[name]
    image = picture(opened.classifier.network.input_shape[1:])
    cam = opened.grad_cam(image, 1)
    assert cam.shape == image.shape[:2]
    assert 0 <= cam.min() <= cam.max() <= 1


def test_network_without_convolution_says_so() -> None:
    opened = anatomy((28, 28, 1), layers.Flatten(), layers.Dense(10, activation="softmax"))
    with pytest.raises(ExplanationError, match="has no convolution"):
        opened.grad_cam(picture((28, 28)), 0)


def test_picture_of_another_size_says_so() -> None:
    with pytest.raises(ExplanationError, match="reads pictures of 32 x 32 px, in colour"):
        CASES["colour"].look(picture((28, 28)))


def test_strongest_is_the_largest_number_of_each_map() -> None:
    opened = Anatomy(Classifier(build(PRESETS["fast"].all_layers(10), (28, 28, 1)), {}))
    images = mnist_test().images()[:3]
    for layer, strongest in enumerate(opened.strongest(images)):
        output = opened.look(images[2]).outputs[layer]
        np.testing.assert_allclose(strongest[2], output.max(axis=(0, 1)) if output.ndim == 3 else output, atol=1e-5)
