"""Promises of the networks by name, and of how a list of layers becomes a complete network."""

from __future__ import annotations

import pytest

from model.config import PRESETS
from model.networks.layers import BATCH_NORM, FLATTEN, Layer, conv, dense, dropout, max_pool
from model.networks.zoo import NETWORKS, complete
from tests.classifiers import OUTPUT


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
