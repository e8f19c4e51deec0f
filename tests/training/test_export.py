"""Promises of what a training leaves behind: it answers, and opens, as the Keras network does.

Equal means: probabilities to 1e-5. Sums of thousands of numbers of both signs are rounded within the layers, in LiteRT
as in Keras: there it means to 3e-5 of the largest number that the layer puts out.
"""

from __future__ import annotations

from itertools import count, islice, product
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from model.config import PRESETS
from model.datasets.registry import data_set
from model.explanation import by_hand
from model.explanation.attribution import grad_cam
from model.explanation.inspector import NetworkInspector
from model.inference.weights import weights_in
from model.networks.layers import ACTIVATIONS, PADDINGS, SETTINGS
from model.networks.zoo import complete, output_layer
from model.runtime.backend import keras, tf
from model.versions.published import SHIPPED
from tests.classifiers import (
    OUTPUT,
    any_network,
    network_with_any_weights,
    opened_in,
    shipped_network,
    write_classifier,
)

Values = NDArray[np.float32]

# Seeds of networks that are drawn at random, and hold a convolution: after a dense layer there is no place for one.
CONVOLUTIONAL = (seed for seed in count() if any(layer.kind == "convolution" for layer in any_network(seed)[0]))
DRAWN = list(islice(CONVOLUTIONAL, 20))
TWO = output_layer(2, "binary_crossentropy")


class Pair(NamedTuple):
    """A network of Keras, what was exported of it, and pictures with what each layer of Keras makes of them."""

    network: keras.Sequential
    opened: NetworkInspector
    images: Values
    expected: list[Values]


@pytest.fixture(scope="module", params=["shipped classifier", *PRESETS, *DRAWN], ids=str)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Export a network: the shipped one, that of a preset, one with all remedies, or one drawn at random."""
    if request.param == "shipped classifier":
        network, folder, shape = shipped_network(), SHIPPED, (28, 28, 1)
    else:
        if isinstance(request.param, str):
            data = data_set(PRESETS[request.param].data)
            layers, shape = PRESETS[request.param].all_layers(len(data.classes)), data.shape
        else:
            body, shape, remedies = any_network(request.param)
            layers = complete(body, TWO if request.param % 4 == 0 else OUTPUT, **remedies)
        network, folder = network_with_any_weights(layers, shape), tmp_path_factory.mktemp("exported")
        write_classifier(folder, network, layers)
    images = np.random.default_rng(8).random((100, *shape), np.float32)
    every = keras.Model(network.inputs[0], [layer.output for layer in network.layers])
    return Pair(network, opened_in(folder), images, [output.numpy() for output in every(images, training=False)])


def must_be_equal(found: list[Values], expected: list[Values]) -> None:
    """Compare what each layer puts out."""
    assert len(found) == len(expected)
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        assert np.isfinite(other).all()
        np.testing.assert_allclose(one, other, rtol=0, atol=3e-5 * max(1, np.abs(other).max()), err_msg=str(number))


def both(output: Values) -> Values:
    """Return the probabilities of all classes; one sigmoid is that of the second of two."""
    return np.hstack([1 - output, output]) if output.shape[1] == 1 else output


def test_networks_drawn_at_random_have_every_kind_of_layer_every_setting_and_every_remedy() -> None:
    drawn = [any_network(seed) for seed in DRAWN]
    layers = [layer for body, _, remedies in drawn for layer in complete(body, OUTPUT, **remedies)]
    assert {layer.kind for layer in layers} == set(SETTINGS)
    for kind in ("convolution", "dense", "activation"):
        assert {layer.activation for layer in layers if layer.kind == kind} >= set(ACTIVATIONS), kind
    convolutions = [layer for layer in layers if layer.kind == "convolution"]
    assert {(layer.padding, layer.strides) for layer in convolutions} >= set(product(PADDINGS, (1, 2, 3)))
    remedies = [tuple(remedies.items()) for _, _, remedies in drawn]
    assert {remedy for each in remedies for remedy in each} == {
        *(("width", width) for width in (0.25, 0.6, 1.0)),
        *(("batch_norm", norm) for norm in (False, True)),
        *(("dropout_rate", rate) for rate in (0.0, 0.5)),
    }


@pytest.mark.parametrize("count", [1, 100])
def test_answers_and_layers_are_those_of_keras(pair: Pair, count: int) -> None:
    classifier, images = pair.opened.classifier, pair.images[:count]
    expected = both(pair.expected[-1][:count])
    np.testing.assert_allclose(classifier.probabilities(images), expected, rtol=0, atol=1e-5)
    must_be_equal(classifier.graph.outputs(images), [layer[:count] for layer in pair.expected])


def test_layers_by_hand_are_those_of_keras(pair: Pair) -> None:
    found = by_hand.forward(pair.opened.layers, pair.opened.weights, pair.images[0])
    must_be_equal(found, [layer[0] for layer in pair.expected])
    activations = pair.opened.activations_with(pair.network.get_weights(), pair.images[0])
    np.testing.assert_allclose(activations.probabilities, both(pair.expected[-1])[0], rtol=0, atol=1e-5)


def test_grad_cam_is_that_of_keras_with_a_tape(pair: Pair) -> None:
    if not pair.opened.layers_of("convolution"):
        assert not any(isinstance(layer, keras.layers.Conv2D) for layer in pair.network.layers)
        return
    for label in (0, 1):
        found, expected = grad_cam(pair.opened, pair.images[0], label), taped(pair.network, pair.images[0], label)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


def taped(network: keras.Sequential, image: Values, label: int) -> Values:
    """Return Grad-CAM as Keras's own examples compute it: TensorFlow's tape, TensorFlow's resizing."""
    at = max(number for number, layer in enumerate(network.layers) if isinstance(layer, keras.layers.Conv2D))
    maps = keras.Model(network.inputs[0], network.layers[at].output)(image[None])  # (1, rows, columns, filters)
    with tf.GradientTape() as tape:
        tape.watch(maps)
        value = maps
        for layer in network.layers[at + 1 : -1]:
            value = layer(value, training=False)
        logits = tf.matmul(value, network.layers[-1].kernel) + network.layers[-1].bias
        if logits.shape[1] == 1:
            logits = tf.concat([-logits, logits], axis=1)
        score = logits[0, label]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
    cam = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1, keepdims=True))
    heat = tf.image.resize(cam, image.shape[:2]).numpy()[0, :, :, 0]
    return heat / heat.max() if heat.max() > 0 else heat


def test_network_comes_back_from_its_card_and_weights() -> None:
    network, again = shipped_network(), weights_in(SHIPPED)
    assert [layer.__class__.__name__ for layer in network.layers[:3]] == ["Conv2D", "MaxPooling2D", "Conv2D"]
    assert all(np.array_equal(one, other) for one, other in zip(network.get_weights(), again, strict=True))
