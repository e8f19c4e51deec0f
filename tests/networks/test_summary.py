"""Promises of what is worked out by hand: shapes and parameters are those that Keras builds."""

from __future__ import annotations

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets.registry import data_set
from model.errors import ConfigError
from model.networks.build import build
from model.networks.layers import BATCH_NORM, FLATTEN, MOST_LAYERS, Layer, Shape, conv, dense, max_pool
from model.networks.summary import Row, rows
from model.networks.zoo import NETWORKS, complete
from tests.classifiers import OUTPUT, any_network


def must_equal_keras(found: list[Row], shape: Shape) -> None:
    """Compare each row with the layer that Keras builds."""
    network = build([row.layer for row in found], shape)
    built = [
        (layer.__class__.__name__, tuple(layer.output.shape[1:]), layer.count_params()) for layer in network.layers
    ]
    assert [(row.shape, row.parameters) for row in found] == [layer[1:] for layer in built], built


@pytest.mark.parametrize("name", list(NETWORKS))
def test_preset_has_the_shapes_and_parameters_that_keras_gives_it(name: str) -> None:
    config = PRESETS[name]
    data = data_set(config.data)
    must_equal_keras(rows(config.all_layers(len(data.classes)), data.shape), data.shape)


@pytest.mark.parametrize("seed", range(12))
def test_own_network_has_the_shapes_and_parameters_that_keras_gives_it(seed: int) -> None:
    body, shape, changes = any_network(seed)
    assert len(body) > 3
    must_equal_keras(rows(complete(body, OUTPUT, **changes), shape), shape)


@pytest.mark.parametrize(
    ("name", "parameters"), [("two-conv", 34_826), ("two-conv-dense", 121_930), ("one-conv", 347_146)]
)
def test_tutorial_networks_have_their_known_size(name: str, parameters: int) -> None:
    assert sum(row.parameters for row in rows(complete(NETWORKS[name].layers, OUTPUT), (28, 28, 1))) == parameters


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("kernel", "strides"), [(1, 1), (3, 1), (5, 2), (4, 3)])
def test_multiplications_of_a_convolution_are_those_of_its_windows(kernel: int, strides: int, padding: str) -> None:
    (row,) = rows([conv(8, kernel, strides=strides, padding=padding)], (13, 10, 3))
    border = kernel - 1 if padding == "same" else 0
    picture = np.zeros((13 + border, 10 + border, 3))
    windows = np.lib.stride_tricks.sliding_window_view(picture, (kernel, kernel), axis=(0, 1))[::strides, ::strides]
    assert row.multiplications == windows.size * 8
    assert row.shape == (*windows.shape[:2], 8)


def test_multiplications_of_a_dense_layer_are_one_for_each_weight() -> None:
    flat, row = rows([FLATTEN, dense(7)], (5, 4, 3))
    assert (flat.shape, flat.multiplications) == ((60,), 0)
    assert (row.multiplications, row.parameters) == (60 * 7, 60 * 7 + 7)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([conv(8), max_pool(8), conv(8, 5)], ["Layer 3", "8 filters 5x5", "only 3 x 3 values", "kernel is 5 x 5"]),
        ([max_pool(8), max_pool(4)], ["Layer 2", "Max pooling 4x4", "only 3 x 3 values", "window is 4 x 4"]),
        ([Layer("average-pooling", pool=8)] * 2, ["Layer 2", "Average pooling 8x8", "only 3 x 3 values"]),
        ([dense(5), conv(8)], ["Convolution, 8 filters", "needs a picture", "Move it up"]),
        ([dense(5), max_pool()], ["Max pooling 2x2", "needs a picture", "Move it up"]),
        ([conv(512), dense(4096)], ["parameters", "Dense, 4096", "add a pooling before it"]),
    ],
)
def test_impossible_network_names_the_layer_and_why(body: list[Layer], words: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        rows(complete(body, OUTPUT), (28, 28, 1))
    assert [word for word in words if word not in str(refused.value)] == [], refused.value


def test_too_many_layers_are_refused() -> None:
    with pytest.raises(ConfigError, match=f"at most {MOST_LAYERS} layers. Remove some"):
        TrainingConfig(network="own", layers=(BATCH_NORM,) * (MOST_LAYERS + 1))
    with pytest.raises(ConfigError, match=f"at most {MOST_LAYERS} layers. Remove some"):
        rows([BATCH_NORM] * 4 * MOST_LAYERS, (28, 28, 1))


def test_as_many_layers_as_are_allowed_may_have_every_remedy() -> None:
    config = TrainingConfig(
        network="own", layers=(conv(4, padding="same"),) * MOST_LAYERS, batch_norm=True, dropout=0.5
    )
    assert rows(config.all_layers(10), (28, 28, 1))[-1].shape == (10,)
