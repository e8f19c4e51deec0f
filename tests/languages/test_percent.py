"""Promises of how a probability is written."""

from __future__ import annotations

import pytest

from model.languages.percent import percent


@pytest.mark.parametrize(
    ("probability", "said"),
    [(1.0, "over 99.9%"), (0.9994, "99.9%"), (0.5, "50.0%"), (0.0006, "0.1%"), (0.0004, "0%"), (0.0, "0%")],
)
def test_network_is_never_wholly_sure(probability: float, said: str) -> None:
    assert percent(probability) == said
