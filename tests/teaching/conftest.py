"""What the tests of teaching need: MNIST is asked with a few pictures, as it does not matter here with how many."""

from __future__ import annotations

import numpy as np
import pytest

from model.datasets.mnist import mnist_test
from model.evaluation import on_mnist
from tests.runs.conftest import executor

__all__ = ["executor"]


@pytest.fixture(autouse=True)
def few_of_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 200 pictures of MNIST be read, not 10,000."""
    pictures = mnist_test()[np.arange(200)]
    monkeypatch.setattr(on_mnist, "mnist_test", lambda: pictures)
