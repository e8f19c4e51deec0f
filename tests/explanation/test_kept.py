"""Promises of what is kept of the looks inside a network."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from model.datasets import cifar10
from model.explanation import kept
from model.inference.card import read_card
from model.versions.published import SHIPPED


def test_oldest_is_dropped_and_what_others_keep_beside_it_stays(home: Path) -> None:
    card = read_card(SHIPPED)
    fetched = cifar10._kept()
    fetched.parent.mkdir(parents=True)
    fetched.write_bytes(b"fetched")
    os.utime(fetched, (0, 0))  # older than all others
    for number in range(kept._KEPT + 1):
        __, path = kept.kept_at(SHIPPED, card, f"{number:02}")
        kept.keep(path, {"a": np.zeros(3)})
        os.utime(path, (number + 1, number + 1))
    names = {path.name for path in (home / "cache").iterdir()}
    assert len(names) == kept._KEPT + 1
    assert fetched.name in names
    assert f"{card.fingerprint}-00.npz" not in names
