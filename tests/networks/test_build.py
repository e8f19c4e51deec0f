"""Promises of the networks that Keras builds."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets.registry import data_set
from model.networks.build import build
from model.networks.layers import conv, dense
from model.networks.zoo import NETWORKS, complete
from tests.classifiers import OUTPUT


@pytest.mark.parametrize("name", list(NETWORKS))
def test_network_gives_probabilities(name: str) -> None:
    config = dataclasses.replace(PRESETS[name], width=0.25)
    data = data_set(config.data)
    network = build(config.all_layers(len(data.classes)), data.shape)
    probabilities = network(np.random.default_rng(1).random((3, *data.shape), np.float32)).numpy()
    assert (probabilities >= 0).all()
    assert (probabilities <= 1).all()
    if name == "binary":
        assert probabilities.shape == (3, 1)
    else:
        assert probabilities.shape == (3, 10)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
def test_weights_cost_what_l1_and_l2_say(l1: float, l2: float) -> None:
    network = build(complete([conv(3), dense(4)], OUTPUT), (8, 8, 1), l1=l1, l2=l2)
    kernels = [layer.kernel.numpy() for layer in network.layers if hasattr(layer, "kernel")]
    assert len(kernels) == 3
    cost = sum(l1 * np.abs(kernel).sum() + l2 * (kernel**2).sum() for kernel in kernels)
    assert float(sum(network.losses)) == pytest.approx(cost, rel=1e-4)
