"""Promises of the networks."""

from __future__ import annotations

import numpy as np
import pytest

from model.backend import layers
from model.networks import NETWORKS, build, summary


@pytest.mark.parametrize("name", list(NETWORKS))
def test_network_gives_ten_probabilities(name: str) -> None:
    network = build(name)
    probabilities = network(np.random.default_rng(1).random((3, 28, 28, 1), np.float32)).numpy()
    assert probabilities.shape == (3, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "parameters"), [("two-conv", 34_826), ("two-conv-dense", 121_930), ("one-conv", 347_146)]
)
def test_tutorial_networks_have_their_known_size(name: str, parameters: int) -> None:
    assert sum(row.parameters for row in summary(build(name))) == parameters == build(name).count_params()


def test_summary_tells_shapes_and_parameters() -> None:
    first, second, *_ = summary(build("two-conv"))
    assert (first.layer, first.output_shape, first.parameters) == ("Convolution, 32 filters 3x3", "26 x 26 x 32", 320)
    assert (second.layer, second.output_shape, second.parameters) == ("Max pooling 2x2", "13 x 13 x 32", 0)


@pytest.mark.parametrize("name", list(NETWORKS))
def test_softmax_is_the_last_word(name: str) -> None:
    last = build(name).layers[-1]
    assert isinstance(last, layers.Dense)
    assert last.activation.__name__ == "softmax"
