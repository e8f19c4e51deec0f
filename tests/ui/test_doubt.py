"""Promises of what is said of a network that never learned to doubt."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from model.config import PRESETS
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED
from ui.draw import doubt, waking

MNIST = PRESETS["two-conv"].to_dict()


@pytest.mark.parametrize(
    ("config", "is_said"),
    [
        (MNIST, True),
        ({**MNIST, "mixed": [{"data": "handwriting", "share": 0.5}]}, False),
        ({**MNIST, "data": "of another computer"}, False),
        ({}, False),
    ],
)
def test_network_that_has_seen_digits_alone_says_so(config: Mapping[str, Any], is_said: bool) -> None:
    assert doubt.has_seen_digits_alone(config) == is_said


def test_shipped_network_learned_to_doubt() -> None:
    assert doubt.note(Classifier.load(SHIPPED)) == ""


def test_page_says_that_the_network_is_waking_up_until_it_is_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Spinner:
        def __init__(self, sentence: str) -> None:
            said.append(sentence)

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(waking, "st", SimpleNamespace(spinner=Spinner))
    waking._awake.clear()
    first, second = waking.awake_classifier(), waking.awake_classifier()
    assert first is second
    assert ["waking up" in sentence for sentence in said] == [True]
