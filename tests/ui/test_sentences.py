"""Promises of the sentences about what was read."""

from __future__ import annotations

import numpy as np
import pytest

from model.inference.classifier import Classifier, NumberReading
from model.versions.published import SHIPPED
from tests.pages.app import page
from ui import prediction_view


@pytest.mark.parametrize("dot", [0, 3])
def test_no_photo_is_told_to_draw_or_write(within_app: None, dot: int) -> None:
    picture = np.zeros((280, 280), np.uint8)
    picture[100 : 100 + dot, 100 : 100 + dot] = 255
    page("app.py")
    from ui.draw import number_view  # can be imported within a running app alone

    reading = Classifier.load(SHIPPED).read(picture)
    assert reading.status == "empty"
    for sentence in (prediction_view.in_words(reading), number_view.in_words(NumberReading([]))):
        assert "ink" in sentence
        assert "draw" not in sentence.lower()
        assert "write" not in sentence.lower()
