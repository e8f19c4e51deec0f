"""Promises of the look inside: by hand it gives what the network gives, and what independent sources give."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from scipy.signal import correlate

from model.config import PRESETS
from model.datasets.mnist import mnist_test
from model.errors import ClassifierError, ExplanationError
from model.explanation.attribution import grad_cam, occlude
from model.explanation.inspector import NetworkInspector
from model.explanation.positions import convolve, pool
from model.inference.card import WEIGHTS
from model.inference.classifier import Classifier
from model.inference.weights import weights_in
from model.networks.layers import BATCH_NORM, FLATTEN, RELU, Layer, Shape, conv, dense, dropout, max_pool
from model.versions.published import SHIPPED
from tests.classifiers import lend_shipped, network_with_any_weights, opened_in, write_classifier

EVERYTHING = (
    conv(6, 3, strides=2, padding="same", activation="tanh"),
    BATCH_NORM,
    RELU,
    conv(5, 4, activation="sigmoid"),
    Layer("average-pooling", pool=2),
    dropout(0.5),
    conv(4, 2, padding="same", activation="none"),
    Layer("activation", activation="tanh"),
    max_pool(2),
    FLATTEN,
    dense(7, "tanh"),
)
CASES = {
    "grey": ((28, 28, 1), (*EVERYTHING, dense(10, "softmax"))),
    "colour": ((32, 32, 3), (*EVERYTHING, dense(10, "softmax"))),
    "one output": ((64, 64, 3), (*EVERYTHING, dense(1, "sigmoid"))),
}


def inspector_of(folder: Path, shape: Shape, *layers: Layer) -> NetworkInspector:
    """Return a network of these layers with arbitrary weights, exported into a folder and opened."""
    write_classifier(folder, network_with_any_weights(layers, shape), layers)
    return opened_in(folder)


@pytest.fixture(scope="module", params=CASES)
def inspector(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NetworkInspector:
    """Return the network of a case, opened."""
    shape, layers = CASES[request.param]
    return inspector_of(tmp_path_factory.mktemp("case"), shape, *layers)


@pytest.fixture
def image(inspector: NetworkInspector) -> NDArray[np.float32]:
    """Return a picture of noise for the network of a case."""
    return picture(inspector.classifier.graph.input_shape)


@pytest.fixture(scope="module")
def shipped() -> NetworkInspector:
    """Return the network that Inkling ships, opened."""
    return opened_in(SHIPPED)


def picture(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return a picture of noise."""
    return np.random.default_rng(5).random(shape, np.float32)


def test_convolution_and_pooling_by_hand_are_the_networks_own(
    inspector: NetworkInspector, image: NDArray[np.float32]
) -> None:
    activations = inspector.activations(image)
    rng = np.random.default_rng(0)
    for kind in ("convolution", "max-pooling", "average-pooling"):
        assert inspector.layers_of(kind)
        for at in inspector.layers_of(kind):
            layer, weights = inspector.layers[at], inspector.weights[at]
            hand = partial(convolve, layer, weights) if kind == "convolution" else partial(pool, layer)
            for number in rng.integers(activations.outputs[at].shape[2], size=3):
                by_hand = hand(activations.read_by(at), int(number)).output
                np.testing.assert_allclose(by_hand, activations.outputs[at][..., number], rtol=1e-5, atol=1e-5)


def test_convolution_is_scipys_correlation(shipped: NetworkInspector) -> None:
    activations = shipped.activations(mnist_test().images()[0])
    for at in shipped.convolutions()[:2]:
        reads, layer, weights = activations.read_by(at), shipped.layers[at], shipped.weights[at]
        kernel, bias = shipped.kernel(at).astype(np.float64)[..., 3], float(weights[1][3])
        expected = np.maximum(0, correlate(reads.astype(np.float64), kernel, "valid")[..., 0] + bias)
        one = convolve(layer, weights, reads, 3)
        np.testing.assert_allclose(one.output, expected, atol=1e-9)
        for row, column in [(0, 0), (5, 7), (3, 2)]:
            assert (one.patch(row, column) * one.kernel).sum() == pytest.approx(one.sums[row, column], abs=1e-9)
        np.testing.assert_allclose(activations.outputs[at][..., 3], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("layer", "scipys"),
    [(max_pool(2), ndimage.maximum_filter), (Layer("average-pooling", pool=2), ndimage.uniform_filter)],
    ids=["largest", "mean"],
)
def test_pooling_is_scipys_filter_at_every_second_place(
    layer: Layer, scipys: Callable[..., NDArray[np.float64]]
) -> None:
    reads = picture((12, 10, 3)).astype(np.float64)
    expected = scipys(reads, size=(2, 2, 1), origin=(-1, -1, 0))[::2, ::2]  # the window begins at its place
    for number in range(3):
        np.testing.assert_allclose(pool(layer, reads, number).output, expected[..., number], atol=1e-9)


def test_pooling_takes_the_largest_of_its_window(shipped: NetworkInspector) -> None:
    activations = shipped.activations(mnist_test().images()[0])
    (first, *_) = shipped.layers_of("max-pooling")
    one = pool(shipped.layers[first], activations.read_by(first), 2)
    window = one.patch(4, 6)[..., 0]
    np.testing.assert_array_equal(window, activations.read_by(first)[8:10, 12:14, 2])
    assert one.output[4, 6] == window.max() == activations.outputs[first][4, 6, 2]


def test_logits_and_exponentials_lead_to_the_probabilities(
    inspector: NetworkInspector, image: NDArray[np.float32]
) -> None:
    activations = inspector.activations(image)
    decision = inspector.decide(activations)
    np.testing.assert_allclose(decision.probabilities, inspector.classifier.probabilities(image[None])[0], atol=1e-5)
    np.testing.assert_allclose(decision.exponentials / decision.exponentials.sum(), decision.probabilities)
    np.testing.assert_allclose(activations.probabilities, decision.probabilities, atol=1e-5)


def test_occlusion_is_that_of_a_slow_loop(inspector: NetworkInspector, image: NDArray[np.float32]) -> None:
    found = occlude(inspector, image, 1)
    before = inspector.classifier.probabilities(image[None])[0, 1]
    blank = 0 if image.shape[2] == 1 else image.mean(axis=(0, 1))
    for i in range(0, len(found.tops), 4):
        for j in range(0, len(found.lefts), 4):
            erased = image.copy()
            erased[found.tops[i] : found.tops[i] + found.side, found.lefts[j] : found.lefts[j] + found.side] = blank
            after = inspector.classifier.probabilities(erased[None])[0, 1]
            assert found.costs[i, j] == pytest.approx(before - after, abs=1e-5)
    assert before - found.without[1] == pytest.approx(found.costs.max(), abs=1e-5)
    assert found.heat.shape == image.shape[:2]


def test_occlusion_and_grad_cam_point_at_the_ink(shipped: NetworkInspector) -> None:
    image, label = mnist_test().images()[0], int(mnist_test().y[0])
    found, cam = occlude(shipped, image, label), grad_cam(shipped, image, label)
    assert image[found.top : found.top + found.side, found.left : found.left + found.side].any()
    inked = image > 0.5
    assert cam[inked].mean() > cam[~inked].mean()
    assert cam.max() == 1
    assert not np.array_equal(cam, grad_cam(shipped, image, 0))


def test_grad_cam_has_the_size_of_the_picture(inspector: NetworkInspector, image: NDArray[np.float32]) -> None:
    cam = grad_cam(inspector, image, 1)
    assert cam.shape == image.shape[:2]
    assert 0 <= cam.min() <= cam.max() <= 1


def test_network_without_convolution_says_so(tmp_path: Path) -> None:
    alone = inspector_of(tmp_path, (28, 28, 1), FLATTEN, dense(10, "softmax"))
    with pytest.raises(ExplanationError, match="has no convolution"):
        grad_cam(alone, picture((28, 28)), 0)


@pytest.mark.parametrize("last", [dense(4, "relu"), conv(4)])
def test_network_that_does_not_end_in_probabilities_says_so(last: Layer, shipped: NetworkInspector) -> None:
    card = dataclasses.replace(shipped.classifier.card, layers=(last.to_dict(),))
    arrays = [np.zeros(1, np.float32)] * 2
    with pytest.raises(ExplanationError, match="does not end in a dense layer of probabilities"):
        NetworkInspector(Classifier(shipped.classifier.graph, card), arrays)


def test_weights_that_are_not_those_of_the_layers_say_so(shipped: NetworkInspector) -> None:
    arrays = weights_in(SHIPPED)
    for wrong in (arrays[:-1], [*arrays, arrays[-1]]):
        with pytest.raises(ExplanationError, match="not those of its layers"):
            NetworkInspector(shipped.classifier, wrong)


@pytest.mark.parametrize("change", ["other-numbers", "other-shapes", "texts"])
def test_weights_of_another_network_say_so(change: str, shipped: NetworkInspector) -> None:
    arrays = [array for layer in shipped.weights for array in layer]
    match change:
        case "other-numbers":
            arrays[0] = arrays[0] + np.float32(0.1)
        case "other-shapes":
            arrays[0] = arrays[0][:3]
        case "texts":
            arrays[0] = arrays[0].astype(np.str_)
    with pytest.raises(ExplanationError, match="are not those of its layers"):
        NetworkInspector(shipped.classifier, arrays)


@pytest.mark.parametrize("content", [None, b"damaged", b"PK\x03\x04"])
def test_lost_or_damaged_weights_are_one_sentence(content: bytes | None, tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    (tmp_path / WEIGHTS).unlink()
    if content is not None:
        (tmp_path / WEIGHTS).write_bytes(content)
    classifier = Classifier.load(tmp_path)  # it answers, but cannot be looked into
    with pytest.raises(ClassifierError, match=r"^The classifier in .* is damaged\. Choose another one\.$"):
        NetworkInspector.of(classifier, tmp_path)


def test_picture_of_another_size_says_so(shipped: NetworkInspector) -> None:
    with pytest.raises(ExplanationError, match="reads pictures of 28 x 28 px, grey"):
        shipped.activations(picture((32, 32)))


def test_picture_without_colour_says_so(tmp_path: Path) -> None:
    colour = inspector_of(tmp_path, (32, 32, 3), FLATTEN, dense(2, "softmax"))
    with pytest.raises(ExplanationError, match="reads pictures of 32 x 32 px, in colour"):
        colour.activations(picture((28, 28)))


def test_strongest_is_the_largest_number_of_each_map(tmp_path: Path) -> None:
    fast = inspector_of(tmp_path, (28, 28, 1), *PRESETS["fast"].all_layers(10))
    images = mnist_test().images()[:3]
    for layer, strongest in enumerate(fast.strongest(images)):
        output = fast.activations(images[2]).outputs[layer]
        np.testing.assert_allclose(strongest[2], output.max(axis=(0, 1)) if output.ndim == 3 else output, atol=1e-5)
