"""Promises of `ui.inside.pixels`."""

from __future__ import annotations

import numpy as np

from ui import theme
from ui.inside.pixels import with_frame, with_heat

GREY = np.full((4, 6, 1), 0.5, np.float32)


def test_frame_runs_around_the_patch_and_leaves_its_middle() -> None:
    large = with_frame(GREY, 1, 2, 2, 3)
    assert large.shape == (32, 48, 3)
    blue = (large == theme.rgb(theme.FRAME)).all(axis=2)
    rows, columns = np.flatnonzero(blue.any(axis=1)), np.flatnonzero(blue.any(axis=0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (8, 23, 16, 39)
    assert not blue[10:22, 18:38].any()
    assert (large[~blue] == 127).all()


def test_frame_of_a_patch_over_the_edge_is_cut_off_there() -> None:
    blue = (with_frame(GREY, -1, -1, 3, 3) == theme.rgb(theme.FRAME)).all(axis=2)
    rows, columns = np.flatnonzero(blue.any(axis=1)), np.flatnonzero(blue.any(axis=0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (0, 15, 0, 15)


def test_heat_is_orange_over_a_picture_without_colours() -> None:
    heat = np.zeros((4, 6))
    heat[2, 3] = 1.0
    pixels = with_heat(np.broadcast_to(GREY, (4, 6, 3)), heat)
    assert (pixels[0, 0] == 127).all()
    assert np.abs(pixels[2, 3] - (0.2 * 127.5 + 0.8 * np.array(theme.rgb(theme.HEAT)))).max() <= 1
