"""The view "By hand": one number of a layer, computed from what the layer reads.

Knows positions of convolutions and poolings. Does not know the last layer, which is in `decision`.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from model.explanation.positions import Convolution, Pooling, convolve, pool
from ui import html
from ui.inside import decision
from ui.inside.pixels import map_with_frame
from ui.inside.positions import POSITION, choose_filter, choose_position
from ui.inside.subject import Subject

POOLINGS = ("max-pooling", "average-pooling")
SIDE = 128  # px of a map

AFTER_SUM = {
    "relu": "ReLU (what is below 0 becomes 0) makes of it **{output:.4f}**.",
    "sigmoid": "The sigmoid makes of it **{output:.4f}**.",
    "tanh": "The tanh makes of it **{output:.4f}**.",
    "none": "There is no activation: it stays **{output:.4f}**.",
}


def show(subject: Subject) -> None:
    """Let a layer, a filter and a position be chosen, and show how the number there comes about."""
    inspector, activations = subject.inspector, subject.activations
    last = len(inspector.layers) - 1
    layers = [*inspector.layers_of("convolution", *POOLINGS), last]
    choosing = st.container(horizontal=True)
    at = choosing.selectbox("Layer", layers, format_func=inspector.titles.__getitem__, width=320)
    if at == last:
        decision.show(subject)
        return
    reads, output = activations.read_by(at), activations.outputs[at]
    with choosing:
        number = choose_filter(f"filter-{subject.key}-{at}", output)
    row, column = choose_position(f"{subject.key}-{at}-{number}", output[..., number])
    after = _output(output[..., number], row, column)
    layer = inspector.layers[at]
    if layer.kind in POOLINGS:
        _show_pooling(pool(layer, reads, number, row, column), reads[..., number], after)
    else:
        one = convolve(layer, inspector.weights[at], reads, number, row, column)
        _show_convolution(one, reads, after, f"channel-{subject.key}-{at}-{number}")


def _output(output: NDArray[np.float32], row: int, column: int) -> Markup:
    """Return what a filter puts out, (height, width): a picture on which a position can be clicked."""
    pixels = map_with_frame(output, row, column, 1, 1)
    picture = html.image(pixels, SIDE, "What the filter puts out, this position framed", POSITION, hover=True)
    return html.together(picture, html.paragraph("What comes out: click a position"))


def _input(pixels: NDArray[np.uint8], text: str) -> Markup:
    return html.together(html.image(pixels, SIDE, text, hover=True), html.paragraph("What the layer reads"))


def _show_pooling(one: Pooling, reads: NDArray[np.float32], after: Markup) -> None:
    """Show a window, and what is taken of it."""
    frame = map_with_frame(reads, one.top, one.left, *one.window.shape)
    window = html.numbers(one.window, "Window")
    html.show(html.row(_input(frame, "What the layer reads, the window framed"), window, after))
    sentence = "The largest of the window is **{:.4f}**." if one.largest else "The mean of the window is **{:.4f}**."
    st.markdown(sentence.format(one.output))


def _show_convolution(one: Convolution, reads: NDArray[np.float32], after: Markup, key: str) -> None:
    """Show patch, kernel, products, sum, bias and what the activation makes of it; of several channels, one."""
    channels = one.patch.shape[2]
    channel = _choose_channel(one, key) if channels > 1 else 0
    frame = map_with_frame(reads[..., channel], one.top, one.left, *one.patch.shape[:2])
    html.show(
        html.row(
            _input(frame, "What the layer reads, the patch framed"),
            html.numbers(one.patch[..., channel], "Patch"),
            html.numbers(one.kernel[..., channel], "times kernel"),
            html.numbers(one.products[..., channel], "gives products"),
            after,
        )
    )
    if channels > 1:
        st.markdown(
            f"The products of channel {channel + 1} add up to {one.channel_sums[channel]:.4f},"
            f" those of all {channels} together to {one.total:.4f}."
        )
    total = one.total + one.bias
    st.markdown(
        f"Sum of the products {one.total:.4f}, bias {one.bias:.4f}, together {total:.4f}."
        f" {AFTER_SUM[one.activation].format(output=one.output)}"
    )


def _choose_channel(one: Convolution, key: str) -> int:
    """Let a channel be chosen, from 0; at first, the one that counts most."""
    channels = one.patch.shape[2]
    most = int(np.abs(one.channel_sums).argmax()) + 1
    return int(st.number_input(f"Channel, 1 to {channels}", 1, channels, most, key=key, width=150)) - 1
