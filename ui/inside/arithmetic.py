"""The arithmetic of one filter, position by position, with Play that walks through them all.

All numbers of a filter go to the browser once: `arithmetic.js` does the rest, so that a class that presses Play costs
the server nothing. Knows positions of convolutions and poolings. Does not know which view shows them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.explanation.positions import Convolution, Pooling, Positions, convolve, pool
from model.languages.joining import in_a_row
from model.languages.translation import N_, _
from ui import glossary, theme
from ui.inside.subject import Subject

POOLINGS = ("max-pooling", "average-pooling")
KINDS = ("convolution", *POOLINGS)  # of layers whose arithmetic can be shown

_AFTER_SUM = {
    "relu": N_("ReLU (what is below 0 becomes 0) makes of it {output}."),
    "sigmoid": N_("The sigmoid makes of it {output}."),
    "tanh": N_("The tanh makes of it {output}."),
    "none": N_("There is no activation: it stays {output}."),
}
_TERMS = {"convolution": ("convolution", "kernel", "filter", "bias", "activation", "relu"), "pooling": ("pooling",)}
_LARGEST, _MEAN = N_("The largest of the window is {output}."), N_("The mean of the window is {output}.")
_TINT = 0.45  # opacity of the largest number: what is written on it stays readable in light and dark
_BUTTONS = {"previous": N_("Back"), "play": N_("Play"), "pause": N_("Pause"), "next": N_("Next")}

_here = Path(__file__).parent
_walk = st.components.v2.component(
    "inkling_arithmetic",
    html=(_here / "arithmetic.html").read_text(encoding="utf-8"),
    js=(_here / "arithmetic.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(subject: Subject, layer: int, number: int) -> None:
    """Show how the numbers of one filter come about; its layer is of one of `KINDS`."""
    inspector, reads = subject.inspector, subject.activations.read_by(layer)
    key = f"{subject.key}-{layer}-{number}"
    described = inspector.layers[layer]
    if described.kind in POOLINGS:
        data = _of_pooling(pool(described, reads, number))
    else:
        one = convolve(described, inspector.weights[layer], reads, number)
        data = _of_convolution(one, _choose_channel(one, f"channel-{key}"))
    _walk(key=f"walk-{key}", data={"id": key, **data})
    glossary.terms(*_TERMS["pooling" if described.kind in POOLINGS else "convolution"])


def _choose_channel(one: Convolution, key: str) -> int:
    """Let a channel be chosen, from 0; at first, the one that counts most where the most comes out."""
    channels = one.kernel.shape[2]
    if channels == 1:
        return 0
    row, column = _largest(one.output)
    most = int(np.abs((one.patch(row, column) * one.kernel).sum(axis=(0, 1))).argmax()) + 1
    label = _("Channel, 1 to {channels}").format(channels=channels)
    return int(st.number_input(label, 1, channels, most, key=key, width=150)) - 1


def _of_pooling(one: Pooling) -> dict[str, Any]:
    """Return what the browser needs for a pooling."""
    labels = {"reads": _("What the layer reads")}
    said = [_(_LARGEST if one.largest else _MEAN)]
    return _data(one, 0, labels) | {"tables": [_("Window")], "said": said}


def _of_convolution(one: Convolution, channel: int) -> dict[str, Any]:
    """Return what the browser needs for a convolution of which one channel is shown."""
    channels = one.kernel.shape[2]
    said = [_("Sum of the products {sum}, bias {bias}, together {logit}."), _(_AFTER_SUM[one.activation])]
    labels = {"reads": _("What the layer reads")}
    if channels > 1:
        labels = {"reads": _("What the layer reads: channel {channel}").format(channel=channel + 1)}
        first = _("The products of channel {channel} add up to {part}, those of all {channels} together to {sum}.")
        said[:0] = [first.format(channel=channel + 1, channels=channels, part="{part}", sum="{sum}")]
    return _data(one, channel, labels) | {
        "tables": [_("Patch"), _("times kernel"), _("gives products")],
        "kernel": _rounded(one.kernel[..., channel]),
        "sums": _rounded(one.sums),
        "bias": one.bias,
        "said": [in_a_row(*said)],  # the browser fills its places
    }


def _data(one: Positions, channel: int, labels: dict[str, str]) -> dict[str, Any]:
    """Return what the browser needs for any layer."""
    return {
        "reads": _rounded(one.reads[..., channel]),
        "output": _rounded(one.output),
        "side": one.side,
        "stride": one.stride,
        "top": one.top,
        "left": one.left,
        "first": _largest(one.output),
        "labels": {
            **labels,
            "output": _("What comes out: press it"),
            "row": _("Row"),
            "column": _("Column"),
        },
        "keys": _("What comes out: press it. Arrow keys go to another position."),
        "buttons": {name: _(text) for name, text in _BUTTONS.items()},
        "positive": theme.rgb(theme.POSITIVE),
        "negative": theme.rgb(theme.NEGATIVE),
        "tint": _TINT,
    }


def _largest(output: NDArray[np.float64]) -> tuple[int, int]:
    """Return where the largest number of an output (rows, columns) is."""
    row, column = np.unravel_index(int(output.argmax()), output.shape)
    return int(row), int(column)


def _rounded(values: NDArray[np.float64]) -> list[list[float]]:
    """Return numbers (rows, columns) short enough to send."""
    rounded: list[list[float]] = values.round(6).tolist()
    return rounded
