"""Promises of the sentences about what was read."""

from __future__ import annotations

import numpy as np
import pytest

from model.inference.classifier import Classifier, NumberReading
from model.versions.published import SHIPPED
from tests.pages.app import page
from tests.writing import drawn, number
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


def test_what_looks_like_a_digit_but_may_be_none_is_said_to(within_app: None) -> None:
    page("app.py")
    from ui.draw import number_view

    (_, two), (_, bar), _ = Classifier.load(SHIPPED).read_number(drawn(number("2|4"))).digits
    assert bar.is_doubted
    assert prediction_view.in_words(bar).startswith("This looks like 1 (")
    assert number_view.how_sure(bar).endswith("but may be something else")
    assert not two.is_doubted
    assert "2" in prediction_view.in_words(two)
    assert number_view.how_sure(two).endswith("%")
