"""Promises of the networks as plain data: what is worked out by hand is what Keras builds."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from model import networks
from model.architecture import (
    BATCH_NORM,
    FLATTEN,
    MOST_LAYERS,
    NETWORKS,
    SETTINGS,
    Layer,
    Row,
    Shape,
    complete,
    conv,
    dense,
    dropout,
    max_pool,
    rows,
)
from model.config import PRESETS, TrainingConfig
from model.datasets import about
from model.errors import ConfigError
from tests.classifiers import OUTPUT, any_layer, any_network


def must_equal_keras(found: list[Row], shape: Shape) -> None:
    """Compare each row with the layer that Keras builds."""
    network = networks.build([row.layer for row in found], shape)
    built = [
        (layer.__class__.__name__, tuple(layer.output.shape[1:]), layer.count_params()) for layer in network.layers
    ]
    assert [(row.shape, row.parameters) for row in found] == [told[1:] for told in built], built


@pytest.mark.parametrize("name", list(NETWORKS))
def test_preset_has_the_shapes_and_parameters_that_keras_gives_it(name: str) -> None:
    config = PRESETS[name]
    data = about(config)
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
    with pytest.raises(ConfigError) as told:
        rows(complete(body, OUTPUT), (28, 28, 1))
    assert [word for word in words if word not in str(told.value)] == [], told.value


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


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ("dense", "must be an object"),
        ({"units": 3}, "must be an object"),
        ({"kind": "recurrent"}, "Unknown layer 'recurrent'"),
        ({"kind": "recurrent", "units": 3, "gates": 2}, "Unknown layer 'recurrent'"),
        ({"kind": ["dense"]}, "Unknown layer"),
        ({"kind": "dense", "filters": 3}, "no setting 'filters'"),
        ({"kind": "dense", "units": 0}, "units must be a whole number from 1 to 4096"),
        ({"kind": "dense", "units": "64"}, "units must be a whole number"),
        ({"kind": "dense", "units": True}, "units must be a whole number"),
        ({"kind": "dense", "activation": "swish"}, "Unknown activation 'swish'"),
        ({"kind": "convolution", "kernel": 12}, "kernel must be a whole number from 1 to 11"),
        ({"kind": "convolution", "padding": "wide"}, "Unknown padding 'wide'"),
        ({"kind": "max-pooling", "pool": 1}, "pool must be"),
        ({"kind": "dropout", "rate": 1}, "rate must be from 0 to 0.9"),
        ({"kind": "dropout", "rate": float("nan")}, "rate must be from 0 to 0.9"),
    ],
)
def test_layer_that_cannot_be_is_refused_by_name(values: object, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        Layer.from_dict(values)


@pytest.mark.parametrize("kind", list(SETTINGS))
def test_layer_survives_the_way_through_a_dictionary(kind: str) -> None:
    layer = any_layer(np.random.default_rng(3), kind)
    values = layer.to_dict()
    assert set(values) == {"kind", *SETTINGS[kind]}
    again = Layer.from_dict(values)
    assert again.to_dict() == values
    assert again.in_words() == layer.in_words() != ""


@pytest.mark.parametrize(
    ("body", "flattened_at"),
    [
        ([], 0),
        ([conv(4)], 1),
        ([conv(4), dropout(0.2)], 1),
        ([conv(4), dropout(0.2), dense(8), dropout(0.5)], 1),
        ([conv(4), dropout(0.2), conv(4), dense(8), dense(8)], 3),
        ([conv(4), BATCH_NORM, dense(8)], 2),
    ],
)
def test_network_is_flattened_before_its_first_dense_layer_and_the_dropout_that_leads_to_it(
    body: list[Layer], flattened_at: int
) -> None:
    whole = complete(body, OUTPUT)
    assert [number for number, layer in enumerate(whole) if layer == FLATTEN] == [flattened_at]
    assert [layer for layer in whole if layer != FLATTEN] == [*body, OUTPUT]


def test_width_keeps_a_share_of_filters_and_units_and_never_none() -> None:
    narrow = complete([conv(32), conv(2), dense(64)], OUTPUT, width=0.25)
    assert [layer.filters for layer in narrow if layer.kind == "convolution"] == [8, 1]
    assert [layer.units for layer in narrow if layer.kind == "dense"] == [16, 10]


def test_batch_normalisation_comes_between_a_layer_and_its_activation() -> None:
    normal = complete([conv(4), max_pool(), dense(8, "tanh")], OUTPUT, batch_norm=True)
    assert [layer.kind for layer in normal] == [
        "convolution", "batch-normalization", "activation", "max-pooling",
        "flatten", "dense", "batch-normalization", "activation", "dense",
    ]  # fmt: skip
    assert (normal[0].activation, normal[2].activation) == ("none", "relu")
    assert (normal[5].activation, normal[7].activation) == ("none", "tanh")
    assert normal[-1] == OUTPUT


def test_layer_that_is_normalised_already_is_not_normalised_twice() -> None:
    fast = NETWORKS["fast"].layers
    once = complete(fast, OUTPUT).count(BATCH_NORM)
    assert complete(fast, OUTPUT, batch_norm=True).count(BATCH_NORM) == once + 1  # its first convolution has none


def test_dropout_is_the_last_but_the_output() -> None:
    *_, before, last = complete([conv(4), dense(8)], OUTPUT, dropout_rate=0.5)
    assert (before, last) == (dropout(0.5), OUTPUT)


@pytest.mark.parametrize(
    ("loss", "last"),
    [
        ("binary_crossentropy", dense(1, "sigmoid")),
        ("sparse_categorical_crossentropy", dense(2, "softmax")),
        ("mean_squared_error", dense(2, "softmax")),
    ],
)
def test_loss_decides_the_last_layer(loss: str, last: Layer) -> None:
    assert PRESETS["binary"].replace(loss=loss).all_layers(2)[-1] == last


@pytest.mark.parametrize("name", list(NETWORKS))
def test_network_gives_probabilities(name: str) -> None:
    config = dataclasses.replace(PRESETS[name], width=0.25)
    data = about(config)
    network = networks.build(config.all_layers(len(data.classes)), data.shape)
    answers = network(np.random.default_rng(1).random((3, *data.shape), np.float32)).numpy()
    assert (answers >= 0).all()
    assert (answers <= 1).all()
    if name == "binary":
        assert answers.shape == (3, 1)
    else:
        assert answers.shape == (3, 10)
        np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
def test_weights_cost_what_l1_and_l2_say(l1: float, l2: float) -> None:
    network = networks.build(complete([conv(3), dense(4)], OUTPUT), (8, 8, 1), l1=l1, l2=l2)
    kernels = [layer.kernel.numpy() for layer in network.layers if hasattr(layer, "kernel")]
    assert len(kernels) == 3
    cost = sum(l1 * np.abs(kernel).sum() + l2 * (kernel**2).sum() for kernel in kernels)
    assert float(sum(network.losses)) == pytest.approx(cost, rel=1e-4)
