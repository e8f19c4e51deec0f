"""Promises of a drawing of anything, cut to its ink."""

from __future__ import annotations

import numpy as np

from model.images.framing import framed
from tests.conftest import drawn_seven


def test_place_and_size_of_a_drawing_do_not_matter() -> None:
    small, large = framed(drawn_seven((60, 70), 60, pen=6), 48), framed(drawn_seven((150, 130), 200, pen=20), 48)
    assert small is not None
    assert large is not None
    assert (small.shape, small.dtype) == ((48, 48, 3), np.uint8)
    assert np.abs(small.astype(int) - large).mean() < 8  # of 255


def test_ink_is_black_on_white_with_paper_around() -> None:
    light_on_dark = 255 - drawn_seven()[..., :3]
    for drawing in (drawn_seven(), light_on_dark):
        made = framed(drawing, 48)
        assert made is not None
        assert made.min() < 10
        assert (made[:3] == 255).all()
        assert (made[:, -3:] == 255).all()


def test_long_drawing_is_not_stretched() -> None:
    paper = np.full((280, 280, 3), 255, np.uint8)
    paper[130:150, 40:240] = 0
    made = framed(paper, 48)
    assert made is not None
    rows, columns = np.nonzero(made[..., 0] < 128)
    assert np.ptp(columns) > 7 * np.ptp(rows)


def test_empty_paper_is_no_picture() -> None:
    assert framed(np.full((280, 280, 4), 255, np.uint8), 48) is None
