"""Promises of layers as plain data."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import ConfigError
from model.networks.layers import SETTINGS, Layer
from tests.classifiers import any_layer


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
